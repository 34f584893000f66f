from math import isfinite

from odoo import api, models
from odoo.exceptions import ValidationError

from ..figures import catalogue, windows
from . import operators


class CustomerClassificationCondition(models.Model):
    """What a condition cannot mean is refused when it is saved, with what to do."""

    _inherit = "customer.classification.condition"

    @api.constrains("measure", "window", "window_length", "operator", "value", "value_to")
    def _check_condition(self):
        self._check_measure()
        for condition in self:
            measure = catalogue.MEASURES[condition.measure]
            if condition.window in windows.COUNTED and condition.window_length <= 0:
                raise ValidationError(
                    self.env._("“%s” looks back over no time at all. Enter a length of 1 or more.", measure.label)
                )
            if condition.window_length > (most := windows.LONGEST.get(condition.window, condition.window_length)):
                raise ValidationError(
                    self.env._(
                        "“%(measure)s” looks back at most %(most)s days or months. Enter a smaller length, or choose "
                        "“ever”.",
                        measure=measure.label,
                        most=most,
                    )
                )
            if measure.lifetime and condition.window != "lifetime":
                condition.window = "lifetime"
            if operators.of(condition).thresholds > 1 and condition.value > condition.value_to:
                raise ValidationError(
                    self.env._(
                        "“Between %(low)s and %(high)s” holds for nobody. Enter the smaller number first.",
                        low=condition._format(condition.value),
                        high=condition._format(condition.value_to),
                    )
                )

    @api.model
    def _check_numbers(self, vals):
        """What is no number cannot even be rounded, so it is refused before it is written."""
        for name in ("value", "value_to", "keep_value"):
            if isinstance(vals.get(name), float) and not isfinite(vals[name]):
                raise ValidationError(self.env._("A condition compares with a number; “%s” is none.", vals[name]))

    def _check_measure(self):
        """Raise where a measure is asked for that does not exist, or no longer: another addon may have brought it."""
        for condition in self:
            if condition.measure not in catalogue.MEASURES:
                raise ValidationError(
                    self.env._(
                        "“%(rule)s” asks for “%(measure)s”, which is no figure of the catalogue. Choose one from the "
                        "list.",
                        rule=condition.rule_id.name or "",
                        measure=condition.measure,
                    )
                )
