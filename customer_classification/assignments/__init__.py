"""Who is in which category, until when a pin holds, and the line that each move leaves.

In: what people choose (``assignment_choice``); what the engine writes by SQL, ``moves`` does. Out: lines and changes.
Imports common and schemes only; what follows a choice is a hook (``_before_choice``, ``_carried_out``).
"""

from . import (
    customer_classification_assignment,
    customer_classification_change,
    assignment_pins,
    assignment_choice,
    category_use,
    scheme_pins,
    scheme_use,
    assignment_changes,
    assignment_merge,
    base_partner_merge,
)
