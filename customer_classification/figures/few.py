"""Figures of a few customers: read with one statement, and at hand for all that ask for them.

A table for each source is worth while for many customers. For one, PostgreSQL would take ten times as long to make the
tables, or to plan the same scans again for each scheme, as to read the customer's documents.
"""

from odoo.tools import SQL

FEW = 100  # customers
# the types of figures, by PostgreSQL's numbers for them
TYPES = {16: "bool", 20: "int8", 21: "int2", 23: "int4", 700: "float4", 701: "float8", 1082: "date", 1700: "numeric"}


def at_hand(env, statements: dict[str, SQL], partner_ids) -> dict[str, SQL]:
    """Read what ``statements`` give of these customers; return for each the statement that gives the same again.

    :param statements: name → a statement with a row per customer who has documents, ``partner_id`` first
    """
    env.cr.execute(
        SQL(
            "SELECT %s FROM unnest(%s::int4[]) chosen(id)%s",
            SQL(", ").join(SQL("%s.*", SQL.identifier(name)) for name in statements),
            list(partner_ids),
            SQL().join(
                SQL(" LEFT JOIN (%s) %s ON %s = chosen.id", statement, alias, SQL.identifier(name, "partner_id"))
                for name, statement in statements.items()
                for alias in [SQL.identifier(name)]
            ),
        )
    )
    columns, rows = env.cr.description, env.cr.fetchall()
    if any(column.type_code not in TYPES for column in columns):  # a measure of another addon
        return statements
    starts = [place for place, column in enumerate(columns) if column.name == "partner_id"]
    ends = [*starts[1:], len(columns)]
    return {
        name: _values(columns[start:end], [row[start:end] for row in rows if row[start] is not None])
        for name, start, end in zip(statements, starts, ends, strict=True)
    }


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
