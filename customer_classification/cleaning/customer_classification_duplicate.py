from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common import access, words


class CustomerClassificationDuplicate(models.Model):
    """Two customers who are likely one, with what speaks for it, until somebody decides."""

    _name = "customer.classification.duplicate"
    _description = "Likely Duplicate Customer"
    _order = "score desc, id"
    _rec_name = "partner_id"
    _on_customer_merge = "by itself"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The older of the two records, which is kept when they are merged.",
    )
    other_id = fields.Many2one(
        comodel_name="res.partner",
        string="Likely the Same",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    score = fields.Integer(readonly=True, help="Points for what both have in common; from 60 on they are likely one.")
    evidence = fields.Json(readonly=True, help="What was found, with its points.")
    reasons = fields.Char(compute="_compute_reasons", string="Why")
    is_certain = fields.Boolean(
        string="Certain", readonly=True, help="Both have the same tax ID: they may be merged without looking closer."
    )
    state = fields.Selection(
        selection=[("open", "To Decide"), ("later", "Later"), ("different", "Not the Same")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    decided_by_id = fields.Many2one(comodel_name="res.users", string="Decided by", readonly=True)
    ref = fields.Char(related="partner_id.ref", string="Reference")
    other_ref = fields.Char(related="other_id.ref", string="Other Reference")
    vat = fields.Char(related="partner_id.vat")
    other_vat = fields.Char(related="other_id.vat", string="Other Tax ID")
    phone = fields.Char(related="partner_id.phone")
    other_phone = fields.Char(related="other_id.phone", string="Other Phone")
    email = fields.Char(related="partner_id.email")
    other_email = fields.Char(related="other_id.email", string="Other Email")
    street = fields.Char(related="partner_id.street")
    other_street = fields.Char(related="other_id.street", string="Other Street")
    city = fields.Char(related="partner_id.city")
    other_city = fields.Char(related="other_id.city", string="Other City")
    category_ids = fields.Many2many(related="partner_id.customer_category_ids", string="Categories")
    other_category_ids = fields.Many2many(related="other_id.customer_category_ids", string="Other Categories")
    outcome = fields.Text(compute="_compute_outcome", help="What merging the two would do to the one who is kept.")

    _pair_unique = models.Constraint("UNIQUE(partner_id, other_id)", "These two customers are compared already.")

    @api.depends("evidence")
    @api.depends_context("lang")
    def _compute_reasons(self):
        for pair in self:
            pair.reasons = self._said(pair.evidence or [])

    @api.model
    def _said(self, evidence):
        """Evidence, a list of (kind, points), in words."""
        said = self._words()
        return words.stated(self.env, [said.get(kind) for kind, _points in evidence])

    @api.model
    def _words(self):
        """{kind of evidence: how it is said}"""
        return {
            "tax_id": self.env._("same tax ID"),
            "tax_id_former": self.env._("the tax ID as it was before 2015"),
            "tax_id_slip": self.env._("tax IDs with one wrong character"),
            "name_same": self.env._("same name without place and legal form"),
            "name_former": self.env._("one is called as the other was"),
            "name_slip": self.env._("names with a typing error"),
            "name_slips": self.env._("names with two typing errors"),
            "name_short": self.env._("one name is short for the other"),
            "name_initials": self.env._("one name is the initials of the other"),
            "name_reading": self.env._("one name is how the other is spoken"),
            "person": self.env._("one is a person of the other"),
            "mobile": self.env._("same mobile number"),
            "phone": self.env._("same phone"),
            "mail": self.env._("same email"),
            "domain": self.env._("same web or mail domain"),
            "street": self.env._("same street"),
            "city": self.env._("same city"),
            "other_city": self.env._("another city"),
        }

    @api.depends("partner_id", "other_id")
    @api.depends_context("lang", "company")
    def _compute_outcome(self):
        for pair in self:
            lines = [*pair._outcome_lines(), self.env._("Both histories, all documents and payments are kept.")]
            pair.outcome = "\n".join(lines)

    def _outcome_lines(self):
        """What merging the two would do, a sentence each; another file tells of more than categories."""
        self.ensure_one()
        kept = {a.scheme_id: a.category_id for a in self.partner_id.classification_assignment_ids}
        stays = [
            self.env._("%(scheme)s: %(category)s stays", scheme=scheme.name, category=category.display_name)
            for scheme, category in kept.items()
        ]
        return stays + [
            self.env._(
                "%(scheme)s: %(category)s is taken over",
                scheme=assignment.scheme_id.name,
                category=assignment.category_id.display_name,
            )
            for assignment in self.other_id.classification_assignment_ids
            if assignment.scheme_id not in kept
        ]

    # Deciding ---------------------------------------------------------------------------------------------------------

    def action_merge(self):
        """Merge the two of each pair by Odoo's own merge; the older record stays.

        :raises UserError: Odoo refuses, and says why
        :raises AccessError: the user is no classification manager, or may not change these contacts
        """
        access.check_manager(self.env)
        access.writable(self.partner_id | self.other_id)
        merge = self.env["base.partner.merge.automatic.wizard"].sudo()
        for pair in self:
            kept, other = pair.partner_id, pair.other_id
            if not (kept.exists() and other.exists()):
                continue  # one of them went with a pair before
            lost = self.env._("Merged with %(name)s: tax ID %(vat)s, phone %(phone)s, email %(email)s, %(address)s")
            note = lost % {
                "name": other.display_name,
                "vat": other.vat or "–",
                "phone": other.phone or "–",
                "email": other.email or "–",
                "address": " ".join(filter(None, [other.city, other.street])) or "–",
            }
            self.env["customer.classification.merge"]._keep(other.sudo(), kept)
            merge._merge([kept.id, other.id], kept)
            kept.sudo().message_post(body=note)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_merge_certain(self):
        """Merge those of the pairs that have the same tax ID.

        :raises UserError: none of them has
        """
        certain = self.filtered("is_certain")
        if not certain:
            raise UserError(self.env._("None of the chosen pairs has the same tax ID: look at them one by one."))
        return certain.action_merge()

    def action_different(self):
        """Remember that the two are different customers: they are never proposed again."""
        self._decide("different")

    def action_later(self):
        """Put the pair aside; it stays in the list of those for later."""
        self._decide("later")

    def action_reopen(self):
        """Ask again."""
        self._decide("open")

    def _decide(self, state):
        access.check_manager(self.env)
        access.readable(self).write({"state": state, "decided_by_id": self.env.uid})

    def action_open_partner(self):
        """Open the customer who would stay."""
        self.ensure_one()
        return self.partner_id._get_records_action()

    def action_open_other(self):
        """Open the customer who would go."""
        self.ensure_one()
        return self.other_id._get_records_action()
