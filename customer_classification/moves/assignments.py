"""Assignments follow changes: their attribute values, defaults, notes and actions go with them."""

from odoo.tools import SQL

from ..attributes import attributes
from ..consequences import actions, defaults
from .stroke import Stroke

CARRIED = SQL("id, partner_id, scheme_id, to_category_id, origin, rule_id, effective_date")
REMEMBERED = "customer.classification.moved"


def carry_out(env, changes: SQL, stroke: Stroke, rows: SQL | None = None) -> int:
    """Bring the assignments to where these changes lead.

    :param changes: a statement that gives the numbers of the changes
    :param rows: a statement that gives what the assignments need of them, if it is at hand: new changes are not yet in
        the statistics by which PostgreSQL plans a join
    :return: how many
    """
    rows = rows or SQL("SELECT %s FROM customer_classification_change WHERE id IN (%s)", CARRIED, changes)
    # only people take customers out of a scheme
    removed = 0 if stroke.origin in ("rule", "mapping") else remove(env, changes)
    env.cr.execute(_upsert_assignments(rows, stroke))
    moved = env.cr.rowcount
    if attributes.exist(env, stroke.scheme_id):
        attributes.carry(env, changes)
    remember(env, changes, stroke)
    if defaults.exist(env, stroke.scheme_id):
        defaults.follow(env, rows, stroke.user_id, stroke.now)
    if actions.exist(env, stroke.scheme_id):
        actions.note(env, changes, stroke.now)
    return removed + moved


def remember(env, changes: SQL, stroke: Stroke):
    """Remember these changes until the transaction ends, where the scheme wants them to be noted on the customers."""
    if env.execute_query(
        SQL("SELECT 1 FROM customer_classification_scheme WHERE id = %s AND log_changes", stroke.scheme_id)
    ):
        env.cr.precommit.data.setdefault(REMEMBERED, []).extend(id_ for (id_,) in env.execute_query(changes))


def take_remembered(env) -> list[int]:
    """The numbers of the changes that are to be noted on the customers; they are forgotten."""
    return env.cr.precommit.data.pop(REMEMBERED, [])


def remove(env, changes: SQL) -> int:
    """Take the customers out of the scheme whose changes say so; the changes keep their attribute values."""
    attributes.keep_removed(env, changes)
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


def _upsert_assignments(rows: SQL, stroke: Stroke) -> SQL:
    """Put the customers of these changes where they say; an expired pin goes."""
    return SQL(
        """INSERT INTO customer_classification_assignment AS assignment
                  (partner_id, scheme_id, scheme_sequence, category_id, origin, rule_id, since, pinned, pinned_until,
                   pin_reason, change_id, create_uid, create_date, write_uid, write_date)
           SELECT change.partner_id, change.scheme_id, scheme.sequence, change.to_category_id, change.origin,
                  change.rule_id, change.effective_date, %(pinned)s, %(until)s, %(reason)s, change.id,
                  %(user)s, %(now)s, %(user)s, %(now)s
             FROM (%(rows)s) change
             JOIN customer_classification_scheme scheme ON scheme.id = change.scheme_id
            WHERE change.to_category_id IS NOT NULL
           ON CONFLICT (partner_id, scheme_id) DO UPDATE
              SET category_id = EXCLUDED.category_id, origin = EXCLUDED.origin, rule_id = EXCLUDED.rule_id,
                  since = EXCLUDED.since, change_id = EXCLUDED.change_id, pinned = EXCLUDED.pinned,
                  pinned_until = EXCLUDED.pinned_until, pin_reason = EXCLUDED.pin_reason,
                  write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date""",
        pinned=stroke.pinned,
        until=stroke.pinned_until or None,
        reason=stroke.reason if stroke.pinned else None,
        rows=rows,
        user=stroke.user_id,
        now=stroke.now,
    )
