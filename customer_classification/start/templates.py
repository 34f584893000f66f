"""Schemes that the guided start offers: categories and rules as plain values, with two numbers to adjust.

The names of the RFM types are the eight that Chinese textbooks use and the eleven segments that Western tools show.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from odoo.tools.translate import LazyTranslate

from ..figures.specs import Figure, Window

_lt = LazyTranslate(__name__)

YEAR = {"window": "months", "window_length": 12}
MONTHS = Window("months", 12)
HIGH = {"recency_score": 4, "frequency_score": 4, "monetary_score": 4}
# How recent, frequent and large is high (True) in the eight types
RFM_TYPES = {
    "01": (True, True, True),
    "02": (False, True, True),
    "03": (True, False, True),
    "04": (False, False, True),
    "05": (True, True, False),
    "06": (False, True, False),
    "07": (True, False, False),
    "08": (False, False, False),
}
# code → lowest and highest score of recency, lowest and highest score of frequency
RFM_SEGMENTS = {
    "01": (5, 5, 4, 5),
    "02": (3, 4, 4, 5),
    "03": (4, 5, 2, 3),
    "04": (5, 5, 1, 1),
    "05": (4, 4, 1, 1),
    "06": (3, 3, 3, 3),
    "07": (3, 3, 1, 2),
    "08": (1, 2, 5, 5),
    "09": (1, 2, 3, 4),
    "10": (2, 2, 1, 2),
    "11": (1, 1, 1, 2),
}


@dataclass(frozen=True)
class Number:
    """A number that users adjust.

    :param label: what it says
    :param figure: the figure of the customers that is shown as a histogram; None for none
    :param share: the share of the customers below the number that is suggested
    :param otherwise: what is suggested where no customer has such a figure, or always if ``share`` is None
    """

    label: object
    figure: Figure | None
    otherwise: float
    share: float | None = None


@dataclass(frozen=True)
class Template:
    """A scheme to start with.

    :param categories: (code, name) in their order
    :param rules: from the two numbers to (category code, name of the rule, match, conditions)
    :param default: the code of the category for all other customers
    :param scored: whether its scores need boundaries, taken from the customers
    """

    code: str
    name: object
    description: object
    categories: tuple = ()
    rules: Callable[[float, float], list] = lambda first, second: []
    numbers: tuple[Number, ...] = ()
    default: str | None = None
    scored: bool = False
    values: dict = field(default_factory=dict)


def rfm_conditions(highs, high=HIGH):
    """The conditions of one of the eight types."""
    return [
        {"measure": measure, "operator": ">=" if is_high else "<", "value": high[measure], **YEAR}
        for measure, is_high in zip(high, highs, strict=True)
    ]


def _importance(amount, orders):
    return [
        (
            "1",
            _lt("Large yearly sales"),
            "all",
            [{"measure": "order_amount", "operator": ">=", "value": amount, "keep_value": amount * 0.8, **YEAR}],
        ),
        ("3", _lt("Few orders a year"), "all", [{"measure": "order_count", "operator": "<", "value": orders, **YEAR}]),
    ]


def _abc(first, second):
    return [
        (code, name, "all", [{"measure": "revenue_share_before", "operator": "<", "value": share, **YEAR}])
        for code, name, share in (("A", _lt("Most of the sales"), first), ("B", _lt("The next of the sales"), second))
    ]


def _rfm8(_first, _second):
    names = dict(RFM8.categories)
    return [(code, names[code], "all", rfm_conditions(highs)) for code, highs in RFM_TYPES.items()]


def _rfm11(_first, _second):
    names = dict(RFM11.categories)

    def between(measure, low, high):
        return {"measure": measure, "operator": "between", "value": low, "value_to": high, **YEAR}

    return [
        (code, names[code], "all", [between("recency_score", *bounds[:2]), between("frequency_score", *bounds[2:])])
        for code, bounds in RFM_SEGMENTS.items()
    ]


def _lifecycle(silent, lost):
    """By orders or invoices, as the scheme says; who came back comes before who grows, for they always does."""

    def days(measure, operator, value=0):
        return {"measure": measure, "operator": operator, "value": value, "window": "lifetime"}

    def growth(operator, value):
        return {"measure": "sales_growth", "operator": operator, "value": value, **YEAR}

    return [
        ("01", _lt("Never bought"), "all", [days("days_since_first_sale", "not_set")]),
        ("02", _lt("First sale not long ago"), "all", [days("days_since_first_sale", "<=", silent)]),
        ("07", _lt("No sale for very long"), "all", [days("days_since_last_sale", ">", lost)]),
        ("06", _lt("No sale for long"), "all", [days("days_since_last_sale", ">", silent)]),
        ("08", _lt("Buys again after a long silence"), "all", [days("sales_gap_days", ">", lost)]),
        ("05", _lt("Buys less than the year before"), "all", [growth("<", -30)]),
        ("03", _lt("Buys more than the year before"), "all", [growth(">", 30)]),
    ]


def _credit(overdue, long_overdue):
    def days(operator, value):
        return {"measure": "overdue_days", "operator": operator, "value": value, "window": "lifetime"}

    return [
        ("D", _lt("Overdue for very long"), "all", [days(">", long_overdue)]),
        ("C", _lt("Overdue for long"), "all", [days(">", overdue)]),
        (
            "B",
            _lt("Pays late"),
            "any",
            [{"measure": "payment_delay_days", "operator": ">", "value": 0, **YEAR}, days(">", 0)],
        ),
        (
            "A",
            _lt("Pays in time"),
            "all",
            [{"measure": "invoice_count", "operator": ">=", "value": 1, "window": "lifetime"}],
        ),
    ]


LAST_ORDER = Figure("days_since_last_order", Window())
OVERDUE = Figure("overdue_days", Window())

IMPORTANCE = Template(
    "IMPORTANCE",
    _lt("Importance"),
    _lt("VIP, ordinary and potential customers by yearly sales and frequency."),
    (("1", _lt("VIP customers")), ("2", _lt("Ordinary customers")), ("3", _lt("Potential customers"))),
    _importance,
    (
        Number(_lt("VIP from yearly sales of"), Figure("order_amount", MONTHS), 100_000, 0.8),
        Number(_lt("Potential below orders a year of"), Figure("order_count", MONTHS), 3),
    ),
    default="2",
    values={"code_pattern": "1", "is_ranked": True, "schedule": "daily", "color": 3},
)
ABC = Template(
    "ABC",
    _lt("ABC by sales"),
    _lt("Who makes the first 80 %, the next 15 % and the last 5 % of the yearly sales."),
    (("A", _lt("A: key customers")), ("B", _lt("B: general customers")), ("C", _lt("C: minor customers"))),
    _abc,
    (Number(_lt("A up to % of the sales"), None, 80), Number(_lt("B up to % of the sales"), None, 95)),
    default="C",
    values={"code_pattern": "1A", "is_ranked": True, "schedule": "monthly", "color": 1},
)
RFM8 = Template(
    "RFM",
    _lt("RFM, eight types"),
    _lt("Recency, frequency and money, each high or low; the boundaries are the fifths of your customers."),
    (
        ("01", _lt("Key value")),
        ("02", _lt("Key to keep")),
        ("03", _lt("Key to develop")),
        ("04", _lt("Key to win back")),
        ("05", _lt("General value")),
        ("06", _lt("General to keep")),
        ("07", _lt("General to develop")),
        ("08", _lt("General to win back")),
    ),
    _rfm8,
    scored=True,
    values={"code_pattern": "2", "schedule": "monthly", "color": 8},
)
RFM11 = Template(
    "RFM11",
    _lt("RFM, eleven segments"),
    _lt("From champions to lost customers, by recency and frequency; the boundaries are the fifths of your customers."),
    (
        ("01", _lt("Champions")),
        ("02", _lt("Loyal customers")),
        ("03", _lt("Potential loyalists")),
        ("04", _lt("New customers")),
        ("05", _lt("Promising")),
        ("06", _lt("Need attention")),
        ("07", _lt("About to sleep")),
        ("08", _lt("Cannot lose them")),
        ("09", _lt("At risk")),
        ("10", _lt("Hibernating")),
        ("11", _lt("Lost")),
    ),
    _rfm11,
    scored=True,
    values={"code_pattern": "2", "schedule": "monthly", "color": 9},
)
LIFECYCLE = Template(
    "LIFECYCLE",
    _lt("Lifecycle"),
    _lt("From potential through new, growing and mature to dormant and lost."),
    (
        ("01", _lt("Potential")),
        ("02", _lt("New")),
        ("03", _lt("Growing")),
        ("04", _lt("Mature")),
        ("05", _lt("Declining")),
        ("06", _lt("Dormant")),
        ("07", _lt("Lost")),
        ("08", _lt("Returning")),
    ),
    _lifecycle,
    (
        Number(_lt("Dormant after days without an order"), LAST_ORDER, 180),
        Number(_lt("Lost after days without an order"), LAST_ORDER, 365),
    ),
    default="04",
    values={"code_pattern": "2", "schedule": "daily", "color": 5},
)
CREDIT = Template(
    "CREDIT",
    _lt("Credit grade"),
    _lt("A to D by how customers pay: in time, late, overdue for long."),
    (("A", _lt("Credit A")), ("B", _lt("Credit B")), ("C", _lt("Credit C")), ("D", _lt("Credit D"))),
    _credit,
    (Number(_lt("C after days overdue"), OVERDUE, 30), Number(_lt("D after days overdue"), OVERDUE, 90)),
    values={"code_pattern": "1A", "is_ranked": True, "schedule": "daily", "color": 2},
)
REGION = Template(
    "REGION",
    _lt("Region by province"),
    _lt("A category for each province that your customers are in."),
    values={"mode": "mapping", "schedule": "daily", "color": 10, "code_pattern": "2"},
)
TEMPLATES = {template.code: template for template in (IMPORTANCE, ABC, RFM8, RFM11, LIFECYCLE, CREDIT, REGION)}
