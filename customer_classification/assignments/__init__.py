"""Who is in which category, and the line that each move leaves; what becomes of both when customers are merged."""

from . import (
    customer_classification_assignment,
    customer_classification_change,
    assignment_pins,
    assignment_choice,
    category_use,
    scheme_use,
    assignment_changes,
    assignment_merge,
    base_partner_merge,
)
