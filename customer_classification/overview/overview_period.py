"""The period that the overview looks at, and the one that it is compared with."""

from datetime import date, timedelta
from typing import NamedTuple

from ..figures import windows

PERIODS = ("this_month", "last_month", "this_quarter", "last_quarter", "this_year", "last_year", "months_12")
COMPARISONS = ("year", "previous")


class Period(NamedTuple):
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date


def period(kind: str, today: date) -> Period:
    """The period ``kind``, one of :data:`PERIODS`; the present month, quarter and year go until today."""
    return Period(*windows.bounds(windows.of_period(kind), today))


def compared(kind: str, chosen: Period, comparison: str) -> Period:
    """What ``chosen``, the period ``kind``, is compared with: a year earlier, or the one of its kind before it."""
    if comparison == "year":
        return Period(*windows.earlier(*chosen, 12))
    # “last …” is named by a day after it
    as_of = chosen.last + timedelta(days=1) if kind.startswith("last_") else chosen.last
    return Period(*windows.before(windows.of_period(kind), as_of))
