"""Changes that were written before they are carried out: of dry runs, held runs, and proposals."""

from contextlib import contextmanager
from dataclasses import replace
from itertools import count

from odoo.tools import SQL

from ..assignments import pins
from ..consequences.registry import CARRIED
from ..history import history
from . import assignments, moves

_numbers = count(1)


@contextmanager
def waiting(env, changes: SQL, state: str):
    """A table of the changes that wait, for as long as the context lasts: of many that were written just now PostgreSQL
    has no statistics yet, and would look through all of them again for each.

    :param changes: a statement that gives the numbers of the changes
    :return: its name; ``id``, ``partner_id``, ``scheme_id``, ``from_category_id``, ``to_category_id``, ``origin``,
        ``effective_date``
    """
    table = SQL.identifier(f"classification_waiting_{next(_numbers)}")
    env.cr.execute(
        SQL(
            """CREATE TEMPORARY TABLE %s ON COMMIT DROP AS
               SELECT id, partner_id, scheme_id, from_category_id, to_category_id, origin, effective_date
                 FROM customer_classification_change
                WHERE id IN (%s) AND state = %s""",
            table,
            changes,
            state,
        )
    )
    env.cr.execute(SQL("ANALYZE %s", table))
    yield table
    env.cr.execute(SQL("DROP TABLE %s", table))


def apply_pending(env, changes: SQL, state: str, move: moves.Move) -> tuple[int, int]:
    """Carry out changes of one scheme that were simulated or proposed; who was moved or pinned since stays there.

    A simulated move is the one's who applies it. A proposal keeps who made it; who decided stands beside, and the
    customer comes into their category on the day of the decision.

    :param changes: a statement that gives the numbers of the changes
    :param state: the state from which changes are applied
    :param move: when and by whom, and the pin of customers whom people moved
    :return: how many were applied, and how many superseded since they were overtaken
    """
    with waiting(env, changes, state) as table:
        superseded = _supersede_overtaken(env, table)
        carried = _mark_applied(env, table, state, move)
    applied = 0
    for origin, day, reason in _in_common(env, carried):
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
            "%s WHERE origin = %s AND effective_date = %s AND reason IS NOT DISTINCT FROM %s",
            carried,
            origin,
            day,
            reason,
        )
        rows = SQL("SELECT %s FROM %s", CARRIED, same)
        applied += assignments.carry_out(env, SQL("SELECT id FROM %s", same), part, rows)
    env.cr.execute(SQL("DROP TABLE %s", carried))
    return applied, superseded


def _supersede_overtaken(env, table: SQL) -> int:
    """End the changes of ``table`` that something has overtaken; returns how many."""
    env.cr.execute(
        SQL(
            """-- one row: one change that waits and that something has overtaken;
               -- it must not miss an older one of two changes of the same customer
               UPDATE customer_classification_change change
                  SET state = 'superseded'
                WHERE change.id IN (
                      SELECT waiting.id
                        FROM (SELECT *, MAX(id) OVER (PARTITION BY partner_id, scheme_id) AS last
                                FROM %(table)s) waiting
                        LEFT JOIN res_partner partner
                          ON partner.id = waiting.partner_id AND partner.active
                         AND partner.commercial_partner_id = partner.id
                        LEFT JOIN customer_classification_assignment current
                          ON current.partner_id = waiting.partner_id AND current.scheme_id = waiting.scheme_id
                       WHERE waiting.id != waiting.last OR partner.id IS NULL
                          OR current.category_id IS DISTINCT FROM waiting.from_category_id
                          OR (waiting.origin IN ('rule', 'mapping') AND %(pinned)s))""",
            table=table,
            pinned=pins.hold("current", SQL("waiting.effective_date")),
        )
    )
    return env.cr.rowcount


def _mark_applied(env, table: SQL, state, move) -> SQL:
    """Mark the changes of ``table`` that still wait as applied, last in the history.

    :return: the name of a temporary table with what assignments need of them, and their reasons
    """
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
    carried = SQL.identifier(f"classification_carried_{next(_numbers)}")
    env.cr.execute(
        SQL(
            """CREATE TEMPORARY TABLE %s (id int4, partner_id int4, scheme_id int4, to_category_id int4, origin text,
                                          rule_id int4, effective_date date, reason text) ON COMMIT DROP""",
            carried,
        )
    )
    env.cr.execute(
        SQL(
            """WITH applied AS (
                   UPDATE customer_classification_change SET state = 'applied', date = %(now)s, %(author)s,
                          applied_number = %(place)s
                    WHERE id IN (SELECT id FROM %(table)s) AND state = %(state)s
                RETURNING %(columns)s, reason)
               INSERT INTO %(carried)s SELECT %(columns)s, reason FROM applied""",
            now=move.now,
            author=author,
            place=history.next_place(),
            table=table,
            state=state,
            columns=CARRIED,
            carried=carried,
        )
    )
    env.cr.execute(SQL("ANALYZE %s", carried))
    return carried


def _in_common(env, carried: SQL) -> list[tuple]:
    """The (origin, day, reason) that changes have in common; with one statement for those of each."""
    return env.execute_query(SQL("SELECT DISTINCT origin, effective_date, reason FROM %s", carried))
