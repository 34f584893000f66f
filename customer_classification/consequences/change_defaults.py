from odoo import api, fields, models


class CustomerClassificationChange(models.Model):
    """What a change fills into its customer, replaces there or takes back."""

    _inherit = "customer.classification.change"

    filled = fields.Text(
        string="Defaults",
        compute="_compute_filled",
        help="What the category fills into the customer, replaces there or takes back; in a dry run, what it would.",
    )

    @api.depends("evidence")
    @api.depends_context("lang")
    def _compute_filled(self):
        Default = self.env["customer.classification.default"].sudo()
        for change in self:
            lines = (change.evidence or {}).get("defaults") or []
            change.filled = "\n".join(
                Default._sentence(line["company"], line["field"], line["from"], line["to"], line["category"])
                for line in lines
                if not line["company"] or line["company"] in self.env.companies.ids
            )
