import time

import psycopg2

from odoo import api, models
from odoo.tools import SQL

from ..moves import moves
from . import nights, scheme_lock

BATCHES = 20  # at most, into which a run in the background is divided
BATCH_SIZE = 2000  # moves; fewer are no batch of their own
TRIES = 5  # of a batch that meets with a user's edit
LARGE = 50_000  # customers; from here on “Classify now” is left to the scheduled action


class CustomerClassificationRun(models.Model):
    """How runs are executed in batches, by a scheduled action."""

    _inherit = "customer.classification.run"

    @api.model
    def _is_large_base(self):
        """Whether there are too many customers to let a user wait, as PostgreSQL estimates them."""
        [(rows,)] = self.env.execute_query(
            SQL("SELECT COALESCE(reltuples, 0) FROM pg_class WHERE oid = 'res_partner'::regclass")
        )
        return rows >= LARGE

    @api.model
    def _queue(self, schemes, simulate=False):
        """Leave classifying by ``schemes`` to the scheduled action; returns the runs that wait for it."""
        waiting = self.sudo().search([("scheme_id", "in", schemes.ids), ("state", "=", "running")])
        runs = self.browse()
        for scheme in schemes:
            same = waiting.filtered(
                lambda run, scheme=scheme: run.scheme_id == scheme and run.is_simulation == simulate
            )[:1]
            runs += same or self._begin(scheme, scheme._today(), "manual", simulate, progress=0)
        self.env.ref("customer_classification.ir_cron_execute").sudo()._trigger()
        return runs.with_env(self.env)

    @api.model
    def _cron_execute(self):
        """Execute the runs that wait; one that was interrupted begins again, and whom it moved already stays moved."""
        waiting = self.search([("state", "=", "running")], order="id")
        self.env["ir.cron"]._commit_progress(remaining=100 * len(waiting))
        self._in_background(waiting)

    @api.model
    def _in_background(self, runs):
        """Execute ``runs`` in batches, with a commit after each; what they have in common is computed once.

        While a run is under way nobody else classifies by its scheme, and an edit by a user wins. A run that fails
        keeps the message; the others go on.
        """
        schemes = {run.id: run.scheme_id for run in runs}
        self.env["ir.cron"]._commit_progress()  # what is read from here on is read after the schemes were taken
        with scheme_lock.holding(self.env.registry) as holder:
            runs = self.browse(number for number, scheme in schemes.items() if self._try_lock(holder, scheme))
            for as_of, simulation in {(run.as_of, run.is_simulation): None for run in runs}:
                group = runs.filtered(lambda r, key=(as_of, simulation): (r.as_of, r.is_simulation) == key)
                self._execute_together(group, as_of, not simulation)
            self.env.cr.execute(SQL("DISCARD TEMP"))  # tables of runs that failed after a commit
            self.env["ir.cron"]._commit_progress()

    @api.model
    def _execute_together(self, runs, as_of, refresh, tries=TRIES):
        """Execute runs whose figures are computed at once; where those cannot be, each run by itself, so that only
        the one fails whose scheme is to blame."""
        try:
            self._execute_in_batches(runs, as_of, refresh)
            return
        except psycopg2.errors.SerializationFailure as error:  # a document's figures were written meanwhile
            failure, tries = error, tries - 1
        except scheme_lock.Lost:  # it begins again once the scheme is free
            raise
        except Exception as error:
            failure, tries = error, 0
        self.env.cr.rollback()
        runs = runs.filtered(lambda run: run.state == "running")
        if tries:
            self._execute_together(runs, as_of, refresh, tries)
        elif len(runs) > 1:
            for run in runs:
                self._execute_together(run, as_of, refresh)
        elif runs:
            runs._fail(failure)
            runs._progressed(100)

    @api.model
    def _execute_in_batches(self, runs, as_of, refresh):
        by_scheme = {run.scheme_id: run for run in runs}
        nightly = nights.NIGHT if refresh else nights.DRY_RUN
        for members, tables, engine_env in self._computed(runs.scheme_id, as_of, refresh=refresh, nightly=nightly):
            self.env["ir.cron"]._commit_progress()  # the figures stay, and locks and the profiles' rows are let go
            for scheme, spec in members:
                run = by_scheme[scheme]
                try:
                    run._execute_batches(engine_env, spec, tables)
                except scheme_lock.Lost:
                    raise
                except Exception as error:
                    self.env.cr.rollback()
                    run._fail(error)
                self.env["customer.classification.assignment"]._after_engine()
                run._progressed(100)

    def _execute_batches(self, engine_env, spec, tables):
        """Decide on all customers, then move them batch by batch until somebody cancels the run."""
        start = time.monotonic()
        scheme = self.scheme_id
        scheme._check_targets()
        if tables.night.is_idle:
            self._end_unmoved(engine_env, spec, tables)
            return
        self.rules_snapshot = self._snapshot(engine_env, spec, tables)
        with self._decided(engine_env, spec, tables) as (decided, matrix):
            held = self.trigger == "schedule" and scheme._exceeds_safety(matrix)
            move = self._move_of(spec, matrix)
            batches = moves.batches(engine_env, decided, BATCH_SIZE, BATCHES)
            if not self.is_simulation:
                self._supersede_proposals(engine_env, scheme, decided, matrix)
            self.write({"matrix": matrix, "customer_count": sum(cell["customers"] for cell in matrix)})
            self._progressed(0)
            changed = self.change_count
            for number, batch in enumerate(batches, start=1):
                with self._quietly(engine_env, spec, tables):
                    moved = self._write_batch(engine_env, decided, move, batch, held)
                if moved is None:  # cancelled
                    break
                changed += moved
                self.change_count = changed
                self.env["customer.classification.change"]._write_remembered_notes()
                self._progressed(100 * number // len(batches))
        if self._is_running():
            self._end(matrix, changed, "simulated" if self.is_simulation else "held" if held else "applied", start)
            self._keep_seen(engine_env, spec, tables, matrix)
            if held:
                self._tell_that_it_waits()

    def _progressed(self, percent):
        """Commit, and tell on the run and in the scheduled action how much is done."""
        done, self.progress = int(self.progress), percent
        self.env["ir.cron"]._commit_progress(max(percent - done, 0))

    def _write_batch(self, engine_env, decided, move, batch, held):
        """Write one batch, again where a user was faster.

        :return: the number of moves, None if the run was cancelled
        """
        for turn in range(1, TRIES + 1):
            scheme_lock.check_held()
            try:
                return self._write_changes(engine_env, decided, move, batch, held) if self._is_running() else None
            except psycopg2.errors.SerializationFailure:
                self.env.cr.rollback()
                if turn == TRIES:
                    raise

    def _is_running(self):
        """Whether nobody cancelled the run."""
        self.invalidate_recordset(["state"])
        return self.state == "running"

    def _tell_that_it_waits(self):
        self.scheme_id._tell_managers(
            lambda env: (
                env._("Classification waits: more customers would move than the safety limit allows"),
                env._("%s customers would move. Look at the run, then apply or cancel it.", self.change_count),
            )
        )
