"""Classifying: at once, in the background, on schedule, when documents change; failures, safety limits, taking back.

In: schemes and the day. Out: runs with their moves.
Imports no page; what else is kept anew after a run is a hook (``_after_figures``).
"""

from . import (
    base_partner_merge,
    customer_classification_queue,
    customer_classification_run,
    run_execution,
    run_nights,
    res_partner_runs,
    profile_runs,
    document_reactions,
    run_background,
    run_failures,
    run_safety,
    run_undo,
    batch_runs,
    scheme_runs,
    scheme_lock,
    scheme_actions,
    scheme_safety,
    scheme_schedule,
)
