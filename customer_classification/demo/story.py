"""What the demo company is made of, besides the tables in ``data/demo``; names in English and Chinese."""

from ..start.template import YEAR
from ..start.templates_rfm import RFM_TYPES, rfm_conditions

TIME_ZONE = "Asia/Shanghai"
COMPANY = ("Chengyu Electronics (Suzhou) Co., Ltd.", "澄屿电子(苏州)有限公司")

SALES = "sales_team.group_sale_salesman"
ALL_LEADS = "sales_team.group_sale_salesman_all_leads"
SALES_MANAGER = "sales_team.group_sale_manager"
MANAGER = "customer_classification.group_classification_manager"
ADMINISTRATOR = "customer_classification.group_classification_administrator"

# login (and password), English name, Chinese name, groups, still working here
PEOPLE = (
    ("hanliqun", "Han Liqun", "韩立群", (SALES_MANAGER, MANAGER), True),
    ("luwen", "Lu Wen", "陆雯", (ALL_LEADS,), True),
    ("huangzhihao", "Huang Zhihao", "黄志豪", (ALL_LEADS,), True),
    ("guochen", "Guo Chen", "郭晨", (SALES,), True),
    ("guyifan", "Gu Yifan", "顾一帆", (SALES,), True),
    ("luomin", "Luo Min", "罗敏", (SALES,), True),
    ("liangjiaying", "Liang Jiaying", "梁嘉颖", (SALES,), True),
    ("mayue", "Ma Yue", "马跃", (SALES,), True),
    ("zhoujie", "Zhou Jie", "周洁", (ALL_LEADS, ADMINISTRATOR), True),
    ("xumin", "Xu Min", "许敏", (ALL_LEADS,), True),
    ("shenjia", "Shen Jia", "沈佳", (ALL_LEADS,), True),
    ("dinghao", "Ding Hao", "丁浩", (SALES,), False),
)

# key, English name, Chinese name, family, list price in CNY
PRODUCTS = (
    ("cn2p", "Connector CN-2P", "连接器 CN-2P", "connector", 12),
    ("cn4p", "Connector CN-4P", "连接器 CN-4P", "connector", 18),
    ("cn8p", "Connector CN-8P", "连接器 CN-8P", "connector", 28),
    ("cnwp", "Connector CN, waterproof", "连接器 CN 防水型", "connector", 45),
    ("temperature", "Temperature sensor", "温度传感器", "sensor", 85),
    ("pressure", "Pressure sensor", "压力传感器", "sensor", 160),
    ("optical", "Photoelectric sensor", "光电传感器", "sensor", 120),
    ("hall", "Hall sensor", "霍尔传感器", "sensor", 65),
    ("ps24", "Power module 24V60W", "电源模块 24V60W", "power", 150),
    ("ps48", "Power module 48V120W", "电源模块 48V120W", "power", 320),
    ("psdin", "Power module DIN rail", "电源模块 DIN 导轨", "power", 260),
    ("pscustom", "Power module, custom", "电源模块 定制", "custom", 880),
    ("cb10", "Control board CB-10", "控制板 CB-10", "board", 420),
    ("cb20", "Control board CB-20", "控制板 CB-20", "board", 680),
    ("gateway", "Gateway board", "网关板", "board", 950),
    ("support", "Technical support", "技术支持", "service", 500),
)
# What a customer mostly buys, in turn
BASKETS = {
    "vip": ("board", "custom", "board", "power", "board", "sensor"),
    "dealer": ("connector", "sensor"),
    "other": ("connector", "connector", "power", "connector", "sensor", "connector", "service"),
}

CONTACTS = (
    (
        "Purchasing Manager",
        "采购经理",
        ("Wang Lei", "Li Na", "Zhang Wei", "Chen Jing"),
        ("王磊", "李娜", "张伟", "陈静"),
    ),
    ("Accountant", "财务", ("Zhao Min", "Sun Li", "Zhou Ting", "Wu Fang"), ("赵敏", "孙丽", "周婷", "吴芳")),
    ("Engineer", "技术", ("Xu Peng", "Hu Bin", "Lin Tao", "He Jun"), ("徐鹏", "胡斌", "林涛", "何军")),
)
# Here every other order is placed by the purchasing manager, not by the company.
ORDERED_BY_CONTACT = {"K005", "K006", "K013", "K015", "K018", "K020", "K023", "K026", "K028", "K030", "K031", "K042"}

IN_DOLLARS = "K042"
CNY_PER_DOLLAR = {730: 7.24, 400: 7.11, 150: 7.18}  # days ago → rate

PARENTS = {"K002": "K001", "K003": "K001", "K004": "K001"}

# customer, days ago, amount in CNY, state
QUOTATIONS = (
    *(("K034", days, amount, "sent") for days, amount in ((35, 210000), (12, 240000))),
    *(("K037", days, amount, "cancel") for days, amount in ((160, 88000), (95, 64000), (50, 72000))),
    *(("K041", days, amount, "sent") for days, amount in ((120, 150000), (75, 138000))),
    *(
        (ref, 40 + 7 * number, 56000, "cancel")
        for number, ref in enumerate(("K007", "K014", "K016", "K021", "K023", "K027", "K032", "K035"))
    ),
)

# customer, English name, Chinese name, expected revenue in CNY
OPPORTUNITIES = (
    ("K034", "Sensors for monitoring buoys", "监测浮标传感器项目", 450000),
    ("K017", "Control boards for the new air conditioners", "新款空调控制板", 600000),
    ("K033", "Integration of a cold store", "冷库集成项目", 200000),
    ("K041", "Metering upgrade", "计量改造项目", 300000),
    ("K031", "Power modules for chargers", "充电桩电源模块", 800000),
)

# key → English name, Chinese name, values
SCHEMES = {
    "importance": (
        "Importance",
        "重要程度",
        {
            "code": "IMPORTANCE",
            "code_pattern": "1",
            "is_main": True,
            "is_ranked": True,
            "mode": "rules",
            "schedule": "monthly",
            "realtime": True,
            "sequence": 1,
            "color": 3,
        },
    ),
    "industry": ("Industry", "行业", {"code": "INDUSTRY", "code_pattern": "2-2", "sequence": 2, "color": 4}),
    "region": (
        "Region",
        "地区",
        {
            "code": "REGION",
            "code_pattern": "2-3",
            "mode": "mapping",
            "schedule": "daily",
            "sequence": 3,
            "color": 10,
        },
    ),
    "lifecycle": (
        "Lifecycle",
        "生命周期",
        {
            "code": "LIFECYCLE",
            "code_pattern": "2",
            "mode": "rules",
            "schedule": "weekly",
            "sequence": 4,
            "color": 5,
        },
    ),
    "channel": ("Channel", "渠道", {"code": "CHANNEL", "code_pattern": "2-2", "sequence": 5, "color": 6}),
    "abc": (
        "ABC by sales",
        "ABC 分类",
        {
            "code": "ABC",
            "code_pattern": "1A",
            "is_ranked": True,
            "mode": "rules",
            "schedule": "quarterly",
            "sequence": 6,
            "color": 1,
        },
    ),
    "rfm": (
        "RFM",
        "RFM 价值分群",
        {
            "code": "RFM",
            "code_pattern": "2",
            "mode": "rules",
            "schedule": "monthly",
            "sequence": 7,
            "color": 8,
            "recency_boundaries": "15, 30, 60, 120",
            "frequency_boundaries": "2, 5, 11, 23",
            "monetary_boundaries": "99999.99, 399999.99, 799999.99, 1499999.99",
        },
    ),
    "credit": (
        "Credit grade",
        "信用等级",
        {
            "code": "CREDIT",
            "code_pattern": "1A",
            "is_ranked": True,
            "mode": "rules",
            "schedule": "weekly",
            "sequence": 8,
            "color": 2,
        },
    ),
}
WALK_IN = "K044"  # not graded
FORMER = "H%"  # the codes of former customers
GRADED = {"importance", "lifecycle", "abc", "rfm", "credit"}
RANKED = {"importance", "abc", "credit"}
DEFAULT_CATEGORIES = {"importance": "2", "lifecycle": "04", "abc": "C", "credit": "B"}

SERVICE_POLICIES = {
    "importance_1": (
        "Answer within 24 hours, priority delivery, an advisor of their own, free samples.",
        "24 小时响应、优先发货、专属顾问、免费样品",
    ),
    "importance_2": ("Answer within two working days, a visit every 45 days.", "2 个工作日内响应，45 天拜访一次"),
    "importance_3": ("Payment in advance, a visit every 60 days.", "款到发货，60 天拜访一次"),
}

HIGH = {"recency_score": 3, "frequency_score": 4, "monetary_score": 3}

# scheme, category, English name, Chinese name, conditions
RULES = (
    (
        "importance",
        "1",
        "Large and frequent buyers",
        "大额且高频",
        (
            {"measure": "order_amount", "operator": ">=", "value": 1_000_000, "keep_value": 800_000, **YEAR},
            {"measure": "order_count", "operator": ">=", "value": 6, **YEAR},
        ),
    ),
    (
        "importance",
        "3",
        "Fewer than three orders a year",
        "一年少于三单",
        ({"measure": "order_count", "operator": "<", "value": 3, **YEAR},),
    ),
    ("lifecycle", "01", "Never ordered", "从未下单", ({"measure": "days_since_first_order", "operator": "not_set"},)),
    (
        "lifecycle",
        "02",
        "First order in the last 180 days",
        "首单 180 天以内",
        ({"measure": "days_since_first_order", "operator": "<=", "value": 180},),
    ),
    (
        "lifecycle",
        "07",
        "No order for more than a year",
        "超过一年未下单",
        ({"measure": "days_since_last_order", "operator": ">", "value": 365},),
    ),
    (
        "lifecycle",
        "06",
        "No order for more than 180 days",
        "超过 180 天未下单",
        ({"measure": "days_since_last_order", "operator": ">", "value": 180},),
    ),
    (
        "lifecycle",
        "08",
        "Orders again after more than a year",
        "超过一年后再次下单",
        ({"measure": "sales_gap_days", "operator": ">", "value": 365},),
    ),
    (
        "lifecycle",
        "05",
        "Orders 30 % less than the year before",
        "比上年少 30% 以上",
        ({"measure": "sales_growth", "operator": "<=", "value": -30, **YEAR},),
    ),
    (
        "lifecycle",
        "03",
        "Orders 20 % more than the year before",
        "比上年多 20% 以上",
        ({"measure": "sales_growth", "operator": ">=", "value": 20, **YEAR},),
    ),
    (
        "abc",
        "A",
        "The first 80 % of the sales",
        "累计占比前 80%",
        ({"measure": "revenue_share_before", "operator": "<", "value": 80, **YEAR},),
    ),
    (
        "abc",
        "B",
        "Up to 95 % of the sales",
        "累计占比至 95%",
        ({"measure": "revenue_share_before", "operator": "<", "value": 95, **YEAR},),
    ),
    *(
        ("rfm", code, f"Type {code}", f"类型 {code}", tuple(rfm_conditions(highs, HIGH)))
        for code, highs in RFM_TYPES.items()
    ),
    (
        "credit",
        "D",
        "Overdue for more than 90 days",
        "逾期超过 90 天",
        ({"measure": "overdue_days", "operator": ">", "value": 90},),
    ),
    (
        "credit",
        "C",
        "Overdue for more than 30 days",
        "逾期超过 30 天",
        ({"measure": "overdue_days", "operator": ">", "value": 30},),
    ),
    (
        "credit",
        "C",
        "Pays more than 30 days late",
        "平均拖欠超过 30 天",
        ({"measure": "payment_delay_days", "operator": ">", "value": 30, **YEAR},),
    ),
    (
        "credit",
        "A",
        "Large, and pays in time",
        "额大且准时付款",
        (
            {"measure": "invoice_amount", "operator": ">=", "value": 500_000, **YEAR},
            {"measure": "payment_delay_days", "operator": "<=", "value": 6, **YEAR},
            {"measure": "overdue_days", "operator": "=", "value": 0},
        ),
    ),
)

PINNED = ("K039", "1", "Strategic customer, approved by the chairman", "董事长特批")

# region category → province
PROVINCES = {
    "01001": "BJ",
    "01002": "TJ",
    "01003": "HE",
    "01004": "SX",
    "01005": "NM",
    "02001": "LN",
    "02002": "JL",
    "02003": "HL",
    "03001": "SH",
    "03002": "JS",
    "03003": "ZJ",
    "03004": "AH",
    "03005": "FJ",
    "03006": "JX",
    "03007": "SD",
    "04001": "HA",
    "04002": "HB",
    "04003": "HN",
    "05001": "GD",
    "05002": "GX",
    "05003": "HI",
    "06001": "CQ",
    "06002": "SC",
    "06003": "GZ",
    "06004": "YN",
    "06005": "XZ",
    "07001": "SN",
    "07002": "GS",
    "07003": "QH",
    "07004": "NX",
    "07005": "XJ",
    "08001": "HK",
    "08002": "MO",
    "08003": "TW",
}
