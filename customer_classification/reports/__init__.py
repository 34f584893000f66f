"""Reports: one dataset each, shown as PDF and as a workbook; and what is analysed on screen."""

from . import (
    category_statistics_pdf,
    customer_classification_contact,
    customer_classification_movement,
    customer_classification_scheme,
)
