from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date


class CustomerClassificationAssignment(models.Model):
    """Pins: choices by hand that rules leave alone for a time."""

    _inherit = "customer.classification.assignment"

    pinned = fields.Boolean(help="Chosen by hand: rules leave the customer where he is.")
    pinned_until = fields.Date(help="The last day on which the pin holds; empty means until someone removes it.")
    pin_reason = fields.Char(help="Why rules shall leave this customer alone.")

    @api.constrains("pinned", "pinned_until")
    def _check_pinned_until(self):
        for assignment in self.filtered("pinned"):
            self._check_pin_date(assignment.pinned_until)

    @api.model
    def _check_pin_date(self, day):
        """Raise where a pin would end before today."""
        if day and day < self.env.company._classification_today():
            raise ValidationError(
                self.env._("The pin would end on %s, which is past. Choose a later day.", format_date(self.env, day))
            )

    def _add_pin(self, vals):
        """A choice by hand in an automatic scheme is pinned unless the values say otherwise."""
        if "pinned" not in vals and vals.get("origin", "manual") == "manual" and vals.get("scheme_id"):
            scheme = self.env["customer.classification.scheme"].browse(vals["scheme_id"])
            for name, value in scheme._pin_values().items():
                vals.setdefault(name, value)
