"""What a report is asked for: checked, and turned from the words of people into days and ids."""

import json
from dataclasses import asdict, dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import UserError

from ..common import days, words
from ..figures import windows

DAY = relativedelta(days=1)
PERIODS = ("months_12", "this_month", "last_month", "this_quarter", "last_quarter", "this_year", "last_year", "custom")
COMPARISONS = ("none", "year", "period")
PAPERS = ("A4", "Letter")
UNITS = ("1", "1000", "10000")
LEVELS = 99
ID_LISTS = ("scheme_ids", "category_ids", "partner_ids")
CHOICES = {"period": PERIODS, "comparison": COMPARISONS, "paper": PAPERS, "unit": UNITS}
DAYS = ("first_day", "last_day")
NUMBERS = ("company_id", "salesperson_id", "levels")


@dataclass(frozen=True)
class Parameters:
    """The parameters of a report.

    :param report: its name
    :param category_ids: only customers of these categories and of those below; all if empty
    :param partner_ids: only these customers; all if empty
    :param first_day: of the period; ``last_day`` is the day as of which everything is told
    :param period: the name of the period; empty where its days were given
    :param comparison: ``none``, ``year`` (the same days a year before) or ``period`` (the equally long time before)
    :param company_id: of a scheme that all companies share, only documents of this one
    :param levels: how many levels of the tree are shown; all if 0
    :param unit: printed amounts are divided by it
    """

    report: str
    first_day: date
    last_day: date
    scheme_ids: tuple[int, ...] = ()
    category_ids: tuple[int, ...] = ()
    partner_ids: tuple[int, ...] = ()
    period: str = ""
    comparison: str = "none"
    company_id: int = 0
    salesperson_id: int = 0
    levels: int = 0
    paper: str = "A4"
    unit: int = 1

    @property
    def length(self) -> int:
        """The days of the period."""
        return (self.last_day - self.first_day).days + 1

    def compared(self) -> tuple[date, date] | None:
        """The days with which the period is compared."""
        if self.comparison == "year":
            return windows.earlier(self.first_day, self.last_day, 12)
        if self.comparison == "period" and self.period:
            over = self.period.startswith("last_")
            return windows.before(windows.of_period(self.period), self.last_day + DAY if over else self.last_day)
        return windows.before_days(self.first_day, self.last_day) if self.comparison == "period" else None

    def plain(self) -> dict:
        """As JSON has them."""
        return {name: _plain(value) for name, value in asdict(self).items()}


def _plain(value):
    if isinstance(value, tuple):
        return list(value)
    return fields.Date.to_string(value) if isinstance(value, date) else value


def parse(env, report: str, /, **options) -> Parameters:
    """Return the parameters of ``report``.

    :param options: as the fields of :class:`Parameters`, numbers also as digits and ids also as ``1,2,3``; ``period``
        (one of :data:`PERIODS`, with ``custom`` the days count) or ``first_day`` and ``last_day``
    :raises UserError: there is no such option, or it has no such value
    """
    values = {name: value for name, value in options.items() if value not in (None, False, "", [], ())}
    if unknown := set(values) - {*ID_LISTS, *CHOICES, *DAYS, *NUMBERS}:
        raise UserError(env._("Reports have no option “%s”.", min(unknown)))
    for name in values.keys() & set(ID_LISTS):
        values[name] = _ids(env, name, values[name])
    for name in values.keys() & set(NUMBERS):
        values[name] = _number(env, name, values[name])
    for name in values.keys() & set(DAYS):
        values[name] = days.asked(env, values[name])
    for name, allowed in CHOICES.items():
        if name in values and str(values[name]) not in allowed:
            raise _no_such_value(env, name, values[name], words.listed(env, allowed))
    unit = int(values.pop("unit", 1))
    named, first, last = (values.pop(name, None) for name in ("period", "first_day", "last_day"))
    named = "" if first or named == "custom" else named or "months_12"
    first, last = _period(env, named, first, last, _today(env, values))
    return Parameters(report, first, last, period=named, unit=unit, **values)


def _no_such_value(env, name, value, allowed):
    return UserError(
        env._("“%(value)s” is no value for “%(option)s”. Possible: %(all)s.", value=value, option=name, all=allowed)
    )


def _ids(env, name, value) -> tuple[int, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, (list, tuple)):
        parts = [parts]
    return tuple(dict.fromkeys(_number(env, name, part) for part in parts))


def _number(env, name, value) -> int:
    text = str(value)
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise _no_such_value(env, name, value, "1, 2, 3")
    return int(text)


def _today(env, values) -> date:
    """The day that it is in the company whose documents are asked for, wherever the reader is."""
    if company := env["res.company"].sudo().browse(values.get("company_id") or ()).exists():
        return company._classification_today()
    Scheme = env["customer.classification.scheme"].sudo()
    schemes = Scheme.browse(values.get("scheme_ids") or ()).exists()
    if not schemes and values.get("category_ids"):
        schemes = env["customer.classification.category"].sudo().browse(values["category_ids"]).exists().scheme_id
    schemes = schemes or env["customer.classification.scheme"]._main_scheme().sudo()
    return max((scheme._today() for scheme in schemes), default=env.company.sudo()._classification_today())


def _period(env, period, first, last, today) -> tuple[date, date]:
    """The first and the last day; days that are given come before a period that is named."""
    if period and period != "custom" and not first:
        return days_of(period, last or today)
    last = last or today
    first = first or days_of("months_12", last)[0]
    if first > last:
        raise UserError(env._("The period ends before it begins. Exchange its two days."))
    return first, last


def days_of(period: str, today: date) -> tuple[date, date]:
    """The days of a period that is named; one that is not over ends today."""
    return windows.bounds(windows.of_period(period), today)


def loads(text: str) -> dict:
    """Options that :func:`json.dumps` wrote."""
    return json.loads(text or "{}")
