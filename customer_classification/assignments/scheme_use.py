from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerClassificationScheme(models.Model):
    """The customers of a scheme, who keep it from being deleted."""

    _inherit = "customer.classification.scheme"

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

    # Pins -----------------------------------------------------------------------------------------------------------

    def _pin_of(self, vals):
        """The pin that a move with these values gets, unless they have one."""
        if not self or "pinned" in vals or vals.get("origin", "manual") != "manual":
            return {}
        return self._pin_values()

    def _pin_values(self):
        """The pin that a choice by hand gets: in an automatic scheme, until the end of the fiscal year."""
        self.ensure_one()
        if self.mode == "manual":
            return {"pinned": False, "pinned_until": False}
        company = self.sudo().company_id or self.env.company
        return {
            "pinned": True,
            "pinned_until": company.compute_fiscalyear_dates(company._classification_today())["date_to"],
        }
