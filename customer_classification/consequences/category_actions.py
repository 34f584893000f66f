from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerClassificationCategory(models.Model):
    """Server actions for customers who enter or leave a category."""

    _inherit = "customer.classification.category"

    enter_action_ids = fields.Many2many(
        comodel_name="ir.actions.server",
        relation="classification_category_enter_action",
        column1="category_id",
        column2="action_id",
        string="When Customers Enter",
        domain=[("model_id.model", "=", "res.partner")],
        groups="base.group_system",
        help="Done for each customer who comes into this category, or one below it, from elsewhere.",
    )
    leave_action_ids = fields.Many2many(
        comodel_name="ir.actions.server",
        relation="classification_category_leave_action",
        column1="category_id",
        column2="action_id",
        string="When Customers Leave",
        domain=[("model_id.model", "=", "res.partner")],
        groups="base.group_system",
        help="Done for each customer who goes elsewhere from this category or one below it.",
    )
    action_delay = fields.Integer(
        string="Wait for",
        help="So many days after the move the actions are done. A customer who has moved on by then is left out.",
    )

    _action_delay_positive = models.Constraint(
        "CHECK(action_delay >= 0)", "A delay is a number of days, or 0 for none."
    )

    @api.constrains("enter_action_ids", "leave_action_ids")
    def _check_actions(self):
        for action in (self.enter_action_ids | self.leave_action_ids).filtered(lambda a: a.model_name != "res.partner"):
            raise ValidationError(
                self.env._("“%s” is no action for customers. Choose one whose model is Contact.", action.display_name)
            )
