"""The calculator of days: which days a window or a named period has, and which are the ones before it.

Everybody who needs the first and the last day of a window, of a period that reports and the overview name, or of what
these are compared with, asks here.
"""

from datetime import date

from dateutil.relativedelta import relativedelta

from .specs import Window

MONTHS, DAYS = "months", "days"
COUNTED = (DAYS, MONTHS)
LONGEST = {DAYS: 36_500, MONTHS: 1_200}  # a hundred years
MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
DAY = relativedelta(days=1)


def bounds(window: Window, as_of: date) -> tuple[date | None, date]:
    """Return the first and the last day of ``window``, both included; the first is None for a lifetime.

    ``months`` and ``days`` are the N months (days) that end with ``as_of``: with 2026-11-23, 12 months are
    2025-11-24 to 2026-11-23. ``this_…`` ends with ``as_of``; ``last_…`` is over.

    :raises ValueError: the kind is unknown, or a counted window has no positive length
    """
    if window.kind in COUNTED and window.length <= 0:
        raise ValueError(f"a window of {window.length} {window.kind}")
    as_of -= relativedelta(days=window.skip)
    match window.kind.split("_"):
        case ["lifetime"]:
            return None, as_of
        case ["days"]:
            return as_of - relativedelta(days=window.length - 1), as_of
        case ["months"]:
            return as_of - relativedelta(months=window.length) + DAY, as_of
        case ["this", unit] if unit in MONTHS_OF:
            return _start_of(unit, as_of), as_of
        case ["last", unit] if unit in MONTHS_OF:
            end = _start_of(unit, as_of) - DAY
            return _start_of(unit, end), end
    raise ValueError(f"unknown window {window.kind!r}")


def before(window: Window, as_of: date) -> tuple[date, date] | None:
    """Return the period before ``window``, or None for a lifetime, before which there is nothing.

    Days and months go back by their own length, with no day between them and none in both, so that 29 February is
    always in exactly one. What runs until today goes back by its unit and is as far on: 1 to 27 November follows
    1 to 27 October; at the end of a month it is the end of a month, be it 29 February.
    """
    first, last = bounds(window, as_of)
    if first is None:
        return None
    if window.kind == DAYS:
        return first - relativedelta(days=window.length), first - DAY
    if window.kind == MONTHS:
        return _months_before(first, window.length), first - DAY
    return earlier(first, last, MONTHS_OF[window.kind.partition("_")[2]])


def of_period(name: str) -> Window:
    """Return the window that a named period is: ``months_12``, ``this_month``, ``last_year``."""
    kind, _underscore, length = name.partition("_")
    return Window(kind, int(length)) if kind in COUNTED else Window(name)


def earlier(first: date, last: date, months: int) -> tuple[date, date]:
    """Return the same days so many months earlier, for "a year before" too.

    The last day of a month stays one, 29 February too, and no day is in both periods.
    """
    end = last - relativedelta(months=months)
    # the end of a month
    if (last + DAY).day == 1:
        end += relativedelta(day=31)
    return _months_before(first, months), min(end, first - DAY)


def before_days(first: date, last: date) -> tuple[date, date]:
    """Return the equally long period before days that have no name; whole months are compared with whole months."""
    following = last + DAY
    if following.day == first.day:
        months = 12 * (following.year - first.year) + following.month - first.month
        return _months_before(first, months), first - DAY
    return first - (last - first) - DAY, first - DAY


def _months_before(first: date, months: int) -> date:
    """The day with which so many months begin that end before ``first``; where there is no such day, the next."""
    start = first - relativedelta(months=months)
    # 29 February less a year is the 28th: that day belongs to the period before
    return start if start.day == first.day else start + DAY


def _start_of(unit: str, day: date) -> date:
    months = MONTHS_OF[unit]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)
