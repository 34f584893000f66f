"""Customers follow where categories were merged, divided or archived."""

from itertools import count

from odoo.tools import SQL

from ..consequences import registry
from ..consequences.registry import Moved
from . import assignments, change_rows
from .move import Move

_numbers = count(1)


def reorganise(env, targets: dict[int, int | None], move: Move) -> int:
    """Move the customers of categories into others since the tree changed; origin, since and pins stay theirs.

    :param targets: {category: category, or None to leave the scheme}
    :return: how many customers
    """
    assignments.hold(env, move.scheme_id)
    written = SQL.identifier(f"classification_reorganised_{next(_numbers)}")
    env.cr.execute(SQL("CREATE TEMPORARY TABLE %s (id int4 PRIMARY KEY) ON COMMIT DROP", written))
    env.cr.execute(_reorganising(targets, move, written))
    moved = env.cr.rowcount
    changes = SQL("SELECT id FROM %s", written)
    assignments.remove(env, changes, move)
    env.cr.execute(
        SQL(
            """UPDATE customer_classification_assignment assignment
                  SET category_id = change.to_category_id, change_id = change.id
                 FROM customer_classification_change change
                WHERE change.id IN (%s) AND assignment.partner_id = change.partner_id
                  AND assignment.scheme_id = change.scheme_id""",
            changes,
        )
    )
    registry.follow(env, Moved(move.scheme_id, changes, move.user_id, move.now), of_tree=True)
    env.cr.execute(SQL("DROP TABLE %s", written))
    return moved


def _reorganising(targets, move: Move, written: SQL) -> SQL:
    """The statement that writes the changes of :func:`reorganise` and keeps their numbers in ``written``."""
    change = change_rows.insert(
        move,
        SQL(
            """customer_classification_assignment present
               JOIN target ON target.former = present.category_id
               JOIN res_partner partner ON partner.id = present.partner_id"""
        ),
        from_category_id=SQL("target.former"),
        to_category_id=SQL("target.latter"),
        revenue=change_rows.kept_revenue(move),
    )
    return SQL(
        """WITH target(former, latter) AS (VALUES %(targets)s), change AS (%(change)s RETURNING id)
           INSERT INTO %(written)s SELECT id FROM change""",
        targets=SQL(", ").join(SQL("(%s, %s::int4)", former, latter) for former, latter in targets.items()),
        change=change,
        written=written,
    )
