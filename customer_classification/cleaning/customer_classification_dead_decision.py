from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..common import access, words
from . import signs_of_life
from .dead_settings import MONTHS

KEPT_MONTHS, HANDED_MONTHS = 12, 3


class CustomerClassificationDeadDecision(models.TransientModel):
    """What becomes of dead customers, and why; the reason is noted on each."""

    _name = "customer.classification.dead.decision"
    _inherit = "customer.classification.references"
    _description = "Decision on Dead Customers"

    dead_ids = fields.Many2many(
        comodel_name="customer.classification.dead",
        relation="customer_classification_dead_chosen",
        column1="decision_id",
        column2="dead_id",
        string="Customers",
        required=True,
    )
    count = fields.Integer(string="Number of Customers", compute="_compute_count")
    decision = fields.Selection(
        selection=[("archive", "Archive"), ("keep", "Keep Until"), ("hand_over", "Hand Over")],
        required=True,
        default="archive",
    )
    keep_until = fields.Date(
        compute="_compute_keep_until",
        store=True,
        readonly=False,
        help="On the day after, they are proposed again if they gave no sign of life.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="New Salesperson", domain=[("share", "=", False)], help="Who speaks to them."
    )
    reason = fields.Char(required=True, help="Noted on each customer.")

    @api.depends("dead_ids")
    def _compute_count(self):
        for wizard in self:
            wizard.count = len(wizard.dead_ids)

    @api.depends("decision")
    def _compute_keep_until(self):
        today = self.env.company._classification_today()
        for wizard in self:
            months = HANDED_MONTHS if wizard.decision == "hand_over" else KEPT_MONTHS
            wizard.keep_until = False if wizard.decision == "archive" else today + relativedelta(months=months)

    def action_decide(self):
        """Archive these customers with their contacts, keep them, or hand them over; with the reason in their chatter.

        :raises UserError: the day is over, nobody is chosen, or somebody cannot be archived; it says who
        :raises AccessError: the user is no classification manager, or may not change these customers
        """
        self.ensure_one()
        access.check_manager(self.env)
        rows = access.readable(self.dead_ids)
        partners = access.writable(rows.partner_id.sudo(False))
        getattr(self, f"_{self.decision}")(rows, partners)
        rows.write({"reason": self.reason, "decided_by_id": self.env.uid})
        return {"type": "ir.actions.act_window_close"}

    def _note(self, partners, text):
        body = words.labelled(self.env, text, self.reason)
        partners._message_log_batch(bodies=dict.fromkeys(partners.ids, body))

    def _archive(self, rows, partners):
        contacts = partners.search([("id", "child_of", partners.ids)])
        self._check_archivable(rows, partners, contacts)
        for row in rows:
            family = contacts.filtered(lambda contact, own=row.partner_id: contact.commercial_partner_id == own)
            row.archived_ids = (family - row.partner_id).ids
        self._note(partners, self.env._("Archived as a dead customer"))
        contacts.write({"active": False})
        rows.write({"state": "archived", "keep_until": False})

    def _check_archivable(self, rows, partners, contacts):
        """Raise where Odoo needs somebody, or where they are customers of another company, too."""
        if needed := contacts.filtered("user_ids"):
            raise UserError(
                self.env._(
                    "These have users, who would lose their access: %s. Archive their users first, or leave them out.",
                    words.listed(self.env, needed.mapped("display_name")),
                )
            )
        shared = self._alive_elsewhere(rows, partners.filtered(lambda partner: not partner.company_id))
        if shared:
            raise UserError(
                self.env._(
                    "These are shared with other companies, for which they are no dead customers: %s. Keep them, or "
                    "leave them out.",
                    words.listed(self.env, shared.mapped("display_name")),
                )
            )

    def _alive_elsewhere(self, rows, partners):
        """Those of these customers of no company who gave another one a sign of life lately."""
        found = partners.browse()
        for company in self.env["res.company"].sudo().search([("id", "not in", rows.company_id.ids)]):
            months = company.classification_dead_months or MONTHS
            ids = self.env.execute_query(
                SQL(
                    "SELECT partner_id FROM (%s) sign WHERE partner_id = ANY(%s) AND day > %s",
                    signs_of_life.last_signs(company.id, company._classification_tz()),
                    partners.ids,
                    company._classification_today() - relativedelta(months=months),
                )
            )
            found |= partners.browse(partner_id for (partner_id,) in ids)
        return found

    def _keep(self, rows, partners):
        if not self.keep_until or self.keep_until < self.env.company._classification_today():
            raise UserError(self.env._("Choose a day that is still to come until which they are kept."))
        self._note(partners, self.env._("Kept until %s", words.day(self.env, self.keep_until)))
        rows.write({"state": "kept", "keep_until": self.keep_until})

    def _hand_over(self, rows, partners):
        if not self.user_id:
            raise UserError(self.env._("Choose to whom they are handed over."))
        partners.write({"user_id": self.user_id.id})
        self._note(partners, self.env._("Handed over to %s", self.user_id.name))
        rows.write({"state": "handed", "keep_until": self.keep_until})
