"""Moves: from decisions to change rows and assignments; the engine's only way into the assignment table.

A decision is a table with a row per customer: ``partner_id``, ``from_category_id``, ``category_id`` (where the customer
belongs; none takes them out of the scheme), ``rule_id``, ``revenue`` (sales of 12 months) and ``evidence``.
"""

from itertools import count

from odoo.tools import SQL

from ..assignments import pins
from ..consequences import registry
from ..consequences.registry import CARRIED, Moved
from . import assignments, change_rows
from .change_rows import CHANGED
from .move import Move

_numbers = count(1)


def matrix(env, decision: str) -> list[dict]:
    """How many customers go from where to where, those who stay included, and their sales of 12 months.

    :return: ``[{"from": id or None, "to": id or None, "customers": n, "revenue": amount}]``
    """
    return env.execute_query_dict(
        SQL(
            """SELECT from_category_id AS "from", category_id AS "to", COUNT(*) AS customers,
                      SUM(revenue)::float AS revenue
                 FROM %s
                GROUP BY 1, 2
                ORDER BY 1 NULLS LAST, 2 NULLS LAST""",
            SQL.identifier(decision),
        )
    )


def choose(env, partner_ids, move: Move, category_id: int | None) -> str:
    """Write into a temporary table that these customers belong to ``category_id``, and return its name.

    :param category_id: None takes them out of the scheme
    """
    return choose_each(env, dict.fromkeys(partner_ids, category_id), move)


def choose_each(env, targets: dict[int, int | None], move: Move) -> str:
    """Write into a temporary table where each of these customers belongs, and return its name.

    :param targets: {customer: category, or None to leave the scheme}
    """
    table = f"classification_choice_{next(_numbers)}"
    env.cr.execute(
        SQL(
            """CREATE TEMPORARY TABLE %(table)s ON COMMIT DROP AS
               SELECT partner.id AS partner_id, current.category_id AS from_category_id,
                      chosen.category_id, NULL::int4 AS rule_id, %(revenue)s AS revenue, NULL::jsonb AS evidence
                 FROM unnest(%(partners)s::int4[], %(categories)s::int4[]) AS chosen(partner_id, category_id)
                 JOIN res_partner partner ON partner.id = chosen.partner_id
                 LEFT JOIN customer_classification_assignment current
                   ON current.partner_id = partner.id AND current.scheme_id = %(scheme)s
                WHERE partner.commercial_partner_id = partner.id""",
            table=SQL.identifier(table),
            scheme=move.scheme_id,
            revenue=change_rows.kept_revenue(move),
            partners=list(targets),
            categories=list(targets.values()),
        )
    )
    return table


def batches(env, decision: str, size: int, most: int) -> list[tuple[int, int]]:
    """Divide the customers who belong elsewhere into ranges of ids, each of about ``size``, ``most`` ranges at most."""
    [(moved,)] = env.execute_query(SQL("SELECT COUNT(*) FROM %s decision WHERE %s", SQL.identifier(decision), CHANGED))
    # rounded up
    number = min(most, -(-moved // size))
    if number <= 1:
        # one range with every id
        return [(0, 2**31 - 1)] if number else []
    return env.execute_query(
        SQL(
            """SELECT MIN(partner_id), MAX(partner_id)
                 FROM (SELECT partner_id, NTILE(%s) OVER (ORDER BY partner_id) AS place
                         FROM %s decision WHERE %s) placed
                GROUP BY place ORDER BY place""",
            number,
            SQL.identifier(decision),
            CHANGED,
        )
    )


def propose(env, decision: str, move: Move, batch=None, state: str = "simulated", which: SQL | None = None) -> int:
    """Write a change that moves nobody for every customer who belongs elsewhere.

    :param batch: only these customers, see :func:`batches`
    :param state: ``simulated`` or ``proposed``
    :param which: only those for whom this holds, an expression over ``decision``
    :return: how many
    """
    assignments.hold(env, move.scheme_id)
    written, proposed = _write_changes(env, insert_changes(decision, state, move, batch, which))
    if proposed:
        registry.foresee(env, _moved(written, move))
    env.cr.execute(SQL("DROP TABLE %s", written))
    return proposed


def apply(env, decision: str, move: Move, batch=None) -> int:
    """Write a change and the new assignment for every customer who belongs elsewhere; attribute values go with them.

    Moves that somebody must approve are left to :mod:`approval.proposals`.

    :param batch: only these customers, see :func:`batches`; who was moved or pinned since the decision stays
    :return: how many
    """
    needs_nobody = SQL("NOT %s", move.waits(SQL("decision.from_category_id"), SQL("decision.category_id")))
    assignments.hold(env, move.scheme_id)
    insert = insert_changes(decision, "applied", move, batch, needs_nobody)
    if not _anybody_leaves(env, decision) and not registry.concern(env, move.scheme_id):
        return assignments.enter(env, insert, move)
    written, moved = _write_changes(env, insert)
    if moved:
        fresh = _moved(written, move)
        assignments.carry_out(env, fresh.changes, move, fresh.rows)
    env.cr.execute(SQL("DROP TABLE %s", written))
    return moved


def _anybody_leaves(env, decision: str) -> bool:
    """Whether somebody is taken out of the scheme."""
    [(found,)] = env.execute_query(
        SQL(
            "SELECT EXISTS (SELECT FROM %s decision WHERE category_id IS NULL AND %s)",
            SQL.identifier(decision),
            CHANGED,
        )
    )
    return found


def pin(env, partner_ids, category_id: int, move: Move):
    """Pin these customers where they are, if they are in ``category_id``."""
    env.cr.execute(
        SQL(
            """UPDATE customer_classification_assignment
                  SET pinned = TRUE, pinned_until = %(until)s, pin_reason = %(reason)s, pin_level = %(level)s,
                      write_uid = %(user)s, write_date = %(now)s
                WHERE category_id = %(category)s AND partner_id = ANY(%(partners)s)""",
            until=move.pinned_until or None,
            reason=move.reason,
            level=move.pin_level,
            user=move.user_id,
            now=move.now,
            category=category_id,
            partners=list(partner_ids),
        )
    )


def _as_decided(move: Move, batch) -> SQL:
    """The customer belongs elsewhere; in a batch, which comes after a commit: and is still where they were then."""
    if batch is None:
        return CHANGED
    return SQL(
        """%(changed)s AND decision.partner_id BETWEEN %(first)s AND %(last)s
           AND partner.active AND partner.commercial_partner_id = partner.id
           AND NOT EXISTS (
               SELECT FROM customer_classification_assignment present
                WHERE present.partner_id = decision.partner_id AND present.scheme_id = %(scheme)s
                  AND (present.category_id IS DISTINCT FROM decision.from_category_id
                       OR %(pinned)s))
           AND (decision.from_category_id IS NULL OR EXISTS (
               SELECT FROM customer_classification_assignment present
                WHERE present.partner_id = decision.partner_id AND present.scheme_id = %(scheme)s))""",
        changed=CHANGED,
        first=batch[0],
        last=batch[1],
        scheme=move.scheme_id,
        pinned=pins.hold("present", move.effective_date),
    )


def insert_changes(decision: str, state: str, move: Move, batch=None, which: SQL | None = None) -> SQL:
    """The statement that writes a change for each customer who belongs elsewhere.

    :param which: only those for whom this holds, an expression over ``decision``
    """
    belonging = _as_decided(move, batch)
    insert = change_rows.insert(
        move,
        SQL("%s decision JOIN res_partner partner ON partner.id = decision.partner_id", SQL.identifier(decision)),
        SQL("%s AND %s", belonging, which) if which else belonging,
        from_category_id=SQL("decision.from_category_id"),
        to_category_id=SQL("decision.category_id"),
        rule_id=SQL("decision.rule_id"),
        revenue=SQL("decision.revenue"),
        evidence=SQL("decision.evidence"),
        state=state,
    )
    # of a customer one proposal waits; who is proposed by somebody else at this moment makes the transaction begin anew
    return SQL("%s ON CONFLICT DO NOTHING", insert) if state == "proposed" else insert


def _moved(written: SQL, move: Move) -> Moved:
    """The changes that :func:`_write_changes` has just written."""
    rows = SQL("SELECT %s FROM %s", CARRIED, written)
    return Moved(move.scheme_id, SQL("SELECT id FROM %s", written), move.user_id, move.now, rows)


def _write_changes(env, insert: SQL) -> tuple[SQL, int]:
    """Insert changes and write what the assignments need of them into a temporary table; its name, and how many."""
    written = SQL.identifier(f"classification_written_{next(_numbers)}")
    env.cr.execute(
        SQL(
            """CREATE TEMPORARY TABLE %s (id int4, partner_id int4, scheme_id int4, to_category_id int4,
                                          origin text, rule_id int4, effective_date date) ON COMMIT DROP""",
            written,
        )
    )
    env.cr.execute(
        SQL(
            "WITH change AS (%(changes)s RETURNING %(columns)s) INSERT INTO %(written)s SELECT %(columns)s FROM change",
            changes=insert,
            columns=CARRIED,
            written=written,
        )
    )
    return written, env.cr.rowcount
