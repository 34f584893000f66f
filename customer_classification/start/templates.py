"""Schemes that the guided start offers. Another addon adds one to :data:`TEMPLATES`."""

from odoo.tools.translate import LazyTranslate

from ..figures.specs import Figure, Window
from .template import MONTHS, YEAR, Number, Template
from .templates_rfm import RFM8, RFM11

_lt = LazyTranslate(__name__)


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


def _lifecycle(silent, lost):
    """By orders or invoices, as the scheme says; who came back comes before who grows, for they always do."""

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
