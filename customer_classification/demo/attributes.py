"""The attributes of the demo's categories, and what is known of its customers: about 70 % of it."""

from datetime import timedelta

REQUIRED = True

# category: (name, type, English label, Chinese label, required, values in turn or options (key, English, Chinese))
ATTRIBUTES = {
    "industry_01": (
        (
            "product",
            "char",
            "Main product",
            "主要产品",
            not REQUIRED,
            (("Control units", "控制器"), ("Displays", "显示屏"), ("Chargers", "充电器")),
        ),
        ("output", "float", "Yearly output (10,000 pieces)", "年产量（万台）", REQUIRED, (12.5, 40.0, 3.2, 150.0)),
        (
            "certificates",
            "tags",
            "Certificates asked for",
            "认证要求",
            REQUIRED,
            (("ul", "UL", "UL"), ("ce", "CE", "CE"), ("ccc", "CCC", "3C"), ("vehicle", "Vehicle grade", "车规")),
        ),
        ("sample_days", "integer", "Days for samples", "送样周期（天）", not REQUIRED, (7, 14, 10)),
    ),
    "industry_0103": (
        (
            "grade",
            "selection",
            "Vehicle grade",
            "车规等级",
            REQUIRED,
            (("q100", "AEC-Q100", "AEC-Q100"), ("q200", "AEC-Q200", "AEC-Q200"), ("none", "None", "无")),
        ),
        ("ppap", "integer", "PPAP level", "PPAP 等级", not REQUIRED, (3, 2, 4)),
    ),
    "industry_0104": (
        ("registration", "date", "Medical registration until", "医疗注册证有效期", REQUIRED, (-40, 300, 500)),
    ),
    "industry_02": (
        ("lines", "integer", "Production lines", "产线数量", REQUIRED, (4, 12, 2, 7)),
        (
            "brand",
            "char",
            "Brand of the machines",
            "设备品牌",
            not REQUIRED,
            (("Siemens", "西门子"), ("Inovance", "汇川"), ("Fanuc", "发那科")),
        ),
        ("maintenance", "integer", "Month of the yearly maintenance", "年检修月份", not REQUIRED, (7, 2, 10)),
    ),
    "industry_0204": (("power", "float", "Installed power (MW)", "装机规模（MW）", not REQUIRED, (120.0, 35.5)),),
    "channel_02": (
        (
            "territory",
            "tags",
            "Territory",
            "授权区域",
            not REQUIRED,
            (("east", "East China", "华东"), ("south", "South China", "华南"), ("north", "North China", "华北")),
        ),
        ("licence", "date", "Authorised until", "授权到期日", REQUIRED, (120, 400, 30)),
        ("target", "float", "Yearly target (CNY)", "年度任务额（元）", REQUIRED, (500000.0, 1200000.0, 300000.0)),
        ("shops", "integer", "Shops", "门店数", not REQUIRED, (3, 1, 8)),
    ),
    **{
        f"credit_{grade}": (
            ("review", "date", "Credit reviewed on", "授信评审日", REQUIRED, (-60, -200)),
            ("reviewer", "char", "Reviewed by", "评审人", not REQUIRED, (("Xu Min", "许敏"),)),
        )
        for grade in "ABCD"
    },
}


def definition(key: str) -> list[dict]:
    """The definition of the attributes of one category, in English and Chinese."""
    return [_attribute(*attribute) for attribute in ATTRIBUTES[key]]


def _attribute(name, kind, english, chinese, required, values) -> dict:
    attribute = {"name": f"demo_{name}", "type": kind, "string": english, "required": required}
    labels = {"string": chinese}
    if kind == "selection":
        attribute["selection"] = [[key, label] for key, label, _chinese in values]
    elif kind == "tags":
        attribute["tags"] = [[key, label, color] for color, (key, label, _chinese) in enumerate(values, start=1)]
    if kind in ("selection", "tags"):
        labels["options"] = {key: label for key, _english, label in values}
    return {**attribute, "labels": {"zh_CN": labels}}


def values(keys: list[str], number: int, today, chinese: bool) -> dict:
    """What is known of the ``number``-th customer, who is in a category with the attributes of ``keys``.

    :param today: the day from which dates are counted
    """
    found = {}
    for position, attribute in enumerate(attribute for key in keys for attribute in ATTRIBUTES[key]):
        name, kind, *_labels, options = attribute
        if (number * 7 + position * 3) % 10 >= 7:
            continue
        value = options[number % len(options)]
        if kind == "selection":
            value = value[0]
        elif kind == "tags":
            value = sorted({value[0], options[(number + 1) % len(options)][0]})
        elif kind == "date":
            value = str(today + timedelta(days=value))
        elif kind == "char":
            value = value[int(chinese)]
        found[f"demo_{name}"] = value
    return found
