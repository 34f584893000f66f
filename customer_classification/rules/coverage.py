"""Whether a rule can be reached at all, or an earlier one surely holds wherever it does; and what nobody can mean.

What cannot be told by looking at two rules is taken for reachable.
"""

from . import operators
from .specs import ConditionSpec, RuleSpec


def covers(earlier: RuleSpec, later: RuleSpec) -> bool:
    """Whether ``earlier`` surely holds for every customer for whom ``later`` holds."""
    # two filters are compared as texts only: whether one lies in the other nobody can tell
    if earlier.partner_domain.strip() not in ("[]", later.partner_domain.strip()):
        return False
    if not earlier.conditions or not later.conditions:
        return not earlier.conditions
    enough = all if earlier.match == "all" else any
    if later.match == "all":
        return enough(any(implies(given, asked) for given in later.conditions) for asked in earlier.conditions)
    return all(enough(implies(given, asked) for asked in earlier.conditions) for given in later.conditions)


def implies(given: ConditionSpec, asked: ConditionSpec) -> bool:
    """Whether every figure for which ``given`` holds also fulfils ``asked``, whatever is kept by whom."""
    if given.figure != asked.figure or (_holds_for_empty(given) and not _holds_for_empty(asked)):
        return False
    return all(
        _lie_in(operators.of(given).spans(given, inner), operators.of(asked).spans(asked, outer))
        for inner in _thresholds(given)
        for outer in _thresholds(asked)
    )


def keeps_fewer(condition: ConditionSpec) -> bool:
    """Whether somebody for whom the condition holds would not keep the category, since its keep value is harder."""
    if condition.keep_value is None or operators.of(condition).asks_emptiness:
        return False
    spans = operators.of(condition).spans
    return not _lie_in(spans(condition, condition.value), spans(condition, condition.keep_value))


def _holds_for_empty(condition) -> bool:
    operator = operators.of(condition)
    return operator.holds(condition, None, condition.value) if operator.asks_emptiness else condition.empty_counts


def _thresholds(condition) -> list[float]:
    """With which the condition decides: its threshold, and for customers who are in the category its keep value."""
    return sorted({condition.value, condition.value if condition.keep_value is None else condition.keep_value})


def _lie_in(inner, outer) -> bool:
    """Whether each of the spans ``inner`` lies in one of ``outer``."""
    return all(any(around[0] <= span[0] and span[1] <= around[1] for around in outer) for span in inner)
