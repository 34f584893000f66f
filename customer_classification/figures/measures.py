"""The measures that come with the addon: aggregates over the documents that ``sources`` gives."""

from dataclasses import replace

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from . import source_contacts, source_openings, sources  # noqa: F401  measures name what they register
from .catalogue import RANKED, Measure, register

_lt = LazyTranslate(__name__)


def _sum(expression: str):
    return lambda inside, as_of: SQL("COALESCE(SUM(%s) FILTER (WHERE %s), 0)", SQL(expression), inside)


def _count(condition: str = "TRUE"):
    return lambda inside, as_of: SQL("COUNT(*) FILTER (WHERE %s AND %s)", inside, SQL(condition))


def _number(condition: str = "TRUE"):
    """For how many orders the documents stand: opening figures for several."""
    return lambda inside, as_of: SQL("COALESCE(SUM(docs.number) FILTER (WHERE %s AND %s), 0)", inside, SQL(condition))


def _days_since(aggregate: str):
    return lambda inside, as_of: SQL("%s::date - %s", as_of, SQL(aggregate))


def _gap(condition: str):
    """Days between the last two of the documents."""
    days = SQL("array_agg(docs.day ORDER BY docs.day DESC) FILTER (WHERE %s)", SQL(condition))
    return lambda inside, as_of: SQL("(%s)[1] - (%s)[2]", days, days)


def _sum_before(inside, as_of, before):
    """The amount of the equally long window before."""
    return SQL("COALESCE(SUM(docs.amount) FILTER (WHERE %s), 0)", before)


def _growth(inside, as_of, before):
    """% against the window before; empty when nothing was sold then."""
    return SQL(
        """100 * (COALESCE(SUM(docs.amount) FILTER (WHERE %(inside)s), 0)
                  - SUM(docs.amount) FILTER (WHERE %(before)s))
               / NULLIF(SUM(docs.amount) FILTER (WHERE %(before)s), 0)""",
        inside=inside,
        before=before,
    )


def _delay(inside, as_of, aggregate="AVG"):
    """From the due date to the payment; what is overdue and open counts with its days so far."""
    return SQL(
        """%(aggregate)s(CASE WHEN %(open)s = 0 THEN %(settled)s - docs.due
                    WHEN docs.due < %(as_of)s THEN %(as_of)s::date - docs.due END)
           FILTER (WHERE docs.is_invoice AND %(inside)s)""",
        aggregate=SQL(aggregate),
        open=sources.open_on(as_of),
        settled=sources.settled_on(as_of),
        inside=inside,
        as_of=as_of,
    )


def _overdue(as_of):
    """The item is an invoice's, open on the day, and past its due date then."""
    return SQL("docs.is_invoice AND docs.due < %s AND %s > 0", as_of, sources.open_on(as_of))


def _is_invoice(_as_of):
    return SQL("docs.is_invoice")


for _topic, _measures in {
    "sales": (
        Measure("order_amount", _lt("Sales (orders)"), "currency", "order", _sum("docs.amount")),
        Measure(
            "order_amount_before",
            _lt("Sales (orders), period before"),
            "currency",
            "order",
            _sum_before,
            compares=True,
            looks_back=True,
        ),
        Measure(
            "order_growth",
            _lt("Growth of ordered sales"),
            "percent",
            "order",
            _growth,
            without=None,
            compares=True,
        ),
        Measure("order_count", _lt("Number of orders"), "count", "order", _number()),
        Measure(
            "order_average",
            _lt("Average order"),
            "currency",
            "order",
            lambda inside, as_of: SQL(
                "SUM(docs.amount) FILTER (WHERE %(inside)s AND docs.number > 0) "
                "/ NULLIF(SUM(docs.number) FILTER (WHERE %(inside)s), 0)",
                inside=inside,
            ),
            without=None,
        ),
        Measure(
            "order_product_count",
            _lt("Different products ordered"),
            "count",
            "order_line",
            lambda inside, as_of: SQL("COUNT(DISTINCT docs.product_id) FILTER (WHERE %s)", inside),
        ),
        Measure(
            "active_months",
            _lt("Months with an order"),
            "count",
            "order",
            lambda inside, as_of: SQL(
                "COUNT(DISTINCT date_trunc('month', docs.day)) FILTER (WHERE %s AND docs.number > 0)", inside
            ),
        ),
        Measure(
            "days_since_last_order",
            _lt("Days since the last order"),
            "days",
            "order",
            _days_since("MAX(docs.day) FILTER (WHERE docs.is_dated)"),
            without=None,
            lifetime=True,
        ),
        Measure(
            "days_since_first_order",
            _lt("Days since the first order"),
            "days",
            "order",
            _days_since("MIN(docs.day) FILTER (WHERE docs.is_dated)"),
            without=None,
            lifetime=True,
            known_first=_days_since("MIN(docs.day) FILTER (WHERE docs.is_first)"),
        ),
        Measure(
            "order_gap_days",
            _lt("Days between the last two orders"),
            "days",
            "order",
            _gap("docs.is_dated AND NOT docs.is_first"),
            without=None,
            lifetime=True,
        ),
        Measure("quotation_count", _lt("Number of quotations"), "count", "quotation", _count()),
        Measure(
            "quotation_conversion",
            _lt("Quotations that became orders"),
            "percent",
            "quotation",
            lambda inside, as_of: SQL(
                "100.0 * COUNT(*) FILTER (WHERE %(inside)s AND docs.confirmed) "
                "/ NULLIF(COUNT(*) FILTER (WHERE %(inside)s), 0)",
                inside=inside,
            ),
            without=None,
        ),
    ),
    "invoicing": (
        Measure("invoice_amount", _lt("Sales (invoices)"), "currency", "invoice", _sum("docs.amount")),
        Measure(
            "invoice_amount_before",
            _lt("Sales (invoices), period before"),
            "currency",
            "invoice",
            _sum_before,
            compares=True,
            looks_back=True,
        ),
        Measure(
            "invoice_count",
            _lt("Number of invoices"),
            "count",
            "invoice",
            _count("docs.is_invoice"),
            counts=_is_invoice,
        ),
        Measure(
            "days_since_last_invoice",
            _lt("Days since the last invoice"),
            "days",
            "invoice",
            _days_since("MAX(docs.day) FILTER (WHERE docs.is_invoice)"),
            without=None,
            lifetime=True,
            counts=_is_invoice,
        ),
        Measure(
            "days_since_first_invoice",
            _lt("Days since the first invoice"),
            "days",
            "invoice",
            _days_since("MIN(docs.day) FILTER (WHERE docs.is_invoice)"),
            without=None,
            lifetime=True,
            known_first=lambda inside, as_of: SQL("NULL::int4"),
            counts=_is_invoice,
        ),
        Measure(
            "invoice_gap_days",
            _lt("Days between the last two invoices"),
            "days",
            "invoice",
            _gap("docs.is_invoice"),
            without=None,
            lifetime=True,
            counts=_is_invoice,
        ),
        Measure(
            "invoice_growth",
            _lt("Growth of invoiced sales"),
            "percent",
            "invoice",
            _growth,
            without=None,
            compares=True,
        ),
        Measure(
            "credit_note_rate",
            _lt("Credit notes, share of invoices"),
            "percent",
            "invoice",
            lambda inside, as_of: SQL(
                "-100 * COALESCE(SUM(docs.amount) FILTER (WHERE %(inside)s "
                "AND NOT docs.is_invoice), 0) / NULLIF(SUM(docs.amount) "
                "FILTER (WHERE %(inside)s AND docs.is_invoice), 0)",
                inside=inside,
            ),
            without=None,
        ),
    ),
    "payments": (
        Measure("payment_amount", _lt("Payments received"), "currency", "payment", _sum("docs.amount")),
        Measure(
            "receivable_amount",
            _lt("Open receivable"),
            "currency",
            "receivable",
            lambda inside, as_of: SQL("SUM(%s)", sources.open_on(as_of)),
            lifetime=True,
            counts=lambda as_of: SQL("%s != 0", sources.open_on(as_of)),
        ),
        Measure(
            "overdue_amount",
            _lt("Overdue amount"),
            "currency",
            "receivable",
            lambda inside, as_of: SQL(
                "COALESCE(SUM(%s) FILTER (WHERE %s), 0)", sources.open_on(as_of), _overdue(as_of)
            ),
            lifetime=True,
            counts=_overdue,
        ),
        Measure(
            "overdue_days",
            _lt("Days overdue"),
            "days",
            "receivable",
            lambda inside, as_of: SQL(
                "COALESCE(MAX(%s::date - docs.due) FILTER (WHERE %s), 0)", as_of, _overdue(as_of)
            ),
            lifetime=True,
            counts=_overdue,
        ),
        Measure(
            "payment_delay_days",
            _lt("Mean payment delay"),
            "days",
            "receivable",
            _delay,
            without=None,
            counts=lambda as_of: SQL("docs.is_invoice AND (%s = 0 OR docs.due < %s)", sources.open_on(as_of), as_of),
        ),
    ),
    "satisfaction": (
        Measure(
            "satisfaction",
            _lt("Satisfaction (1 to 5)"),
            "score",
            "rating",
            lambda inside, as_of: SQL("AVG(docs.rating) FILTER (WHERE %s)", inside),
            without=None,
        ),
        Measure("rating_count", _lt("Number of ratings"), "count", "rating", _count()),
    ),
    "opportunities": (
        Measure("opportunity_count", _lt("Open opportunities"), "count", "opportunity", _count()),
        Measure("opportunity_revenue", _lt("Expected revenue"), "currency", "opportunity", _sum("docs.amount")),
    ),
    "scores": (
        Measure(
            "recency_score",
            _lt("Recency score"),
            "score",
            "order",
            None,
            without=None,
            ranks=("order_recency", "invoice_recency"),
            kind="low",
        ),
        Measure(
            "frequency_score",
            _lt("Frequency score"),
            "score",
            "order",
            None,
            without=None,
            ranks=("order_count", "invoice_count"),
            kind="high",
        ),
        Measure(
            "monetary_score",
            _lt("Monetary score"),
            "score",
            "order",
            None,
            without=None,
            ranks=("order_amount", "invoice_amount"),
            kind="high",
        ),
        Measure(
            "revenue_share_before",
            _lt("Share of the sales of better customers"),
            "percent",
            "order",
            None,
            without=100,
            ranks=("order_amount", "invoice_amount"),
            kind="before",
        ),
        Measure(
            "revenue_share_cumulative",
            _lt("Place on the Pareto curve"),
            "percent",
            "order",
            None,
            without=100,
            ranks=("order_amount", "invoice_amount"),
            kind="share",
        ),
        Measure(
            "sales_growth",
            _lt("Growth of sales (orders or invoices)"),
            "percent",
            "order",
            None,
            without=None,
            compares=True,
            ranks=("order_growth", "invoice_growth"),
            kind="same",
        ),
        Measure(
            "days_since_last_sale",
            _lt("Days since the last sale (order or invoice)"),
            "days",
            "order",
            None,
            without=None,
            lifetime=True,
            ranks=("days_since_last_order", "days_since_last_invoice"),
            kind="same",
        ),
        Measure(
            "days_since_first_sale",
            _lt("Days since the first sale (order or invoice)"),
            "days",
            "order",
            None,
            without=None,
            lifetime=True,
            ranks=("days_since_first_order", "days_since_first_invoice"),
            kind="same",
        ),
        Measure(
            "sales_gap_days",
            _lt("Days between the last two sales (orders or invoices)"),
            "days",
            "order",
            None,
            without=None,
            lifetime=True,
            ranks=("order_gap_days", "invoice_gap_days"),
            kind="same",
        ),
    ),
    "customer": (
        Measure(
            "days_since_contact",
            _lt("Days since the last contact"),
            "days",
            "contact",
            _days_since("MAX(docs.day)"),
            without=None,
            lifetime=True,
        ),
        Measure(
            "days_since_created",
            _lt("Days since the customer was created"),
            "days",
            "customer",
            _days_since("MIN(docs.day)"),
            without=None,
            lifetime=True,
        ),
    ),
}.items():
    for _measure in _measures:
        register(replace(_measure, topic=_topic))

RANKED.update(
    order_recency=Measure(
        "order_recency",
        "Days since the last order in the window",
        "days",
        "order",
        lambda inside, as_of: SQL("%s::date - MAX(docs.day) FILTER (WHERE docs.is_dated AND %s)", as_of, inside),
        without=None,
    ),
    invoice_recency=Measure(
        "invoice_recency",
        "Days since the last invoice in the window",
        "days",
        "invoice",
        lambda inside, as_of: SQL("%s::date - MAX(docs.day) FILTER (WHERE docs.is_invoice AND %s)", as_of, inside),
        without=None,
    ),
    # parts of means, from which the mean of many customers is taken
    payment_delay_total=Measure(
        "payment_delay_total",
        "Days from due dates to payments, added up",
        "days",
        "receivable",
        lambda inside, as_of: SQL("COALESCE(%s, 0)", _delay(inside, as_of, "SUM")),
    ),
    payment_delay_count=Measure(
        "payment_delay_count",
        "Items whose payment delay is known",
        "count",
        "receivable",
        lambda inside, as_of: _delay(inside, as_of, "COUNT"),
    ),
    rating_total=Measure("rating_total", "Ratings, added up", "score", "rating", _sum("docs.rating")),
)
