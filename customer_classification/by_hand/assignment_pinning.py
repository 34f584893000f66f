from odoo import models
from odoo.exceptions import AccessError

from ..assignments import pins

PIN = {"pinned", "pinned_until", "pin_reason"}


class CustomerClassificationAssignment(models.Model):
    """Who may pin by hand, and which pins come with a choice."""

    _inherit = "customer.classification.assignment"

    # Hooks of the ORM's way into the table ----------------------------------------------------------------------------

    def _check_in_place(self, vals):
        """A pin holds off rules, so it needs the right to choose by hand, as a move does.

        :raises AccessError: the user may only propose, or not choose at all
        """
        super()._check_in_place(vals)
        if not PIN & vals.keys():
            return
        for scheme in self.scheme_id:
            if scheme._by_hand() == "propose":
                raise AccessError(
                    self.env._("In “%s” you propose and a manager decides, on pins too. Ask a manager.", scheme.name)
                )

    def _enter(self, vals_list, reason=None):
        """A choice by hand in an automatic scheme is pinned unless the values say otherwise."""
        Scheme = self.env["customer.classification.scheme"]
        vals_list = [
            {**Scheme.browse(vals["scheme_id"])._pin_of(vals), **vals} if vals.get("scheme_id") else vals
            for vals in vals_list
        ]
        return super()._enter(vals_list, reason)

    def _move(self, vals, reason=None):
        """A choice by hand in an automatic scheme is pinned unless the values say otherwise."""
        category = self.env["customer.classification.category"].browse(vals.get("category_id"))
        return super()._move({**category.scheme_id._pin_of(vals), **vals}, reason)

    def _prepare_merge(self):
        """The survivor of a merge takes over a pin; one that has expired ends."""
        pinned = pins.holds(self, self.scheme_id._today())
        return {
            **super()._prepare_merge(),
            "pinned": pinned,
            "pinned_until": pinned and self.pinned_until,
            "pin_reason": pinned and self.pin_reason,
            "pin_level": (pinned and self.pin_level) or "user",
        }

    def _prepare_change(self, reason=None):
        """The reason of a pin is that of the move; and how much the customer buys stands in the history."""
        self.ensure_one()
        values = super()._prepare_change(reason or self.pin_reason)
        return {**values, "revenue": self.partner_id.sudo()._kept_revenue(self.scheme_id)}
