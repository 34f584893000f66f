"""Figures of a few customers: read with one statement, and at hand for all that ask for them.

A table for each source is worth while for many customers. For one, PostgreSQL would take ten times as long to make the
tables, or to plan the same scans again for each scheme, as to read the customer's documents. Planning this one
statement takes longer than all else, too, so it is prepared for any customers: the scheduled action that goes through
many plans it once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from psycopg2.extensions import AsIs

from odoo.fields import Datetime
from odoo.tools import SQL

FEW = 100  # customers
MOST = 20  # prepared statements of a cursor
CHOSEN = SQL("$1::int4[]")  # in the place of the customers
MOMENT = AsIs("$2::timestamp")  # in the place of now, for what is over by now
# the types of figures, by PostgreSQL's numbers for them
TYPES = {16: "bool", 20: "int8", 21: "int2", 23: "int4", 700: "float4", 701: "float8", 1082: "date", 1700: "numeric"}
_names = count(1)


@dataclass
class AtHand:
    """The figures of a few customers.

    :param statements: name → the statement that gives them again, a row per customer who has documents
    :param rows: name → {customer: {column: value}}; empty where a figure is of a type that is not known here
    """

    statements: dict[str, SQL]
    rows: dict[str, dict[int, dict]] = field(default_factory=dict)


def at_hand(env, key, names: list[str], compose: Callable[..., dict[str, SQL]], partner_ids) -> AtHand:
    """Read the figures of these customers.

    :param key: what the statements depend on besides the customers; None where nobody knows
    :param names: of the statements
    :param compose: from the customers, or an expression for them, to name → a statement with a row per customer who
        has documents, ``partner_id`` first
    """
    partner_ids = list(partner_ids)
    if key is None:
        env.cr.execute(_joined(compose(partner_ids), SQL("%s::int4[]", partner_ids)))
    else:
        _execute_prepared(env, key, compose, partner_ids)
    columns, rows = env.cr.description, env.cr.fetchall()
    if any(column.type_code not in TYPES for column in columns):  # a measure of another addon
        return AtHand(compose(partner_ids))
    starts = [place for place, column in enumerate(columns) if column.name == "partner_id"]
    ends = [*starts[1:], len(columns)]
    result = AtHand({})
    for name, start, end in zip(names, starts, ends, strict=True):
        found = [row[start:end] for row in rows if row[start] is not None]
        titles = [column.name for column in columns[start:end]]
        result.statements[name] = _values(columns[start:end], found)
        result.rows[name] = {row[0]: dict(zip(titles, row, strict=True)) for row in found}
    return result


def _joined(statements: dict[str, SQL], chosen: SQL) -> SQL:
    """All of them at once, a row for each customer."""
    return SQL(
        "SELECT %s FROM unnest(%s) chosen(id)%s",
        SQL(", ").join(SQL("%s.*", SQL.identifier(name)) for name in statements),
        chosen,
        SQL().join(
            SQL(" LEFT JOIN (%s) %s ON %s = chosen.id", statement, alias, SQL.identifier(name, "partner_id"))
            for name, statement in statements.items()
            for alias in [SQL.identifier(name)]
        ),
    )


def _execute_prepared(env, key, compose, partner_ids):
    """Execute the statement of ``key``, which this cursor may have planned; after it the session is reset."""
    known = env.cr.__dict__.setdefault("_classification_prepared", {})
    if key not in known:
        if len(known) >= MOST:
            env.cr.execute(SQL("DEALLOCATE %s", known.pop(next(iter(known)))))
        name = SQL.identifier(f"classification_figures_{next(_names)}")
        env.cr.execute(
            SQL("PREPARE %s(int4[], timestamp) AS %s", name, _as_text(env, _joined(compose(CHOSEN), CHOSEN)))
        )
        known[key] = name
    # for one customer as for another: else PostgreSQL plans five times before it keeps a plan
    env.cr.execute(SQL("SELECT set_config('plan_cache_mode', 'force_generic_plan', TRUE)"))
    env.cr.execute(SQL("EXECUTE %s(%s, %s)", known[key], partner_ids, Datetime.now()))


def _as_text(env, statement: SQL) -> SQL:
    """The statement with its values written out, but the moment that it is now."""
    values = [MOMENT if isinstance(value, datetime) else value for value in statement.params]
    return SQL(env.cr.mogrify(statement.code, values).decode().replace("%", "%%"))


def _values(columns, rows) -> SQL:
    """The statement that gives these rows."""
    types = [SQL(TYPES[column.type_code]) for column in columns]
    names = SQL(", ").join(SQL.identifier(column.name) for column in columns)
    nothing = [None] * len(columns)
    lists = SQL(", ").join(
        SQL("(%s)", SQL(", ").join(SQL("%s::%s", value, kind) for value, kind in zip(row, types, strict=True)))
        for row in rows or [nothing]
    )
    return SQL("SELECT * FROM (VALUES %s) known(%s)%s", lists, names, SQL() if rows else SQL(" WHERE FALSE"))
