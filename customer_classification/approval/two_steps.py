from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..common.soft_references import SoftMany2one


class CustomerClassificationScheme(models.Model):
    """Moves into categories with much credit are approved twice: by the team's leader or an approver, and another."""

    _inherit = "customer.classification.scheme"

    second_step_from = fields.Float(
        string="Two Approvals from",
        tracking=True,
        help="Moves into a category that sets a credit limit of this amount or more are approved twice: first by the "
        "leader of the customer's sales team or an approver, then by another approver. 0: once.",
    )


class CustomerClassificationChange(models.Model):
    _inherit = "customer.classification.change"

    first_approver_id = SoftMany2one(
        "res.users", string="First Approval by", readonly=True, ondelete="set null", help="Of two."
    )
    first_approved_at = fields.Datetime(readonly=True)
    steps = fields.Char(compute="_compute_steps", string="Approval", help="How many approvals the move needs and has.")

    @api.depends("state", "first_approver_id", "to_category_id")
    @api.depends_context("lang")
    def _compute_steps(self):
        for change in self:
            if change.state != "proposed" or not change._needs_two_steps():
                change.steps = False
            elif change.first_approver_id:
                change.steps = self.env._("First approval by %s, needs another one", change.first_approver_id.name)
            else:
                change.steps = self.env._("Needs two approvals")

    @api.depends("first_approver_id")
    def _compute_can_decide(self):
        computed = super()._compute_can_decide()
        for change in self.filtered(lambda change: change.state == "proposed"):
            if change.first_approver_id:
                change.can_decide = change.can_decide and change.first_approver_id != self.env.user
            elif not change.can_decide and change.sudo()._team_leader() == self.env.user:
                change.can_decide = change._needs_two_steps() and not change._is_own_proposal()
        return computed

    @api.model
    def _search_can_decide(self, operator, value):
        domain = super()._search_can_decide(operator, value)
        if domain is NotImplemented:
            return domain
        decides = domain if True in value else ~domain
        led = self.sudo().search(
            [
                ("state", "=", "proposed"),
                ("scheme_id.second_step_from", ">", 0),
                ("first_approver_id", "=", False),
                ("partner_id.user_id.sale_team_id.user_id", "=", self.env.uid),
            ]
        )
        led = led.filtered(lambda change: change._needs_two_steps() and not change._is_own_proposal())
        decides = (decides & Domain("first_approver_id", "!=", self.env.uid)) | Domain("id", "in", led.ids)
        return decides if True in value else ~decides

    def _decision_fields(self):
        return super()._decision_fields() | {"first_approver_id", "first_approved_at"}

    def action_approve(self):
        """Approve once, where a second approver follows, or carry the proposals out.

        :raises AccessError: the user does not decide on them, or gave the first approval
        """
        first = self.filtered(lambda change: not change.first_approver_id and change._needs_two_steps())
        first._approve_first()
        rest = self - first
        for change in rest.filtered(lambda change: change._needs_two_steps()):
            if change.first_approver_id == self.env.user and not self.env.su:
                raise AccessError(
                    self.env._(
                        "You gave the first approval of “%s”. Somebody else gives the second.", change.display_name
                    )
                )
        return super(CustomerClassificationChange, rest).action_approve() if rest or not self else True

    def _approve_first(self):
        """Note the first of two approvals: of the leader of the customer's team, or of an approver."""
        self.check_access("read")
        leading = self.filtered(lambda change: change.sudo()._team_leader() == self.env.user)
        (self - leading)._check_may_decide()
        leading._check_is_open()
        for change in self:
            change.sudo().write({"first_approver_id": self.env.uid, "first_approved_at": fields.Datetime.now()})
        self.scheme_id._tell_approvers()

    def _team_leader(self):
        """The leader of the team of the customer's salesperson."""
        return (self.partner_id.user_id.sale_team_id or self.team_id).user_id

    def _needs_two_steps(self):
        """Whether the category to which the move leads sets a credit limit that two people must approve."""
        self.ensure_one()
        scheme = self.scheme_id.sudo()
        if not scheme.second_step_from or self.state != "proposed":
            return False
        category = self.to_category_id.sudo().with_company(scheme.company_id or self.env.company)
        while category and not category.use_credit_limit:
            category = category.parent_id
        return bool(category) and category.credit_limit >= scheme.second_step_from
