"""Data permissions: whose customers, categories and schemes users see and change, on top of Odoo's own rules.

In: categories and assignments. Out: conditions that record rules name, and the pages that say who sees what.
Imports nothing that computes figures or decides.
"""

from . import (
    customer_classification_permission,
    res_partner_permissions,
    ir_rule_permissions,
    customer_classification_sight,
)
