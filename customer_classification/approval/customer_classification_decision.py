from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerClassificationDecision(models.TransientModel):
    """Why proposals are rejected, or until when their customers keep their categories."""

    _name = "customer.classification.decision"
    _inherit = "customer.classification.references"
    _description = "Decide on Proposals"

    change_ids = fields.Many2many(
        "customer.classification.change", relation="classification_decision_change", string="Proposals"
    )
    change_count = fields.Integer(compute="_compute_change_count", string="Proposed Moves")
    decision = fields.Selection(
        selection=[("reject", "Reject"), ("extend", "Keep the category until …")], required=True, default="reject"
    )
    until = fields.Date(
        string="Keep Until",
        default=lambda self: fields.Date.end_of(self.env.company._classification_today(), "quarter"),
    )
    note = fields.Char(string="Reason")

    @api.depends("change_ids")
    def _compute_change_count(self):
        for wizard in self:
            wizard.change_count = len(wizard.change_ids)

    @api.model
    def _open(self, changes, decision):
        wizard = self.create({"change_ids": [fields.Command.set(changes.ids)], "decision": decision})
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_decision")
        return {**action, "res_id": wizard.id}

    def action_decide(self):
        """Reject, or keep the categories; in the list all proposals at once.

        :raises UserError: no day or no reason is given for keeping a category
        """
        self.ensure_one()
        if self.decision == "reject":
            self.change_ids.action_reject(self.note)
        elif not self.until or not self.note:
            raise UserError(self.env._("Enter until when the customers keep their categories, and why."))
        else:
            self.change_ids.action_extend(self.until, self.note)
        return {"type": "ir.actions.act_window_close"}
