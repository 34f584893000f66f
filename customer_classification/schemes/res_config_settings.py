from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    classification_main_scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme",
        string="Main Scheme",
        compute="_compute_classification_main_scheme_id",
        inverse="_inverse_classification_main_scheme_id",
        domain="[('company_id', 'in', [company_id, False])]",
        help="The scheme whose category heads the customer form.",
    )

    classification_history_since = fields.Date(related="company_id.classification_history_since", readonly=False)
    classification_tz = fields.Selection(related="company_id.classification_tz", readonly=False)
    classification_documents_since = fields.Date(related="company_id.classification_documents_since", readonly=False)

    def _compute_classification_main_scheme_id(self):
        self.classification_main_scheme_id = self.env["customer.classification.scheme"]._main_scheme()

    def _inverse_classification_main_scheme_id(self):
        """Hand the title of the main scheme over; a scheme shared by all companies keeps it for the others."""
        Scheme = self.env["customer.classification.scheme"]
        for settings in self:
            scheme = settings.classification_main_scheme_id
            if scheme == Scheme._main_scheme():
                continue
            scheme_companies = {scheme.company_id.id, settings.company_id.id}
            Scheme.search(
                [("is_main", "=", True), ("company_id", "in", list(scheme_companies)), ("id", "!=", scheme.id)]
            ).is_main = False
            scheme.is_main = True
