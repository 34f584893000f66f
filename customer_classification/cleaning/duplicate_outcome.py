from odoo import models

from ..common import words
from ..consequences.default_fields import DEFAULTS

HISTORY = {
    "sale.order": "partner_id",
    "account.move": "partner_id",
    "account.payment": "partner_id",
    "crm.lead": "partner_id",
    "customer.classification.change": "partner_id",
}


class CustomerClassificationDuplicate(models.Model):
    """What a merge would do to prices, credit limit and history, told before anybody presses the button."""

    _inherit = "customer.classification.duplicate"

    def _outcome_lines(self):
        """The sentences on categories, then on what categories fill, then on what goes along."""
        return [*super()._outcome_lines(), *self._outcome_of_fields(), *self._outcome_of_history()]

    def _outcome_of_fields(self):
        """Price list, terms, salesperson, credit limit: Odoo keeps what the survivor has and fills what is empty."""
        lines = []
        kept, other = self.partner_id, self.other_id
        Default = self.env["customer.classification.default"]
        for default in DEFAULTS.values():
            field = kept._fields[default.target]
            if not kept._has_field_access(field, "read"):
                continue
            present, offered = kept[default.target], other[default.target]
            if present == offered or not (present or offered):
                continue
            values = {"field": Default._field_name(default.name), "value": self._in_words(field, present or offered)}
            lines.append(
                self.env._("%(field)s: %(value)s stays", **values)
                if present
                else self.env._("%(field)s: %(value)s is taken over", **values)
            )
        return lines

    def _in_words(self, field, value):
        return value.display_name if field.relational else words.number(self.env, value, 2)

    def _outcome_of_history(self):
        """How many documents and moves of the one who goes are the survivor's afterwards."""
        names = {
            "sale.order": self.env._("Quotations and orders"),
            "account.move": self.env._("Invoices"),
            "account.payment": self.env._("Payments"),
            "crm.lead": self.env._("Opportunities"),
            "customer.classification.change": self.env._("Moves in the history"),
        }
        family = self.env["res.partner"].sudo().with_context(active_test=False)
        ids = family.search([("id", "child_of", self.other_id.ids)]).ids
        lines = []
        for model, field in HISTORY.items():
            if self.env[model].has_access("read"):
                count = self.env[model].search_count([(field, "in", ids)])
                if count:
                    lines.append(words.labelled(self.env, names[model], words.number(self.env, count)))
        return lines
