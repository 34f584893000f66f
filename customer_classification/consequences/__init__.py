"""What follows a move, in one registry: attribute values, notes, the fields that a category fills, server actions.

In: changes of one scheme that were just carried out. Out: values on customers, notes, actions that are due.
Imports no ``moves``, which calls it: whoever moves, the same follows.
"""

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
