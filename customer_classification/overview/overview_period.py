"""The period that the overview looks at, and the one that it is compared with."""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

MONTHS = {"month": 1, "quarter": 3, "year": 12}
PERIODS = ("this_month", "last_month", "this_quarter", "last_quarter", "this_year", "last_year", "months_12")
COMPARISONS = ("year", "previous")


@dataclass(frozen=True)
class Period:
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date

    def earlier(self, months: int) -> "Period":
        """The same days so many months earlier; whole months stay whole."""
        shift, day = relativedelta(months=months), timedelta(days=1)
        return Period(self.first - shift, self.last + day - shift - day)


def period(kind: str, today: date) -> Period:
    """The period ``kind``, one of :data:`PERIODS`; the present month, quarter and year go until today."""
    if kind == "months_12":
        return Period(today - relativedelta(months=12) + timedelta(days=1), today)
    which, _underscore, unit = kind.partition("_")
    months = MONTHS[unit]
    first = today.replace(month=(today.month - 1) // months * months + 1, day=1)
    if which == "this":
        return Period(first, today)
    return Period(first - relativedelta(months=months), first - timedelta(days=1))


def compared(kind: str, chosen: Period, comparison: str) -> Period:
    """What ``chosen``, the period ``kind``, is compared with: a year earlier, or the one of its kind before it."""
    months = 12 if comparison == "year" or kind == "months_12" else MONTHS[kind.partition("_")[2]]
    return chosen.earlier(months)
