"""Chinese as people in the field write it: rules that each string of ``i18n/zh_CN.po`` keeps."""

import re
from collections import defaultdict

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path

PLACEHOLDER = r"%\(\w+\)[a-z]|%[sdf]\b|\{\{.*?\}\}|\{\w*\}"
HAN = r"[\u4e00-\u9fff]"
# {a word that is not used: (where it may stand after all, what is said instead)}
BANNED = {
    "邮寄": ("", "发送"),
    "类别": ("客户类别", "分类, 等级"),
    "重建": ("重建索引", "补算"),
    "动作": ("服务器动作|触发动作", "触发动作"),
    "应用": ("应用程序|应用卸载", "执行, 更新"),
    "主管": ("团队主管", "经理"),
    "阈值": ("", "达标值"),
    "收款": ("付款", "回款"),
    "默认设置": ("", "默认值"),
    "指标截至": ("", "数据截至"),
    "引导设置": ("", "快速开始"),
    "产品": ("", "商品"),
    "预计收入": ("", "预期收入"),
    "添加": ("", "新增"),
    "致电": ("", "电话联系"),
    "分级": ("", "有高低级别"),
    "移动客户": ("", "变更客户分类"),
    "拜访频次": ("", "拜访周期"),
    "完成率": ("", "达标进度"),
    "达成率": ("", "达标进度"),
    "末次": ("", "最近"),
    "历史订": ("", "累计订"),
    "筛选": ("", "过滤"),
    "审批": ("", "审核"),
    "归档": ("", "停用"),
    "导入": ("引入，导入", "引入"),
}
# Words that are two things in Chinese, and one in English
TWO_THINGS = {
    "customers",
    "review of the standards",
    "days late",
    "category code",
    "all other customers",
    "between",
    "sales, 12 months",
}
LABELS = re.compile(r"^(Sales|Growth|Invoices|Orders|Satisfaction|Average Order|Payments)\b.*12 [Mm]onths")


def ends(english):
    """Whether the English is a sentence; what names a button that has an ellipsis may be the end of one."""
    return english.endswith(".") or english.startswith("Select customers in the list")


@tagged("post_install", "-at_install")
class TestWording(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        path = file_path("customer_classification/i18n/zh_CN.po")
        cls.terms = {entry.msgid: entry.msgstr for entry in polib.pofile(path) if entry.msgstr}

    def refuse(self, wrong):
        """:param wrong: what is wrong with (English, Chinese without placeholders and tags, Chinese), or nothing"""
        found = {}
        for english, chinese in self.terms.items():
            plain = re.sub(PLACEHOLDER + r"|<[^>]*>|&\w+;", "\N{OBJECT REPLACEMENT CHARACTER}", chinese)
            if problem := wrong(english, plain, chinese):
                found[english] = (chinese, problem)
        self.assertFalse(found)

    def test_full_width_marks_beside_chinese(self):
        marks = re.compile(rf"{HAN}[,:;()?!]|[,:;()?!]{HAN}| [（(]%[）)]|\(%\)")
        self.refuse(lambda english, plain, chinese: marks.findall(re.sub(r"\{[^{}]*\}", "", plain)))

    def test_no_space_after_a_mark(self):
        self.refuse(lambda english, plain, chinese: re.findall(r"[，。：；（] (?=\S)", plain))

    def test_no_line_ends_within_a_sentence(self):
        """A browser shows a blank there."""
        ends = re.compile(r"[\u4e00-\u9fff，。：；、）”！？][ \t]*\n\s*(?=[\u4e00-\u9fff（“，。%])")
        self.refuse(lambda english, plain, chinese: "<div>" not in chinese and ends.findall(chinese))

    def test_percent_stands_at_its_number(self):
        percent = re.compile(r"(?:\d|%s|%\(\w+\)[sd]) (?:%%|%(?![(\w]))")
        self.refuse(lambda english, plain, chinese: percent.findall(chinese))

    def test_examples_begin_alike(self):
        self.refuse(lambda english, plain, chinese: english.startswith("e.g.") and not chinese.startswith("例如："))

    def test_what_empty_means_and_questions(self):
        self.refuse(
            lambda english, plain, chinese: (
                (re.search(r"(^|[.] )Empty:", english) and not re.search("留空：|^空", chinese))
                or ("Continue?" in english and "是否继续？" not in chinese)
            )
        )

    def test_customers_are_counted_alike(self):
        counted = re.compile(r"(?:\d|%s|%\(\w+\)[sd]) ?[位家名](?:客户|\b)|[位家名](?=客户)")
        self.refuse(lambda english, plain, chinese: "customer" in english and counted.findall(chinese))

    def test_names_stand_in_quotes_or_close(self):
        names = r"(?:name|customer|category|scheme|user|company|contact|rule|attribute)"
        spaced = re.compile(rf"{HAN} %\({names}\)s|%\({names}\)s {HAN}")
        self.refuse(lambda english, plain, chinese: spaced.findall(chinese))

    def test_the_same_english_is_the_same_chinese(self):
        said = defaultdict(set)
        for english, chinese in self.terms.items():
            said[english.lower().rstrip(".")].add(chinese.rstrip("。"))
        self.assertFalse({key: texts for key, texts in said.items() if len(texts) > 1 and key not in TWO_THINGS})

    def test_agreed_words(self):
        def banned(_english, plain, _chinese):
            return [
                f"{word} → {better}"
                for word, (allowed, better) in BANNED.items()
                if word in (re.sub(allowed, "", plain) if allowed else plain)
            ]

        self.refuse(banned)

    def test_what_a_page_sets_off_is_called_as_elsewhere(self):
        """A button is found by the name that a message calls it."""

        def other_name(english, _plain, chinese):
            name, called = (re.sub("<[^>]+>", "", text).strip() for text in (english, chinese))
            return name != "of" and self.terms.get(name, called) != called and self.terms[name]

        self.refuse(other_name)

    def test_one_name_for_a_manager(self):
        self.refuse(lambda english, plain, chinese: re.findall(r"(?<!客户)分类经理|分类管理经理", chinese))

    def test_crons_bear_the_name_of_the_application(self):
        self.refuse(
            lambda english, plain, chinese: (
                english.startswith("Customer Classification:") and not chinese.startswith("客户分类管理：")
            )
        )

    def test_a_full_stop_where_english_has_one(self):
        self.refuse(lambda english, plain, chinese: ends(english) != chinese.endswith("。") and len(english) > 12)

    def test_labels_say_the_time_first(self):
        self.refuse(
            lambda english, plain, chinese: (
                bool(LABELS.search(english)) and not english.endswith(".") and not re.match("近|前|最近", chinese)
            )
        )

    def test_no_word_twice(self):
        self.refuse(lambda english, plain, chinese: re.findall(rf"({HAN}{{2,}})的\1|({HAN}{{3,}})\2", plain))
