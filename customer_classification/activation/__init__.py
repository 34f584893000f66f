"""From edited rules to rules in force: for how many they hold, previews, dry runs, looks at past days; then activation,
the revisions that it leaves, and a history for a new installation.

In: rules as they are being edited. Out: what would happen, and a scheme that is active.
Imports no ``reports``.
"""

from . import (
    rule_matching,
    rule_preview,
    run_backtest,
    run_consequences,
    run_freshness,
    customer_classification_dry_run,
    customer_classification_revision,
    scheme_activation,
    scheme_replay,
    scheme_revisions,
)
