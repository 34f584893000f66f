"""The guided start, and the schemes that it offers."""

from . import customer_classification_setup
