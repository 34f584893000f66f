"""What people choose: one customer or many, out of lists and files, with pins and references.

In: forms, wizards, imports. Out: moves or proposals.
Imports no ``run``.
"""

from . import (
    assignment_import,
    assignment_pinning,
    assignment_proposals,
    assignment_protection,
    customer_classification_mover,
    category_references,
    res_partner_waiting,
    scheme_by_hand,
    scheme_moves,
    customer_classification_assign,
    res_partner_by_hand,
)
