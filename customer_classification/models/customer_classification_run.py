import logging
import time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import decision, figures, moves

_logger = logging.getLogger(__name__)


class CustomerClassificationRun(models.Model):
    _name = "customer.classification.run"
    _description = "Classification Run"
    _order = "id desc"
    _log_access = False

    scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, index="btree_not_null")
    currency_id = fields.Many2one(related="scheme_id.currency_id")
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
    customer_count = fields.Integer(string="Customers", readonly=True, help="Customers on whom was decided.")
    change_count = fields.Integer(string="Moves", readonly=True, help="Customers who belong elsewhere.")
    change_ids = fields.One2many("customer.classification.change", "run_id", string="Changes", readonly=True)
    matrix = fields.Json(readonly=True, help="Customers and 12-month sales by former and new category.")
    matrix_html = fields.Html(compute="_compute_matrix_html", string="Moves by Category")
    rules_snapshot = fields.Json(readonly=True, help="The rules as they stood.")
    user_id = fields.Many2one(comodel_name="res.users", string="Started by", readonly=True, ondelete="set null")
    error = fields.Text(readonly=True)

    @api.depends("scheme_id.name", "as_of")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for run in self:
            run.display_name = f"{run.scheme_id.name}, {fields.Date.to_string(run.as_of)}"

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

        return {"run": self, "cells": cells, "rows": ordered(0), "columns": ordered(1)}

    # Executing --------------------------------------------------------------------------------------------------------

    @api.model
    def _execute(self, schemes, as_of=None, partner_ids=None, simulate=False, trigger="manual"):
        """Decide for ``schemes`` and move (or only simulate); what they have in common is computed once.

        :param as_of: a date or its text; today if empty
        :param partner_ids: customers or their contacts; all customers if None
        :return: the runs in the order of the schemes
        """
        as_of = fields.Date.to_date(as_of) or fields.Date.context_today(self)
        if partner_ids is not None:
            partner_ids = tuple(self.env["res.partner"].sudo().browse(partner_ids).commercial_partner_id.ids)
        schemes = schemes.sudo()
        self.env.flush_all()
        by_scope = {}
        for scheme in schemes:
            self._lock(scheme)
            spec = scheme._spec(as_of, partner_ids)
            by_scope.setdefault(spec.scope, []).append((scheme, spec))
        runs = {}
        for scope, members in by_scope.items():
            engine_env = decision.engine_env(self.env, scope.company_id)
            wanted = [decision.REVENUE, *(figure for _scheme, spec in members for figure in spec.figures)]
            known = self._known_boundaries([scheme for scheme, _spec in members]) if partner_ids is not None else None
            with figures.computed(engine_env, scope, wanted, partner_ids, known) as tables:
                for scheme, spec in members:
                    runs[scheme] = self._execute_one(engine_env, scheme, spec, tables, simulate, trigger)
        self.env["customer.classification.assignment"]._after_engine()
        return self.browse(runs[scheme].id for scheme in schemes)

    @api.model
    def _known_boundaries(self, schemes):
        """The boundaries of scores and the Pareto curve as the last runs of these schemes took them."""
        known = {}
        for scheme in schemes:
            last = self.sudo().search([("scheme_id", "=", scheme.id), ("state", "=", "applied")], limit=1)
            known.update((last.rules_snapshot or {}).get("boundaries") or {})
        return known

    @api.model
    def _execute_one(self, engine_env, scheme, spec, tables, simulate, trigger):
        """Decide and move for one scheme whose figures are computed; returns its run."""
        start = time.monotonic()
        run = self.sudo().create(
            {
                "scheme_id": scheme.id,
                "as_of": spec.scope.as_of,
                "trigger": trigger,
                "user_id": self.env.uid,
                "rules_snapshot": {**scheme._rules_snapshot(), "boundaries": tables.boundaries},
            }
        )
        run.flush_recordset()
        decided = decision.decide(engine_env, spec, tables)
        matrix = moves.matrix(engine_env, decided)
        held = not simulate and trigger == "schedule" and scheme._exceeds_safety(matrix)
        write = moves.propose if simulate or held else moves.move
        changed = 0
        if any(cell["from"] != cell["to"] for cell in matrix):
            stroke = moves.Stroke(
                scheme_id=scheme.id,
                origin="mapping" if spec.mode == "mapping" else "rule",
                effective_date=spec.scope.as_of,
                user_id=self.env.uid,
                now=fields.Datetime.now(),
                run_id=run.id,
            )
            changed = write(engine_env, decided, stroke)
        engine_env.cr.execute(SQL("DROP TABLE %s", SQL.identifier(decided)))
        run.write(
            {
                "state": "simulated" if simulate else "held" if held else "applied",
                "duration": time.monotonic() - start,
                "customer_count": sum(cell["customers"] for cell in matrix),
                "change_count": changed,
                "matrix": matrix,
            }
        )
        if held:
            scheme._tell_managers(
                self.env._("Classification waits: more customers would move than the safety limit allows"),
                self.env._("%s customers would move. Look at the run, then apply or cancel it.", changed),
            )
        return run.with_env(self.env)

    @api.model
    def _execute_safely(self, scheme, trigger):
        """Run one scheme for today; an error becomes a failed run with its message, so that others go on.

        :return: the run, applied or failed
        """
        try:
            with self.env.cr.savepoint():
                return self._execute(scheme, trigger=trigger)
        except Exception as error:
            _logger.exception("Classifying by the scheme %s failed", scheme.code)
            scheme._tell_managers(self.env._("Classification failed"), str(error))
            return self.sudo().create(
                {
                    "scheme_id": scheme.id,
                    "as_of": fields.Date.context_today(self),
                    "trigger": trigger,
                    "user_id": self.env.uid,
                    "state": "failed",
                    "error": str(error),
                }
            )

    @api.model
    def _lock(self, scheme):
        """Let nobody else classify by ``scheme`` until the transaction ends.

        :raises UserError: someone is doing it at this moment
        """
        [(locked,)] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(hashtext('customer.classification.scheme'), %s)", scheme.id)
        )
        if not locked:
            raise UserError(
                self.env._("“%s” is being classified at this moment. Try again when that is done.", scheme.name)
            )

    # Actions ----------------------------------------------------------------------------------------------------------

    def action_apply(self):
        """Move the customers of a simulation as it shows; who was moved or pinned since then stays where he is.

        :raises UserError: the run is no simulation
        :raises AccessError: the user is no classification manager
        """
        self.scheme_id._check_may_classify()
        for run in self.sudo():
            if run.state not in ("simulated", "held"):
                raise UserError(self.env._("“%s” is no dry run that waits to be applied.", run.display_name))
            self._lock(run.scheme_id)
            self.env.flush_all()
            applied, _superseded = moves.apply_pending(
                self.env,
                SQL("SELECT id FROM customer_classification_change WHERE run_id = %s", run.id),
                state="simulated",
                user_id=self.env.uid,
                now=fields.Datetime.now(),
            )
            run.write({"state": "applied", "change_count": applied})
        self.env["customer.classification.assignment"]._after_engine()
        return True

    def action_cancel(self):
        """Give up a simulation; nobody was moved and nobody will be.

        :raises UserError: the run is no simulation
        """
        self.scheme_id._check_may_classify()
        for run in self.sudo():
            if run.state not in ("simulated", "held"):
                raise UserError(self.env._("“%s” is no dry run that waits to be applied.", run.display_name))
            run.change_ids.write({"state": "superseded"})
            run.state = "cancelled"
        return True

    def action_open_changes(self):
        """Open the changes of these runs."""
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_changes")
        return {**action, "domain": [("run_id", "in", self.ids)], "context": {}}

    def _action_open(self):
        """Open one run as a form, several as a list."""
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_runs")
        if len(self) == 1:
            return {**action, "res_id": self.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", self.ids)]}
