import logging
import time

from odoo import api, fields, models
from odoo.tools import SQL

from ..common import access
from . import distance
from .checks import CHECKS

_logger = logging.getLogger(__name__)

LARGE = 20_000  # contacts; from here on looking is left to the scheduled action


class CustomerClassificationCleaning(models.Model):
    """One look at all customers: for duplicates, faults, and whoever is no customer any more.

    It keeps what each step found before the next one begins, so that one that is stopped has not looked in vain.
    """

    _name = "customer.classification.cleaning"
    _description = "Cleaning of Customers"
    _order = "id desc"
    _log_access = False

    state = fields.Selection(
        selection=[
            ("new", "Not Yet Checked"),
            ("running", "Check Running"),
            ("done", "Check Done"),
            ("stopped", "Stopped"),
            ("failed", "Failed"),
        ],
        default="new",
        required=True,
        readonly=True,
    )
    progress = fields.Float(readonly=True, default=0, help="In %.")
    started_at = fields.Datetime(string="Last Checked", readonly=True)
    duration = fields.Float(readonly=True, help="Seconds.")
    error = fields.Text(readonly=True)
    needs_package = fields.Boolean(compute="_compute_counts")
    duplicate_count = fields.Integer(compute="_compute_counts", string="Likely Duplicates")
    certain_duplicate_count = fields.Integer(compute="_compute_counts", string="With the Same Tax ID")
    fault_count = fields.Integer(compute="_compute_counts", string="Faults")
    certain_fault_count = fields.Integer(compute="_compute_counts", string="Certain to Mend")
    dead_count = fields.Integer(compute="_compute_counts", string="Dead Customers")
    kept_count = fields.Integer(compute="_compute_counts", string="Kept")

    @api.depends("state")
    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Clean Up Customers")

    @api.depends("state", "progress")
    @api.depends_context("uid", "companies")
    def _compute_counts(self):
        """What is to be done, as far as the user sees it."""
        counts = self._counts()
        for cleaning in self:
            cleaning.update(counts)

    @api.model
    def _counts(self):
        opened = [("state", "=", "open")]

        def count(model, *more):
            return self.env[f"customer.classification.{model}"].search_count([*opened, *more])

        return {
            "needs_package": not distance.is_there(),
            "duplicate_count": count("duplicate"),
            "certain_duplicate_count": count("duplicate", ("is_certain", "=", True)),
            "fault_count": count("fault"),
            "certain_fault_count": count("fault", ("is_certain", "=", True)),
            "dead_count": count("dead"),
            "kept_count": self.env["customer.classification.dead"].search_count([("state", "in", ("kept", "handed"))]),
        }

    # Looking ----------------------------------------------------------------------------------------------------------

    @api.model
    def action_open(self):
        """Open the page of the last look."""
        self.check_access("read")
        last = self.search([], limit=1) or self.sudo().create({}).sudo(False)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Clean Up"),
            "res_model": self._name,
            "res_id": last.id,
            "views": [(False, "form")],
        }

    def action_look(self):
        """Look at all customers again: at once, or with many of them by the scheduled action, with progress.

        :raises AccessError: the user is no classification manager
        """
        access.check_manager(self.env)
        running = self.sudo().search([("state", "=", "running")], limit=1)
        if not running:
            running = self._begin()
            if not self._is_large_base():
                running._work(lambda: None)
            else:
                self.env.ref("customer_classification.ir_cron_duplicates").sudo()._trigger()
        return {**self.action_open(), "target": "main"}

    def action_stop(self):
        """Stop looking; what was found stays.

        :raises AccessError: the user is no classification manager
        """
        access.check_manager(self.env)
        access.readable(self).filtered(lambda cleaning: cleaning.state == "running").state = "stopped"
        return True

    @api.model
    def _begin(self):
        return self.sudo().create({"state": "running", "started_at": fields.Datetime.now()})

    @api.model
    def _is_large_base(self):
        [(rows,)] = self.env.execute_query(
            SQL("SELECT COALESCE(reltuples, 0) FROM pg_class WHERE oid = 'res_partner'::regclass")
        )
        return rows >= LARGE

    @api.model
    def _cron_look(self):
        """Look as somebody asked, or else as each night."""
        waiting = self.search([("state", "=", "running")]) or self._begin()
        for cleaning in waiting:
            try:
                cleaning._work(self.env["ir.cron"]._commit_progress)
            except Exception as error:
                self.env.cr.rollback()
                _logger.exception("Looking at the customers failed")
                cleaning.write({"state": "failed", "error": str(error)})

    @api.model
    def _steps(self):
        """The steps, each a function; a later one begins when what the former found is kept."""
        fault = self.env["customer.classification.fault"].sudo()
        duplicate = self.env["customer.classification.duplicate"].sudo()
        dead = self.env["customer.classification.dead"].sudo()
        quality = self.env["customer.classification.quality"].sudo()
        checks = ((lambda name=name: fault._look([name])) for name in CHECKS)
        return [*checks, dead._look, *duplicate._steps(), quality._measure]

    def _work(self, commit):
        """Go through the steps until somebody stops it.

        :param commit: called after each step
        """
        self.ensure_one()
        begun, steps = time.monotonic(), self._steps()
        for number, step in enumerate(steps, start=1):
            step()
            self.progress = 100 * number / len(steps)
            commit()
            self.invalidate_recordset(["state"])
            if self.state != "running":
                return
        self.write({"state": "done", "progress": 100, "duration": time.monotonic() - begun, "error": False})
        self.search([("id", "<", self.id)]).unlink()

    # Opening ----------------------------------------------------------------------------------------------------------

    def action_open_duplicates(self):
        """Open the likely duplicates."""
        return self._opened("action_duplicates")

    def action_open_faults(self):
        """Open the faults."""
        return self._opened("action_faults")

    def action_open_certain_faults(self):
        """Open the faults whose mending is certain: the preview of what mending them writes."""
        return self._opened("action_faults", search_default_certain=1)

    def action_open_merged(self):
        """Open what was known of customers who were merged."""
        return self._opened("action_merged", search_default_open=0)

    def action_open_dead(self):
        """Open the dead customers."""
        return self._opened("action_dead")

    @api.model
    def _opened(self, name, **filters):
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(f"customer_classification.{name}")
        return {**action, "context": {"search_default_open": 1, **filters}}
