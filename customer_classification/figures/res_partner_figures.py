from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common import visibility
from ..common.figure_fields import UnknowableMonetary
from ..common.roles import USERS


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
    classification_order_amount = UnknowableMonetary(
        groups=USERS,
        string="Sales, 12 months",
        compute="_compute_classification_profile_id",
        currency_field="classification_currency_id",
    )
    classification_currency_id = fields.Many2one(
        groups=USERS, comodel_name="res.currency", compute="_compute_classification_profile_id"
    )

    @api.depends("commercial_partner_id.classification_profile_ids")
    @api.depends_context("uid", "company", "allowed_company_ids")
    def _compute_classification_profile_id(self):
        main = self.env["customer.classification.scheme"]._main_scheme().sudo()
        company = main.company_id if main else self.env.company

        def preference(profile):
            """Of the companies and in the money of the main scheme if it has one, else in that of the company."""
            return (
                profile.company_id != company,
                (profile.currency_id, profile.amount_basis) != (main.currency_id, main.amount_basis),
                profile.company_id != self.env.company,
                profile.currency_id != self.env.company.currency_id,
                profile.amount_basis != "untaxed",
                profile.id,
            )

        for partner in self:
            profiles = partner.commercial_partner_id.classification_profile_ids
            mine = profiles.filtered(
                lambda profile: profile.company_id in (self.env.company, profile.company_id.browse())
            )
            profile = mine.sorted(preference)[:1]
            partner.classification_profile_id = profile
            partner.classification_order_amount = profile.order_amount if profile else False
            partner.classification_currency_id = profile.currency_id

    def _is_of_others(self):
        """Whether the figures of this customer are not the user's to see."""
        return not self.commercial_partner_id.filtered_domain(visibility.of_customers(self.env))

    def action_open_classification_figures(self):
        """Open the figures of this customer, of the current company or of all companies."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_profiles")
        profile = self.classification_profile_id
        if self._is_of_others():
            raise UserError(
                self.env._("%s is another salesperson's customer: their figures are not yours.", self.display_name)
            )
        if not profile:
            raise UserError(
                self.env._(
                    "There are no figures of %s yet: they come with the first scheme and the first document.",
                    self.display_name,
                )
            )
        return {**action, "res_id": profile.id, "views": [(False, "form")], "context": {}}
