"""The two tables of reports on customers: a line per category that holds customers, with a total, and one for each."""

from dataclasses import replace

from odoo.tools import SQL

from ..dataset import Bar, Chart, Column, Row, Table

BARS = 12


def by_category(inquiry, customers: SQL, sums=(), more=(), join: SQL | None = None) -> list[dict]:
    """What the customers of each category come to, in the order of the categories; the total comes last.

    :param customers: the table that :meth:`Inquiry.customers` made
    :param sums: columns that are added up; with ``orders`` among them the customers who ordered are counted
    :param more: (name, aggregate) of others
    :param join: of more tables, by ``customer.partner_id``
    :return: dictionaries with ``category`` (its id, None: without) and ``customers``
    """
    aggregates = [("customers", SQL("COUNT(*)::int"))]
    if "orders" in sums:
        known = SQL("COUNT(*) = COUNT(customer.orders)")
        aggregates.append(("buyers", SQL("CASE WHEN %s THEN COUNT(NULLIF(customer.orders, 0))::int END", known)))
    aggregates += [(name, _sum(name)) for name in sums]
    aggregates += list(more)
    rows = inquiry.engine.execute_query(
        SQL(
            """SELECT GROUPING(customer.category_id), customer.category_id, %(aggregates)s
                 FROM %(customers)s customer
                 LEFT JOIN customer_classification_category category ON category.id = customer.category_id
                 %(join)s
                GROUP BY GROUPING SETS ((customer.category_id, category.sequence, category.code), ())
                ORDER BY 1, category.sequence, category.code, customer.category_id""",
            aggregates=SQL(", ").join(aggregate for _name, aggregate in aggregates),
            customers=customers,
            join=join or SQL(),
        )
    )
    names = ("category", *(name for name, _aggregate in aggregates))
    return [dict(zip(names, values, strict=True)) for _is_total, *values in rows]


def _sum(name) -> SQL:
    kind = SQL("bigint" if name in ("orders", "ratings", "quotations", "opportunities") else "float")
    return SQL("SUM(%s)::%s", SQL.identifier("customer", name), kind)


def as_rows(inquiry, found: list[dict], values) -> list[Row]:
    """The lines as rows of a table.

    :param values: from (name, line) to the values of a row
    """
    env = inquiry.reader
    *lines, total = found
    if not total["customers"]:
        return []
    Category = env["customer.classification.category"].with_context(active_test=False)
    names = {
        category.id: f"{category.code or ''} {category.name}".strip()
        for category in Category.browse([line["category"] for line in lines if line["category"]])
    }
    names[None] = env._("Not classified")
    rows = [
        Row(values(names[line["category"]], line), "line" if line["category"] else "unclassified") for line in lines
    ]
    return [*rows, Row(values(env._("Total"), total), "total", 1, tuple(range(len(rows))))]


def summary(inquiry, columns, found: list[dict], values, drawn: Chart, place: int) -> Table:
    """The table by category.

    :param drawn: its chart, still without the bars, which show the values at ``place``
    """
    rows = as_rows(inquiry, found, values)
    shown = bars(rows, place, with_shares=drawn.kind == "money")
    return Table(
        name="categories",
        title=inquiry.reader._("By category"),
        columns=columns,
        rows=rows,
        number=len(rows),
        charts=(replace(drawn, bars=shown),) if shown else (),
        empty=nobody(inquiry),
    )


def details(inquiry, title: str, columns, lines, row, empty: str | None = None) -> Table:
    """The table with a line per customer."""
    return Table(
        name="customers",
        title=title,
        columns=columns,
        rows=lines.as_rows(row),
        number=lines.number,
        empty=empty or nobody(inquiry),
    )


def who(env, customer=30, category=12, salesperson=12) -> tuple[Column, ...]:
    """The columns that say who a customer is; their widths."""
    return (
        Column("reference", env._("Reference"), width=10),
        Column("customer", env._("Customer"), width=customer),
        Column("category", env._("Category"), width=category),
        Column("salesperson", env._("Salesperson"), width=salesperson),
    )


def bars(rows: list[Row], place: int, with_shares: bool) -> tuple[Bar, ...]:
    """Bars of the value at ``place`` of each line, the largest ones."""
    lines = [row for row in rows if row.kind != "total" and (row.values[place] or 0) > 0]
    whole = sum(row.values[place] for row in lines)
    largest = sorted(lines, key=lambda row: -row.values[place])[:BARS]
    return tuple(
        Bar(row.values[0], row.values[place], row.values[place] / whole if with_shares else None)
        for row in lines
        if row in largest
    )


def nobody(inquiry) -> str:
    """What is said where there are no customers."""
    return inquiry.reader._(
        "No customers match these choices. Choose other categories, other days or another salesperson."
    )
