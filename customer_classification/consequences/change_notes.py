from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ..common import words

BATCH = 1000
REMEMBERED = "customer.classification.moved"


def wanted(env, scheme_id: int) -> bool:
    """Whether the scheme wants its moves to be noted on the customers."""
    return bool(
        env.execute_query(SQL("SELECT FROM customer_classification_scheme WHERE id = %s AND log_changes", scheme_id))
    )


def remember(env, changes: SQL):
    """Remember these changes until they are noted, which is before the transaction ends."""
    env.cr.precommit.data.setdefault(REMEMBERED, []).extend(id_ for (id_,) in env.execute_query(changes))


class CustomerClassificationScheme(models.Model):
    _inherit = "customer.classification.scheme"

    log_changes = fields.Boolean(
        string="Note Moves on Customers",
        help="Each move writes a note into the chatter of the customer: from where to where, and why.",
    )


class CustomerClassificationChange(models.Model):
    """A note in the chatter of the customer for each move, where the scheme wants it."""

    _inherit = "customer.classification.change"

    @api.model
    def _write_remembered_notes(self):
        """Write the notes of the moves that are remembered since the last call or commit."""
        self.sudo().browse(self.env.cr.precommit.data.pop(REMEMBERED, [])).exists()._write_notes()

    def _write_notes(self):
        """Write the notes of these changes, in as few statements per thousand of them as Odoo needs."""
        noted = self.sudo().filtered("scheme_id.log_changes")
        for scheme, of_scheme in noted.grouped("scheme_id").items():
            company = scheme.company_id or self.env.company
            local = of_scheme.with_context(lang=company.partner_id.lang or self.env.lang)
            for author, changes in local.grouped("user_id").items():
                for ids in split_every(BATCH, changes.ids):
                    bodies = {
                        partner.id: Markup().join(change._note_text() for change in of_partner)
                        for partner, of_partner in changes.browse(ids).grouped("partner_id").items()
                    }
                    changes.partner_id.browse(bodies)._message_log_batch(bodies, author_id=author.partner_id.id or None)

    def _note_text(self):
        """The move in one line, in the language of the context."""
        self.ensure_one()
        nothing = self.env._("no category")
        origin = dict(self._fields["origin"]._description_selection(self.env))[self.origin]
        why = words.labelled(self.env, words.labelled(self.env, origin, self.rule_id.name), self.reason)
        note = self.env._(
            "%(scheme)s: %(former)s → %(latter)s (%(why)s)",
            scheme=self.scheme_id.name,
            former=self.from_category_id.name or nothing,
            latter=self.to_category_id.name or nothing,
            why=why,
        )
        if abs((self.date.date() - self.effective_date).days) > 1:  # a day may be another one elsewhere
            note = self.env._("%(note)s, since %(day)s", note=note, day=words.day(self.env, self.effective_date))
        return Markup("<p>%s</p>") % note
