"""Schemes and their trees of categories: names, codes, the main scheme, up and down, what points to a category.

In: what people define. Out: the tree, and where customers of a scheme may be put.
Imports common only; what it needs of a later room is a hook (``_references``, ``_redirected``).
"""

from . import (
    customer_classification_scheme,
    customer_classification_category,
    category_lines,
    category_names,
    category_choosing,
    res_config_settings,
    scheme_codes,
    scheme_companies,
    scheme_main,
    scheme_pasting,
    scheme_people,
)
