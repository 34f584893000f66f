"""Changing the tree of a scheme that is in use: recode, move, merge, divide, archive.

In: what shall become of categories. Out: another tree, to which customers, rules and defaults follow.
Imports no ``run``.
"""

from . import customer_classification_adjustment, adjustment_plan, scheme_adjust, adjustment_applied
