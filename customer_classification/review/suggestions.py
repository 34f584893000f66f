"""Thresholds that suggest themselves: the same share of customers or sales as before, and natural breaks."""

from odoo.tools import SQL

from ..activation.histogram import rounded

MOST = 2000  # values that natural breaks look at


def share_of_customers(env, values: SQL, share: float) -> float | None:
    """The threshold that as large a share of the customers reaches.

    :param values: a statement that gives the column ``value``
    :param share: between 0 and 1
    """
    return _one(
        env,
        SQL("SELECT percentile_disc(%s) WITHIN GROUP (ORDER BY value) FROM (%s) f", min(max(1 - share, 0), 1), values),
    )


def share_of_sales(env, values: SQL, share: float) -> float | None:
    """The threshold such that those who reach it have this share of the sum of all values."""
    return _one(
        env,
        SQL(
            """SELECT MIN(value) FROM (
                   SELECT value, SUM(value) OVER (ORDER BY value DESC, place) - value AS before,
                          SUM(value) OVER () AS whole
                     FROM (SELECT value, row_number() OVER (ORDER BY value DESC) AS place FROM (%s) f) ranked) summed
                WHERE before < %s * whole""",
            values,
            share,
        ),
    )


def natural_break(env, values: SQL) -> float | None:
    """The value that divides the figures into two groups with the least differences inside (Jenks, two classes).

    The sums of squares of both sides are sums from one end, so one pass in the database finds it.
    """
    return _one(
        env,
        SQL(
            """WITH figure AS (
                   SELECT LN(value + 1) AS value, value AS plain, row_number() OVER (ORDER BY value) AS place,
                          COUNT(*) OVER () AS number, SUM(LN(value + 1)) OVER () AS whole
                     FROM (%s) f WHERE value > 0),
               side AS (SELECT *, SUM(value) OVER (ORDER BY place) - value AS below FROM figure)
               SELECT plain FROM side WHERE place > 1
                ORDER BY below ^ 2 / (place - 1) + (whole - below) ^ 2 / (number - place + 1) DESC LIMIT 1""",
            values,
        ),
    )


def _one(env, statement: SQL) -> float | None:
    [(value,)] = env.execute_query(statement) or [(None,)]
    return None if value is None else float(value)


def rounded_threshold(value: float | None) -> float | None:
    """Two digits that say enough, as people write thresholds."""
    if not value or value <= 0:
        return None
    unit = rounded(value, up=False) / 10 or 1
    return round(value / unit) * unit
