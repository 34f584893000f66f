"""The check of a file of opening figures: a customer, a month, and what was sold and open in it."""

from dataclasses import dataclass
from datetime import date

from . import cells
from .checking import Checked, Row, no_record


@dataclass
class Known:
    """What the check must know.

    :param customers: {code: id} of the customers
    :param width: of the usual code, where codes begin with zeros
    :param cut_over: the day from which documents are here
    """

    customers: dict[str, int]
    width: int | None
    cut_over: date


def check(rows: list[Row], headings: list, known: Known) -> list[Checked]:
    """Say what becomes of each row.

    :return: in the order of the rows; ``values`` has ``partner`` (an id), ``month`` (its last day), ``amount``,
        ``orders`` and ``receivable``, without what the file does not say
    """
    seen = set()
    return [_check(row, headings, known, seen) for row in rows]


def _check(row, headings, known, seen):
    checked = Checked(row.number)
    if reason := no_record(row, headings, keys=("code",)):
        return checked.skip(reason)
    code, mended = cells.code(row.get("code"))
    if not code:
        return checked.refuse("code_missing")
    checked.mend(mended)
    partner = known.customers.get(code)
    if not partner and known.width and code.isdecimal() and len(code) < known.width:
        partner = known.customers.get(code.zfill(known.width))
        checked.mend()
    if not partner:
        return checked.refuse("customer_unknown", value=code)
    try:
        month, mended = cells.month(row.get("month"))
    except cells.Unreadable:
        return checked.refuse("month_unreadable", value=cells.text(row.get("month"))[0])
    checked.mend(mended)
    if month >= known.cut_over:
        return checked.refuse("after_cut_over", value=month.isoformat()[:7])
    values = {"partner": partner, "month": month.isoformat(), **_figures(row, checked)}
    if not checked.is_taken:
        return checked
    if (partner, month) in seen:
        return checked.refuse("month_twice", value=month.isoformat()[:7])
    seen.add((partner, month))
    if values.get("amount", 0) > 0 and values.get("orders") == 0:
        checked.warn("sales_without_orders", value=month.isoformat()[:7])
    checked.values = values
    return checked


def _figures(row, checked):
    """{figure: number} of what the row says; refuses the row where one cannot be read."""
    values = {}
    for key, read in (("amount", cells.amount), ("orders", cells.whole), ("receivable", cells.amount)):
        raw = row.get(key)
        try:
            if cells.is_error(raw):
                raise cells.Unreadable("figure_unreadable")
            number, mended = read(raw)
        except cells.Unreadable:
            checked.refuse("figure_unreadable", value=cells.text(raw)[0] or str(raw))
            return {}
        if number is not None:
            checked.mend(mended)
            values[key] = number
    return values
