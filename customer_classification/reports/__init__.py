"""Reports: one dataset each, shown as PDF and as a workbook; and what is analysed on screen."""

from . import (
    category_statistics_pdf,
    customer_classification_contact,
    customer_classification_movement,
    customer_classification_scheme,
)
from . import customer_classification_product, customer_classification_report, odoo_reports
from . import overview  # its parts extend it
from . import overview_care, overview_categories, overview_moves, overview_tiles, overview_todo, overview_value
