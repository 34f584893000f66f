"""Words that are the same in every company's list of customers: legal forms, titles, branches, remarks, provinces.

No brand, trade, city or family name stands here: those are learned from the customers themselves (``vocabulary``).
"""

import re


def _list(text: str) -> list[str]:
    return text.split()


# Longer ones first: a form ends with a shorter one.
LEGAL_FORMS = _list(
    "股份有限责任公司 有限责任公司 股份有限公司 集团有限公司 有限公司 有限责任 责任公司 股份公司 "
    "有限合伙 普通合伙 个人独资企业 公司 株式会社"
)
LEGAL_FORMS_LATIN = frozenset(
    _list(
        "co company ltd limited llc llp lp inc incorporated corp corporation plc gmbh mbh ag kg ohg ug se sa sas sarl "
        "srl spa bv nv oy ab as aps pte pty pvt private sdn bhd kk ek ev eg"
    )
)
SMALL_LATIN = frozenset(_list("and the of und et de y"))
COUNTRY = frozenset(_list("中国 中华 china prc"))
PROVINCES = frozenset(
    _list(
        "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 "
        "贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门"
    )
)
MUNICIPALITIES = frozenset(_list("北京 天津 上海 重庆 香港 澳门"))  # provinces that are one city

# What two names differ in here makes them two customers, whatever else they share.
BRANCH = re.compile(
    "分公司|子公司|办事处|分厂|分店|分部|分行|支行|分院|分校|事业部|营业部|经营部|经销部|门市部|专卖店|旗舰店|销售部|"
    "销售公司|服务部|工厂|仓储中心|物流中心|研发中心|代表处|联络处|项目部"
)
BRANCH_LATIN = re.compile(
    r"\b(plant|branch|site|unit|factory|works|division|depot|office|store|shop|warehouse|no|nr)\b\.?"
)
OUTLETS = "店厂站馆校院所铺场"
GROUP = re.compile("集团|控股")
GROUP_LATIN = frozenset(_list("group holding holdings international worldwide"))
NUMERALS = "〇一二三四五六七八九十"
NUMBER = re.compile(
    rf"第?([{NUMERALS}\d]+)(?=(?:分?厂|号|店|分公司|车间|期|队|所|院|校|营业部|工厂|仓))|第([{NUMERALS}\d]+)"
)
# What follows a whole name here makes another company of the same owner.
QUALIFIERS = _list("销售 营销 贸易 商贸 技术服务 服务 进出口 投资 物流 置业 电子商务")

TITLES = _list(
    "总经理 副总经理 经理 主任 先生 女士 小姐 老师 医生 工程师 会计 老板 师傅 科长 处长 部长 厂长 主管 "
    "助理 采购 出纳 总监 店长 总 工 董"
)
# What clerks add to a name, and what says nothing about who it is.
REMARK = re.compile(
    "已?停用|勿用|不用|作废|重复|老客户|新客户|现金|暂停|停产|注销|已?删除|客户|新|旧|老|临时|备用|个人|测试|月结|现结|欠款|"
    r"黑名单|\w{0,4}介绍|\w{0,4}转来"
)
DEPARTMENT = re.compile(
    r"[-\s]?(采购部|财务部|行政部|技术部|生产部|市场部|业务部|人事部|设备部|工程部|仓库|财务|采购|总部|本部|总公司)$"
)
FORMER = re.compile(r"^(原名|曾用名|原|旧名|前身|formerly|former|ex|fka|f/k/a)[::\s]*")
BRACKETS = re.compile(r"[(\[{【〔「<《]([^()\[\]{}【】〔〕「」<>《》]*)[)\]}】〕」>》]")
CHINESE = re.compile("[㐀-鿿]")
SIGNS = re.compile(r"[\W_]+")
BLANKS = re.compile(r"\s+")
PLACE_KIND = re.compile(r"(?<=..)(省|市|自治区|特别行政区)$")
IN_PROVINCE = re.compile(r"(?<=..)省(?=..)")


def has_chinese(text: str) -> bool:
    return bool(CHINESE.search(text))


def joined(text: str) -> str:
    """The text without blanks and signs."""
    return SIGNS.sub("", text)


def digit(text: str) -> str:
    """Chinese numerals as figures, one by one."""
    return "".join(str(NUMERALS.index(c)) if c in NUMERALS else c for c in text)


def is_titled(text: str) -> bool:
    """Whether it is how a person is called: 王经理."""
    plain = joined(text)
    return len(plain) <= 5 and any(plain.endswith(title) for title in TITLES if len(title) > 1 or len(plain) <= 3)


def without_title(text: str) -> tuple[bool, str]:
    """(Whether a title was there, what is left without it and the family name before it)."""
    for title in TITLES:
        rest = text.removesuffix(title)
        if rest and rest != text:
            return True, rest[:-1] if len(rest) >= 3 else rest
    return False, text


def plain_place(text: str) -> str:
    """A place without 省, 市 and blanks."""
    text = text.strip()
    if not has_chinese(text):
        return text
    return IN_PROVINCE.sub("", PLACE_KIND.sub("", BLANKS.sub("", text)))
