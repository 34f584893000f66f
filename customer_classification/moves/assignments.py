"""Assignments follow changes, and all that follows a move follows them."""

from odoo.tools import SQL

from ..consequences import registry
from ..consequences.registry import Moved
from .move import Move


def hold(env, scheme_id: int):
    """Let nobody delete a category of the scheme until the transaction ends, whatever rows will name.

    A foreign key would ask the same again for each row.
    """
    env.cr.execute(
        SQL(
            "SELECT FROM customer_classification_category WHERE scheme_id = %s ORDER BY id FOR KEY SHARE",
            scheme_id,
        )
    )


def carry_out(env, changes: SQL, move: Move, rows: SQL | None = None) -> int:
    """Bring the assignments to where these changes lead.

    :param changes: a statement that gives the numbers of the changes
    :param rows: a statement that gives :data:`CARRIED` of them, if it is at hand
    :return: how many
    """
    hold(env, move.scheme_id)
    moved = Moved(move.scheme_id, changes, move.user_id, move.now, rows)
    # asked first: mostly nobody leaves, and what must be done before they go looks at many tables
    leaving = SQL("SELECT EXISTS (SELECT FROM (%s) moved WHERE to_category_id IS NULL)", moved.carried)
    [(somebody_leaves,)] = env.execute_query(leaving)
    count = remove(env, changes, move) if somebody_leaves else 0
    env.cr.execute(_upsert_assignments(moved.carried, move))
    count += env.cr.rowcount
    # last: what follows reads where the customers are now
    registry.follow(env, moved, undone=move.origin == "undo")
    return count


def enter(env, insert: SQL, move: Move) -> int:
    """Write changes and the assignments to which they lead with one statement, where nobody leaves and nothing follows.

    :param insert: the statement that writes the changes
    :return: how many
    """
    rows = SQL("SELECT * FROM written")
    env.cr.execute(
        SQL("WITH written AS (%s RETURNING %s) %s", insert, registry.CARRIED, _upsert_assignments(rows, move))
    )
    return env.cr.rowcount


def remove(env, changes: SQL, move: Move) -> int:
    """Take the customers out of the scheme whose changes say so."""
    # while the assignments are there: their values go with them
    registry.before_leaving(env, move.scheme_id, changes)
    env.cr.execute(
        SQL(
            """DELETE FROM customer_classification_assignment assignment
                USING customer_classification_change change
                WHERE change.id IN (%s) AND change.to_category_id IS NULL
                  AND assignment.partner_id = change.partner_id AND assignment.scheme_id = change.scheme_id""",
            changes,
        )
    )
    return env.cr.rowcount


def _upsert_assignments(rows: SQL, move: Move) -> SQL:
    """Put the customers of these changes where they say; an expired pin goes."""
    return SQL(
        """-- one row: one customer in the category to which the change leads;
           -- it must not miss who had no line; whoever leaves is deleted elsewhere
           INSERT INTO customer_classification_assignment AS assignment
                  (partner_id, scheme_id, scheme_sequence, category_id, origin, rule_id, since, pinned, pinned_until,
                   pin_reason, pin_level, change_id, create_uid, create_date, write_uid, write_date)
           SELECT change.partner_id, change.scheme_id, scheme.sequence, change.to_category_id, change.origin,
                  change.rule_id, change.effective_date, %(pinned)s, %(until)s, %(reason)s, %(level)s,
                  change.id,
                  %(user)s, %(now)s, %(user)s, %(now)s
             FROM (%(rows)s) change
             JOIN customer_classification_scheme scheme ON scheme.id = change.scheme_id
            WHERE change.to_category_id IS NOT NULL
           ON CONFLICT (partner_id, scheme_id) DO UPDATE
              SET category_id = EXCLUDED.category_id, origin = EXCLUDED.origin, rule_id = EXCLUDED.rule_id,
                  since = EXCLUDED.since, change_id = EXCLUDED.change_id, pinned = EXCLUDED.pinned,
                  pinned_until = EXCLUDED.pinned_until, pin_reason = EXCLUDED.pin_reason,
                  pin_level = EXCLUDED.pin_level,
                  write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date""",
        pinned=move.pinned,
        until=move.pinned_until or None,
        reason=move.reason if move.pinned else None,
        level=move.pin_level if move.pinned else None,
        rows=rows,
        user=move.user_id,
        now=move.now,
    )
