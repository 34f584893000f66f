"""Scores from 1 to 5, and the place on the Pareto curve: figures that compare a customer with all others.

Boundaries are typed in or the quintiles of the customers with documents; they and the curve are taken over all
customers once, kept with the run, and given again where only some customers are classified.
"""

from odoo.tools import SQL

from . import catalogue
from .specs import Figure, Scope

QUINTILES = (0.2, 0.4, 0.6, 0.8)


def base(figure: Figure, scope: Scope) -> Figure | None:
    """The figure that ``figure`` ranks: of orders or of invoices; None for one that stands by itself."""
    ranks = catalogue.MEASURES[figure.measure].ranks
    return Figure(ranks[scope.score_source == "invoice"], figure.window) if ranks else None


def key(figure: Figure) -> str:
    """How the boundaries of ``figure`` are called in a snapshot."""
    return f"{figure.measure} {figure.window.kind} {figure.window.length}"


def typed(figure: Figure, scope: Scope) -> list:
    """The boundaries of a score that somebody typed in; they come before any that were ever found."""
    return list(dict(scope.boundaries).get(figure.measure, ()))


def boundaries(env, figure: Figure, value: SQL, table: SQL) -> list:
    """Return the boundaries of one score, or the curve of a share, over all customers with documents.

    :param value: the ranked figure, as an expression over the rows of ``table``
    """
    if catalogue.MEASURES[figure.measure].kind == "share":
        return _curve(env, value, table)
    [(found,)] = env.execute_query(
        SQL(
            "SELECT percentile_disc(%s::float[]) WITHIN GROUP (ORDER BY value)::float[] "
            "FROM (SELECT %s AS value FROM %s) figure",
            list(QUINTILES),
            value,
            table,
        )
    )
    return list(found or ())


def _curve(env, value: SQL, table: SQL) -> list:
    """For each percent of the sales the smallest amount of the best customers who have no more than that together."""
    rows = env.execute_query(
        SQL(
            """SELECT percent, MIN(amount)::float
                 FROM generate_series(0, 100) percent
                 LEFT JOIN (SELECT value AS amount, 100 * SUM(value) OVER (ORDER BY value DESC)
                                                        / SUM(value) OVER () AS share
                              FROM (SELECT %s AS value FROM %s) figure WHERE value > 0) ranked
                   ON ranked.share <= percent
                GROUP BY percent ORDER BY percent""",
            value,
            table,
        )
    )
    return [amount for _percent, amount in rows]


def score(figure: Figure, value: SQL, found: list) -> SQL:
    """The score of a customer whose ranked figure is ``value``, NULL where that is empty; or his share, then 100."""
    kind = catalogue.MEASURES[figure.measure].kind
    if kind == "share":
        return SQL(
            """COALESCE((SELECT MIN(place) - 1 FROM unnest(%s::float[]) WITH ORDINALITY curve(amount, place)
                          WHERE (%s) >= curve.amount::numeric), 100)""",
            found,
            value,
        )
    passed = SQL(" + ").join(
        [SQL("((%s) > %s::numeric)::int", value, boundary) for boundary in sorted(found)] or [SQL("0")]
    )
    counted = SQL("5 - (%s)", passed) if kind == "low" else SQL("1 + %s", passed)
    return SQL("CASE WHEN (%s) IS NOT NULL THEN %s END", value, counted)
