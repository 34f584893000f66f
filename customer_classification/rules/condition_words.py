from odoo import api, models

from ..common import words
from ..figures import catalogue, windows
from . import operators


class CustomerClassificationCondition(models.Model):
    """Conditions in words."""

    _inherit = "customer.classification.condition"

    @api.depends("measure", "window", "window_length", "operator", "value", "value_to", "empty_counts", "keep_value")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for condition in self:
            condition.display_name = condition._sentence()

    def _sentence(self):
        """Return the condition in words, for example “Sales (orders), last 12 months: at least 100,000.00 ¥”."""
        self.ensure_one()
        if self.measure not in catalogue.MEASURES:
            return self.measure or ""
        sentence = self._figure_name()
        comparison = self._label("operator")
        numbers = [self._format(number) for number in operators.of(self).numbers(self)]
        if not numbers:
            return self.env._("%(figure)s: %(comparison)s", figure=sentence, comparison=comparison)
        threshold = numbers[0]
        if len(numbers) > 1:
            threshold = self.env._("%(low)s and %(high)s", low=numbers[0], high=numbers[1])
        sentence = self.env._(
            "%(figure)s: %(comparison)s %(threshold)s", figure=sentence, comparison=comparison, threshold=threshold
        )
        if self.has_keep_value:
            sentence = self.env._(
                "%(sentence)s (keeps from %(keep)s)", sentence=sentence, keep=self._format(self.keep_value)
            )
        return sentence

    def _figure_name(self):
        """The figure in words, for example “Sales (orders), last 12 months”."""
        measure = catalogue.MEASURES[self.measure]
        if measure.lifetime:
            return str(measure.label)
        return self.env._("%(measure)s, %(window)s", measure=measure.label, window=self._window_name())

    def _window_name(self):
        if self.window in windows.COUNTED:
            return (
                self.env._("last %s days", self.window_length)
                if self.window == windows.DAYS
                else self.env._("last %s months", self.window_length)
            )
        return self._label("window")

    def _label(self, name):
        """What users read for the selection field ``name``."""
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")

    def _format(self, value):
        """Return ``value`` with the unit of the measure, in the user's language."""
        unit = catalogue.MEASURES[self.measure].unit
        if unit == "currency":
            return words.money(self.env, value, self.currency_id)
        number = words.number(self.env, value, 0 if float(value).is_integer() else 2)
        return f"{number} {self.unit or ''}".strip()
