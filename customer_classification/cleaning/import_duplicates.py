"""Who is in a file and likely here already: told by the check of the file, as it is told while one types."""

from contextvars import ContextVar

from odoo import api, models
from odoo.tools import SQL

from ..common import words
from . import distance

TESTED = ContextVar("a file is tested by Odoo's import", default=False)
SHOWN = 20  # rows that Odoo's import names
TEXTS = {"name": "name", "vat": "tax_id", "phone": "phone", "mobile": "mobile", "email": "email", "street": "street"}


class CustomerClassificationImport(models.Model):
    """The check of a file from a former system names who is likely here already; it never refuses a row for that."""

    _inherit = "customer.classification.import"

    def _outcomes_of_customer(self, found):
        outcomes = super()._outcomes_of_customer(found)
        new = [checked for checked, outcome in zip(found, outcomes, strict=True) if outcome == "created"]
        if new and distance.is_there():
            self._warn_of_duplicates(new)
        return outcomes

    def _warn_of_duplicates(self, new):
        """Say on each of these rows which customer or which row before it is likely the same."""
        rows = {-place: checked for place, checked in enumerate(new, start=1)}
        typed = [
            {"id": number, **{other: checked.values.get(name) for name, other in TEXTS.items()}}
            for number, checked in rows.items()
        ]
        company = None if self.is_shared else self.company_id
        for number, others in self.env["customer.classification.duplicate"]._like(typed, company).items():
            names = [
                other._called_shortly() if number_or_id > 0 else _called(rows[number_or_id])
                for number_or_id, other, _why in others
                if number_or_id > 0 or number_or_id > number  # of two rows the latter says it
            ]
            if names:
                self._say_maybe_same(rows[number], words.listed(self.env, names), others[0][2])

    @api.model
    def _say_maybe_same(self, checked, names, why):
        """The same tax ID was noted before, yet not whose."""
        noted = next((message for message in checked.messages if message["key"] == "maybe_duplicate"), None)
        if noted:
            noted["called"] = names
        else:
            checked.warn("maybe_same", value=names, why=why)


def _called(checked):
    return " ".join(filter(None, [checked.values.get("code"), checked.values.get("name")]))


class BaseImport(models.TransientModel):
    """The test of a file by Odoo's own import names who is likely here already; importing it says nothing more."""

    _inherit = "base_import.import"

    def execute_import(self, fields, columns, options, dryrun=False):
        """As Odoo's; a test of contacts tells of likely duplicates besides."""
        token = TESTED.set(dryrun)
        try:
            return super().execute_import(fields, columns, options, dryrun=dryrun)
        finally:
            TESTED.reset(token)


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def load(self, fields, data):
        """As Odoo's; while a file is tested, with a warning that names the new ones who are likely here already."""
        if not TESTED.get():
            return super().load(fields, data)
        [(last,)] = self.env.execute_query(SQL("SELECT COALESCE(MAX(id), 0) FROM res_partner"))
        result = super().load(fields, data)
        new = self.browse(number for number in result["ids"] or [] if number > last)
        if said := new._said_to_be_here():
            result["messages"].append({"type": "warning", "message": said})
        return result

    def _said_to_be_here(self):
        """A sentence for each of these who is likely here already."""
        Duplicate = self.env["customer.classification.duplicate"]
        if not (self and distance.is_there() and Duplicate.has_access("read")):
            return ""
        lines = []
        for pair in Duplicate.find(self)[:SHOWN]:
            one, other = self.browse([pair["partner_id"], pair["other_id"]])
            new, here = (one, other) if one in self and other not in self else (other, one)
            why = Duplicate._said(pair["evidence"])
            lines.append(
                self.env._(
                    "%(new)s is maybe here already: %(here)s (%(why)s).",
                    new=new._called_shortly(),
                    here=here._called_shortly(),
                    why=why,
                )
            )
        return " ".join(lines)
