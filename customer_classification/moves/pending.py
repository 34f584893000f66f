"""Changes that were written before they are carried out: of dry runs, held runs, and proposals."""

from dataclasses import replace

from odoo.tools import SQL

from ..assignments import pins
from ..history import history
from . import assignments, moves


def apply_pending(env, changes: SQL, state: str, move: moves.Move) -> tuple[int, int]:
    """Carry out changes of one scheme that were simulated or proposed; who was moved or pinned since stays there.

    A simulated move is the one's who applies it. A proposal keeps who made it; who decided stands beside, and the
    customer comes into their category on the day of the decision.

    :param changes: a statement that gives the numbers of the changes
    :param state: the state from which changes are applied
    :param move: when and by whom, and the pin of customers whom people moved
    :return: how many were applied, and how many superseded since they were overtaken
    """
    superseded = _supersede_overtaken(env, changes, state)
    applied = 0
    for origin, day, reason in _mark_applied(env, changes, state, move):
        by_hand = origin in ("manual", "import")  # rules pin nobody, whoever applies their moves
        part = replace(
            move,
            origin=origin,
            effective_date=day,
            reason=reason,
            pinned=by_hand and move.pinned,
            pinned_until=move.pinned_until if by_hand else None,
        )
        same = SQL(
            """SELECT id FROM customer_classification_change
                WHERE id IN (%s) AND state = 'applied' AND date = %s AND origin = %s
                  AND effective_date = %s AND reason IS NOT DISTINCT FROM %s""",
            changes,
            move.now,
            origin,
            day,
            reason,
        )
        applied += assignments.carry_out(env, same, part)
    return applied, superseded


def _supersede_overtaken(env, changes, state) -> int:
    """Mark the changes that would be wrong now: their customers moved, left or were pinned since, or decide anew.

    :return: how many
    """
    env.cr.execute(
        SQL(
            """-- one row: one change that waits and that something has overtaken;
               -- it must not miss an older one of two changes of the same customer
               UPDATE customer_classification_change change
                  SET state = 'superseded'
                WHERE change.id IN (%(changes)s) AND change.state = %(state)s
                  AND (EXISTS (
                      SELECT FROM customer_classification_change newer
                       WHERE newer.id IN (%(changes)s) AND newer.state = %(state)s AND newer.id > change.id
                         AND newer.partner_id = change.partner_id AND newer.scheme_id = change.scheme_id)
                  OR NOT EXISTS (
                      SELECT FROM res_partner partner
                        LEFT JOIN customer_classification_assignment current
                          ON current.partner_id = partner.id AND current.scheme_id = change.scheme_id
                       WHERE partner.id = change.partner_id AND partner.active
                         AND partner.commercial_partner_id = partner.id
                         AND current.category_id IS NOT DISTINCT FROM change.from_category_id
                         AND NOT (change.origin IN ('rule', 'mapping') AND %(pinned)s)))""",
            pinned=pins.hold("current", SQL("change.effective_date")),
            changes=changes,
            state=state,
        )
    )
    return env.cr.rowcount


def _mark_applied(env, changes, state, move) -> list[tuple]:
    """Mark the changes as applied, last in the history; return the (origin, day, reason) that they have in common."""
    # a dry run has no author of its own: it is the move of who applies it
    if state == "simulated":
        author = SQL("user_id = %s", move.user_id)
    else:
        author = SQL(
            "effective_date = GREATEST(effective_date, %s), decision_user_id = %s, decision_date = %s",
            move.effective_date,
            move.user_id,
            move.now,
        )
    env.cr.execute(
        SQL(
            """WITH applied AS (
                   UPDATE customer_classification_change SET state = 'applied', date = %(now)s, %(author)s,
                          applied_number = %(place)s
                    WHERE id IN (%(changes)s) AND state = %(state)s
                RETURNING origin, effective_date, reason)
               SELECT DISTINCT origin, effective_date, reason FROM applied""",
            now=move.now,
            author=author,
            place=history.next_place(),
            changes=changes,
            state=state,
        )
    )
    return env.cr.fetchall()
