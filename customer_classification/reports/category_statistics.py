"""Category statistics: what the customers of each category buy, pay, owe and say, with sub-totals along the tree."""

from contextlib import contextmanager

from odoo.tools import SQL

from . import tie_out, tree
from .dataset import Chart, Column, Table, growth, ratio
from .parts import growth_label, finish

# column of the customers → how it is added up
SUMS = ("orders", "amount", "before", "invoices", "invoiced", "payments", "overdue")


@contextmanager
def category_statistics(inquiry):
    """Give the dataset for as long as the context lasts."""
    with inquiry.customers(_figures(inquiry)) as customers:
        found = _aggregates(inquiry, customers)
        columns = _columns(inquiry)
        rows = tree.lines(inquiry, found, _values(found))
        yield finish(
            inquiry,
            "category_statistics",
            tables=(_table(inquiry, columns, rows),),
            notes=_notes(inquiry),
            checks=tie_out.invoice_analysis(inquiry, customers, found.get(tree.EVERYBODY, {}).get("invoiced")),
        )


def _figures(inquiry) -> dict:
    wanted = {
        "orders": inquiry.inside("order_count"),
        "amount": inquiry.inside("order_amount"),
        "invoices": inquiry.inside("invoice_count"),
        "invoiced": inquiry.inside("invoice_amount"),
        "payments": inquiry.inside("payment_amount"),
        "overdue": inquiry.ever("overdue_amount"),
        "satisfaction": inquiry.inside("satisfaction"),
        "ratings": inquiry.inside("rating_count"),
        "days": inquiry.ever("days_since_last_order"),
    }
    if before := inquiry.compared("order_amount"):
        wanted["before"] = before
    return wanted


def _aggregates(inquiry, customers) -> dict:
    """{place: {column: figure}} in one statement over all customers."""
    sums = [name for name in SUMS if name != "before" or inquiry.parameters.compared()]
    statement = tree.grouped(
        customers,
        [
            SQL("COUNT(*)"),
            SQL("SUM(customer.satisfaction * customer.ratings)::float / NULLIF(SUM(customer.ratings), 0)"),
            SQL("percentile_cont(0.5) WITHIN GROUP (ORDER BY customer.days)"),
            *(SQL("SUM(%s)::float", SQL.identifier("customer", name)) for name in sums),
        ],
    )
    names = ("customers", "satisfaction", "days", *sums)
    return {place: dict(zip(names, values, strict=True)) for place, *values in inquiry.engine.execute_query(statement)}


def _columns(inquiry) -> tuple[Column, ...]:
    _ = inquiry.reader._
    compared = (
        Column("before", _("Before"), "money", 13, adds=True),
        Column("growth", growth_label(inquiry), "percent", 9, ratio=("amount", "before"), minus=True, mark="negative"),
    )
    return (
        Column("code", _("Code"), width=8),
        Column("category", _("Category"), width=24),
        Column("customers", _("Customers"), "integer", 9, adds=True),
        Column("customers_share", _("Share of customers"), "percent", 9, ratio=("customers",)),
        Column("orders", _("Orders"), "integer", 8, adds=True),
        Column("amount", _("Orders amount"), "money", 15, adds=True),
        Column("amount_share", _("Share of amount"), "percent", 9, ratio=("amount",), mark="bar"),
        Column("average", _("Average order"), "money", 13, ratio=("amount", "orders")),
        *(compared if inquiry.parameters.compared() else ()),
        Column("invoices", _("Invoices"), "integer", 8, adds=True),
        Column("invoiced", _("Invoiced"), "money", 15, adds=True),
        Column("payments", _("Payments"), "money", 15, adds=True),
        Column("overdue", _("Overdue"), "money", 13, adds=True),
        Column("satisfaction", _("Satisfaction"), "score", 9, mark="low"),
        Column("days", _("Median days since last order"), "days", 10),
    )


def _values(found):
    """From the figures of a place to the values of its row."""
    everybody = found.get(tree.EVERYBODY) or {}

    def values(code, name, figures):
        compared = "before" in everybody
        figures = figures or {name: 0 for name in (*SUMS, "customers")}
        get = figures.get
        return (
            code,
            name,
            int(get("customers")),
            ratio(get("customers"), everybody.get("customers")),
            _whole(get("orders")),
            get("amount"),
            ratio(get("amount"), everybody.get("amount")),
            ratio(get("amount"), get("orders")),
            *((get("before"), growth(get("amount"), get("before"))) if compared else ()),
            _whole(get("invoices")),
            get("invoiced"),
            get("payments"),
            get("overdue"),
            get("satisfaction"),
            get("days"),
        )

    return values


def _whole(number):
    return None if number is None else int(number)


def _table(inquiry, columns, rows) -> Table:
    _ = inquiry.reader._
    place = next(number for number, column in enumerate(columns) if column.name == "amount")
    bars = tree.bars(rows, lambda row: f"{row.values[0]} {row.values[1]}".strip(), place, _("Others"))
    charts = (Chart(_("Share of the orders amount"), bars),) if bars else ()
    if not rows[-1].values[2]:
        rows = []
    return Table(
        name="categories",
        title=_("Statistics"),
        columns=columns,
        rows=rows,
        number=len(rows),
        charts=charts,
        empty=_("There are no customers here yet. As soon as the scheme has customers with orders, their figures appear "
                "by category."),
    )  # fmt: skip


def _notes(inquiry) -> tuple[str, ...]:
    _ = inquiry.reader._
    return (
        _("Orders are confirmed sales orders of the period, invoices posted ones less credit notes; payments were received "
          "in it. What is overdue is open on the last day. A category includes the categories below it."),
    )  # fmt: skip
