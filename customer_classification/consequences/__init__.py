"""What a category brings along: the fields that it fills in its customers, with a note about it, and server actions."""

from . import (
    customer_classification_action,
    customer_classification_default,
    category_actions,
    category_defaults,
    change_defaults,
    res_partner_defaults,
)
