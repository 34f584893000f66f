"""Where a day begins and ends; which day it is, the company knows (``res.company._classification_today``)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

FIRST, LAST = date(1900, 1, 1), date(2200, 12, 31)  # what anybody may mean


def asked(env, value) -> date | None:
    """The day that a caller asks for, as a date or its text; None where they ask for none.

    :raises UserError: it is none
    """
    try:
        day = fields.Date.to_date(value)
    except (ValueError, TypeError, KeyError) as error:
        raise UserError(env._("“%s” is no date. Write it like 2026-11-23.", value)) from error
    if day and not FIRST <= day <= LAST:
        raise UserError(env._("“%s” is no date. Write it like 2026-11-23.", value))
    return day


def day_of(moment: datetime, zone: str) -> date:
    """The day of ``moment``, which is in UTC as Odoo stores it, in a time zone."""
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def begin_of(day: date, zone: str) -> datetime:
    """The moment at which ``day`` begins in a time zone, in UTC as Odoo stores it."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


def noon_of(day: date, zone: str) -> datetime:
    """Noon of ``day`` in a time zone, in UTC: a moment that is on this day in most other zones, too."""
    return datetime.combine(day, time(12), ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


def end_of(day: date, zone: str) -> datetime:
    """The moment at which the day after ``day`` begins: the first one that is no longer part of it."""
    return begin_of(day + timedelta(days=1), zone)


def day_sql(moment: SQL, zone: str | SQL) -> SQL:
    """The day of a column of moments in a time zone; ``zone`` may be a column, too."""
    return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, zone)
