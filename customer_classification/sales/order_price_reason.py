from odoo import api, fields, models

from ..common import words
from ..common.roles import USERS


class SaleOrder(models.Model):
    """Why an order has its price list, where a category of the customer set it."""

    _inherit = "sale.order"

    pricelist_reason = fields.Char(
        compute="_compute_pricelist_reason",
        groups=USERS,
        help="Which category of the customer set the price list, since when, by which change, and who approved it.",
    )

    @api.depends("partner_id", "pricelist_id", "company_id")
    @api.depends_context("lang")
    def _compute_pricelist_reason(self):
        rows = (
            self.env["customer.classification.default"]
            .sudo()
            .search_fetch(
                [
                    ("partner_id", "in", self.partner_id.commercial_partner_id.ids),
                    ("field", "=", "pricelist_id"),
                ]
            )
        )
        set_by = {
            (row.partner_id.id, row.company_id.id or order_company.id, row.value): row
            for row in rows
            for order_company in row.company_id or self.company_id
        }
        for order in self:
            key = order.partner_id.commercial_partner_id.id, order.company_id.id, order.pricelist_id.id
            order.pricelist_reason = set_by[key]._reason() if key in set_by else False


class CustomerClassificationDefault(models.Model):
    _inherit = "customer.classification.default"

    def _reason(self):
        """“VIP since 03/02/2026, CH/00123, approved by Han Liqun”."""
        self.ensure_one()
        change = self.change_id
        reason = self.category_id.name
        if change:
            reason = self.env._(
                "%(category)s since %(day)s, %(change)s",
                category=reason,
                day=words.day(self.env, change.effective_date),
                change=change.reference,
            )
        if change.decision_user_id:
            reason = self.env._("%(reason)s, approved by %(user)s", reason=reason, user=change.decision_user_id.name)
        return reason
