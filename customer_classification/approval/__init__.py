"""Moves that wait: which ones, who approves them and hears of them, and how it is decided."""

from . import scheme_approval, change_decision, customer_classification_decision
