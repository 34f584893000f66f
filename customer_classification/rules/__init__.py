"""Who belongs where: rules, conditions and their operators, mapping, and the decision by them.

In: figures and present assignments. Out: a table of decisions, a row per customer. Nobody moves here.
Imports no ``moves``.
"""

from . import (
    customer_classification_rule_part,
    customer_classification_comparison,
    customer_classification_condition,
    condition_checks,
    condition_words,
    customer_classification_mapping,
    customer_classification_rule,
    rule_limits,
    scheme_hints,
    scheme_leaving,
    scheme_mapping,
    scheme_rules,
    scheme_spec,
    broken_filters,
)
