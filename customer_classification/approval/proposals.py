"""Proposals: moves that somebody must approve first; which are new, which rest, and which no longer hold.

Whether a move waits depends only on where from and where to: ``Move.waiting`` has the pairs of categories that do.
"""

from odoo.tools import SQL

from ..moves import moves
from ..moves.change_rows import CHANGED

NO_FIGURES = ["defaults", "dropped"]  # what else the evidence tells: what would follow the move
REST = 30  # days for which a rejected proposal is not made again, unless its figures change


def supersede(env, decision: str, move) -> int:
    """End the open proposals that no longer hold: the customer is elsewhere meanwhile, or the rules decide otherwise.

    What people proposed stays open as long as the customer is where they were then and nobody chooses otherwise.

    :return: how many
    """
    env.cr.execute(
        SQL(
            """UPDATE customer_classification_change change SET state = 'superseded'
                 FROM %(decision)s decision
                WHERE change.partner_id = decision.partner_id AND change.scheme_id = %(scheme)s
                  AND change.state = 'proposed'
                  AND (change.from_category_id IS DISTINCT FROM decision.from_category_id
                       OR (%(outdated)s AND change.to_category_id IS DISTINCT FROM decision.category_id)
                       OR (%(changed)s AND NOT %(waits)s))""",
            decision=SQL.identifier(decision),
            scheme=move.scheme_id,
            changed=CHANGED,
            outdated=CHANGED if move.origin == "manual" else SQL("change.origin IN ('rule', 'mapping')"),
            waits=move.waits(SQL("decision.from_category_id"), SQL("decision.category_id")),
        )
    )
    return env.cr.rowcount


def make(env, decision: str, move, ticking: list[str], batch=None) -> int:
    """Propose the moves that must be approved, unless a proposal waits already, or they rest since they were rejected.

    Of a customer one proposal waits in a scheme at any time: what a person proposed is decided on first.

    :param ticking: the conditions whose figures change each day by themselves; they wake no proposal that rests
    :return: how many new proposals there are
    """
    if not move.waiting:
        return 0
    which = SQL(
        """%(waits)s AND NOT EXISTS (
               SELECT FROM customer_classification_change earlier
                WHERE earlier.partner_id = decision.partner_id AND earlier.scheme_id = %(scheme)s
                  AND (earlier.state = 'proposed' OR (
                       earlier.from_category_id IS NOT DISTINCT FROM decision.from_category_id
                       AND earlier.to_category_id IS NOT DISTINCT FROM decision.category_id
                       AND earlier.state = 'rejected' AND earlier.origin IN ('rule', 'mapping')
                       AND earlier.decision_date > %(rested)s::timestamp - %(rest)s * interval '1 day'
                       AND earlier.evidence - %(ticking)s::text[]
                           IS NOT DISTINCT FROM decision.evidence - %(ticking)s::text[])))""",
        waits=move.waits(SQL("decision.from_category_id"), SQL("decision.category_id")),
        scheme=move.scheme_id,
        rested=move.now,
        rest=REST,
        ticking=[*ticking, *NO_FIGURES],
    )
    return moves.propose(env, decision, move, batch, "proposed", which)


def propose_dry_run(env, changes: SQL, move) -> int:
    """Turn the simulated changes that must be approved into proposals; one that is open already stays the only one.

    :param changes: a statement that gives the numbers of the changes
    :return: how many new proposals there are
    """
    if not move.waiting:
        return 0
    _supersede_by_simulation(env, changes, move)
    env.cr.execute(
        SQL(
            """UPDATE customer_classification_change change
                  SET state = CASE WHEN EXISTS (
                          SELECT FROM customer_classification_change open
                           WHERE open.partner_id = change.partner_id AND open.scheme_id = change.scheme_id
                             AND open.state = 'proposed'
                      ) THEN 'superseded' ELSE 'proposed' END,
                      date = %(now)s, user_id = %(user)s
                WHERE change.id IN (%(changes)s) AND change.state = 'simulated' AND %(waits)s""",
            changes=changes,
            now=move.now,
            user=move.user_id,
            waits=move.waits(SQL("change.from_category_id"), SQL("change.to_category_id")),
        )
    )
    env.cr.execute(
        SQL(
            "SELECT COUNT(*) FROM customer_classification_change WHERE id IN (%s) AND state = 'proposed'",
            changes,
        )
    )
    return env.cr.fetchone()[0]


def _supersede_by_simulation(env, changes: SQL, move):
    """End the open proposals that the dry run overtakes: it wants something else, or the customer has moved."""
    env.cr.execute(
        SQL(
            """UPDATE customer_classification_change open SET state = 'superseded'
                 FROM customer_classification_change change
                WHERE change.id IN (%(changes)s) AND change.state = 'simulated' AND %(waits)s
                  AND open.partner_id = change.partner_id AND open.scheme_id = change.scheme_id
                  AND open.state = 'proposed'
                  AND (open.from_category_id IS DISTINCT FROM change.from_category_id
                       OR (open.origin IN ('rule', 'mapping')
                           AND open.to_category_id IS DISTINCT FROM change.to_category_id))""",
            changes=changes,
            waits=move.waits(SQL("change.from_category_id"), SQL("change.to_category_id")),
        )
    )
