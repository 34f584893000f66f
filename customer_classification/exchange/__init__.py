"""Files in and out: those of the former system, Odoo's own imports, schemes as files for other databases.

In: workbooks and text files. Out: categories, customers with their assignments, opening figures; each row is told.
Imports common, schemes, assignments, attributes, moves and approval.
"""

from . import (
    waiting_attributes,
    res_partner_alike,
    customer_classification_facts,
    customer_classification_import,
    customer_classification_import_column,
    customer_classification_import_line,
    import_reading,
    import_known,
    import_checking,
    import_working,
    import_categories,
    import_customers,
    import_customer_writing,
    import_openings,
    import_summary,
    scheme_file,
    customer_classification_scheme_file,
    category_import,
)
