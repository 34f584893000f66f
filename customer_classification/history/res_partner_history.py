from odoo import api, fields, models
from odoo.fields import Domain

from ..common import days
from ..common.roles import USERS


class ResPartner(models.Model):
    """In which categories a customer was on a day."""

    _inherit = "res.partner"

    classification_period_ids = fields.One2many(
        groups=USERS,
        comodel_name="customer.classification.period",
        inverse_name="partner_id",
        string="Customer Categories over Time",
        readonly=True,
        copy=False,
        help="From when to when the customer was in which category.",
    )

    @api.readonly
    def classification_at(self, day=None):
        """In which categories this customer was at the end of a day; a contact stands for its company.

        :param day: a date or its text (``YYYY-MM-DD``); today in the current company if empty
        :return: ``{scheme code: category code}``; schemes in which they had no category are left out, and of schemes of
            several companies with the same code the current company's counts
        :raises AccessError: the user may not see the customer
        """
        self.ensure_one()
        self.check_access("read")
        Period = self.env["customer.classification.period"]
        day = days.asked(self.env, day) or self.env.company._classification_today()
        found = Period.search(Period._on(day) & Domain("partner_id", "=", self.commercial_partner_id.id))
        own_last = found.sorted(lambda period: period.scheme_id.company_id == self.env.company)
        return {period.scheme_id.code: period.category_id.code for period in own_last}

    def action_classification_at(self):
        """Open the look-up of the categories that this customer had on a day."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_as_of_customer")
        return {**action, "context": {"default_partner_id": self.commercial_partner_id.id}}

    def _kept_revenue(self, scheme):
        """The 12-month sales of this customer as last kept for ``scheme``; False where none are kept."""
        money = ("company_id", "currency_id", "amount_basis")
        profile = self.sudo().classification_profile_ids.filtered(
            lambda profile: all(profile[name] == scheme.sudo()[name] for name in money)
        )
        return profile.order_amount if profile else False
