"""Category statistics: what the customers of each category buy, pay, owe and say, with sub-totals along the tree."""

from contextlib import contextmanager

from odoo.tools import SQL

from ..dataset import Chart, Column, Table, growth, ratio
from ..parts import finish, growth_label
from . import tie_out, tree

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
            remarks=_remarks(inquiry),
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
    env = inquiry.reader
    compared = (
        Column("before", env._("Before"), "money", 13, adds=True),
        Column("growth", growth_label(inquiry), "percent", 9, ratio=("amount", "before"), minus=True, mark="negative"),
    )
    return (
        Column("code", env._("Code"), width=8),
        Column("category", env._("Category"), width=24),
        Column("customers", env._("Customers"), "integer", 9, adds=True),
        Column("customers_share", env._("Share of customers"), "percent", 9, ratio=("customers",)),
        Column("orders", env._("Orders"), "integer", 8, adds=True),
        Column("amount", env._("Orders amount"), "money", 15, adds=True),
        Column("amount_share", env._("Share of amount"), "percent", 9, ratio=("amount",), mark="bar"),
        Column("average", env._("Average order"), "money", 13, ratio=("amount", "orders")),
        *(compared if inquiry.parameters.compared() else ()),
        Column("invoices", env._("Invoices"), "integer", 8, adds=True),
        Column("invoiced", env._("Invoiced"), "money", 15, adds=True),
        Column("payments", env._("Payments"), "money", 15, adds=True),
        Column("overdue", env._("Overdue"), "money", 13, adds=True),
        Column("satisfaction", env._("Satisfaction"), "score", 9, mark="low"),
        Column("days", env._("Median days since last order"), "days", 12),
    )


def _values(found):
    """From the figures of a place to the values of its row."""
    everybody = found.get(tree.EVERYBODY) or {}

    def values(code, name, figures):
        compared = "before" in everybody
        if not figures:  # nobody bought nothing, as far as that is known of anybody
            figures = {name: None if everybody.get(name, 0) is None else 0 for name in (*SUMS, "customers")}
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
    env = inquiry.reader
    place = next(number for number, column in enumerate(columns) if column.name == "amount")
    bars = tree.bars(rows, lambda row: f"{row.values[0]} {row.values[1]}".strip(), place, env._("Others"))
    charts = (Chart(env._("Share of the orders amount"), bars),) if bars else ()
    if not rows[-1].values[2]:
        rows = []
    return Table(
        name="categories",
        title=env._("Statistics"),
        columns=columns,
        rows=rows,
        number=len(rows),
        charts=charts,
        empty=env._(
            "There are no customers here yet. As soon as the scheme has customers with orders, their "
            "figures appear "
            "by category."
        ),
    )


def _remarks(inquiry) -> tuple[str, ...]:
    env = inquiry.reader
    return (
        env._(
            "Orders are confirmed sales orders of the period, invoices posted ones less credit notes; "
            "payments were received "
            "in it. What is overdue is open on the last day. A category includes the categories below it."
        ),
    )
