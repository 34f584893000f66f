"""Reports: one dataset each, shown as PDF and as a workbook."""

from . import category_statistics_pdf, customer_classification_contact, customer_classification_scheme
