"""Dry runs: whether they still hold when somebody applies them."""

from datetime import date

from odoo.tools import SQL

from ..assignments import pins
from ..history import history
from ..moves import pending


def differences(env, decision: str, scheme_id: int, run_id: int, day: date, since: int) -> list[int]:
    """The customers on whom ``decision`` says something else than the dry run did.

    Who was moved or pinned since the dry run is none of them: they stay where they are in any case.

    :param day: that for which both decide
    :param since: the place in the history up to which the dry run knew it
    """
    shown = SQL("SELECT id FROM customer_classification_change WHERE run_id = %s", run_id)
    with pending.waiting(env, shown, "simulated") as table:
        rows = env.execute_query(_differences(decision, table, scheme_id, day, since))
    return [partner_id for (partner_id,) in rows]


def _differences(decision, shown, scheme_id, day, since) -> SQL:
    """The statement that gives the customers.

    :param shown: the table of what the dry run shows
    """
    return SQL(
        """-- one row: one customer on whom the rules say something else now than the dry run showed;
               -- it must not miss those whom the dry run left where they were and who would move now
               SELECT decision.partner_id
                 FROM %(decision)s decision
                 LEFT JOIN %(shown)s change ON change.partner_id = decision.partner_id
                 LEFT JOIN customer_classification_assignment current
                   ON current.partner_id = change.partner_id AND current.scheme_id = change.scheme_id
                WHERE NOT %(moved_since)s
                  AND CASE WHEN change.id IS NULL THEN decision.category_id IS DISTINCT FROM decision.from_category_id
                           ELSE decision.from_category_id IS NOT DISTINCT FROM change.from_category_id
                                AND NOT %(pinned)s
                                AND decision.category_id IS DISTINCT FROM change.to_category_id END
                ORDER BY decision.partner_id""",
        decision=SQL.identifier(decision),
        shown=shown,
        pinned=pins.hold("current", day),
        moved_since=_moved_since(scheme_id, since),
    )


def _moved_since(scheme_id: int, since: int) -> SQL:
    """Whether the customer of ``decision`` has moved in the scheme after the place ``since`` of the history."""
    return SQL(
        """EXISTS (SELECT FROM customer_classification_change newer
                    WHERE newer.partner_id = decision.partner_id AND newer.scheme_id = %s
                      AND newer.state IN %s AND %s > %s)""",
        scheme_id,
        history.IN_FORCE,
        history.place("newer"),
        since,
    )
