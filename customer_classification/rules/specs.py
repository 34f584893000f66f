"""Plain values that decide; built from saved, edited or unsaved records alike."""

from dataclasses import dataclass, field

from ..figures.specs import Figure, Scope


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
    leaves: bool = False  # who no longer belongs goes out of the scheme, rather than to stay where they are

    @property
    def conditions(self) -> tuple[ConditionSpec, ...]:
        """All conditions of all rules, in the order in which they are tried."""
        return tuple(condition for rule in self.rules for condition in rule.conditions)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The distinct figures that the rules ask for."""
        return tuple(dict.fromkeys(condition.figure for condition in self.conditions))
