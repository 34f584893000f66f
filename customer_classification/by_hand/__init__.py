"""What people choose: one customer or many, out of lists, with pins and references."""

from . import (
    assignment_import,
    assignment_pins,
    assignment_proposals,
    category_references,
    scheme_by_hand,
    customer_classification_assign,
)
