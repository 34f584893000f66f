"""The operators of conditions: each is one object that knows its words, its meaning in SQL and in Python, and how far a
figure is from it. Nothing else in the addon asks which operator a condition has.

Another addon adds one with :func:`register` and the same name in the field ``operator`` of the condition
(``selection_add``).
"""

import operator as python
from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from odoo.tools import SQL

ALMOST = SQL("0.9999")  # how much of a condition that does not hold is reached, at most


@dataclass(frozen=True)
class Operator:
    """A comparison of a figure with a threshold; the methods get a figure that is known.

    :param name: as stored on conditions
    :param label: what users read; it stands before the threshold
    :param compare: the comparison in Python
    :param exact: fits only figures that are counted, for money is hardly ever exactly something
    :param opposite: the operator that holds where this one does not, if people think of it as the way out
    """

    name: str
    label: str
    compare: Callable[[float, float], bool] | None = None
    exact: bool = False
    opposite: str = ""
    thresholds = 1  # how many numbers the condition has
    asks_emptiness = False  # whether it asks if the figure is known at all

    # What it means ----------------------------------------------------------------------------------------------------

    def holds(self, condition, value: float, threshold: float) -> bool:
        """Whether the condition holds for a figure of ``value``."""
        return self.compare(value, threshold)

    def sql(self, condition, figure: SQL, threshold: SQL) -> SQL:
        """The same in a statement; NULL where the figure is empty."""
        return SQL("%s %s %s", figure, SQL(self.name), threshold)

    def spans(self, condition, threshold: float) -> list[tuple]:
        """The figures for which it holds, as spans ``(lowest, highest)``, each a number and how far past it the span
        begins (1) or ends (-1); none where it holds for no figure at all."""
        # the second number tells “from” and “above” apart, and sorts behind the first
        lowest = {">=": (threshold, 0), ">": (threshold, 1), "=": (threshold, 0)}.get(self.name, (-inf, 0))
        highest = {"<=": (threshold, 0), "<": (threshold, -1), "=": (threshold, 0)}.get(self.name, (inf, 0))
        return [(lowest, highest)]

    # How far it is ----------------------------------------------------------------------------------------------------

    @property
    def wants_more(self) -> bool:
        """Whether a figure that grows comes nearer."""
        return self.name in (">=", ">")

    @property
    def wants_less(self) -> bool:
        """Whether a figure that shrinks comes nearer."""
        return self.name in ("<=", "<")

    def reached(self, condition, figure: SQL) -> SQL:
        """Which share of a condition that does not hold is reached; 0 where none can be told."""
        if condition.value > 0 and self.wants_more:
            return SQL("GREATEST(COALESCE(%s, 0), 0) / %s::numeric", figure, condition.value)
        if condition.value > 0 and self.wants_less:
            return SQL("COALESCE(%s::numeric / NULLIF(GREATEST(%s, 0), 0), 0)", condition.value, figure)
        return SQL("0::numeric")

    # In words and pictures --------------------------------------------------------------------------------------------

    def numbers(self, condition) -> list[float]:
        """The thresholds of the condition, as words and drawings show them."""
        return [condition.value]


class Between(Operator):
    """From one threshold to another, both included."""

    thresholds = 2

    def holds(self, condition, value, threshold):
        return threshold <= value <= condition.value_to

    def sql(self, condition, figure, threshold):
        return SQL("%s BETWEEN %s AND %s::numeric", figure, threshold, condition.value_to)

    def spans(self, condition, threshold):
        return [((threshold, 0), (condition.value_to, 0))] if threshold <= condition.value_to else []

    def numbers(self, condition):
        return [condition.value, condition.value_to]


class Emptiness(Operator):
    """Whether the figure is known at all."""

    thresholds = 0
    asks_emptiness = True

    @property
    def wants_empty(self) -> bool:
        return self.name == "not_set"

    def holds(self, condition, value, threshold):
        return (value is None) == self.wants_empty

    def sql(self, condition, figure, threshold):
        return SQL("%s IS NULL", figure) if self.wants_empty else SQL("%s IS NOT NULL", figure)

    def spans(self, condition, threshold):
        return [] if self.wants_empty else [((-inf, 0), (inf, 0))]

    def numbers(self, condition):
        return []


OPERATORS: dict[str, Operator] = {}


def register(operator: Operator) -> Operator:
    """Add an operator, or replace one of the same name."""
    OPERATORS[operator.name] = operator
    return operator


def of(condition) -> Operator:
    """The operator of a condition, be it a record or the plain value that the engine is fed with."""
    return OPERATORS[condition.operator]


def fitting(measure) -> list[str]:
    """The operators that make sense for a measure: what is always known is never asked for.

    :param measure: an entry of the catalogue, or None
    """
    counted = not measure or measure.unit in ("count", "score")
    can_be_empty = not measure or measure.without is None
    return [
        operator.name
        for operator in OPERATORS.values()
        if (counted or not operator.exact) and (can_be_empty or not operator.asks_emptiness)
    ]


register(Operator(">=", "at least", python.ge))
register(Operator(">", "more than", python.gt))
register(Operator("<=", "at most", python.le, opposite=">"))
register(Operator("<", "less than", python.lt, opposite=">="))
register(Operator("=", "exactly", python.eq, exact=True))
register(Between("between", "between"))
register(Emptiness("set", "is known"))
register(Emptiness("not_set", "is not known"))
