from odoo import api, fields, models


class CustomerClassificationScheme(models.Model):
    """The runs of a scheme."""

    _inherit = "customer.classification.scheme"

    run_ids = fields.One2many("customer.classification.run", "scheme_id", string="Runs")
    last_run_id = fields.Many2one("customer.classification.run", compute="_compute_last_run_id")

    @api.depends("run_ids")
    def _compute_last_run_id(self):
        last = dict(
            self.env["customer.classification.run"]._read_group(
                [("scheme_id", "in", self.ids), ("state", "=", "applied"), ("is_choice", "=", False)],
                ["scheme_id"],
                ["id:max"],
            )
        )
        for scheme in self:
            scheme.last_run_id = last.get(scheme._origin, False)
