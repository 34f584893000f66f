"""The customer himself: his form, how he is found, selected and counted by category, and customer groups."""

from . import (
    customer_classification_group,
    res_partner,
    res_partner_completeness,
    res_partner_mailing,
    res_partner_main_category,
    res_partner_policy,
    res_partner_search_panel,
    res_partner_within,
)
