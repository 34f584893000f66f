from odoo import api, fields, models

from ..figures import environment
from . import decision


class CustomerClassificationScheme(models.Model):
    """What becomes of customers who no longer belong to a scheme."""

    _inherit = "customer.classification.scheme"

    leaving = fields.Selection(
        selection=[("leave", "Leaves their category"), ("keep", "Stays, and is listed")],
        string="Who No Longer Belongs",
        default="leave",
        required=True,
        tracking=True,
        help="A customer who is no customer of the scheme any more, or whose value has no category. Who leaves loses "
        "what their category had set; who is pinned or archived stays in any case.",
    )
    stray_count = fields.Integer(
        string="No Longer Belong", compute="_compute_stray_count", help="Classified customers who stay all the same."
    )

    @api.depends("leaving", "mode")
    def _compute_stray_count(self):
        for scheme in self:
            scheme.stray_count = len(scheme._stray_ids())

    def _stray_ids(self):
        """The customers in a category of this scheme to whom no rule or value leads any more, and who stay."""
        self.ensure_one()
        if self.leaving != "keep" or self.mode == "manual" or not self._origin:
            return []
        self.env.flush_all()
        spec = self._origin.sudo()._spec(self._today())
        engine_env = environment.engine_env(self.env, spec.scope.company_id)
        return decision.strays(engine_env, spec)

    def action_open_strays(self):
        """Open the assignments of the customers who no longer belong to the scheme and stay all the same."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_assignments")
        domain = [("scheme_id", "=", self.id), ("partner_id", "in", self._stray_ids())]
        return {**action, "domain": domain, "context": {}}
