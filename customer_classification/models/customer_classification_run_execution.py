import logging
import time
from contextlib import contextmanager

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import customers, decision, figures, history, moves, proposals
from .customer_classification_profile import FIGURES as PROFILE

_logger = logging.getLogger(__name__)

BATCHES = 20  # at most, into which a run in the background is divided
BATCH_SIZE = 2000  # moves; fewer are no batch of their own
TRIES = 5  # of a batch that meets with a user's edit
LARGE = 50_000  # customers; from here on “Classify now” is left to the scheduled action


class CustomerClassificationRun(models.Model):
    """How runs are executed: all at once in the transaction of the caller, or in batches by a scheduled action."""

    _inherit = "customer.classification.run"

    # At once ----------------------------------------------------------------------------------------------------------

    @api.model
    def _execute(self, schemes, as_of=None, partner_ids=None, simulate=False, trigger="manual", reconstruct=False):
        """Decide for ``schemes`` and move (or only simulate); what they have in common is computed once.

        :param as_of: a date or its text; today in each scheme's company if empty
        :param partner_ids: customers or their contacts; all customers if None
        :param trigger: with ``event``, a scheme that fails leaves a failed run and the others go on, and one that moves
            nobody leaves no run
        :param reconstruct: give a new installation its history, in which nothing had to be approved
        :return: the runs in the order of the schemes
        """
        as_of = fields.Date.to_date(as_of)
        if partner_ids is not None:
            partner_ids = tuple(self.env["res.partner"].sudo().browse(partner_ids).commercial_partner_id.ids)
        self.env.flush_all()
        runs = {}
        for scheme in schemes.sudo():
            self._lock(self.env.cr, scheme)
        for members, tables, engine_env in self._computed(schemes, as_of, partner_ids, refresh=not simulate):
            for scheme, spec in members:
                with self._failing_alone(scheme, trigger) if trigger == "event" else _nothing():
                    runs[scheme] = self._execute_one(engine_env, scheme, spec, tables, simulate, trigger, reconstruct)
        self.env["customer.classification.assignment"]._after_engine()
        return self.browse(runs[scheme].id for scheme in schemes.sudo() if runs.get(scheme))

    @api.model
    def _computed(self, schemes, as_of, partner_ids=None, refresh=True):
        """Go through the scopes of ``schemes``, each with its schemes and the tables of their figures.

        :param refresh: also bring the profiles of the customers up to date
        :return: generator of ([(scheme, spec)], tables, environment of the engine)
        """
        by_scope = {}
        for scheme in schemes.sudo():
            spec = scheme._spec(as_of or scheme._today(), partner_ids)
            by_scope.setdefault(spec.scope, []).append((scheme, spec))
        Profile = self.env["customer.classification.profile"].sudo()
        pending = Profile._scopes(schemes.sudo()) if refresh else set()
        if as_of:
            pending = {scope for scope in pending if scope.as_of == as_of}
        for scope in [*by_scope, *(pending - by_scope.keys())]:
            members = by_scope.get(scope, [])
            engine_env = decision.engine_env(self.env, scope.company_id)
            wanted = [decision.REVENUE, *(figure for _scheme, spec in members for figure in spec.figures)]
            wanted += PROFILE.values() if scope in pending else ()
            known = self._known_boundaries([scheme for scheme, _spec in members]) if partner_ids is not None else None
            with figures.computed(engine_env, scope, wanted, partner_ids, known) as tables:
                if partner_ids is None:
                    tables.customers = customers.table(engine_env)
                if scope in pending:
                    Profile._refresh(engine_env, scope, tables, partner_ids)
                if members:
                    yield members, tables, engine_env

    @api.model
    def _known_boundaries(self, schemes):
        """The boundaries of scores and the Pareto curve as the last runs of these schemes took them."""
        known = {}
        for scheme in schemes:
            last = self.sudo().search([("scheme_id", "=", scheme.id), ("state", "=", "applied")], limit=1)
            known.update((last.rules_snapshot or {}).get("boundaries") or {})
        return known

    @api.model
    def _execute_one(self, engine_env, scheme, spec, tables, simulate, trigger, reconstruct=False):
        """Decide and move for one scheme whose figures are computed.

        :return: its run; none for an event that moves nobody
        """
        start = time.monotonic()
        scheme._check_targets()
        with self._decided(engine_env, spec, tables) as (decided, matrix):
            if not simulate:
                self._supersede_proposals(engine_env, scheme, decided, matrix)
            if trigger == "event" and all(cell["from"] == cell["to"] for cell in matrix):
                return self.browse()
            run = self._begin(
                scheme, spec.scope.as_of, trigger, simulate,
                is_partial=spec.partner_ids is not None, is_reconstruction=reconstruct,
            )  # fmt: skip
            run.rules_snapshot = run._snapshot(tables)
            run.flush_recordset()
            changed = run._write(engine_env, decided, run._stroke(spec, matrix))
            if trigger == "event" and not changed and not run.proposed_count:  # all that would move is proposed already
                run.unlink()
                return self.browse()
        run._end(matrix, changed, "simulated" if simulate else "applied", start)
        return run.with_env(self.env)

    def _write(self, engine_env, decided, stroke, batch=None, only_propose=False):
        """Write what the decision means: moves, proposals where somebody must approve, or what a dry run shows.

        :param only_propose: the run is held, so that nobody moves yet
        :return: how many customers move, or would move
        """
        if self.is_simulation or only_propose:
            return moves.propose(engine_env, decided, stroke, batch)
        ticking = self.scheme_id._ticking_conditions() if stroke.waiting else []
        self.proposed_count += proposals.make(engine_env, decided, stroke, ticking, batch)
        return moves.move(engine_env, decided, stroke, batch)

    @api.model
    def _supersede_proposals(self, engine_env, scheme, decided, matrix):
        """End the proposals that no longer hold."""
        stroke = moves.Stroke(
            scheme.id, "rule", scheme._today(), self.env.uid, fields.Datetime.now(), waiting=scheme._waiting(matrix)
        )
        if proposals.supersede(engine_env, decided, stroke):
            self.env["customer.classification.change"].invalidate_model(["state"])
            scheme._tell_approvers()

    @contextmanager
    def _decided(self, engine_env, spec, tables):
        """The table of the decisions and the matrix of the moves, for as long as the context lasts."""
        decided = decision.decide(engine_env, spec, tables)
        yield decided, moves.matrix(engine_env, decided)
        engine_env.cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(decided)))

    @api.model
    def _begin(self, scheme, as_of, trigger, simulate=False, **values):
        return self.sudo().create(
            {
                "scheme_id": scheme.id,
                "as_of": as_of,
                "trigger": trigger,
                "is_simulation": simulate,
                "user_id": self.env.uid,
                **values,
            }
        )

    def _snapshot(self, tables):
        """By what the run decides: rules, boundaries of scores, and the place up to which it knew the history."""
        return {
            **self.scheme_id._rules_snapshot(),
            "boundaries": tables.boundaries,
            "place": history.last_place(self.env),
        }

    def _stroke(self, spec, matrix):
        """What the changes of this run have in common, and which of its moves must be approved."""
        return moves.Stroke(
            scheme_id=self.scheme_id.id,
            origin="mapping" if spec.mode == "mapping" else "rule",
            effective_date=spec.scope.as_of,
            user_id=self.user_id.id,
            now=fields.Datetime.now(),
            run_id=self.id,
            waiting=() if self.is_reconstruction else self.scheme_id._waiting(matrix),
        )

    def _end(self, matrix, changed, state, start):
        self.write(
            {
                "state": state,
                "duration": time.monotonic() - start,
                "customer_count": sum(cell["customers"] for cell in matrix),
                "change_count": changed,
                "matrix": matrix,
            }
        )
        if state == "applied":
            self.scheme_id._tell_approvers()

    # In the background ------------------------------------------------------------------------------------------------

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
        with self.env.registry.cursor() as holder:  # a lock of the run's own transactions would end with each commit
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
        for members, tables, engine_env in self._computed(runs.scheme_id, as_of, refresh=refresh):
            self.env["ir.cron"]._commit_progress()  # the figures stay, and locks and the profiles' rows are let go
            for scheme, spec in members:
                run = by_scheme[scheme]
                try:
                    run._execute_batches(engine_env, spec, tables)
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
        self.rules_snapshot = self._snapshot(tables)
        with self._decided(engine_env, spec, tables) as (decided, matrix):
            held = self.trigger == "schedule" and scheme._exceeds_safety(matrix)
            stroke = self._stroke(spec, matrix)
            batches = moves.batches(engine_env, decided, BATCH_SIZE, BATCHES)
            if not self.is_simulation:
                self._supersede_proposals(engine_env, scheme, decided, matrix)
            self.write({"matrix": matrix, "customer_count": sum(cell["customers"] for cell in matrix)})
            self._progressed(0)
            changed = self.change_count
            for number, batch in enumerate(batches, start=1):
                moved = self._write_batch(engine_env, decided, stroke, batch, held)
                if moved is None:  # cancelled
                    break
                changed += moved
                self.change_count = changed
                self.env["customer.classification.change"]._note_what_the_engine_moved()
                self._progressed(100 * number // len(batches))
        if self._is_running():
            self._end(matrix, changed, "simulated" if self.is_simulation else "held" if held else "applied", start)
            if held:
                self._tell_that_it_waits()

    def _progressed(self, percent):
        """Commit, and tell on the run and in the scheduled action how much is done."""
        done, self.progress = int(self.progress), percent
        self.env["ir.cron"]._commit_progress(max(percent - done, 0))

    def _write_batch(self, engine_env, decided, stroke, batch, held):
        """Write one batch, again where a user was faster.

        :return: the number of moves, None if the run was cancelled
        """
        for turn in range(1, TRIES + 1):
            try:
                return self._write(engine_env, decided, stroke, batch, held) if self._is_running() else None
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
            self.env._("Classification waits: more customers would move than the safety limit allows"),
            self.env._("%s customers would move. Look at the run, then apply or cancel it.", self.change_count),
        )

    # Failing ----------------------------------------------------------------------------------------------------------

    def _fail(self, error):
        """Keep the message of an error on the run, and tell the managers."""
        if not self._is_running():  # cancelled meanwhile
            return
        _logger.error("Classifying by the scheme %s failed", self.scheme_id.code, exc_info=error)
        self.write({"state": "failed", "error": str(error)})
        self.scheme_id._tell_managers(self.env._("Classification failed"), str(error))

    @contextmanager
    def _failing_alone(self, scheme, trigger):
        """Let an error undo what was done inside, and become a failed run."""
        try:
            with self.env.cr.savepoint():
                yield
        except psycopg2.errors.SerializationFailure:
            raise
        except Exception as error:
            last = self.sudo().search([("scheme_id", "=", scheme.id)], limit=1)
            if (last.state, last.error) != ("failed", str(error)):  # each event would tell the same
                self._begin(scheme, scheme._today(), trigger)._fail(error)

    # Not two at once --------------------------------------------------------------------------------------------------

    @api.model
    def _try_lock(self, cr, scheme):
        """Take the scheme for as long as the transaction of ``cr`` lasts; False if somebody else has it."""
        cr.execute(SQL("SELECT pg_try_advisory_xact_lock(hashtext('customer.classification.scheme'), %s)", scheme.id))
        return cr.fetchone()[0]

    @api.model
    def _lock(self, cr, scheme):
        """Let nobody else classify by ``scheme`` until the transaction ends.

        :raises UserError: someone is doing it at this moment
        """
        if not self._try_lock(cr, scheme):
            raise UserError(
                self.env._("“%s” is being classified at this moment. Try again when that is done.", scheme.name)
            )


@contextmanager
def _nothing():
    yield
