"""Scores from 1 to 5, and the place on the Pareto curve: figures that compare a customer with all others.

Boundaries are typed in or the quintiles of the customers with documents; they and the curve are taken over all
customers once, kept with the run, and given again where only some customers are classified.
"""

from odoo.tools import SQL

from . import catalogue
from .specs import Figure, Scope

QUINTILES = (0.2, 0.4, 0.6, 0.8)
SHARES = ("before", "share")
EXACT = 1000  # so many different amounts are all kept


def base(figure: Figure, scope: Scope) -> Figure | None:
    """The figure that ``figure`` ranks: of orders or of invoices; None for one that stands by itself."""
    ranks = catalogue.measure(figure.measure).ranks
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
    if is_share(figure):
        return _curve(env, figure, value, table)
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


def has_boundaries(figure: Figure) -> bool:
    """Whether ``figure`` compares a customer with all others, and does not only follow the scheme's choice."""
    return catalogue.measure(figure.measure).kind != "same"


def is_share(figure: Figure) -> bool:
    """Whether ``figure`` is a share of the sales, whose boundaries are a curve."""
    return catalogue.measure(figure.measure).kind in SHARES


def _curve(env, figure: Figure, value: SQL, table: SQL) -> list:
    """Points of the Pareto curve, ``[amount, share]`` from the smallest amount to the largest, none of them rounded.

    Of many customers as few are kept as tell exactly on which side of each tenth of a percent an amount lies: the last
    one below it and the last one that is not above it. Only who has sales is on the curve.
    """
    rows = env.execute_query(
        SQL(
            """-- one row: one amount with the share of the sales that all larger ones and itself have;
               -- it must not miss equal amounts: they have one place
               WITH point AS MATERIALIZED (
                   SELECT amount, 100 * %(sales)s / total AS share
                     FROM (SELECT value AS amount, SUM(value) AS sold, SUM(SUM(value)) OVER () AS total,
                                  SUM(SUM(value)) OVER (ORDER BY value DESC) AS until
                             FROM (SELECT %(value)s AS value FROM %(table)s) figure
                            WHERE value > 0 GROUP BY value) ranked)
               SELECT amount::float, share::float FROM point
                WHERE (SELECT COUNT(*) FROM point) <= %(few)s OR amount IN (
                      SELECT MIN(amount) FROM point GROUP BY FLOOR(share * 10)
                       UNION ALL
                      SELECT MIN(amount) FROM point GROUP BY CEIL(share * 10))
                ORDER BY amount""",
            sales=SQL("(until - sold)") if catalogue.measure(figure.measure).kind == "before" else SQL("until"),
            few=EXACT,
            value=value,
            table=table,
        )
    )
    return [list(row) for row in rows]


def score(figure: Figure, value: SQL, found: list) -> SQL:
    """The score of a customer whose ranked figure is ``value``, the lowest where that is empty; or their share."""
    if is_share(figure):
        amounts, shares = [amount for amount, _share in found], [share for _amount, share in found]
        return SQL(
            "COALESCE((%s::numeric[])[NULLIF(width_bucket((%s)::numeric, %s::numeric[]), 0)], 100)",
            shares,
            value,
            amounts,
        )
    passed = SQL(" + ").join(
        [SQL("((%s) > %s::numeric)::int", value, boundary) for boundary in sorted(found)] or [SQL("0")]
    )
    counted = SQL("5 - (%s)", passed) if catalogue.measure(figure.measure).kind == "low" else SQL("1 + %s", passed)
    return SQL("CASE WHEN (%s) IS NOT NULL THEN %s ELSE 1 END", value, counted)
