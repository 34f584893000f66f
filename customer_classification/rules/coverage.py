"""Whether a rule can be reached at all, or an earlier one surely holds wherever it does; and what nobody can mean.

What cannot be told by looking at two rules is taken for reachable.
"""

from . import operators
from .specs import ConditionSpec, RuleSpec


def covers(earlier: RuleSpec, later: RuleSpec) -> bool:
    """Whether ``earlier`` surely holds for every customer for whom ``later`` holds."""
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
    return all(_lies_in(inner, outer) for inner in _spans(given) for outer in _spans(asked))


def keeps_fewer(condition: ConditionSpec) -> bool:
    """Whether somebody for whom the condition holds would not keep the category, since its keep value is harder."""
    if condition.keep_value is None or operators.of(condition).asks_emptiness:
        return False
    return not _lies_in(_span(condition, condition.value), _span(condition, condition.keep_value))


def _holds_for_empty(condition) -> bool:
    operator = operators.of(condition)
    return operator.holds(condition, None, condition.value) if operator.asks_emptiness else condition.empty_counts


def _spans(condition) -> list:
    """The figures for which the condition holds, with its threshold and with its keep value."""
    thresholds = {condition.value, condition.value if condition.keep_value is None else condition.keep_value}
    return [_span(condition, threshold) for threshold in sorted(thresholds)]


def _span(condition, threshold):
    return operators.of(condition).span(condition, threshold)


def _lies_in(inner, outer) -> bool:
    if inner is None or outer is None:
        return inner is None
    return outer[0] <= inner[0] and inner[1] <= outer[1]
