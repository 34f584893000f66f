"""How a figure is spread over customers, for whoever chooses a threshold."""

from bisect import bisect_left

from odoo.fields import Domain
from odoo.tools import SQL

from ..figures.specs import REVENUE
from ..rules import decision, meaning
from ..rules.specs import RuleSpec, SchemeSpec

BINS = 12
KEPT = 5000  # figures at most that are kept to count who reaches a number
STEPS = (1, 2, 5, 10)  # of ten: amounts that are shown and suggested are round
HEIGHT = 44  # pixels


def bins(env, values: SQL) -> list[dict] | None:
    """Count customers by their figure, in ranges of one round width; the last one has no end.

    :param values: a statement that gives the column ``value``; what is not above zero is left out
    :return: ``[{"from": figure, "customers": number}]``, or None where nobody has a figure
    """
    [(most,)] = env.execute_query(
        # a few giants would leave all others in the first bar
        SQL("SELECT percentile_disc(0.9) WITHIN GROUP (ORDER BY value)::float FROM (%s) f WHERE value > 0", values)
    )
    if not most:
        return None
    width = rounded(most / (BINS - 1), up=True)
    counts = dict(
        env.execute_query(
            SQL(
                "SELECT LEAST(FLOOR(value / %(width)s), %(last)s)::int, COUNT(*) FROM (%(values)s) figure "
                "WHERE value > 0 GROUP BY 1",
                width=width,
                last=BINS - 1,
                values=values,
            )
        )
    )
    return [{"from": place * width, "customers": counts.get(place, 0)} for place in range(BINS)]


def found(env, values: SQL) -> list[float]:
    """How many figures are above zero, and these, smallest first; of very many, some at equal distances.

    :param values: a statement that gives the column ``value``
    """
    [(numbers, kept)] = env.execute_query(
        SQL(
            """SELECT COUNT(*), CASE WHEN COUNT(*) <= %(kept)s THEN array_agg(value ORDER BY value) ELSE
                      percentile_disc(ARRAY(SELECT place / %(kept)s::float FROM generate_series(1, %(kept)s) place))
                          WITHIN GROUP (ORDER BY value) END::float[]
                 FROM (%(values)s) figure WHERE value > 0""",
            kept=KEPT,
            values=values,
        )
    )
    return [] if not numbers else [numbers, *kept]


def reaching(kept: list[float], number: float) -> int:
    """How many customers have at least ``number``, by what :func:`found` kept of them."""
    if not kept:
        return 0
    everybody, *values = kept
    return round(everybody * (len(values) - bisect_left(values, number)) / len(values))


def of_condition(env, spec: SchemeSpec, rule: RuleSpec, tables, condition, only=Domain.TRUE) -> dict:
    """How the figure of ``condition`` is spread over the customers of ``spec``, and for how many the condition holds.

    :param tables: where the figures are, that of the sales of 12 months too
    :param only: the customers that are counted
    :return: ``{"bins", "total", "customers", "share"}``: all customers, those for whom it holds, and the share of the
        sales that they have, in %; None where nobody's sales are known
    """
    query = decision.customers_with_figures(env, spec, tables, only)
    customers = query.select(
        SQL("(%s)::float AS value", tables.sql(condition.figure)),
        SQL("%s AS revenue", tables.sql(REVENUE)),
        SQL("%s AS holds", meaning.condition_sql(condition, rule, tables)),
    )
    [(total, count, share)] = env.execute_query(
        SQL(
            """SELECT COUNT(*), COUNT(*) FILTER (WHERE holds),
                      (100 * COALESCE(SUM(revenue) FILTER (WHERE holds), 0) / NULLIF(SUM(revenue), 0))::float
                 FROM (%s) customer""",
            customers,
        )
    )
    return {"bins": bins(env, customers), "total": total, "customers": count, "share": share}


def drawn(found: list[dict], reaches, thresholds) -> dict:
    """What is drawn of ``bins``: the height of each bar in pixels, whether it is reached, and the thresholds in %.

    :param reaches: a function that says whether a figure is on the right side of the threshold
    """
    most = max(part["customers"] for part in found)
    width = found[1]["from"]
    return {
        "bins": [
            {**part, "height": 4 + HEIGHT * part["customers"] / (most or 1), "reached": reaches(part["from"])}
            for part in found
        ],
        "lines": [round(min(max(value / (width * BINS), 0), 1) * 100, 1) for value in thresholds],
    }


def rounded(number: float, up: bool = False) -> float:
    """The number of the form 1, 2 or 5 times a power of ten that is next to ``number``, not below it if ``up``."""
    power = 1.0
    while power * 10 <= number:
        power *= 10
    while power > number:
        power /= 10
    steps = [step * power for step in STEPS]
    if up:
        return next(step for step in steps if step >= number)
    return min(steps, key=lambda step: abs(step - number))
