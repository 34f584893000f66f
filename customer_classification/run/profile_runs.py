from odoo import api, fields, models


class CustomerClassificationProfile(models.Model):
    """When the figures were looked at last."""

    _inherit = "customer.classification.profile"

    as_of = fields.Datetime(string="Figures as of", compute="_compute_as_of")

    @api.depends("updated_at")
    def _compute_as_of(self):
        """The last moment at which the figures were looked at, be it that they were the same as before."""
        Run = self.env["customer.classification.run"].sudo()
        night = self.env.ref("customer_classification.ir_cron_classify").sudo().lastcall
        full = dict(
            Run._read_group(
                [
                    ("state", "=", "applied"),
                    ("is_partial", "=", False),
                    ("company_id", "in", [False, *self.company_id.ids]),
                    ("started_at", ">=", self.env.company._classification_begin()),
                ],
                ["company_id"],
                ["started_at:max"],
            )
        )
        for profile in self:
            profile.as_of = max(filter(None, (profile.updated_at, night, full.get(profile.company_id))))
