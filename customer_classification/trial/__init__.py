"""Seeing what would happen before it counts: how many a rule holds for, previews, dry runs, looks at past days."""

from . import (
    rule_matching,
    rule_preview,
    run_backtest,
    run_consequences,
    run_freshness,
    customer_classification_dry_run,
)
