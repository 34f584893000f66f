"""Which moves wait until somebody agrees, who that is, and what becomes of proposals.

In: decisions that must be approved. Out: proposals, then moves.
Imports no ``run`` and no ``by_hand``, which both propose.
"""

from . import (
    scheme_approval,
    change_decision,
    customer_classification_decision,
    customer_classification_delegation,
    two_steps,
)
