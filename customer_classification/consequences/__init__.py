"""What follows a move, in one registry: attribute values, notes, the fields that a category fills, server actions."""

from . import (
    customer_classification_action,
    customer_classification_default,
    category_actions,
    category_defaults,
    change_defaults,
    change_notes,
    change_consequences,
    res_partner_defaults,
)
