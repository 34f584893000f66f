from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..common import words
from ..common.soft_references import SoftMany2one

ORIGINS = [
    ("manual", "By hand"),
    ("rule", "By rule"),
    ("mapping", "By mapping"),
    ("import", "Imported"),
    ("merge", "Merged"),
    ("undo", "Restored"),
]


class CustomerClassificationAssignment(models.Model):
    _name = "customer.classification.assignment"
    _inherit = "customer.classification.opens.partner"
    _description = "Customer Category Assignment"
    _order = "scheme_sequence, scheme_id, id"
    _rec_name = "category_id"
    _on_customer_merge = "by itself"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="cascade",
        help="The company (or the person who is nobody's contact) that is classified.",
    )
    scheme_id = SoftMany2one(
        comodel_name="customer.classification.scheme",
        required=True,
        ondelete="restrict",
    )
    scheme_sequence = fields.Integer(related="scheme_id.sequence", string="Scheme Order", store=True)
    is_main = fields.Boolean(related="scheme_id.is_main")
    category_id = SoftMany2one(
        comodel_name="customer.classification.category",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('scheme_id', '=', scheme_id)]",
        group_expand="_group_expand_category_id",
    )
    origin = fields.Selection(
        selection=ORIGINS,
        required=True,
        default="manual",
        readonly=True,
        copy=False,
        help="How the customer came into this category.",
    )
    rule_id = SoftMany2one(
        comodel_name="customer.classification.rule",
        readonly=True,
        ondelete="set null",
        copy=False,
        help="The rule that decided.",
    )
    since = fields.Date(
        required=True,
        readonly=True,
        default=lambda self: self.env.company._classification_today(),
        copy=False,
        help="The day on which the customer came into this category.",
    )
    currency_id = fields.Many2one(related="scheme_id.currency_id")
    change_id = SoftMany2one(
        comodel_name="customer.classification.change",
        string="Last Change",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    create_uid = SoftMany2one(comodel_name="res.users", string="Created by", readonly=True, ondelete="set null")
    write_uid = SoftMany2one(comodel_name="res.users", string="Last Updated by", readonly=True, ondelete="set null")

    _partner_scheme_unique = models.Constraint(
        "UNIQUE(partner_id, scheme_id)",
        "A customer has one category per scheme. Change the existing line instead of adding another one.",
    )

    @api.model
    def _group_expand_category_id(self, categories, domain):
        """The board of a scheme shows a column for each category that can hold customers, empty ones too."""
        scheme = self.env["customer.classification.scheme"].browse(self.env.context.get("board_scheme_id"))
        return (categories | scheme._target_categories()).sorted()

    # Constraints ------------------------------------------------------------------------------------------------------

    @api.constrains("partner_id")
    def _check_commercial_entity(self):
        for assignment in self:
            partner = assignment.partner_id
            if partner.commercial_partner_id != partner:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(company)s and shows the categories of the company. "
                        "Classify %(company)s instead.",
                        contact=partner.display_name,
                        company=partner.commercial_partner_id.display_name,
                    )
                )

    @api.constrains("category_id", "scheme_id")
    def _check_category(self):
        for assignment in self:
            assignment.scheme_id._check_target(assignment.category_id)

    # What both ways have in common ------------------------------------------------------------------------------------

    @api.model
    def _check_partner_access(self, partners):
        """Nobody classifies a customer whom they may not edit."""
        if not self.env.su:
            partners.check_access("write")

    @api.model
    def _after_assignment_change(self):
        """Make what hangs on the assignments be read anew; called after every write, by ORM or SQL."""
        self.env["customer.classification.assignment"].flush_model()
        self.env["customer.classification.category"].invalidate_model(["customer_count"])
        self.env["customer.classification.scheme"].invalidate_model(["customer_count"])
        self.env["res.partner"].invalidate_model(
            [
                "classification_assignment_ids",
                "classification_badge_ids",
                "classification_completeness",
                "classification_proposal_ids",
                "classification_change_count",
                "classification_change_ids",
                "company_assignment_ids",
                "customer_category_ids",
                "main_category_id",
            ]
        )

    @api.model
    def _after_engine(self):
        """Make what the engine wrote by SQL be read anew."""
        self.env["customer.classification.assignment"].invalidate_model()
        self.env["customer.classification.change"].invalidate_model()
        self._after_assignment_change()

    def _how_and_since_when(self):
        """How the customer came here, since when and how long they are pinned, in one line; empty for no assignment."""
        if not self:
            return False
        self.ensure_one()
        origin = dict(self._fields["origin"]._description_selection(self.env))[self.origin]
        note = self.env._("%(origin)s since %(day)s", origin=origin, day=words.day(self.env, self.since))
        if self.origin == "rule" and self.rule_id:
            note = self.env._("%(note)s: %(rule)s", note=note, rule=self.sudo().rule_id.name)
        if self.is_pinned and self.pinned_until:
            note = self.env._("%(note)s, pinned until %(day)s", note=note, day=words.day(self.env, self.pinned_until))
        elif self.is_pinned:
            note = self.env._("%(note)s, pinned", note=note)
        if self.is_pinned and self.pin_reason:
            note = self.env._("%(note)s (%(reason)s)", note=note, reason=self.pin_reason)
        return note

    # Actions ----------------------------------------------------------------------------------------------------------

    def action_remove(self):
        """Take the customer out of the scheme; the history keeps that they were in it."""
        self.unlink()
        return True
