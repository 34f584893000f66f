from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.figure_fields import SchemeFigures, SchemeFloat
from ..common.soft_references import SoftMany2one
from .customer_classification_assignment import ORIGINS


class CustomerClassificationChange(models.Model):
    """One move of one customer. Rows are written once; only their state moves on."""

    _name = "customer.classification.change"
    _inherit = ["customer.classification.soft.references", "customer.classification.of.scheme"]
    _description = "Category Change"
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _on_customer_merge = "joined"
    _log_access = False

    run_id = SoftMany2one(
        comodel_name="customer.classification.run",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        help="The run that made the change; empty for a choice by hand.",
    )
    partner_id = SoftMany2one(
        comodel_name="res.partner", string="Customer", required=True, ondelete="cascade", readonly=True
    )
    reference = fields.Char(
        string="Change Number", compute="_compute_reference", help="How people name the change, for example CH/00123."
    )
    scheme_id = SoftMany2one(
        comodel_name="customer.classification.scheme", required=True, ondelete="restrict", readonly=True
    )
    company_id = fields.Many2one(related="scheme_id.company_id")
    from_category_id = SoftMany2one(
        comodel_name="customer.classification.category", string="From", ondelete="restrict", readonly=True
    )
    to_category_id = SoftMany2one(
        comodel_name="customer.classification.category", string="To", ondelete="restrict", readonly=True
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now, help="When it was written.")
    effective_date = fields.Date(
        required=True, readonly=True, help="The day for which the customer was classified; usually the same day."
    )
    origin = fields.Selection(
        selection=ORIGINS,
        required=True,
        readonly=True,
        help="Who or what decided.",
    )
    rule_id = SoftMany2one(
        comodel_name="customer.classification.rule",
        ondelete="set null",
        readonly=True,
        help="The rule that decided; empty for the category of all other customers.",
    )
    user_id = SoftMany2one(
        comodel_name="res.users", string="By", ondelete="set null", readonly=True, help="Who made or started it."
    )
    salesperson_id = SoftMany2one(
        comodel_name="res.users", ondelete="set null", readonly=True, help="The customer's salesperson at that time."
    )
    team_id = SoftMany2one(
        comodel_name="crm.team",
        string="Sales Team",
        ondelete="set null",
        readonly=True,
        help="The salesperson's team at that time.",
    )
    revenue = SchemeFloat(
        string="Sales, 12 Months",
        digits=(16, 2),
        readonly=True,
        help="The customer's sales (orders) of the 12 months before, in the currency of the scheme.",
    )
    evidence = SchemeFigures(readonly=True, help="The figures of the customer, by condition.")
    reason = fields.Char(readonly=True, help="What the person who chose said about it.")
    state = fields.Selection(
        selection=[
            ("simulated", "Simulated"),
            ("proposed", "Proposed"),
            ("applied", "Applied"),
            ("rejected", "Rejected"),
            ("superseded", "Superseded"),
            ("undone", "Undone"),
        ],
        required=True,
        default="applied",
        readonly=True,
        help="Simulated: a dry run, nobody was moved. Applied: the customer was moved. "
        "Superseded: something else happened to the customer first.",
    )

    applied_number = fields.Integer(
        readonly=True,
        help="Its place among the applied changes, where it was applied later than it was written: a number of the "
        "same sequence as the ids. The history is replayed in the order of this number, else of the id.",
    )
    decision_user_id = SoftMany2one(
        comodel_name="res.users",
        string="Decided by",
        ondelete="set null",
        readonly=True,
        help="Who approved or rejected the proposal.",
    )
    decision_date = fields.Datetime(string="Decided on", readonly=True)
    decision_note = fields.Char(string="About the Decision", readonly=True)

    # each index is paid for by each move of each customer: see tests/test_assignments_lean.py
    _partner_history = models.Index("(partner_id, scheme_id, date DESC)")
    _one_proposal = models.UniqueIndex(
        "(partner_id, scheme_id) WHERE state = 'proposed'",
        "A proposal about this customer waits for a decision already. Decide on it first.",
    )
    _waiting = models.Index("(state, scheme_id) WHERE state IN ('proposed', 'simulated', 'rejected')")
    _days = models.Index("USING brin (effective_date)")

    @api.depends("from_category_id", "to_category_id")
    def _compute_display_name(self):
        for change in self:
            change.display_name = self.env._(
                "%(customer)s: %(former)s → %(new)s",
                customer=change.partner_id.display_name,
                former=change.from_category_id.name or "–",
                new=change.to_category_id.name or "–",
            )

    def _compute_reference(self):
        for change in self:
            change.reference = f"CH/{change._origin.id:05}" if change._origin else False

    # CRUD -------------------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        changes = super().create(vals_list)
        (changes.from_category_id | changes.to_category_id)._hold()
        return changes

    def write(self, vals):
        if vals.keys() - self._decision_fields():
            raise UserError(self.env._("The history is not rewritten. Change the customer's category instead."))
        return super().write(vals)

    @api.model
    def _decision_fields(self):
        """What is written later than the row: what became of it, and who decided so."""
        return {"state", "reason", "decision_user_id", "decision_date", "decision_note"}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        if any(change.state != "simulated" for change in self):
            raise UserError(self.env._("The history of a customer stays. Only simulated changes can be deleted."))

    def _carried_out(self):
        """What a move brings along; called when the ORM carried these changes out, as the engine does for its own.

        What extends it may read the changes by SQL.
        """
        self.env.flush_all()
        return True
