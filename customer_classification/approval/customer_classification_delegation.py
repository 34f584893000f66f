from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..common import access


class CustomerClassificationDelegation(models.Model):
    """An approver who is away hands their decisions over, from one day to another; both count."""

    _name = "customer.classification.delegation"
    _description = "Handing over Approvals"
    _order = "date_from desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        string="Approver",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    delegate_id = fields.Many2one(
        "res.users", string="Handed over to", required=True, ondelete="cascade", domain="[('share', '=', False)]"
    )
    date_from = fields.Date(
        string="First Day", required=True, default=lambda self: self.env.company._classification_today()
    )
    date_until = fields.Date(string="Last Day", required=True, help="The last day on which the other one decides.")
    note = fields.Char(help="For example: annual leave.")

    @api.constrains("user_id", "delegate_id", "date_from", "date_until")
    def _check_delegation(self):
        for delegation in self:
            if delegation.user_id == delegation.delegate_id:
                raise ValidationError(self.env._("Choose somebody else to hand over to."))
            if delegation.date_until < delegation.date_from:
                raise ValidationError(self.env._("The last day lies before the first one. Correct one of them."))
            if delegation.delegate_id.share:
                raise ValidationError(self.env._("Hand over to a colleague, not to a portal user."))

    @api.model_create_multi
    def create(self, vals_list):
        delegations = super().create(vals_list)
        delegations._check_own()
        return delegations

    def write(self, vals):
        self._check_own()
        result = super().write(vals)
        self._check_own()
        return result

    def unlink(self):
        self._check_own()
        return super().unlink()

    def _check_own(self):
        """:raises AccessError: somebody hands over what others decide, and is no manager"""
        if not access.is_manager(self.env) and self.user_id - self.env.user:
            raise AccessError(self.env._("You hand over your own approvals only. Ask a classification manager."))

    @api.model
    def _standing_in(self, users, day):
        """{delegate: the users for whom they decide on ``day``}; a delegate hands nothing on."""
        found = {}
        for delegation in self.sudo().search(
            [("user_id", "in", users.ids), ("date_from", "<=", day), ("date_until", ">=", day)]
        ):
            found[delegation.delegate_id] = found.get(delegation.delegate_id, users.browse()) | delegation.user_id
        return found


class CustomerClassificationScheme(models.Model):
    """Who decides for an approver who is away."""

    _inherit = "customer.classification.scheme"

    def _approvers(self):
        """With those to whom approvers handed over until today or later."""
        own = super()._approvers()
        standing_in = self.env["customer.classification.delegation"]._standing_in(own, self._today())
        more = self.env["res.users"].sudo().union(*standing_in) - own
        return own | more.filtered(
            lambda user: user.active and (not self.company_id or self.company_id in user.company_ids)
        ).with_env(own.env)

    def _stood_in_for(self):
        """The approvers on whose behalf alone the user decides; nobody if they are an approver themselves."""
        own = self._named_approvers()
        if self.env.user in own:
            return own.browse()
        standing_in = self.env["customer.classification.delegation"]._standing_in(own, self._today())
        return standing_in.get(self.env.user.sudo(), own.browse()) or standing_in.get(self.env.user, own.browse())


class CustomerClassificationChange(models.Model):
    _inherit = "customer.classification.change"

    def _is_own_proposal(self):
        """What an approver proposed, nobody decides on their behalf either."""
        if super()._is_own_proposal():
            return True
        return self.origin not in ("rule", "mapping") and self.user_id in self.scheme_id._stood_in_for()
