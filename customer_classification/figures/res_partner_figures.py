from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.groups import USERS


class ResPartner(models.Model):
    """The figures of a customer."""

    _inherit = "res.partner"

    classification_profile_ids = fields.One2many(
        groups=USERS,
        comodel_name="customer.classification.profile",
        inverse_name="partner_id",
        string="Customer Figures",
        readonly=True,
        copy=False,
    )
    classification_profile_id = fields.Many2one(
        groups=USERS,
        comodel_name="customer.classification.profile",
        string="Figures",
        compute="_compute_classification_profile_id",
        help="The figures of the current company, else those of all companies.",
    )
    classification_order_amount = fields.Monetary(
        groups=USERS,
        string="Sales, 12 months",
        compute="_compute_classification_profile_id",
        currency_field="classification_currency_id",
    )
    classification_currency_id = fields.Many2one(
        groups=USERS, comodel_name="res.currency", compute="_compute_classification_profile_id"
    )

    @api.depends("commercial_partner_id.classification_profile_ids")
    @api.depends_context("company")
    def _compute_classification_profile_id(self):
        for partner in self:
            profiles = partner.commercial_partner_id.classification_profile_ids
            own = profiles.filtered(lambda profile: profile.company_id == self.env.company)
            profile = own or profiles.filtered(lambda profile: not profile.company_id)
            partner.classification_profile_id = profile
            partner.classification_order_amount = profile.order_amount
            partner.classification_currency_id = profile.currency_id

    def action_open_classification_figures(self):
        """Open the figures of this customer, of the current company or of all companies."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_profiles")
        profile = self.classification_profile_id
        if not profile:
            raise UserError(
                self.env._(
                    "There are no figures of %s yet: they come with the first scheme and the first document.",
                    self.display_name,
                )
            )
        return {**action, "res_id": profile.id, "views": [(False, "form")], "context": {}}
