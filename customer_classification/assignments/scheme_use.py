from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerClassificationScheme(models.Model):
    """The customers of a scheme, who keep it from being deleted."""

    _name = "customer.classification.scheme"
    _inherit = ["customer.classification.scheme", "customer.classification.soft.references"]

    customer_count = fields.Integer(compute="_compute_customer_count", string="Classified Customers")

    def _compute_customer_count(self):
        counts = dict(
            self.env["customer.classification.assignment"]._read_group(
                [("scheme_id", "in", self.ids), ("partner_id.active", "=", True)], ["scheme_id"], ["__count"]
            )
        )
        for scheme in self:
            scheme.customer_count = counts.get(scheme._origin, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.env["customer.classification.assignment"].sudo().search(
            [("scheme_id", "in", self.ids)], limit=1
        ) or self.env["customer.classification.change"].sudo().search([("scheme_id", "in", self.ids)], limit=1)
        if used:
            raise UserError(
                self.env._("“%s” classifies customers or has a history. Archive it instead.", used.scheme_id.name)
            )
