"""Reports: one dataset each, shown as PDF, as a workbook, and as JSON.

``registry`` and ``kinds`` say which there are; ``inquiry`` who asks and of whom; a file per report (``consumption`` …)
computes its ``dataset``; ``pdf``, ``xlsx`` and ``plain`` show any dataset; ``files`` makes what is handed over.
"""

from . import customer_classification_report_options
from . import customer_classification_report_job
from . import customer_classification_saved_report
from . import customer_classification_movement
from . import customer_classification_scheme
