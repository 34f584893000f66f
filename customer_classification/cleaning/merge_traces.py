"""What points at a customer before they are merged into another one, and how it is pointed back: SQL, without models.

Odoo merges by SQL: it lets every reference to the one who goes name the survivor. So the numbers of these rows are
kept, and the row of the one who goes as a whole. Whatever the survivor got since stays theirs.
"""

import json

from odoo.tools import SQL

# Rows that name a record by its model and its number
NAMED = {"mail_message": "model", "mail_activity": "res_model", "ir_attachment": "res_model"}
OURS = "customer_classification_"  # rooms say themselves what becomes of their rows
HISTORY = "customer_classification_change"
MOVE = {"account_move": "id", "account_move_line": "move_id", "account_payment": "move_id"}  # the entry of a row


def row_of(env, partner_id: int) -> dict:
    """The row of a customer, all columns."""
    [(row,)] = env.execute_query(SQL("SELECT to_jsonb(partner) FROM res_partner partner WHERE id = %s", partner_id))
    return row


def restore(env, row: dict, like: int):
    """Insert the row of a customer who went again; what it named and is gone is left empty.

    :param like: a customer from whom columns are taken that there were none of
    :return: the customer, and the names of the fields that were left empty
    """
    Partner = env["res.partner"]
    links = [
        field for name, field in Partner._fields.items() if field.store and field.type == "many2one" and row.get(name)
    ]
    gone = [f.name for f in links if f.comodel_name in env and not env[f.comodel_name].browse(row[f.name]).exists()]
    gone = [name for name in gone if row[name] != row["id"]]
    env.cr.execute(
        SQL(
            """INSERT INTO res_partner
               SELECT made.* FROM res_partner base, jsonb_populate_record(base, %s::jsonb) made WHERE base.id = %s""",
            json.dumps({**row, **dict.fromkeys(gone)}),
            like,
        )
    )
    env.invalidate_all()
    return Partner.browse(row["id"]), gone


def pointing_at(env, partner_id: int) -> dict[str, list[int]]:
    """``{table.column: ids}`` of the rows that point at a customer."""
    each = [
        SQL(
            "SELECT %s, ARRAY_AGG(id ORDER BY id) FROM %s WHERE %s HAVING COUNT(*) > 0",
            f"{table}.{column}",
            SQL.identifier(table),
            _points(table, column, partner_id),
        )
        for table, column in _references(env)
    ]
    return dict(env.execute_query(SQL(" UNION ALL ").join(each)))


def point_back(env, pointers: dict, former: int, latter: int) -> dict[str, int]:
    """Let rows point at ``latter`` that were his before they were ``former``'s.

    :param pointers: as :func:`pointing_at` gave them
    :return: ``{table: rows}`` that stay: they are gone, or somebody else's by now, or matched with what stays
    """
    matched, staying = _matched(env, pointers, former), {}
    for table, column in _references(env):
        ids = pointers.get(f"{table}.{column}")
        if not ids:
            continue
        entry = SQL.identifier(MOVE[table]) if table in MOVE else None
        env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE id = ANY(%s) AND %s AND %s",
                SQL.identifier(table),
                SQL.identifier(column),
                latter,
                ids,
                _points(table, column, former),
                SQL("COALESCE(%s, 0) != ALL(%s)", entry, matched) if entry else SQL("TRUE"),
            )
        )
        if env.cr.rowcount < len(ids):
            staying[table] = max(staying.get(table, 0), len(ids) - env.cr.rowcount)
    env.invalidate_all()
    return staying


def _references(env) -> list[tuple[str, str]]:
    """(table, column) of what names contacts, of tables with numbered rows that are not ours but the history."""
    found = {
        (table, column)
        for table, column in env["base.partner.merge.automatic.wizard"]._get_fk_on("res_partner")
        if (not table.startswith(OURS) or table == HISTORY) and not table.startswith("base_partner_merge")
    }
    numbered = env.execute_query(
        SQL(
            """SELECT table_name FROM information_schema.columns
                WHERE column_name = 'id' AND table_schema = current_schema AND table_name = ANY(%s)""",
            [table for table, _column in found],
        )
    )
    tables = {table for (table,) in numbered}
    named = [(table, "res_id") for table in NAMED]
    return sorted(pair for pair in found if pair[0] in tables) + named


def _points(table, column, partner_id) -> SQL:
    points = SQL("%s = %s", SQL.identifier(column), partner_id)
    if column != "res_id" or table not in NAMED:
        return points
    return SQL("%s AND %s = 'res.partner'", points, SQL.identifier(NAMED[table]))


def _matched(env, pointers, survivor) -> list[int]:
    """The entries that are matched with entries of the survivor's own: they cannot leave without these."""
    lines = pointers.get("account_move_line.partner_id")
    if not lines:
        return [0]
    rows = env.execute_query(
        SQL(
            """SELECT line.move_id
                 FROM account_partial_reconcile matched
                CROSS JOIN LATERAL (VALUES (debit_move_id, credit_move_id), (credit_move_id, debit_move_id))
                           side(line_id, other_id)
                 JOIN account_move_line line ON line.id = side.line_id
                 JOIN account_move_line other ON other.id = side.other_id
                WHERE line.id = ANY(%(lines)s) AND other.id != ALL(%(lines)s) AND other.partner_id = %(survivor)s""",
            lines=lines,
            survivor=survivor,
        )
    )
    return [0, *(move_id for (move_id,) in rows)]
