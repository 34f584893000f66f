"""Changing the tree of a scheme that is in use: recode, move, merge, divide, archive."""

from . import customer_classification_adjustment, adjustment_plan, scheme_adjust
