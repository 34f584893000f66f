from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ..assignments import pins
from ..common import words

PIN = {"pinned", "pinned_until", "pin_reason"}


class CustomerClassificationAssignment(models.Model):
    """Pins: choices by hand that rules leave alone for a time."""

    _inherit = "customer.classification.assignment"

    pinned = fields.Boolean(help="Chosen by hand: rules leave the customer where he is.")
    pinned_until = fields.Date(help="The last day on which the pin holds; empty means until someone removes it.")
    pin_reason = fields.Char(help="Why rules shall leave this customer alone.")
    is_pinned = fields.Boolean(
        string="Pinned Today",
        compute="_compute_is_pinned",
        search="_search_is_pinned",
        help="Rules leave the customer in this category today: the pin has not expired.",
    )

    @api.depends("pinned", "pinned_until", "scheme_id")
    def _compute_is_pinned(self):
        for scheme, assignments in self.grouped("scheme_id").items():
            today = scheme._today()
            for assignment in assignments:
                assignment.is_pinned = pins.holds(assignment, today)

    @api.model
    def _search_is_pinned(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.companies._classification_today()
        in_force = Domain.custom(to_sql=lambda _model, alias, _query: pins.hold(alias, today))
        return in_force if True in value else ~in_force

    @api.constrains("pinned", "pinned_until")
    def _check_pinned_until(self):
        for assignment in self.filtered("pinned"):
            self._check_pin_date(assignment.pinned_until)

    @api.model
    def _check_pin_date(self, day):
        """Raise where a pin would end before today."""
        if day and day < self.env.company._classification_today():
            raise ValidationError(
                self.env._("The pin would end on %s, which is past. Choose a later day.", words.day(self.env, day))
            )

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
        }

    def _prepare_change(self, reason=None):
        """The reason of a pin is that of the move; and how much the customer buys stands in the history."""
        self.ensure_one()
        values = super()._prepare_change(reason or self.pin_reason)
        return {**values, "revenue": self.partner_id.sudo()._kept_revenue(self.scheme_id)}
