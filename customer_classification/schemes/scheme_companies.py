from odoo import models


class CustomerClassificationScheme(models.Model):
    """The companies of a scheme: which day it is there, and since when their documents are complete."""

    _inherit = "customer.classification.scheme"

    def _history_since(self):
        """The day from which the documents of all companies that count are complete; None if they always were."""
        return self._companies()._classification_since()

    def _companies(self):
        """The companies whose documents count."""
        return self.sudo().company_id or self.env["res.company"].sudo().search([("active", "=", True)])

    def _today(self):
        """The day for which the scheme classifies if no other is asked for: today in its company."""
        return self._companies()._classification_today()
