"""Taking moves back: each change that is undone is followed by one that leads back."""

from itertools import count

from odoo.tools import SQL

from ..assignments import pins
from ..history import history
from ..moves import assignments, change_rows, moves

_numbers = count(1)


def undo(env, changes: SQL, move: moves.Move) -> int:
    """Move the customers of these changes back, and mark the changes as undone.

    Who was moved or pinned since, or whose former category is gone, stays; that change stays applied. Each one that is
    undone is followed by a change back, which counts from the day on which the customer had come into the former
    category: assignments, periods and looks at a past day agree that the undone move never was.

    :param changes: a statement that gives the numbers of the changes
    :param move: of the scheme, with the origin ``undo``
    :return: how many were undone
    """
    assignments.hold(env, move.scheme_id)
    written = SQL.identifier(f"classification_undone_{next(_numbers)}")
    env.cr.execute(SQL("CREATE TEMPORARY TABLE %s (id int4 PRIMARY KEY) ON COMMIT DROP", written))
    env.cr.execute(_leading_back(changes, move, written))
    undone = env.cr.rowcount
    assignments.carry_out(env, SQL("SELECT id FROM %s", written), move)
    env.cr.execute(SQL("DROP TABLE %s", written))
    return undone


def _undone_with_former() -> SQL:
    """What was undone, each with the day since which the customer had been in the former category, if they were."""
    return SQL(
        """undone
           JOIN res_partner partner ON partner.id = undone.partner_id
           LEFT JOIN LATERAL (
               SELECT former.effective_date AS since
                 FROM customer_classification_change former
                WHERE former.partner_id = undone.partner_id AND former.scheme_id = undone.scheme_id
                  AND former.state IN %(counted)s AND former.to_category_id = undone.from_category_id
                  AND %(former)s < %(undone)s
                ORDER BY %(former)s DESC LIMIT 1) before ON TRUE""",
        counted=history.IN_FORCE,
        former=history.place("former"),
        undone=history.place("undone"),
    )


def _leading_back(changes: SQL, move: moves.Move, written: SQL) -> SQL:
    """The statement that marks changes as undone, writes those that lead back and keeps their numbers in ``written``.

    One row per undone change. It must not miss customers who were in no category before: they are out of the scheme
    again from the day of the undone change on.
    """
    back = change_rows.insert(
        move,
        _undone_with_former(),
        from_category_id=SQL("undone.to_category_id"),
        to_category_id=SQL("undone.from_category_id"),
        effective_date=SQL("COALESCE(before.since, undone.effective_date)"),
        revenue=SQL("undone.revenue"),
    )
    return SQL(
        """WITH undone AS (
               UPDATE customer_classification_change change SET state = 'undone'
                WHERE change.id IN (%(changes)s) AND change.state = 'applied' AND %(in_force)s
            RETURNING change.*
           ), back AS (%(back)s RETURNING id)
           INSERT INTO %(written)s SELECT id FROM back""",
        changes=changes,
        in_force=_in_force(move.effective_date),
        back=back,
        written=written,
    )


def _in_force(day) -> SQL:
    """Whether on ``day`` nothing newer holds the customer of ``change``, and they can go back where they came from."""
    return SQL(
        """-- one row: true for a change that is the last word about its customer, who can go back;
           -- it must not miss pins, later moves and categories that were archived
           NOT EXISTS (
               SELECT FROM customer_classification_change newer
                WHERE newer.partner_id = change.partner_id AND newer.scheme_id = change.scheme_id
                  AND newer.state = 'applied' AND %(newer)s > %(present)s
                  -- a pin that came or went moved nobody
                  AND (newer.origin != 'manual' OR newer.from_category_id IS DISTINCT FROM newer.to_category_id))
           AND NOT EXISTS (
               SELECT FROM customer_classification_assignment current
                WHERE current.partner_id = change.partner_id AND current.scheme_id = change.scheme_id
                  AND (current.change_id IS DISTINCT FROM change.id
                       OR (%(pinned)s AND change.origin IN ('rule', 'mapping'))))
           AND (change.from_category_id IS NULL OR EXISTS (
               SELECT FROM customer_classification_category former
                WHERE former.id = change.from_category_id AND former.active))
           AND EXISTS (
               SELECT FROM res_partner partner
                WHERE partner.id = change.partner_id AND partner.commercial_partner_id = partner.id)""",
        pinned=pins.hold("current", day),
        newer=history.place("newer"),
        present=history.place("change"),
    )
