"""Pivots and graphs on categories: what each is worth, and what its customers buy."""

from . import customer_classification_product, customer_classification_report
