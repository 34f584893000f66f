"""Looking ahead: who falls on which day if nothing happens, and who is close to a higher category.

Both ask the rules themselves: the decision is made for the days to come, and what is missing is taken from the
conditions that do not hold. A rule is within reach when each of its conditions holds or has reached a given share of
its threshold; a customer also rises when he outgrows a condition such as "fewer than 3 orders" that keeps him down.
"""

from datetime import timedelta
from itertools import count

from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ..assignments import pins
from ..figures import catalogue, figures
from ..figures.specs import REVENUE
from ..rules import decision, operators
from ..rules.operators import ALMOST
from ..rules.specs import ConditionSpec, SchemeSpec
from ..schemes import direction

AT_ONCE = 5000  # customers, whose documents are looked at for each of the days
REACHABLE = ("currency", "count", "score", "percent")
_numbers = count(1)


def look_ahead(env, spec: SchemeSpec, today, future, share: float, days: int) -> str:
    """Write who falls within ``days`` and who is close to rising into a temporary table and return its name.

    Columns: ``partner_id``, ``kind`` (``drop`` or ``rise``), ``category_id``, ``next_category_id``, ``day`` (the day of
    the fall; for a rise the last day on which as little is missing, None for none within ``days``), ``reached`` (%),
    ``gaps`` (``{condition key: what is missing}``, below zero where it must be less), ``revenue`` (12 months).

    :param today: the figures of today
    :param future: the figures in ``days`` days; None to look at each day for all customers of ``spec``
    :param share: how much of each threshold must be reached, in %
    """
    table = f"classification_outlook_{next(_numbers)}"
    env.cr.execute(
        SQL(
            """CREATE TEMPORARY TABLE %s (partner_id int4, kind text, category_id int4, next_category_id int4, day date,
                                          reached float, gaps jsonb, revenue float)""",
            SQL.identifier(table),
        )
    )
    rising = _insert_rising(env, spec, today, table, share)
    falling = spec.partner_ids if future is None else _falling(env, spec, future)
    for some in split_every(AT_ONCE, sorted({*rising, *falling})):
        _insert_days(env, spec, today, table, tuple(some), days)
    return table


def _falling(env, spec, future) -> list[int]:
    """The customers whom the rules will put lower."""
    table = decision.decide(env, spec, future)
    rows = env.execute_query(
        SQL(
            """SELECT decision.partner_id FROM %(decision)s decision
                 JOIN customer_classification_category former ON former.id = decision.from_category_id
                 JOIN customer_classification_category latter ON latter.id = decision.category_id
                WHERE %(down)s""",
            decision=SQL.identifier(table),
            down=direction.down("former", "latter"),
        )
    )
    env.cr.execute(SQL("DROP TABLE %s", SQL.identifier(table)))
    return [partner_id for (partner_id,) in rows]


def _insert_days(env, spec, today, table, partner_ids, days):
    """The days of the falls, and until when what is missing for a rise stays as little."""
    first = spec.scope.as_of
    moments = [first + timedelta(days=number) for number in range(days + 1)]
    wanted = [REVENUE, *spec.figures]
    with figures.computed(env, spec.scope, wanted, partner_ids, today.boundaries, moments) as tables:
        tables.customers = today.customers  # lent
        only = Domain("id", "in", partner_ids)
        decided = decision.decide(env, spec, tables, only)
        env.cr.execute(
            SQL(
                """INSERT INTO %(table)s
                   SELECT DISTINCT ON (decision.partner_id) decision.partner_id, 'drop', former.id, latter.id,
                          decision.day, NULL, NULL, present.revenue
                     FROM %(decision)s decision
                     JOIN customer_classification_category former ON former.id = decision.from_category_id
                     JOIN customer_classification_category latter ON latter.id = decision.category_id
                     JOIN %(decision)s present ON present.partner_id = decision.partner_id AND present.day = %(first)s
                    WHERE %(down)s AND decision.day > %(first)s
                    ORDER BY decision.partner_id, decision.day""",
                table=SQL.identifier(table),
                decision=SQL.identifier(decided),
                down=direction.down("former", "latter"),
                first=first,
            )
        )
        env.cr.execute(SQL("DROP TABLE %s", SQL.identifier(decided)))
        query = decision.customers_with_figures(env, spec, tables, only)
        values = query.select(
            SQL("%s AS partner_id", SQL.identifier(query.table, "id")),
            SQL("moment.day"),
            SQL("%s AS evidence", decision.evidence(spec, tables)),
        )
        env.cr.execute(
            SQL(
                """WITH value AS MATERIALIZED (%(values)s), lost AS (
                       SELECT rise.partner_id, MIN(value.day) - 1 AS day
                         FROM %(table)s rise
                         JOIN value ON value.partner_id = rise.partner_id
                         JOIN value present ON present.partner_id = rise.partner_id AND present.day = %(first)s
                        CROSS JOIN jsonb_each_text(rise.gaps) gap(key, missing)
                        WHERE rise.kind = 'rise'
                          AND SIGN(gap.missing::numeric) * ((value.evidence ->> gap.key)::numeric
                                                            - (present.evidence ->> gap.key)::numeric) < 0
                        GROUP BY rise.partner_id)
                   UPDATE %(table)s rise SET day = lost.day
                     FROM lost WHERE rise.partner_id = lost.partner_id AND rise.kind = 'rise'""",
                values=values,
                table=SQL.identifier(table),
                first=first,
            )
        )
        tables.customers = None


# Rising ---------------------------------------------------------------------------------------------------------------


def _insert_rising(env, spec, tables, table, share) -> list[int]:
    """The customers within reach of a higher category, of several the nearest one."""
    Partner = env["res.partner"]
    query = decision.customers_with_figures(env, spec, tables)
    ways = [*_ways_up(Partner, query, spec, tables), *_ways_out(Partner, query, spec, tables)]
    if not ways:
        return []
    columns, candidates = [], []
    for number, way in enumerate(ways):
        names = [SQL.identifier(f"{part}_{number}") for part in ("target", "reached", "gaps")]
        columns += [SQL("%s AS %s", value, name) for value, name in zip(way, names, strict=True)]
        candidates.append(SQL("(%s)", SQL(", ").join(SQL("present.%s", name) for name in names)))
    present = query.select(
        SQL("%s AS partner_id", SQL.identifier(query.table, "id")),
        SQL("current.category_id"),
        SQL("%s AS pinned", pins.hold("current", tables.moment.day)),
        SQL("%s AS revenue", tables.sql(REVENUE)),
        *columns,
    )
    rows = env.execute_query(
        SQL(
            """INSERT INTO %(table)s
               SELECT DISTINCT ON (present.partner_id) present.partner_id, 'rise', present.category_id, latter.id,
                      NULL::date, 100 * way.reached, way.gaps, present.revenue
                 FROM (%(present)s) present
                CROSS JOIN LATERAL (VALUES %(candidates)s) way(target, reached, gaps)
                 JOIN customer_classification_category former ON former.id = present.category_id
                 JOIN customer_classification_category latter ON latter.id = way.target
                WHERE %(up)s AND NOT present.pinned
                  AND way.reached >= %(share)s AND way.reached > 0 AND way.reached < 1
                ORDER BY present.partner_id, latter.sequence DESC, way.reached DESC
            RETURNING partner_id""",
            table=SQL.identifier(table),
            present=present,
            candidates=SQL(", ").join(candidates),
            up=direction.up("former", "latter"),
            share=share / 100,
        )
    )
    return [partner_id for (partner_id,) in rows]


def _ways_up(Partner, query, spec, tables):
    """For each rule its category, how much of it is reached, and what is missing."""
    for rule in spec.rules:
        if not rule.conditions or rule.category_id is None:
            continue
        holding = [decision.condition_sql(condition, rule, tables) for condition in rule.conditions]
        reached = [_reached(c, holds, tables) for c, holds in zip(rule.conditions, holding, strict=True)]
        together = SQL("LEAST") if rule.match == "all" else SQL("GREATEST")
        yield (
            SQL("%s", rule.category_id),
            SQL(
                "CASE WHEN %s THEN %s(%s) ELSE 0 END",
                decision.domain_sql(Partner, query, rule.partner_domain),
                together,
                SQL(", ").join(reached),
            ),
            _gaps(zip(rule.conditions, holding, strict=True), tables),
        )


def _ways_out(Partner, query, spec, tables):
    """For each "fewer than" of the rule that decides: where the customer goes once he outgrows it."""
    position = decision.by_rules(Partner, query, spec, tables)
    for number, rule in enumerate(spec.rules, start=1):
        outgrown = [c for c in rule.conditions if operators.of(c).is_falling and c.value > 0 and _is_reachable(c)]
        if rule.match != "all" or not outgrown:
            continue
        after = decision.category_by_rules(Partner, query, spec, tables, spec.rules[number:])
        for condition in outgrown:
            figure = tables.sql(condition.figure)
            yield (
                after,
                SQL(
                    "CASE WHEN %s = %s THEN LEAST(COALESCE(%s, 0) / %s::numeric, %s) ELSE 0 END",
                    position,
                    number,
                    figure,
                    condition.value,
                    ALMOST,
                ),
                SQL(
                    "jsonb_build_object(%s, %s::numeric - COALESCE(%s, 0))",
                    str(condition.key),
                    condition.value,
                    figure,
                ),
            )


def _is_reachable(condition: ConditionSpec) -> bool:
    return catalogue.MEASURES[condition.figure.measure].unit in REACHABLE


def _reached(condition: ConditionSpec, holds: SQL, tables) -> SQL:
    """How much of a condition is reached: 1 if it holds, else the share of the threshold; 0 where none can be told."""
    operator = operators.of(condition)
    out_of_reach = operator.is_rising and not _is_reachable(condition)
    share = SQL("0::numeric") if out_of_reach else operator.reached(condition, tables.sql(condition.figure))
    return SQL("CASE WHEN %s THEN 1 ELSE LEAST(%s, %s) END", holds, share, ALMOST)


def _gaps(conditions, tables) -> SQL:
    """``{condition key: threshold minus figure}`` of those that do not hold."""
    pairs = [
        SQL(
            "%s, CASE WHEN NOT COALESCE(%s, FALSE) THEN %s::numeric - COALESCE(%s, 0) END",
            str(condition.key),
            holds,
            condition.value,
            tables.sql(condition.figure),
        )
        for condition, holds in conditions
    ]
    pieces = [SQL("jsonb_build_object(%s)", SQL(", ").join(part)) for part in split_every(40, pairs)]
    return SQL("jsonb_strip_nulls(%s)", SQL(" || ").join(pieces))
