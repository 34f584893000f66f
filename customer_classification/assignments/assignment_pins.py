from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..common import words
from . import pins


class CustomerClassificationAssignment(models.Model):
    """Pins: choices by hand that rules leave alone for a time."""

    _inherit = "customer.classification.assignment"

    pinned = fields.Boolean(help="Chosen by hand: rules leave the customer where they are.")
    pinned_until = fields.Date(help="The last day on which the pin holds; empty means until someone removes it.")
    pin_reason = fields.Char(help="Why rules shall leave this customer alone.")
    pin_level = fields.Selection(
        selection=[("user", "Whoever may choose"), ("manager", "Managers only")],
        string="Pin Changed by",
        default="user",
        copy=False,
        help="Who may change or remove the pin, and move the customer while it holds. What a manager pins on purpose, "
        "only managers change.",
    )
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
        schemes = self.env["customer.classification.scheme"].sudo().with_context(active_test=False).search(Domain.TRUE)
        in_force = Domain.FALSE
        for day, members in schemes.grouped(lambda scheme: scheme._today()).items():
            holding = Domain.custom(to_sql=lambda _model, alias, _query, day=day: pins.hold(alias, day))
            in_force |= Domain("scheme_id", "in", members.ids) & holding
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
