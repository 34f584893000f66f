from odoo import api, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """Customers who are classified when they themselves change, or when somebody wants it."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        self.env["customer.classification.queue"]._mark(partners.filtered("customer_rank"))
        return partners

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & self._classifying_fields():
            self.env["customer.classification.queue"]._mark(self)
        return result

    def _classifying_fields(self):
        """The fields of the customer themselves that decide, as far as they stand in rules, filters and mappings."""
        always = {"customer_rank", "active", "parent_id", "is_company"}
        return always | self.env["customer.classification.scheme"]._partner_fields()

    def action_classify(self):
        """Classify these customers by all active schemes that classify by themselves, and open the runs.

        :raises UserError: no scheme can decide, or there are no customers
        """
        if not self:
            raise UserError(self.env._("Choose the customers first."))
        self.check_access("read")
        schemes = self.env["customer.classification.scheme"].search(
            [("mode", "!=", "manual"), ("state", "=", "active"), ("company_id", "in", [False, *self.env.companies.ids])]
        )
        if not schemes:
            raise UserError(self.env._("No scheme is active that classifies by rules. Activate one first."))
        return schemes.classify(partner_ids=self.ids)._action_open()
