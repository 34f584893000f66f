"""What each customer did: sources of documents, windows, the catalogue of measures, scores, and what is kept of it.

In: orders, invoices, payments, ratings, leads. Out: temporary tables with a row per customer, and the profiles.
Imports no rules: a figure does not know who asks for it.
"""

from . import (
    measures,
    measures_compared,
    scheme_scores,
    customer_classification_opening,
    customer_classification_profile,
    profile_of_few,
    res_partner_figures,
)
