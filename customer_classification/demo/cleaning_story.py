"""Who stands twice in the demo company, what is wrong with whom, who is gone, and what a review said."""

from stdnum.cn import uscc

TWINS, CERTAIN = 29, 12  # customers who stand twice besides K028, and how many of them with the same tax ID
TWICE = "K028", "K043"  # the story has them already: they share a phone
NEVER_TWICE = {"K002", "K003", "K004", "K028", "K043", "K044", "K045"}
# What somebody typed at customers who stand once, beside what the story lacks: field, text
FAULTS = (
    ("email", "purchasing@company"),
    ("email", "sales.example.com"),
    ("phone", "12345"),
    ("phone", "0000000000"),
    ("phone", "０５１２－６８００１２３４"),
    ("phone", "0512 –  68005678"),
    ("street", "Jinji  Hu Lu 88"),
    ("street", "Xinghu Jie　328"),
    ("vat", None),  # one character is wrong
)
# English name, Chinese name
GONE = (
    ("Ruihe Lighting", "瑞禾照明有限公司"),
    ("Lanting Toys", "兰亭玩具有限公司"),
    ("Mingda Clocks", "明达钟表有限公司"),
    ("Baichuan Radio", "百川无线电厂"),
    ("Tianqing Audio", "天晴音响有限公司"),
    ("Yaguang Displays", "雅光显示技术有限公司"),
    ("Jinhe Fans", "金禾风机有限公司"),
    ("Puyuan Meters", "普源仪表有限公司"),
    ("Senhai Locks", "森海锁业有限公司"),
    ("Zhuoyue Motors", "卓越电机有限公司"),
    ("Linfeng Heaters", "林丰电热有限公司"),
    ("Xuri Cables", "旭日线缆有限公司"),
)
SILENT_MONTHS = 26  # since the last one of them was heard of; each of the others a month longer
LAST_CALL = "Called: they buy elsewhere now.", "电话：已改由他处采购。"
REVIEWED = "The shares are as they were; the customers asked find them fair.", "各类占比稳定，受访客户认为合理。"
ALTERNATIVE = "VIP from 1.5 million", "VIP 从 150 万起"
RAISED = 1_500_000


def typed(rows: list[dict]) -> dict:
    """What the customers' records say besides the story: ``{code: {field: text}}``."""
    once = [row["ref"] for row in rows if row["ref"] not in NEVER_TWICE]
    found = {code: {"vat": tax_id(place), "phone": phone(place)} for place, code in enumerate(once[:TWINS])}
    found |= {code: {"phone": phone(TWINS)} for code in TWICE}
    for place, (code, (field, text)) in enumerate(zip(once[TWINS:], FAULTS, strict=False), start=TWINS):
        found[code] = {field: text or wrong(tax_id(place))}
    return found


def twins(rows: list[dict]) -> list[tuple[dict, bool]]:
    """The customers who stand twice, and whether their tax ID stands twice, too."""
    once = [row for row in rows if row["ref"] not in NEVER_TWICE]
    return [(row, place < CERTAIN) for place, row in enumerate(once[:TWINS])]


def other_names(row: dict, place: int) -> tuple[str, str]:
    """How the second record calls a customer, in English and Chinese."""
    chinese, legal = row["name_zh"], "有限公司"
    if place % 2:
        chinese = row["city"].removesuffix("市") + chinese
    elif chinese.endswith(legal):
        chinese = chinese.removesuffix(legal)
    return f"{row['name_en']} {'Ltd.' if place % 2 else 'Co., Ltd.'}", chinese


def tax_id(place: int) -> str:
    """A tax ID that could be one; there is no district 98."""
    number = f"91320598MA98{place:05d}"
    return number + uscc.calc_check_digit(number)


def wrong(number: str) -> str:
    return number[:-1] + ("1" if number[-1] != "1" else "2")


def phone(place: int) -> str:
    return f"0512-6{7000000 + 7919 * place}"
