"""What a report is: plain values, computed once, that every renderer shows and none computes.

A :class:`Dataset` has :class:`Table` s of typed columns, and lines for its head. Renderers (``pdf``, ``xlsx``,
``plain``)
know these classes and no particular report.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

NUMBERS = ("integer", "decimal", "money", "percent", "days", "score")


@dataclass(frozen=True)
class Column:
    """One column.

    :param name: technical name, the key in JSON
    :param label: what people read, in the language of the reader
    :param kind: ``text``, ``integer``, ``decimal``, ``money`` (in the dataset's currency), ``percent`` (a ratio: 0.5 is
        50 %), ``date``, ``days``, ``score`` (1 to 5), ``trend`` (a list of amounts, oldest first) or ``any`` (a
        :class:`Typed`)
    :param width: in Latin characters
    :param adds: the values of lines add up to that of the line that includes them
    :param ratio: names of the columns of which this is the quotient; one name: the share in that column's total
    :param minus: the quotient is diminished by one: growth
    :param on_paper: the printed report has room for it
    :param mark: ``bar`` (length shows the value), ``negative`` (below zero is bad) or ``low`` (small is bad)
    """

    name: str
    label: str
    kind: str = "text"
    width: int = 12
    adds: bool = False
    ratio: tuple[str, ...] = ()
    minus: bool = False
    on_paper: bool = True
    mark: str = ""

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS


class Typed(NamedTuple):
    """A value with its own kind, where the cells of a column are of several."""

    kind: str
    value: Any


class Row(NamedTuple):
    """One line; what is None cannot be told.

    :param values: in the order of the columns
    :param kind: ``line``, ``group`` (it includes others), ``unclassified`` or ``total``
    :param level: depth in the tree, from 1
    :param parts: of a group or total, the positions of the lines that add up to it
    """

    values: tuple
    kind: str = "line"
    level: int = 1
    parts: tuple = ()


@dataclass(frozen=True)
class Bar:
    """One bar of a chart."""

    label: str
    value: float
    share: float | None = None


@dataclass(frozen=True)
class Chart:
    """Horizontal bars, one a category; ``kind`` is that of a column."""

    title: str
    bars: tuple[Bar, ...]
    kind: str = "money"


@dataclass(frozen=True)
class Table:
    """One table of a report.

    :param rows: can be gone through again and again; of many lines only some are in memory at a time
    :param number: how many rows there are
    :param sheet: tables with the same word share a sheet of the workbook; by itself if empty
    :param empty: what is said in the place of no rows
    :param head: whether the names of the columns are shown
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    number: int
    charts: tuple[Chart, ...] = ()
    sheet: str = ""
    empty: str = ""
    remarks: tuple[str, ...] = ()
    head: bool = True

    def place(self, name: str) -> int:
        """The position of the column called ``name``."""
        return next(place for place, column in enumerate(self.columns) if column.name == name)


@dataclass(frozen=True)
class Check:
    """A tie-out: a figure of the report, and what Odoo's own analysis says of the same documents."""

    label: str
    value: float
    other_label: str
    other: float
    difference: float


@dataclass(frozen=True)
class Dataset:
    """A whole report.

    :param subject: what it is about: the scheme, or the customer
    :param company: whose documents are counted
    :param facts: parameters as people read them, (label, text)
    :param unit: printed amounts are divided by it
    """

    report: str
    title: str
    subject: str
    company: str
    currency: str
    decimals: int
    amount_basis: str
    first_day: date | None
    last_day: date
    made_at: datetime
    made_by: str
    tables: tuple[Table, ...]
    facts: tuple[tuple[str, Any], ...] = ()
    remarks: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    unit: int = 1
    landscape: bool = True
    parameters: dict = field(default_factory=dict)

    def table(self, name: str) -> Table:
        """The table called ``name``."""
        return next(table for table in self.tables if table.name == name)


def ratio(part, whole):
    """``part`` of ``whole``; None where there is no whole."""
    return None if part is None or not whole else part / whole


def growth(now, before):
    """How much more ``now`` is than ``before``; None where there was nothing."""
    return None if now is None or not before else now / before - 1
