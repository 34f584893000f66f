"""Who is close to a higher category: what is missing, taken from the conditions that do not hold, and until when."""

from datetime import timedelta

from odoo.tools import SQL, split_every

from ..assignments import pins
from ..figures import catalogue, figures, scores
from ..figures.specs import REVENUE
from ..rules import decision, meaning, operators
from ..rules.operators import ALMOST
from ..rules.specs import ConditionSpec
from ..schemes import direction

REACHABLE = ("currency", "count", "score", "percent")


def insert(env, spec, tables, table, share) -> list[int]:
    """The customers within reach of a higher category, of several the nearest one."""
    Partner = env["res.partner"]
    query = decision.customers_with_figures(env, spec, tables)
    ways = [*_ways_up(Partner, query, spec, tables), *_ways_out(Partner, query, spec, tables)]
    if not ways:
        return []
    columns, candidates = _numbered(ways)
    present = query.select(
        SQL("%s AS unit_id", SQL.identifier(query.table, "id")),
        SQL("%s AS revenue", tables.sql(REVENUE)),
        *columns,
    )
    rows = env.execute_query(_nearest(spec, tables, table, present, candidates, share))
    return [partner_id for (partner_id,) in rows]


def _nearest(spec, tables, table, present: SQL, candidates: SQL, share) -> SQL:
    """The statement that keeps the nearest way of each customer, and gives those customers."""
    return SQL(
        """-- one row: one customer who is near a higher category, with the nearest way there;
           -- it must not miss the members of groups, who are upgraded with their topmost company
           INSERT INTO %(table)s
           SELECT DISTINCT ON (own.partner_id) own.partner_id, 'rise', own.category_id, latter.id,
                  NULL::date, 100 * way.reached, way.gaps, present.revenue
             FROM (%(present)s) present
            CROSS JOIN LATERAL (VALUES %(candidates)s) way(target, reached, gaps)
             JOIN customer_classification_assignment own
               ON own.scheme_id = %(scheme)s AND %(belongs)s AND NOT %(pinned)s
             JOIN customer_classification_category former ON former.id = own.category_id
             JOIN customer_classification_category latter ON latter.id = way.target
            WHERE %(up)s
              AND way.reached >= %(share)s AND way.reached > 0 AND way.reached < 1
            ORDER BY own.partner_id, latter.sequence DESC, way.reached DESC
        RETURNING partner_id""",
        table=SQL.identifier(table),
        present=present,
        candidates=candidates,
        up=direction.up("former", "latter"),
        scheme=spec.id,
        belongs=_belongs(tables),
        pinned=pins.hold("own", tables.moment.day),
        share=share / 100,
    )


def _numbered(ways) -> tuple[list[SQL], SQL]:
    """The ways as columns of ``present``, and as rows of (category, how much is reached, what is missing) out of it."""
    columns, candidates = [], []
    for number, way in enumerate(ways):
        names = [SQL.identifier(f"{part}_{number}") for part in ("target", "reached", "gaps")]
        columns += [SQL("%s AS %s", value, name) for value, name in zip(way, names, strict=True)]
        candidates.append(SQL("(%s)", SQL(", ").join(SQL("present.%s", name) for name in names)))
    return columns, SQL(", ").join(candidates)


def _belongs(tables) -> SQL:
    """Whether the assignment ``own`` is that of the customer on whom it was decided, or of an active company of their
    group."""
    if not tables.family:
        return SQL("own.partner_id = present.unit_id")
    return SQL(
        """own.partner_id IN (SELECT member.id FROM %s family
                                JOIN res_partner member ON member.id = family.partner_id AND member.active
                               WHERE family.root_id = present.unit_id)""",
        SQL.identifier(tables.family),
    )


def _ways_up(Partner, query, spec, tables):
    """For each rule its category, how much of it is reached, and what is missing."""
    for rule in spec.rules:
        if not rule.conditions or rule.category_id is None:
            continue
        holding = [meaning.condition_sql(condition, rule, tables) for condition in rule.conditions]
        reached = [_reached(c, holds, spec, tables) for c, holds in zip(rule.conditions, holding, strict=True)]
        together = SQL("LEAST") if rule.match == "all" else SQL("GREATEST")
        yield (
            SQL("%s", rule.category_id),
            SQL(
                "CASE WHEN %s THEN %s(%s) ELSE 0 END",
                meaning.domain_sql(Partner, query, rule.partner_domain),
                together,
                SQL(", ").join(reached),
            ),
            _gaps(zip(rule.conditions, holding, strict=True), spec, tables),
        )


def _ways_out(Partner, query, spec, tables):
    """For each "fewer than" of the rule that decides: where the customer goes once they outgrow it."""
    position = meaning.by_rules(Partner, query, spec, tables)
    for number, rule in enumerate(spec.rules, start=1):
        outgrown = [c for c in rule.conditions if operators.of(c).wants_less and c.value > 0 and _is_reachable(c)]
        outgrown = [c for c in outgrown if not scores.is_share(c.figure)]
        if rule.match != "all" or not outgrown:
            continue
        after = meaning.category_by_rules(Partner, query, spec, tables, spec.rules[number:])
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


def _wanted(condition: ConditionSpec, spec, tables) -> tuple[SQL, SQL]:
    """What a condition looks at, and how much of it is wanted.

    Of a share of the sales it is the sales: those of the last customer who is within the share now, for who has as much
    is so too.
    """
    operator = operators.of(condition)
    if not scores.is_share(condition.figure):
        return tables.sql(condition.figure), SQL("%s::numeric", condition.value)
    curve = tables.boundaries[scores.key(condition.figure)]
    within = (amount for amount, share in curve if operator.holds(condition, share, condition.value))
    least = min(within, default=None) if operator.wants_less else None
    return tables.sql(_asked(condition, spec)), SQL("%s::numeric", least)


def _reached(condition: ConditionSpec, holds: SQL, spec, tables) -> SQL:
    """How much of a condition is reached: 1 if it holds, else the share of the threshold; 0 where none can be told."""
    operator = operators.of(condition)
    if scores.is_share(condition.figure):
        figure, wanted = _wanted(condition, spec, tables)
        share = SQL("COALESCE(GREATEST(COALESCE(%s, 0), 0) / NULLIF(%s, 0), 0)", figure, wanted)
    elif operator.wants_more and not _is_reachable(condition):
        share = SQL("0::numeric")
    else:
        share = operator.reached(condition, tables.sql(condition.figure))
    return SQL("CASE WHEN %s THEN 1 ELSE LEAST(%s, %s) END", holds, share, ALMOST)


def _gaps(conditions, spec, tables) -> SQL:
    """``{condition key: threshold minus figure}`` of those that do not hold; of a share of the sales, sales."""
    pairs = []
    for condition, holds in conditions:
        figure, wanted = _wanted(condition, spec, tables)
        pairs.append(
            SQL(
                "%s, CASE WHEN NOT COALESCE(%s, FALSE) THEN %s - COALESCE(%s, 0) END",
                str(condition.key),
                holds,
                wanted,
                figure,
            )
        )
    return SQL("jsonb_strip_nulls(%s)", _object(pairs))


def _object(pairs) -> SQL:
    """The jsonb of these pairs of key and value; a function takes no more than 100 arguments, so in pieces."""
    pieces = [SQL("jsonb_build_object(%s)", SQL(", ").join(part)) for part in split_every(40, pairs)]
    return SQL(" || ").join(pieces)


def insert_last_days(env, spec, today, table, partner_ids, days):
    """Until when what is missing for an upgrade stays as little."""
    first = spec.scope.as_of
    moments = [first + timedelta(days=number) for number in range(days + 1)]
    wanted = dict.fromkeys(_asked(condition, spec) for condition in spec.conditions)
    with figures.computed(env, spec.scope, list(wanted), partner_ids, today.boundaries, moments) as tables:
        tables.customers = today.customers  # lent
        query = decision.customers_with_figures(env, spec, tables, decision.chosen(tables, partner_ids))
        asked = (SQL("%s, %s", str(c.key), tables.sql(_asked(c, spec))) for c in spec.conditions)
        values = query.select(
            SQL("%s AS partner_id", SQL.identifier(query.table, "id")),
            SQL("moment.day"),
            SQL("%s AS evidence", _object(asked)),
        )
        env.cr.execute(_last_days(spec, tables, table, values))
        tables.customers = None


def _last_days(spec, tables, table, values: SQL) -> SQL:
    """The statement that keeps the day before the first on which more is missing.

    :param values: rows of ``partner_id``, ``day`` and ``evidence``, the figures of that day
    """
    return SQL(
        """-- one row: one customer for whom less will be reached on some day, and the day before;
           -- it must not miss figures that grow while time goes by, such as days of silence
           WITH value AS MATERIALIZED (%(values)s), lost AS (
               SELECT upgrade.partner_id, MIN(value.day) - 1 AS day
                 FROM (SELECT near.*, %(unit)s AS unit_id FROM %(table)s near WHERE near.kind = 'rise') upgrade
                 JOIN value ON value.partner_id = upgrade.unit_id
                 JOIN value present ON present.partner_id = upgrade.unit_id AND present.day = %(first)s
                CROSS JOIN jsonb_each_text(upgrade.gaps) gap(key, missing)
                WHERE SIGN(gap.missing::numeric) * ((value.evidence ->> gap.key)::numeric
                                                    - (present.evidence ->> gap.key)::numeric) < 0
                GROUP BY upgrade.partner_id)
           UPDATE %(table)s near SET day = lost.day
             FROM lost WHERE near.partner_id = lost.partner_id AND near.kind = 'rise'""",
        values=values,
        unit=unit(tables, SQL("near.partner_id")),
        table=SQL.identifier(table),
        first=spec.scope.as_of,
    )


def _asked(condition: ConditionSpec, spec):
    """The figure of which a condition wants more or less: of a share of the sales, the sales."""
    figure = condition.figure
    return scores.base(figure, spec.scope) if scores.is_share(figure) else figure


def unit(tables, partner_id: SQL) -> SQL:
    """For whom it is decided: the customer, or the topmost company of their group."""
    if not tables.family:
        return partner_id
    return SQL("(SELECT root_id FROM %s WHERE partner_id = %s)", SQL.identifier(tables.family), partner_id)
