"""What each customer did: sources of documents, windows, the catalogue of measures, scores, and what is kept of it."""

from . import measures, scheme_scores, customer_classification_profile, res_partner_figures
