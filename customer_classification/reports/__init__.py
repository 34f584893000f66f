"""Reports: one dataset each, shown as PDF, as a workbook, and as JSON.

``registry`` and ``kinds`` say which there are; ``inquiry`` who asks and of whom; a file per report (``consumption`` …)
computes its ``dataset``; ``pdf``, ``xlsx`` and ``plain`` show any dataset; ``files`` makes what is handed over.

What is analysed on screen: ``customer_classification_*`` are read-only models on SQL, ``overview`` feeds the page that
opens with the app.
"""

from . import customer_classification_report_options
from . import customer_classification_report_job
from . import customer_classification_saved_report
from . import customer_classification_contact
from . import customer_classification_movement
from . import customer_classification_product
from . import customer_classification_report
from . import customer_classification_scheme
from . import odoo_reports
from . import overview  # its parts extend it
from . import overview_care, overview_categories, overview_moves, overview_tiles, overview_todo, overview_value
