from odoo import models


class ResPartner(models.Model):
    """Choosing the categories of many customers by hand."""

    _inherit = "res.partner"

    def action_classify_by_hand(self):
        """Open the wizard that chooses the categories of these customers by hand.

        :raises AccessError: the user may not edit one of the customers
        """
        wizard = self.env["customer.classification.assign"]._start(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_assign")
        return {**action, "res_id": wizard.id}
