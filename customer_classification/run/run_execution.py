import time
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.tools import SQL

from ..approval import proposals
from ..common import days
from ..customers import customers
from ..figures import environment, few, figures, scores
from ..figures.kept_figures import KEPT as PROFILE
from ..figures.moments import Moment
from ..figures.specs import REVENUE
from ..history import history
from ..moves import moves
from ..rules import decision, settled
from . import nights


class CustomerClassificationRun(models.Model):
    """How runs are executed, at once, in the transaction of the caller."""

    _inherit = "customer.classification.run"

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
        as_of = days.asked(self.env, as_of)
        if partner_ids is not None:
            partner_ids = tuple(self.env["res.partner"].sudo().browse(partner_ids).commercial_partner_id.ids)
        self.env.flush_all()
        runs = {}
        for scheme in schemes.sudo():
            self._lock(self.env.cr, scheme)
        nightly = None if partner_ids is not None or reconstruct else nights.DRY_RUN if simulate else nights.NIGHT
        for members, tables, engine_env in self._computed(schemes, as_of, partner_ids, not simulate, nightly):
            for scheme, spec in members:
                with self._failing_alone(scheme, trigger) if trigger == "event" else _nothing():
                    runs[scheme] = self._execute_one(engine_env, scheme, spec, tables, simulate, trigger, reconstruct)
        self.env["customer.classification.assignment"]._after_engine()
        return self.browse(runs[scheme].id for scheme in schemes.sudo() if runs.get(scheme))

    @api.model
    def _computed(self, schemes, as_of, partner_ids=None, refresh=True, nightly=None):
        """Go through the scopes of ``schemes``, each with its schemes and the tables of their figures.

        :param refresh: also bring the profiles of the customers up to date
        :param nightly: ``NIGHT`` of :mod:`.nights` to look only at those who may have to move; ``DRY_RUN``
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
            members, engine_env = by_scope.get(scope, []), self._engine_env(scope)
            for part in self._parts(engine_env, scope, members, scope in pending, partner_ids, nightly):
                with self._figures(engine_env, scope, part) as tables:
                    if part.members:
                        yield part.members, tables, engine_env

    @api.model
    def _engine_env(self, scope):
        return environment.engine_env(self.env, scope.company_id)

    @contextmanager
    def _figures(self, engine_env, scope, part):
        """The tables of what the schemes of a part ask for, for as long as the context lasts; the profiles follow."""
        partner_ids = part.night.partner_ids
        if part.night.is_idle:
            yield figures.FigureTables(moment=Moment(scope.as_of), night=part.night)
            return
        wanted = [REVENUE, *(figure for _scheme, spec in part.members for figure in spec.figures)]
        wanted += PROFILE.values() if part.refresh else ()
        known = None
        if partner_ids is not None and any(scores.base(figure, scope) for figure in wanted):
            known = self._known_boundaries([scheme for scheme, _spec in part.members])
        with figures.computed(engine_env, scope, wanted, partner_ids, known) as tables:
            tables.night = part.night
            if part.night.is_whole:
                tables.customers = customers.table(engine_env, scope.company_id)
            if part.refresh:
                self._refresh_figures(engine_env, scope, part, tables)
            yield tables

    @api.model
    def _known_boundaries(self, schemes):
        """The boundaries of scores and the Pareto curve as the last runs of these schemes took them."""
        known = {}
        for scheme in schemes:
            last = self.sudo().search(
                [("scheme_id", "=", scheme.id), ("state", "=", "applied"), ("is_choice", "=", False)], limit=1
            )
            known.update((last.rules_snapshot or {}).get("boundaries") or {})
        return known

    @api.model
    def _execute_one(self, engine_env, scheme, spec, tables, simulate, trigger, reconstruct=False):
        """Decide and move for one scheme whose figures are computed.

        :return: its run; none for an event that moves nobody
        """
        start = time.monotonic()
        scheme._check_targets()
        if tables.night.is_idle:
            return self._begin(scheme, spec.scope.as_of, trigger)._end_unmoved(engine_env, spec, tables, start)
        if trigger == "event" and len(spec.partner_ids) <= few.FEW and self._is_settled(engine_env, spec, tables):
            return self.browse()
        with self._decided(engine_env, spec, tables) as (decided, matrix):
            if not simulate:
                self._supersede_proposals(engine_env, scheme, decided, matrix)
            if trigger == "event" and all(cell["from"] == cell["to"] for cell in matrix):
                return self.browse()
            run = self._begin(
                scheme,
                spec.scope.as_of,
                trigger,
                simulate,
                is_partial=not tables.night.is_whole,
                is_reconstruction=reconstruct,
            )
            run.rules_snapshot = run._snapshot(engine_env, spec, tables)
            run.flush_recordset()
            with run._quietly(engine_env, spec, tables):
                changed = run._write_changes(engine_env, decided, run._move_of(spec, matrix))
            if trigger == "event" and not changed and not run.proposed_count:  # all that would move is proposed already
                run.unlink()
                return self.browse()
        run._end(matrix, changed, "simulated" if simulate else "applied", start)
        run._keep_seen(engine_env, spec, tables, matrix)
        return run.with_env(self.env)

    @api.model
    def _is_settled(self, engine_env, spec, tables):
        """Whether few customers stay where they are, which mostly is seen without asking the database."""
        return settled.surely(engine_env, spec, tables) or decision.is_settled(engine_env, spec, tables)

    def _write_changes(self, engine_env, decided, move, batch=None, only_propose=False):
        """Write what the decision means: moves, proposals where somebody must approve, or what a dry run shows.

        :param only_propose: the run is held, so that nobody moves yet
        :return: how many customers move, or would move
        """
        if self.is_simulation or only_propose:
            return moves.propose(engine_env, decided, move, batch)
        ticking = self.scheme_id._ticking_conditions() if move.waiting else []
        self.proposed_count += proposals.make(engine_env, decided, move, ticking, batch)
        return moves.apply(engine_env, decided, move, batch)

    @api.model
    def _supersede_proposals(self, engine_env, scheme, decided, matrix):
        """End the proposals that no longer hold."""
        move = moves.Move(
            scheme.id, "rule", scheme._today(), self.env.uid, fields.Datetime.now(), waiting=scheme._waiting(matrix)
        )
        if proposals.supersede(engine_env, decided, move):
            self.env["customer.classification.change"].invalidate_model(["state"])
            scheme._tell_approvers()

    @contextmanager
    def _decided(self, engine_env, spec, tables):
        """The table of the decisions and the matrix of the moves, for as long as the context lasts."""
        decided = decision.decide(engine_env, spec, tables)
        yield decided, self._matrix(engine_env, spec, tables, decided)
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

    def _snapshot(self, engine_env, spec, tables):
        """By what the run decides: rules, boundaries of scores, and the place up to which it knew the history."""
        return {
            **self.scheme_id._rules_snapshot(),
            "boundaries": tables.boundaries,
            "place": history.last_place(self.env),
            **self._seen_by(engine_env, spec, tables),
        }

    def _move_of(self, spec, matrix):
        """What the changes of this run have in common, and which of its moves must be approved."""
        return moves.Move(
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


@contextmanager
def _nothing():
    yield
