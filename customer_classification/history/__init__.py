"""Looking back: who was where on which day, the moves between two days, and whether past and present agree.

In: changes. Out: periods, movements, differences.
Writes nothing but what its wizards keep; imports no ``moves``.
"""

from . import (
    customer_classification_difference,
    customer_classification_period,
    history_check,
    res_partner_history,
    customer_classification_movement,
    customer_classification_as_of,
    customer_classification_movement_matrix,
)
