from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

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
    _description = "Customer Category Assignment"
    _order = "scheme_sequence, scheme_id, id"
    _rec_name = "category_id"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        help="The company (or the person who is nobody's contact) that is classified.",
    )
    scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme",
        required=True,
        index=True,
        ondelete="cascade",
    )
    scheme_sequence = fields.Integer(related="scheme_id.sequence", string="Scheme Order", store=True)
    is_main = fields.Boolean(related="scheme_id.is_main")
    category_id = fields.Many2one(
        comodel_name="customer.classification.category",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('scheme_id', '=', scheme_id)]",
    )
    origin = fields.Selection(
        selection=ORIGINS,
        required=True,
        default="manual",
        readonly=True,
        help="How the customer came into this category.",
    )
    rule_id = fields.Many2one(
        comodel_name="customer.classification.rule",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The rule that decided.",
    )
    since = fields.Date(
        required=True,
        readonly=True,
        default=fields.Date.context_today,
        help="The day on which the customer came into this category.",
    )
    pinned = fields.Boolean(help="Chosen by hand: rules leave the customer where he is.")
    pinned_until = fields.Date(help="The last day on which the pin holds; empty means until someone removes it.")
    pin_reason = fields.Char(help="Why rules shall leave this customer alone.")
    change_id = fields.Many2one(
        comodel_name="customer.classification.change",
        string="Last Change",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    _partner_scheme_unique = models.Constraint(
        "UNIQUE(partner_id, scheme_id)",
        "A customer has one category per scheme. Change the existing line instead of adding another one.",
    )

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
            category, scheme = assignment.category_id, assignment.scheme_id
            if category.scheme_id != scheme:
                raise ValidationError(
                    self.env._(
                        "“%(category)s” is a category of “%(other)s”, not of “%(scheme)s”.",
                        category=category.display_name,
                        other=category.scheme_id.name,
                        scheme=scheme.name,
                    )
                )
            if scheme.leaf_only and not category.is_leaf:
                raise ValidationError(
                    self.env._(
                        "In “%(scheme)s” only the lowest level holds customers. "
                        "Choose a category below “%(category)s”.",
                        scheme=scheme.name,
                        category=category.display_name,
                    )
                )

    @api.constrains("pinned", "pinned_until")
    def _check_pinned_until(self):
        today = fields.Date.context_today(self)
        for assignment in self:
            if assignment.pinned and assignment.pinned_until and assignment.pinned_until < today:
                raise ValidationError(
                    self.env._("The pin would end on %s, which is past. Choose a later day.", assignment.pinned_until)
                )

    # CRUD: the ORM's way into the table; the engine's is ``engine.moves`` ---------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("scheme_id") and vals.get("category_id"):
                category = self.env["customer.classification.category"].browse(vals["category_id"])
                vals["scheme_id"] = category.scheme_id.id
            self._add_pin(vals)
        self._check_partner_access(self.env["res.partner"].browse(vals["partner_id"] for vals in vals_list))
        assignments = super().create(vals_list)
        assignments._log_moves({assignment.id: False for assignment in assignments})
        self._after_assignment_change()
        return assignments

    def write(self, vals):
        if vals.keys() == {"change_id"}:
            return super().write(vals)
        if {"partner_id", "scheme_id"} & vals.keys():
            raise UserError(self.env._("The customer and the scheme of a line stay. Remove the line and add another."))
        self._check_partner_access(self.partner_id)
        category_id = vals.get("category_id")
        moved = self.filtered(lambda a: a.category_id.id != category_id) if category_id else self.browse()
        before = {assignment.id: assignment.category_id.id for assignment in moved}
        if moved:
            vals = {"origin": "manual", "rule_id": False, "since": fields.Date.context_today(self), **vals}
        result = super().write(vals)
        if moved:
            if "pinned" not in vals and vals["origin"] == "manual":
                for scheme, assignments in moved.grouped("scheme_id").items():
                    super(CustomerClassificationAssignment, assignments).write(scheme._pin_values())
            moved._log_moves(before)
        self._after_assignment_change()
        return result

    def unlink(self):
        self._check_partner_access(self.partner_id)
        if not self.env.context.get("classification_uninstall"):
            self._log_removals()
        result = super().unlink()
        self._after_assignment_change()
        return result

    def _add_pin(self, vals):
        """A choice by hand in an automatic scheme is pinned unless the values say otherwise."""
        if "pinned" not in vals and vals.get("origin", "manual") == "manual" and vals.get("scheme_id"):
            scheme = self.env["customer.classification.scheme"].browse(vals["scheme_id"])
            for name, value in scheme._pin_values().items():
                vals.setdefault(name, value)

    @api.model
    def _check_partner_access(self, partners):
        """Nobody classifies a customer whom he may not edit."""
        if not self.env.su:
            partners.check_access("write")

    def _log_moves(self, before):
        """Write the change rows of moves that just happened; ``before`` is {assignment id: former category id}."""
        Change = self.env["customer.classification.change"].sudo()
        changes = Change.create(
            [{**assignment._prepare_change(), "from_category_id": before[assignment.id]} for assignment in self]
        )
        for assignment, change in zip(self.sudo(), changes, strict=True):
            assignment.change_id = change

    def _log_removals(self):
        self.env["customer.classification.change"].sudo().create(
            [
                {
                    **assignment._prepare_change(),
                    "from_category_id": assignment.category_id.id,
                    "to_category_id": False,
                    "effective_date": fields.Date.context_today(self),
                    "origin": self.env.context.get("classification_origin", "manual"),
                }
                for assignment in self
            ]
        )

    def _prepare_change(self):
        """The values of the change row that leads to the present state of this assignment."""
        self.ensure_one()
        partner = self.partner_id.sudo()
        return {
            "partner_id": partner.id,
            "scheme_id": self.scheme_id.id,
            "to_category_id": self.category_id.id,
            "date": fields.Datetime.now(),
            "effective_date": self.since,
            "origin": self.origin,
            "rule_id": self.rule_id.id,
            "user_id": self.env.uid,
            "salesperson_id": partner.user_id.id,
            "team_id": partner.team_id.id if "team_id" in partner._fields else False,
            "reason": self.pin_reason,
            "state": "applied",
        }

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
        self.env["customer.classification.run"].invalidate_model(["change_ids"])
        self._after_assignment_change()

    # Actions ----------------------------------------------------------------------------------------------------------

    def action_remove(self):
        """Take the customer out of the scheme; the history keeps that he was in it."""
        self.unlink()
        return True

    def action_open_partner(self):
        """Open the customer."""
        self.ensure_one()
        return self.partner_id.get_formview_action()
