"""Looking ahead: who is downgraded on which day if nothing happens, and who is close to an upgrade.

Both ask the rules themselves: the decision is made for the days on which the scheme will be classified, and what is
missing is taken from the conditions that do not hold. A rule is within reach when each of its conditions holds or has
reached a given share of its threshold; a customer is also upgraded when they outgrow a condition such as "fewer than 3
orders" that keeps them down.
"""

from dataclasses import replace
from datetime import date
from itertools import count

from odoo.tools import SQL, split_every

from ..figures import figures, scores
from ..figures.specs import REVENUE
from ..rules import decision
from ..rules.specs import SchemeSpec
from ..schemes import direction
from . import outlook_upgrades

AT_ONCE = 5000  # customers, whose documents are looked at for each of the days
FEW_DAYS = 6  # on which all customers are decided on
_numbers = count(1)


def look_ahead(env, spec: SchemeSpec, today, future, share: float, run_days: list[date], days: int) -> str:
    """Write who is downgraded and who is close to an upgrade into a temporary table and return its name.

    Columns: ``partner_id``, ``kind`` (``drop`` or ``rise``), ``category_id``, ``next_category_id``, ``day`` (the day of
    the downgrade; for an upgrade the last day on which as little is missing, None for none within ``days``),
    ``reached`` (%), ``gaps`` (``{condition key: what is missing}``, below zero where it must be less), ``revenue``
    (12 months).

    :param today: the figures of today
    :param future: the figures of the last of ``run_days``; None to look at each of them for all customers of ``spec``
    :param share: how much of each threshold must be reached, in %
    :param run_days: the days to come on which the rules will decide
    """
    table = f"classification_outlook_{next(_numbers)}"
    env.cr.execute(
        SQL(
            """CREATE TEMPORARY TABLE %s (partner_id int4, kind text, category_id int4, next_category_id int4, day date,
                                          reached float, gaps jsonb, revenue float)""",
            SQL.identifier(table),
        )
    )
    within_reach = outlook_upgrades.insert(env, spec, today, table, share)
    for some in split_every(AT_ONCE, sorted(within_reach)):
        outlook_upgrades.insert_last_days(env, spec, today, table, tuple(some), days)
    # few days are looked at one by one; of many, the last one tells for whom it is worth it
    if is_relative(spec) or (spec.partner_ids is None and len(run_days) <= FEW_DAYS):
        for day in run_days:
            _insert_downgrades_of_day(env, spec, today, table, day)
    else:
        lower = spec.partner_ids if future is None else _lower(env, spec, future)
        for some in split_every(AT_ONCE, sorted(lower)):
            _insert_downgrades(env, spec, today, table, tuple(some), run_days)
    _add_revenue(env, spec, today, table)
    return table


def needs_future(spec: SchemeSpec, run_days: list[date]) -> bool:
    """Whether :func:`look_ahead` first looks at the last of many days, to find those who are downgraded at all."""
    return not is_relative(spec) and len(run_days) > FEW_DAYS


def is_relative(spec: SchemeSpec) -> bool:
    """Whether customers are compared with all others, whose figures change with the days as well."""
    typed = dict(spec.scope.boundaries)
    return any(
        scores.base(figure, spec.scope) and scores.has_boundaries(figure) and figure.measure not in typed
        for figure in spec.figures
    )


def _lower(env, spec, future) -> list[int]:
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


def _insert_downgrades(env, spec, today, table, partner_ids, run_days):
    """The first of the days on which the rules put each of these customers lower."""
    wanted = [REVENUE, *spec.figures]
    with figures.computed(env, spec.scope, wanted, partner_ids, today.boundaries, run_days) as tables:
        tables.customers = today.customers  # lent
        decided = decision.decide(env, spec, tables, decision.chosen(tables, partner_ids))
        _keep_downgrades(env, table, decided, SQL("decision.day"))
        tables.customers = None


def _insert_downgrades_of_day(env, spec, today, table, day):
    """Whom the rules put lower on a day; where customers are compared with all others, they are so anew."""
    later = replace(spec, scope=replace(spec.scope, as_of=day))
    known = None if is_relative(spec) else today.boundaries
    with figures.computed(env, later.scope, [REVENUE, *spec.figures], spec.partner_ids, known) as tables:
        tables.customers = today.customers  # lent
        _keep_downgrades(env, table, decision.decide(env, later, tables), SQL("%s::date", day))
        tables.customers = None


def _keep_downgrades(env, table, decided, day):
    """Write the downgrades of a decision, each customer's first; drop the decision. ``revenue`` comes afterwards."""
    env.cr.execute(
        SQL(
            """INSERT INTO %(table)s (partner_id, kind, category_id, next_category_id, day)
               SELECT DISTINCT ON (decision.partner_id) decision.partner_id, 'drop', former.id, latter.id, %(day)s
                 FROM %(decision)s decision
                 JOIN customer_classification_category former ON former.id = decision.from_category_id
                 JOIN customer_classification_category latter ON latter.id = decision.category_id
                WHERE %(down)s
                  AND NOT EXISTS (SELECT FROM %(table)s known
                                   WHERE known.partner_id = decision.partner_id AND known.kind = 'drop')
                ORDER BY decision.partner_id, %(day)s""",
            table=SQL.identifier(table),
            day=day,
            decision=SQL.identifier(decided),
            down=direction.down("former", "latter"),
        )
    )
    env.cr.execute(SQL("DROP TABLE %s", SQL.identifier(decided)))


def _add_revenue(env, spec, today, table):
    """What those who are downgraded buy now."""
    query = decision.customers_with_figures(env, spec, today)
    env.cr.execute(
        SQL(
            """UPDATE %(table)s downgrade SET revenue = present.revenue
                 FROM (%(present)s) present
                WHERE downgrade.kind = 'drop' AND present.unit_id = %(unit)s""",
            table=SQL.identifier(table),
            present=query.select(
                SQL("%s AS unit_id", SQL.identifier(query.table, "id")),
                SQL("%s AS revenue", today.sql(REVENUE)),
            ),
            unit=outlook_upgrades.unit(today, SQL("downgrade.partner_id")),
        )
    )
