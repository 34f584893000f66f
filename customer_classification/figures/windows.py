"""From a window and an as-of date to the days that count."""

from dataclasses import replace
from datetime import date

from dateutil.relativedelta import relativedelta

from .specs import Window

MONTHS, DAYS = "months", "days"
COUNTED = (DAYS, MONTHS)
LONGEST = {DAYS: 36_500, MONTHS: 1_200}  # a hundred years


def bounds(window: Window, as_of: date) -> tuple[date | None, date]:
    """Return the first and the last day of ``window``, both included; the first is None for a lifetime.

    ``months`` and ``days`` are the N months (days) that end with ``as_of``: with 2026-11-23, 12 months are
    2025-11-24 to 2026-11-23.

    :raises ValueError: the kind is unknown, or a counted window has no positive length
    """
    if window.kind in COUNTED and window.length <= 0:
        raise ValueError(f"a window of {window.length} {window.kind}")
    as_of -= relativedelta(days=window.skip)
    match window.kind:
        case "lifetime":
            return None, as_of
        case "days":
            return as_of - relativedelta(days=window.length - 1), as_of
        case "months":
            return as_of - relativedelta(months=window.length) + relativedelta(days=1), as_of
        case "this_month":
            return as_of.replace(day=1), as_of
        case "this_quarter":
            return as_of.replace(month=(as_of.month - 1) // 3 * 3 + 1, day=1), as_of
        case "this_year":
            return as_of.replace(month=1, day=1), as_of
        case "last_year":
            return date(as_of.year - 1, 1, 1), date(as_of.year - 1, 12, 31)
    raise ValueError(f"unknown window {window.kind!r}")


def before(window: Window, as_of: date) -> tuple[date, date] | None:
    """Return the equally long window before ``window``, or None for a lifetime, before which there is nothing.

    Counted windows and whole years go back by their own length; a month, quarter or year that is not over yet goes back
    by as many days as it has so far.
    """
    first, last = bounds(window, as_of)
    if first is None:
        return None
    if window.kind in COUNTED:
        return bounds(replace(window, skip=0), first - relativedelta(days=1))
    if window.kind == "last_year":
        return first - relativedelta(years=1), last - relativedelta(years=1)
    return first - (last - first) - relativedelta(days=1), first - relativedelta(days=1)
