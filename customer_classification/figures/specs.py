"""Plain values that say what is computed: a measure over a window, and whose documents count."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Window:
    """A span of days relative to the as-of date: ``kind`` as in the condition, ``length`` for days and months.

    ``skip``: so many days lie between its end and the as-of date; reports compare with other periods that way.
    """

    kind: str = "lifetime"
    length: int = 0
    skip: int = 0


@dataclass(frozen=True)
class Figure:
    """A measure of the catalogue over a window; the unit in which figures are computed and shared."""

    measure: str
    window: Window


@dataclass(frozen=True)
class Scope:
    """What documents count and in which money; figures are computed once per scope.

    ``company_id`` None: the documents of all companies, converted to ``currency_id`` at the rate of the as-of date.
    ``history_since``: the day from which documents are complete; a window that reaches before it gives no figure.
    ``score_source``: whether scores rank orders (``order``) or invoices. ``boundaries``: those of scores that were
    typed in, ``((measure, (boundary, …)), …)``. ``customer_level``: ``company``, or ``group`` to add up the documents
    of a topmost company and all companies below it. ``company_ids``: of all companies only these, where not all may be
    seen.
    """

    as_of: date
    company_id: int | None
    currency_id: int
    amount_basis: str = "untaxed"
    history_since: date | None = None
    score_source: str = "order"
    boundaries: tuple[tuple[str, tuple[float, ...]], ...] = ()
    customer_level: str = "company"
    company_ids: tuple[int, ...] | None = None


REVENUE = Figure("order_amount", Window("months", 12))  # what a customer is worth, wherever a run or a page asks
