import time
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.tools import SQL

from ..approval import proposals
from ..common import days
from ..customers import customers
from ..figures import environment, few, figures, scores
from ..figures.kept_figures import KEPT as PROFILE
from ..figures.specs import REVENUE
from ..history import history
from ..moves import moves
from ..rules import decision


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
            engine_env = environment.engine_env(self.env, scope.company_id)
            wanted = [REVENUE, *(figure for _scheme, spec in members for figure in spec.figures)]
            wanted += PROFILE.values() if scope in pending else ()
            known = None
            if partner_ids is not None and any(scores.base(figure, scope) for figure in wanted):
                known = self._known_boundaries([scheme for scheme, _spec in members])
            with figures.computed(engine_env, scope, wanted, partner_ids, known) as tables:
                if partner_ids is None:
                    tables.customers = customers.table(engine_env, scope.company_id)
                if scope in pending:
                    Profile._refresh(engine_env, scope, tables, partner_ids)
                if members:
                    yield members, tables, engine_env

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
        if trigger == "event" and len(spec.partner_ids) <= few.FEW and decision.is_settled(engine_env, spec, tables):
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
                is_partial=spec.partner_ids is not None,
                is_reconstruction=reconstruct,
            )
            run.rules_snapshot = run._snapshot(tables)
            run.flush_recordset()
            changed = run._write_changes(engine_env, decided, run._move_of(spec, matrix))
            if trigger == "event" and not changed and not run.proposed_count:  # all that would move is proposed already
                run.unlink()
                return self.browse()
        run._end(matrix, changed, "simulated" if simulate else "applied", start)
        return run.with_env(self.env)

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
