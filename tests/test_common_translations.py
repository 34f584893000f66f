import re

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader

# The same in both languages
SAME = {"ID", "PDF", "Excel", "A", "A4", "Letter"}
# English words that stay in Chinese sentences
NAMES = {
    "Excel",
    "PDF",
    "JSON",
    "CSV",
    "HTTP",
    "UTF",
    "GB",
    "xls",
    "xlsx",
    "Odoo",
    "Python",
    "pip",
    "install",
    "xlrd",
    "rapidfuzz",
}
ENGLISH = {"VIP", "RFM", "ABC", "Font", "Awesome", "ID", "A", "Z", "fa", "tasks"} | NAMES


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    """Chinese is complete: every term that Odoo would export has a translation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        reader = TranslationModuleReader(cls.env.cr, modules=["customer_classification"], lang="zh_CN")
        cls.terms = [
            (source, translation)
            for *_what, xml_id, source, translation, _comments in reader
            if "demo_" not in str(xml_id)
        ]

    def test_every_term_is_translated(self):
        self.assertGreater(len(self.terms), 300)
        missing = {source for source, translation in self.terms if not translation and source not in SAME}
        self.assertFalse(missing)

    def test_no_english_in_chinese(self):
        def foreign(text):
            plain = re.sub(r"%\(\w+\)\w|%\w|<[^>]*>|&\w+;|\b\d\w*|\{[^{}]*\}|[a-z]+@[a-z.]+", " ", text)
            return set(re.findall(r"[A-Za-z]{2,}", plain)) - ENGLISH

        found = {
            translation: foreign(translation)
            for source, translation in self.terms
            if translation and source not in SAME and foreign(translation)
        }
        self.assertFalse(found)

    def test_the_words_of_the_field(self):
        translations = dict(self.terms)
        for english, chinese in {
            "Customer Classification": "客户分类管理",
            "Scheme": "分类方案",
            "Code Pattern": "编码方案",
            "Dry Run": "试算",
            "Pinned": "锁定",
            "Not Classified": "未分类",
            "Salesperson": "专管业务员",
        }.items():
            self.assertEqual(translations[english], chinese)
