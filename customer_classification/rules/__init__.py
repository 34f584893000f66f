"""Who belongs where: who is a customer, rules, conditions and their operators, mapping, and the decision by them."""

from . import (
    customer_classification_condition,
    customer_classification_mapping,
    customer_classification_rule,
    scheme_hints,
    scheme_mapping,
    scheme_rules,
    scheme_spec,
)
