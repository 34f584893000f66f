"""Measures that compare a customer with all others, or that follow what the scheme calls a sale; and what they rank.

They have no SQL of their own: :mod:`.scores` makes them out of the figures that ``ranks`` names.
"""

from dataclasses import replace

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from . import aggregates, sources  # noqa: F401  measures name what it registers
from .catalogue import RANKED, Measure, register

_lt = LazyTranslate(__name__)

for _measure in (
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
):
    register(replace(_measure, topic="scores"))

RANKED.update(
    order_recency=Measure(
        "order_recency",
        "Days since the last order in the window",
        "days",
        "order",
        lambda inside, as_of: SQL("%s::date - MAX(docs.day) FILTER (WHERE docs.is_dated AND %s)", as_of, inside),
        without=None,
        by_time="age",
    ),
    invoice_recency=Measure(
        "invoice_recency",
        "Days since the last invoice in the window",
        "days",
        "invoice",
        lambda inside, as_of: SQL("%s::date - MAX(docs.day) FILTER (WHERE docs.is_invoice AND %s)", as_of, inside),
        without=None,
        by_time="age",
    ),
    # parts of means, from which the mean of many customers is taken
    payment_delay_total=Measure(
        "payment_delay_total",
        "Days from due dates to payments, added up",
        "days",
        "receivable",
        lambda inside, as_of: SQL("COALESCE(%s, 0)", aggregates.delay(inside, as_of, "SUM")),
        by_time="open",
    ),
    payment_delay_count=Measure(
        "payment_delay_count",
        "Items whose payment delay is known",
        "count",
        "receivable",
        lambda inside, as_of: aggregates.delay(inside, as_of, "COUNT"),
        by_time="open",
    ),
    rating_total=Measure("rating_total", "Ratings, added up", "score", "rating", aggregates.total("docs.rating")),
)
