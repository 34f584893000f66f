"""The measures that come with the addon: aggregates over the documents that ``sources`` gives."""

from dataclasses import replace

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from . import source_contacts, source_openings, sources  # noqa: F401  measures name what they register
from .aggregates import count, days_since, delay, gap, growth, is_invoice, number, overdue, total, total_before
from .catalogue import Measure, register

_lt = LazyTranslate(__name__)

for _topic, _measures in {
    "sales": (
        Measure("order_amount", _lt("Sales (orders)"), "currency", "order", total("docs.amount")),
        Measure(
            "order_amount_before",
            _lt("Sales (orders), period before"),
            "currency",
            "order",
            total_before,
            compares=True,
            looks_back=True,
        ),
        Measure(
            "order_growth", _lt("Growth of ordered sales"), "percent", "order", growth, without=None, compares=True
        ),
        Measure("order_count", _lt("Number of orders"), "count", "order", number()),
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
            days_since("MAX(docs.day) FILTER (WHERE docs.is_dated)"),
            without=None,
            lifetime=True,
            by_time="age",
        ),
        Measure(
            "days_since_first_order",
            _lt("Days since the first order"),
            "days",
            "order",
            days_since("MIN(docs.day) FILTER (WHERE docs.is_dated)"),
            without=None,
            lifetime=True,
            by_time="age",
            known_first=days_since("MIN(docs.day) FILTER (WHERE docs.is_first)"),
        ),
        Measure(
            "order_gap_days",
            _lt("Days between the last two orders"),
            "days",
            "order",
            gap("docs.is_dated AND NOT docs.is_first"),
            without=None,
            lifetime=True,
        ),
        Measure("quotation_count", _lt("Number of quotations"), "count", "quotation", count()),
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
        Measure("invoice_amount", _lt("Sales (invoices)"), "currency", "invoice", total("docs.amount")),
        Measure(
            "invoice_amount_before",
            _lt("Sales (invoices), period before"),
            "currency",
            "invoice",
            total_before,
            compares=True,
            looks_back=True,
        ),
        Measure(
            "invoice_count", _lt("Number of invoices"), "count", "invoice", count("docs.is_invoice"), counts=is_invoice
        ),
        Measure(
            "days_since_last_invoice",
            _lt("Days since the last invoice"),
            "days",
            "invoice",
            days_since("MAX(docs.day) FILTER (WHERE docs.is_invoice)"),
            without=None,
            lifetime=True,
            by_time="age",
            counts=is_invoice,
        ),
        Measure(
            "days_since_first_invoice",
            _lt("Days since the first invoice"),
            "days",
            "invoice",
            days_since("MIN(docs.day) FILTER (WHERE docs.is_invoice)"),
            without=None,
            lifetime=True,
            by_time="age",
            known_first=lambda inside, as_of: SQL("NULL::int4"),
            counts=is_invoice,
        ),
        Measure(
            "invoice_gap_days",
            _lt("Days between the last two invoices"),
            "days",
            "invoice",
            gap("docs.is_invoice"),
            without=None,
            lifetime=True,
            counts=is_invoice,
        ),
        Measure(
            "invoice_growth", _lt("Growth of invoiced sales"), "percent", "invoice", growth, without=None, compares=True
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
        Measure("payment_amount", _lt("Payments received"), "currency", "payment", total("docs.amount")),
        Measure(
            "receivable_amount",
            _lt("Open receivable"),
            "currency",
            "receivable",
            lambda inside, as_of: SQL("SUM(%s)", sources.open_on(as_of)),
            lifetime=True,
            by_time="open",
            counts=lambda as_of: SQL("%s != 0", sources.open_on(as_of)),
        ),
        Measure(
            "overdue_amount",
            _lt("Overdue amount"),
            "currency",
            "receivable",
            lambda inside, as_of: SQL("COALESCE(SUM(%s) FILTER (WHERE %s), 0)", sources.open_on(as_of), overdue(as_of)),
            lifetime=True,
            by_time="open",
            counts=overdue,
        ),
        Measure(
            "overdue_days",
            _lt("Days overdue"),
            "days",
            "receivable",
            lambda inside, as_of: SQL("COALESCE(MAX(%s::date - docs.due) FILTER (WHERE %s), 0)", as_of, overdue(as_of)),
            lifetime=True,
            by_time="open",
            counts=overdue,
        ),
        Measure(
            "payment_delay_days",
            _lt("Mean payment delay"),
            "days",
            "receivable",
            delay,
            without=None,
            by_time="open",
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
        Measure("rating_count", _lt("Number of ratings"), "count", "rating", count()),
    ),
    "opportunities": (
        Measure("opportunity_count", _lt("Open opportunities"), "count", "opportunity", count()),
        Measure("opportunity_revenue", _lt("Expected revenue"), "currency", "opportunity", total("docs.amount")),
    ),
    "customer": (
        Measure(
            "days_since_contact",
            _lt("Days since the last contact"),
            "days",
            "contact",
            days_since("MAX(docs.day)"),
            without=None,
            lifetime=True,
            by_time="age",
        ),
        Measure(
            "days_since_created",
            _lt("Days since the customer was created"),
            "days",
            "customer",
            days_since("MIN(docs.day)"),
            without=None,
            lifetime=True,
            by_time="age",
        ),
    ),
}.items():
    for _measure in _measures:
        register(replace(_measure, topic=_topic))
