"""For which days figures are computed: for one, as a rule; for several, to see when a customer would move."""

from datetime import date

from odoo.tools import SQL

from . import windows
from .specs import Window


class Moment:
    """One day; the days on which windows begin and end are constants in the statement."""

    column = source = SQL()

    def __init__(self, day: date):
        self.day = self.last = day

    def within(self, window: Window) -> SQL:
        """Whether a document lies in ``window``."""
        return _between(*windows.bounds(window, self.day))

    def before(self, window: Window) -> SQL:
        """Whether a document lies in the equally long window before ``window``."""
        previous = windows.before(window, self.day)
        return _between(*previous) if previous else SQL("FALSE")


class Moments:
    """Several days at once, the rows of ``moment``: its columns are the day and where each window begins and ends.

    The windows are collected while the figures are composed, so :attr:`source` is asked for last.
    """

    day = SQL("moment.day")
    column = SQL("moment.day, ")

    def __init__(self, days: list[date]):
        self.days, self.last = days, max(days)
        self._bounds = []

    def within(self, window: Window) -> SQL:
        """Whether a document lies in ``window`` of the day."""
        return self._between([windows.bounds(window, day) for day in self.days])

    def before(self, window: Window) -> SQL:
        """Whether a document lies in the equally long window before ``window`` of the day."""
        if windows.before(window, self.days[0]) is None:
            return SQL("FALSE")
        return self._between([windows.before(window, day) for day in self.days])

    def _between(self, bounds) -> SQL:
        if bounds[0][0] is None:
            return SQL("TRUE")
        if bounds not in self._bounds:
            self._bounds.append(bounds)
        number = self._bounds.index(bounds)
        return _between(
            SQL.identifier("moment", f"first_{number}"),
            SQL.identifier("moment", f"last_{number}"),
        )

    @property
    def source(self) -> SQL:
        """The table of the days, to be joined with the documents."""
        names = ["day"] + [f"{end}_{number}" for number in range(len(self._bounds)) for end in ("first", "last")]
        rows = [
            SQL("(%s)", SQL(", ").join(SQL("%s::date", value) for value in (day, *_flat(self._bounds, place))))
            for place, day in enumerate(self.days)
        ]
        return SQL(
            " JOIN (VALUES %s) moment(%s) ON docs.day <= moment.day",
            SQL(", ").join(rows),
            SQL(", ").join(map(SQL.identifier, names)),
        )


def _flat(columns, place):
    return [value for bounds in columns for value in bounds[place]]


def _between(first, last) -> SQL:
    return SQL("TRUE") if first is None else SQL("docs.day BETWEEN %s AND %s", first, last)
