"""Schemes and their trees of categories: names, codes, the main scheme, what may be done to a category in use."""

from . import (
    customer_classification_scheme,
    customer_classification_category,
    category_names,
    res_config_settings,
    scheme_codes,
    scheme_companies,
    scheme_main,
    scheme_people,
)
