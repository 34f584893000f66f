"""Data quality: how many customers are complete, unique, valid, alive, by category and salesperson, against the month
before; as the last look of each month found them.
"""

from contextlib import contextmanager

from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.tools import SQL

from ...common import visibility
from ..dataset import Column, Row, Table, ratio
from ..parts import finish

KINDS = ("complete", "unique", "valid", "alive")
QUALITY = "customer.classification.quality"


def looked(env, parameters):
    """:raises UserError: nobody has looked at the customers yet"""
    if not env[QUALITY].sudo().search_count([], limit=1):
        raise UserError(
            env._("The customers have not been checked yet: open Customers ▸ Clean Up and choose Check Now.")
        )


@contextmanager
def data_quality(inquiry):
    """Give the dataset for as long as the context lasts."""
    env = inquiry.reader
    env[QUALITY].check_access("read")
    month = _month(inquiry)
    before = month and month - relativedelta(months=1)
    tables = [
        _table(inquiry, name, title, label, _sums(inquiry, grouped, month), _sums(inquiry, grouped, before))
        for name, title, label, grouped in (
            ("category", env._("By category"), env._("Category"), "category"),
            ("salesperson", env._("By salesperson"), env._("Salesperson"), "salesperson"),
        )
    ]
    yield finish(
        inquiry,
        "data_quality",
        tables=tables,
        first_day=month,
        last_day=inquiry.parameters.last_day,
        remarks=(
            env._(
                "Complete: nothing is missing. Unique: stands here once only. Valid: nothing is wrong. Alive: gave a "
                "sign of life lately. As the last look of the month found the customers; change in points against the "
                "month before."
            ),
        ),
    )


def _month(inquiry):
    """The last month until the end of the period in which somebody looked."""
    [(month,)] = inquiry.engine.execute_query(
        SQL(
            "SELECT MAX(month) FROM customer_classification_quality WHERE scheme_id = %s AND month <= %s",
            inquiry.scheme.id,
            inquiry.parameters.last_day,
        )
    )
    return month


def _sums(inquiry, grouped, month) -> dict:
    """{id of the category or salesperson: (name, customers, complete, unique, valid, alive)} of a month."""
    reader, parameters = inquiry.reader, inquiry.parameters
    seen = SQL("TRUE")
    if not visibility.sees_all(reader):
        seen = SQL("(quality.user_id IS NULL OR quality.user_id = %s)", reader.uid)
    if parameters.salesperson_id:
        seen = SQL("%s AND quality.user_id = %s", seen, parameters.salesperson_id)
    if parameters.category_ids:
        seen = SQL("%s AND quality.category_id IN (%s)", seen, inquiry._categories())
    key, name, order = {
        "category": (
            SQL("quality.category_id"),
            inquiry.translated(SQL("category.name")),
            SQL("MIN(category.sequence) NULLS LAST, MIN(category.code)"),
        ),
        "salesperson": (SQL("quality.user_id"), SQL("person.name"), SQL("2 NULLS LAST")),
    }[grouped]
    rows = inquiry.engine.execute_query(
        SQL(
            """SELECT %(key)s, MIN(%(name)s), SUM(customers)::int, SUM(complete)::int, SUM("unique")::int,
                      SUM(valid)::int, SUM(alive)::int
                 FROM customer_classification_quality quality
                 LEFT JOIN customer_classification_category category ON category.id = quality.category_id
                 LEFT JOIN res_users seller ON seller.id = quality.user_id
                 LEFT JOIN res_partner person ON person.id = seller.partner_id
                WHERE quality.scheme_id = %(scheme)s AND quality.month = %(month)s AND %(seen)s
                GROUP BY 1 ORDER BY %(order)s""",
            key=key,
            name=name,
            scheme=inquiry.scheme.id,
            month=month,
            seen=seen,
            order=order,
        )
    )
    return {identity: values for identity, *values in rows}


def _table(inquiry, name, title, label, now, before) -> Table:
    env = inquiry.reader
    labels = {
        "complete": env._("Complete"),
        "unique": env._("Unique"),
        "valid": env._("Valid"),
        "alive": env._("Alive"),
    }
    columns = [Column(name, label, width=30), Column("customers", env._("Customers"), "integer", 10, adds=True)]
    for kind in KINDS:
        columns.append(Column(kind, labels[kind], "percent", 10, mark="low"))
        columns.append(Column(f"{kind}_change", env._("Plus or Minus"), "decimal", 9, mark="negative"))
    nobody = env._("Not classified") if name == "category" else env._("No salesperson")
    rows = [Row((text or nobody, *_values(sums, before.get(key)))) for key, (text, *sums) in now.items()]
    if rows:
        total, total_before = _added(now), _added(before)
        rows.append(Row((env._("Total"), *_values(total, [None, *total_before] if before else None)), kind="total"))
    return Table(
        name=name,
        title=title,
        columns=tuple(columns),
        rows=rows,
        number=len(rows),
        empty=env._("Nobody has looked at these customers yet."),
    )


def _added(found) -> list[int]:
    return [sum(column) for column in zip(*(sums for _text, *sums in found.values()), strict=True)]


def _values(sums, before):
    """The customers, and of each kind the share and by how many points it changed."""
    customers, *counts = sums
    values = [customers]
    for place, count in enumerate(counts):
        share = ratio(count, customers)
        former = ratio(before[2 + place], before[1]) if before else None
        values += [share, None if former is None or share is None else 100 * (share - former)]
    return values
