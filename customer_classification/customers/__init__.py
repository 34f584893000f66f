"""Who is a customer; their form, how they are found, selected and counted by category, and customer groups.

In: assignments. Out: domains of customers, fields of ``res.partner``.
Imports nothing that computes figures or decides.
"""

from . import (
    customer_classification_group,
    group_hold,
    document_customers,
    res_partner,
    res_partner_completeness,
    res_partner_lines,
    res_partner_mailing,
    res_partner_main_category,
    res_partner_policy,
    res_partner_references,
    res_partner_search_fields,
    res_partner_search_panel,
    res_partner_within,
)
