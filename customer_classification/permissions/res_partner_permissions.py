from odoo import api, fields, models
from odoo.fields import Domain

from . import sight


class ResPartner(models.Model):
    """Whom data permissions leave to the user; record rules name these fields where a permission binds somebody."""

    _inherit = "res.partner"

    classification_permitted = fields.Boolean(
        compute="_compute_classification_permitted",
        search="_search_classification_permitted",
        compute_sudo=False,
        help="Data permissions let the user see the contact.",
    )
    classification_changeable = fields.Boolean(
        compute="_compute_classification_permitted",
        search="_search_classification_changeable",
        compute_sudo=False,
        help="Data permissions let the user change the contact.",
    )

    @api.depends_context("uid")
    @api.depends("commercial_partner_id", "user_id", "classification_assignment_ids.category_id")
    def _compute_classification_permitted(self):
        everybody = self.sudo().with_context(active_test=False)
        seen = everybody.search(Domain("id", "in", self.ids) & sight.permitted(self.env, "see"))
        changeable = seen.search(Domain("id", "in", seen.ids) & sight.permitted(self.env, "change"))
        for partner in self:
            new = not partner._origin
            partner.classification_permitted = new or partner._origin.sudo() in seen
            partner.classification_changeable = new or partner._origin.sudo() in changeable

    @api.model
    def _search_classification_permitted(self, operator, value):
        if operator != "in":
            return NotImplemented
        permitted = sight.permitted(self.env, "see")
        return permitted if True in value else ~permitted

    @api.model
    def _search_classification_changeable(self, operator, value):
        if operator != "in":
            return NotImplemented
        permitted = sight.permitted(self.env, "see") & sight.permitted(self.env, "change")
        return permitted if True in value else ~permitted
