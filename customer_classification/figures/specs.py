"""Plain values that the engine is fed with; built from saved, edited or unsaved records alike."""

from dataclasses import dataclass, field
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
class ConditionSpec:
    """One comparison of a figure with a threshold; ``key`` names it in the evidence of a change."""

    key: int | str
    figure: Figure
    operator: str
    value: float = 0.0
    value_to: float = 0.0
    keep_value: float | None = None
    empty_counts: bool = False


@dataclass(frozen=True)
class RuleSpec:
    """A rule: a domain literal on the customer and conditions, leading to a category; ``name`` is for messages."""

    key: int
    category_id: int
    partner_domain: str = "[]"
    match: str = "all"
    conditions: tuple[ConditionSpec, ...] = ()
    name: str = ""


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


@dataclass(frozen=True)
class SchemeSpec:
    """A scheme as the engine sees it: scope, customers, and rules in the order in which they are tried."""

    id: int
    scope: Scope
    mode: str
    is_ranked: bool = False
    customer_domain: str = "[]"
    default_category_id: int | None = None
    mapping_field: str | None = None
    mapping: tuple[tuple[str, int], ...] = ()
    rules: tuple[RuleSpec, ...] = ()
    partner_ids: tuple[int, ...] | None = field(default=None)

    @property
    def conditions(self) -> tuple[ConditionSpec, ...]:
        """All conditions of all rules, in the order in which they are tried."""
        return tuple(condition for rule in self.rules for condition in rule.conditions)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The distinct figures that the rules ask for."""
        return tuple(dict.fromkeys(condition.figure for condition in self.conditions))
