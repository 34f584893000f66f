from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..approval import proposals
from ..common import access
from ..common.figure_fields import SchemeMatrix, SchemeRules
from ..moves import moves, pending


class CustomerClassificationRun(models.Model):
    _name = "customer.classification.run"
    _inherit = ["customer.classification.soft.references", "customer.classification.of.scheme"]
    _description = "Classification Run"
    _order = "id desc"
    _log_access = False

    scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, index="btree_not_null")
    currency_id = fields.Many2one(related="scheme_id.currency_id")
    scheme_state = fields.Selection(related="scheme_id.state", string="State of the Scheme")
    as_of = fields.Date(string="As of", required=True, readonly=True, help="The day on which the windows end.")
    trigger = fields.Selection(
        selection=[("manual", "By hand"), ("schedule", "Scheduled"), ("event", "Event")],
        required=True,
        readonly=True,
        help="What started the run.",
    )
    state = fields.Selection(
        selection=[
            ("running", "Running"),
            ("simulated", "Simulated"),
            ("held", "Held"),
            ("applied", "Applied"),
            ("undone", "Undone"),
            ("cancelled", "Cancelled"),
            ("failed", "Failed"),
        ],
        required=True,
        default="running",
        readonly=True,
        help="Simulated: a dry run, nobody was moved yet. Applied: the customers were moved.",
    )
    started_at = fields.Datetime(string="Started", required=True, readonly=True, default=fields.Datetime.now)
    duration = fields.Float(readonly=True, help="Seconds.")
    is_simulation = fields.Boolean(string="Dry Run", readonly=True, help="Nobody is moved until somebody applies it.")
    is_partial = fields.Boolean(readonly=True, help="Only some customers were looked at.")
    progress = fields.Float(
        readonly=True, default=100, help="Of a run that is under way, how much of the moves is done, in %."
    )
    customer_count = fields.Integer(string="Number of Customers", readonly=True, help="Customers on whom was decided.")
    change_count = fields.Integer(string="Moves", readonly=True, help="Customers who moved, or would move.")
    proposed_count = fields.Integer(string="Proposed", readonly=True, help="Moves that wait until somebody approves.")
    is_reconstruction = fields.Boolean(
        readonly=True, help="Part of the history of a new installation: nobody needs to approve its moves."
    )
    change_ids = fields.One2many("customer.classification.change", "run_id", string="Changes", readonly=True)
    matrix = SchemeMatrix(readonly=True, help="Customers and 12-month sales by former and new category.")
    matrix_html = fields.Html(compute="_compute_matrix_html", string="Moves by Category", sanitize=False)
    rules_snapshot = SchemeRules(readonly=True, help="The rules as they stood.")
    user_id = fields.Many2one(comodel_name="res.users", string="Started by", readonly=True, ondelete="set null")
    error = fields.Text(readonly=True)

    @api.depends("scheme_id.name", "as_of")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for run in self:
            run.display_name = self.env._(
                "%(scheme)s, %(day)s", scheme=run.scheme_id.name, day=fields.Date.to_string(run.as_of)
            )

    @api.depends("matrix")
    @api.depends_context("lang")
    def _compute_matrix_html(self):
        for run in self:
            run.matrix_html = (
                self.env["ir.qweb"]._render("customer_classification.run_matrix", run._matrix_values())
                if run.matrix
                else False
            )

    def _matrix_values(self):
        """The matrix as a table: rows are former categories, columns new ones; False stands for “no category”."""
        self.ensure_one()
        cells = {(cell["from"] or False, cell["to"] or False): cell for cell in self.matrix}
        Category = self.env["customer.classification.category"].with_context(active_test=False)
        ids = {category_id for key in cells for category_id in key if category_id}
        categories = Category.search([("id", "in", list(ids))])

        def ordered(position):
            present = {key[position] for key in cells}
            return [category for category in categories if category.id in present] + [
                Category.browse() for _unclassified in present & {False}
            ]

        ahead = self.state in (False, "running", "simulated", "held")
        pairs = self.scheme_id._waiting(self.matrix) if ahead else ()
        waiting = {(former or False, latter or False) for former, latter in pairs}
        return {"run": self, "cells": cells, "rows": ordered(0), "columns": ordered(1), "waiting": waiting}

    # Actions ----------------------------------------------------------------------------------------------------------

    def action_apply(self):
        """Move the customers of a dry run or a held run as it shows; who was moved or pinned since stays.

        Moves that must be approved become proposals.

        :raises UserError: the run is no dry run, the scheme is being classified at this moment, or rules or figures
            have changed since, so that something else would follow
        :raises AccessError: the user is no classification manager
        """
        for run in self._deciding():
            if run.state not in ("simulated", "held"):
                raise UserError(self.env._("“%s” is no dry run that waits to be applied.", run.display_name))
            self._lock(self.env.cr, run.scheme_id)
            self.env.flush_all()
            run._check_fresh()
            run._apply(self.env.uid)
        self.env["customer.classification.assignment"]._after_engine()
        return True

    def _check_fresh(self):
        """Raise where something else than the dry run shows would follow now; what extends this can tell."""
        self.ensure_one()

    def _apply(self, user_id):
        """Carry out the simulated changes of this run; those that must be approved become proposals."""
        self.ensure_one()
        changes = SQL("SELECT id FROM customer_classification_change WHERE run_id = %s", self.id)
        move = moves.Move(
            self.scheme_id.id,
            "rule",
            self.as_of,
            user_id,
            fields.Datetime.now(),
            waiting=self.scheme_id._waiting(self.matrix or []),
        )
        proposed = proposals.propose_dry_run(self.env, changes, move)
        applied, _superseded = pending.apply_pending(self.env, changes, "simulated", move)
        self.write({"state": "applied", "change_count": applied, "proposed_count": proposed})
        self.scheme_id._tell_approvers()

    def action_cancel(self):
        """Give up a dry run, of which nobody was moved; or stop a run that is under way: who was moved stays moved.

        :raises UserError: the run is over
        """
        for run in self._deciding():
            if run.state not in ("simulated", "held", "running"):
                raise UserError(self.env._("“%s” is over: there is nothing to cancel.", run.display_name))
            run.change_ids.filtered(lambda change: change.state == "simulated").write({"state": "superseded"})
            run.state = "cancelled"
        return True

    def _deciding(self):
        """Return these runs with all rights, if the user may see them and classify by their schemes.

        :raises AccessError: they may not
        """
        runs = access.readable(self)
        self.scheme_id._check_may_classify()
        return runs

    def action_open_changes(self):
        """Open the changes of these runs."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_changes")
        return {**action, "domain": [("run_id", "in", self.ids)], "context": {}}

    def action_open_cell(self, former_id, latter_id):
        """Open the changes of one cell of the matrix: from one category (or none) to another."""
        action = self.action_open_changes()
        former, latter = (
            access.record_of(self.env, "customer.classification.category", number) for number in (former_id, latter_id)
        )
        cell = [("from_category_id", "=", former.id), ("to_category_id", "=", latter.id)]
        return {**action, "domain": [*action["domain"], *cell]}

    def action_open_proposals(self):
        """Open what these runs proposed and nobody decided on yet."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_proposals")
        return {**action, "domain": [("run_id", "in", self.ids), ("state", "=", "proposed")], "context": {}}

    def _action_open(self):
        """Open one run as a form, several as a list."""
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_runs")
        if len(self) == 1:
            return {**action, "res_id": self.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", self.ids)]}


class CustomerClassificationChange(models.Model):
    _inherit = "customer.classification.change"

    @api.autovacuum
    def _gc_simulated(self):
        """Sweep the dry runs that are older than a week."""
        before = fields.Datetime.subtract(fields.Datetime.now(), days=7)
        runs = self.env["customer.classification.run"].search(
            [("state", "in", ("simulated", "cancelled")), ("started_at", "<", before)]
        )
        self.search([("run_id", "in", runs.ids), ("state", "=", "simulated")]).unlink()


class CustomerClassificationAssignment(models.Model):
    _inherit = "customer.classification.assignment"

    @api.model
    def _after_engine(self):
        self.env["customer.classification.run"].invalidate_model(["change_ids"])
        return super()._after_engine()
