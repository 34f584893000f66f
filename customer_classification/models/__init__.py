from . import (
    classification_attributes,
    customer_classification_assignment,
    customer_classification_category,
    customer_classification_change,
    customer_classification_condition,
    customer_classification_mapping,
    customer_classification_rule,
    customer_classification_run,
    customer_classification_scheme,
    res_company,
    res_config_settings,
    res_partner,
)
from . import (
    assignment_attributes,
    assignment_import,
    assignment_merge,
    assignment_proposals,
    res_partner_search_panel,
    scheme_codes,
    scheme_mapping,
)
