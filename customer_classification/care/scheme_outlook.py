from odoo import api, models


class CustomerClassificationScheme(models.Model):
    """The outlook is kept anew with the figures, and people are warned once a night."""

    _inherit = "customer.classification.scheme"

    @api.model
    def _after_figures(self, schemes, partner_ids=None):
        result = super()._after_figures(schemes, partner_ids)
        Outlook = self.env["customer.classification.outlook"].sudo()
        Outlook._refresh(schemes, partner_ids)
        if partner_ids is None:
            Outlook._cron_warn()
        return result
