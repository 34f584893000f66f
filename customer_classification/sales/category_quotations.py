from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain


class CustomerClassificationCategory(models.Model):
    """The open quotations that a new price list of the category touches."""

    _inherit = "customer.classification.category"

    def _quotations_with_price_list(self):
        """The open quotations whose customers have the price list of this category or of one above, by the category."""
        self.ensure_one()
        category = self._origin
        filled = [("field", "=", "pricelist_id"), ("category_id", "=", category.id)]
        customers = (
            self.env["customer.classification.default"]
            .sudo()
            ._read_group([*filled, ("company_id", "in", [False, self.env.company.id])], ["partner_id"])
        )
        return (
            Domain("state", "in", ("draft", "sent"))
            & Domain("company_id", "=", self.env.company.id)
            & Domain("partner_id.commercial_partner_id", "in", [customer.id for (customer,) in customers])
        )

    @api.onchange("pricelist_id")
    def _onchange_pricelist_touches(self):
        """Say how many open quotations stay at the former price list."""
        if not self._origin or self.pricelist_id == self._origin.pricelist_id:
            return None
        count = self.env["sale.order"].sudo().search_count(self._quotations_with_price_list())
        if not count:
            return None
        return {
            "warning": {
                "title": self.env._("Open quotations"),
                "message": self.env._(
                    "%s open quotations were made with the former price list and keep it. Open them with the button "
                    "“Open Quotations”, and give them the new prices where that is meant.",
                    count,
                ),
            }
        }

    def action_open_quotations(self):
        """Open the quotations that were made with what this category gives, and are not confirmed yet."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_quotations")
        none = self.env._("No open quotation of a customer who has the price list of this category.")
        return {
            **action,
            "name": self.env._("Open Quotations"),
            "domain": list(self._quotations_with_price_list()),
            "context": {},
            "help": Markup("<p>%s</p>") % none,
        }
