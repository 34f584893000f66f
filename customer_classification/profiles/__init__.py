"""The standard figures as they are kept for each customer, for lists, previews and analyses."""

from . import customer_classification_profile, res_partner_figures
