"""Moves: from decisions to change rows and assignments; the engine's only way into the assignment table."""

from odoo.tools import SQL

CHANGED = SQL("decision.category_id IS DISTINCT FROM decision.from_category_id")


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


def propose(env, decision: str, *, run_id: int, spec, user_id: int, now) -> int:
    """Write a simulated change for every customer who belongs elsewhere, and nothing else.

    :return: how many
    """
    env.cr.execute(_insert_changes(decision, "simulated", run_id, spec, user_id, now))
    return env.cr.rowcount


def move(env, decision: str, *, run_id: int, spec, user_id: int, now) -> int:
    """Write a change and the new assignment for every customer who belongs elsewhere.

    :return: how many
    """
    env.cr.execute(
        SQL(
            """WITH change AS (%s RETURNING id, partner_id, scheme_id, to_category_id, rule_id, origin, effective_date)
               %s""",
            _insert_changes(decision, "applied", run_id, spec, user_id, now),
            _upsert_assignments(user_id, now),
        )
    )
    return env.cr.rowcount


def apply_simulated(env, *, run_id: int, user_id: int, now) -> tuple[int, int]:
    """Carry out the simulated changes of a run; who was moved or pinned since then stays, as superseded.

    :return: how many were applied and superseded
    """
    env.cr.execute(
        SQL(
            """UPDATE customer_classification_change change
                  SET state = 'superseded'
                WHERE change.run_id = %(run)s AND change.state = 'simulated'
                  AND NOT EXISTS (
                      SELECT FROM res_partner partner
                        LEFT JOIN customer_classification_assignment current
                          ON current.partner_id = partner.id AND current.scheme_id = change.scheme_id
                       WHERE partner.id = change.partner_id AND partner.active
                         AND partner.commercial_partner_id = partner.id
                         AND current.category_id IS NOT DISTINCT FROM change.from_category_id
                         AND NOT (current.pinned IS TRUE AND (
                             current.pinned_until IS NULL OR current.pinned_until >= change.effective_date)))""",
            run=run_id,
        )
    )
    superseded = env.cr.rowcount
    env.cr.execute(
        SQL(
            """WITH change AS (
                   UPDATE customer_classification_change SET state = 'applied', date = %(now)s, user_id = %(user)s
                    WHERE run_id = %(run)s AND state = 'simulated'
                RETURNING id, partner_id, scheme_id, to_category_id, rule_id, origin, effective_date)
               %(upsert)s""",
            now=now,
            user=user_id,
            run=run_id,
            upsert=_upsert_assignments(user_id, now),
        )
    )
    return env.cr.rowcount, superseded


def _insert_changes(decision, state, run_id, spec, user_id, now) -> SQL:
    return SQL(
        """INSERT INTO customer_classification_change
                  (run_id, partner_id, scheme_id, from_category_id, to_category_id, date, effective_date, origin,
                   rule_id, user_id, salesperson_id, team_id, evidence, state)
           SELECT %(run)s, decision.partner_id, %(scheme)s, decision.from_category_id, decision.category_id, %(now)s,
                  %(as_of)s, %(origin)s, decision.rule_id, %(user)s, partner.user_id, salesperson.sale_team_id,
                  decision.evidence, %(state)s
             FROM %(decision)s decision
             JOIN res_partner partner ON partner.id = decision.partner_id
             LEFT JOIN res_users salesperson ON salesperson.id = partner.user_id
            WHERE %(changed)s
            ORDER BY decision.partner_id""",
        run=run_id,
        scheme=spec.id,
        now=now,
        as_of=spec.scope.as_of,
        origin="mapping" if spec.mode == "mapping" else "rule",
        user=user_id,
        state=state,
        decision=SQL.identifier(decision),
        changed=CHANGED,
    )


def _upsert_assignments(user_id, now) -> SQL:
    """Put the customers of the common table expression ``change`` where it says; an expired pin goes."""
    return SQL(
        """INSERT INTO customer_classification_assignment AS assignment
                  (partner_id, scheme_id, scheme_sequence, category_id, origin, rule_id, since, pinned, change_id,
                   create_uid, create_date, write_uid, write_date)
           SELECT change.partner_id, change.scheme_id, scheme.sequence, change.to_category_id, change.origin,
                  change.rule_id, change.effective_date, FALSE, change.id, %(user)s, %(now)s, %(user)s, %(now)s
             FROM change
             JOIN customer_classification_scheme scheme ON scheme.id = change.scheme_id
           ON CONFLICT (partner_id, scheme_id) DO UPDATE
              SET category_id = EXCLUDED.category_id, origin = EXCLUDED.origin, rule_id = EXCLUDED.rule_id,
                  since = EXCLUDED.since, change_id = EXCLUDED.change_id, pinned = FALSE, pinned_until = NULL,
                  pin_reason = NULL, write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date""",
        user=user_id,
        now=now,
    )
