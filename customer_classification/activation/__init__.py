"""Putting rules in force: activation, the revisions that it leaves, and a history for a new installation."""

from . import customer_classification_revision, scheme_activation, scheme_replay, scheme_revisions
