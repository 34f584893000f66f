"""Customers who stand twice, whose data cannot be right, or who are none any more: lists to work through.

In: the contacts as typed, their documents. Out: likely duplicates with evidence, merged by Odoo's own merge; faults
that the checks found, mended where that is certain. ``finder`` and what it uses (``values``, ``words``, ``names``,
``vocabulary``, ``relations``, ``judge``) know no Odoo; ``comparing`` is the same among many, in SQL; ``checks`` is
the registry of the checks, which are SQL. Imports no room after ``consequences`` but by its hooks.
"""

from . import (
    checks,
    ready_checks,
    checks_of_relations,
    base_partner_merge,
    ir_rule,
    customer_classification_merge,
    merge_undo,
    customer_classification_comparable,
    customer_classification_duplicate,
    duplicate_finding,
    duplicate_outcome,
    res_partner_typed,
    import_duplicates,
    customer_classification_fault,
    dead_settings,
    customer_classification_dead,
    customer_classification_dead_decision,
    customer_classification_quality,
    customer_classification_cleaning,
)
