from odoo import api, fields, models
from odoo.fields import Command

from ..common import words
from . import codes

SHOWN = 5  # codes that a sentence names


class CustomerClassificationScheme(models.Model):
    """A block of codes and names out of a spreadsheet, pasted into the list of categories."""

    _inherit = "customer.classification.scheme"

    pasted_categories = fields.Text(
        store=False, help="What was pasted into the list of categories: a code and a name on each line."
    )

    @api.onchange("pasted_categories")
    def _onchange_pasted_categories(self):
        """Make lines of it; what the list has already is left out, and said."""
        text, self.pasted_categories = self.pasted_categories, False
        if not text:
            return None
        there = {category.code for category in self.category_ids}
        commands, left_out = [], []
        for code, name in codes.rows(text, self._clean_pattern(self.code_pattern)):
            if code in there:
                left_out.append(code)
                continue
            there.add(code)
            commands.append(Command.create({"code": code, "name": name or code}))
        self.category_ids = commands
        message = self.env._("%s categories were added. They are written when you save.", len(commands))
        if left_out:
            message += " " + self.env._(
                "Left out, for the list has these codes already: %s.", words.listed(self.env, left_out[:SHOWN])
            )
        return {"warning": {"title": self.env._("Pasted"), "message": message, "type": "notification"}}
