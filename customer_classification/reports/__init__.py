"""Reports: which there are, who asks and of whom, what is kept, mailed and downloaded; pivots on categories.

In: an inquiry (scheme, period, reader). Out: a dataset (``contents``) that ``formats`` show; pivots in ``analysis``.
A content knows no format and a format computes nothing.
"""

from . import (
    analysis,
    customer_classification_report_options,
    customer_classification_report_job,
    customer_classification_saved_report,
    scheme_report,
    customer_classification_report_wizard,
    report_controller,
)
