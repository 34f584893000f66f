"""What a category asks about its customers: definitions, values, what becomes of them in a move, and searching by them.

In: definitions of categories, the changes of a move. Out: values on assignments, and on changes what was dropped.
Imports no ``consequences``, which calls it.
"""

from . import (
    classification_attributes,
    assignment_attributes,
    category_attributes,
    category_searched,
    attribute_search,
    res_partner_attributes,
    attribute_numbers,
    attribute_columns,
)
