import logging
import time
from contextlib import contextmanager
from dataclasses import replace

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..common import words
from ..figures import marks, seen
from ..figures.kept_figures import KeptFigures
from ..figures.specs import REVENUE
from ..history import history
from ..moves import moves
from ..moves.change_rows import CHANGED
from ..rules import decision
from . import nights

_logger = logging.getLogger(__name__)
NAMED = 5  # customers in a message


class CustomerClassificationRun(models.Model):
    """Runs that look only at those who may have to move, and tell of all; see :mod:`.nights`."""

    _inherit = "customer.classification.run"

    def _auto_init(self):
        """The tables of documents are watched once all of them are there."""
        result = super()._auto_init()
        self.env.registry.post_init(seen.install, self.env)
        return result

    @api.model
    def _parts(self, engine_env, scope, members, refresh, partner_ids, nightly):
        """The schemes of a scope by whom they look at: all at these customers, or as :func:`nights.parts` finds."""
        if not nightly or any(scheme._today() != scope.as_of for scheme, _spec in members):
            return [nights.Part(members, refresh, nights.Night(partner_ids))]
        if nightly == nights.DRY_RUN:
            return nights.dry_run(engine_env, scope, members)
        return nights.parts(engine_env, scope, members, refresh)

    @api.model
    def _matrix(self, engine_env, spec, tables, decided):
        """The matrix of the moves of all customers, be they looked at or not."""
        matrix = moves.matrix(engine_env, decided)
        if tables.night and tables.night.partner_ids is None:
            self._tell_missed(engine_env, spec, tables, decided)
        elif tables.night and tables.night.is_whole:
            matrix = _added(matrix, self._untouched(engine_env, spec, tables))
        return matrix

    @api.model
    def _untouched(self, engine_env, spec, tables):
        """The matrix of the customers of the scheme who are not looked at, and so stay, by their kept figures."""
        kept = KeptFigures(spec.scope)
        kept.customers = tables.customers
        everybody = replace(spec, partner_ids=None)
        others = Domain("id", "not in", spec.partner_ids)
        query = decision.customers_with_figures(engine_env, everybody, kept, others)
        revenue = SQL("NULL::numeric") if REVENUE in tables.unknown else kept.sql(REVENUE)
        rows = query.select(SQL("current.category_id"), SQL("%s AS revenue", revenue))
        return engine_env.execute_query_dict(
            SQL(
                """SELECT category_id AS "from", category_id AS "to", COUNT(*) AS customers,
                          SUM(revenue)::float AS revenue
                     FROM (%s) untouched GROUP BY category_id""",
                rows,
            )
        )

    @contextmanager
    def _quietly(self, engine_env, spec, tables):
        """Moves by a run over all customers need no marks: what it knew is kept with it.

        Where several companies share a scheme, whose figures are kept depends on who is classified.
        """
        scheme = self.scheme_id
        is_quiet = (
            tables.night.is_whole
            and nights.key_of(spec) in tables.night.known
            and scheme.customer_level == "company"
            and (scheme.company_id or len(scheme._companies()) == 1)
        )
        if is_quiet:
            marks.quiet(engine_env, True)
        yield
        if is_quiet:
            marks.quiet(engine_env, False)

    def _end_unmoved(self, engine_env, spec, tables, start=None):
        """End a run that finds nothing new: everybody stays where the last one left them."""
        start = start or time.monotonic()
        matrix = tables.night.totals[nights.key_of(spec)]
        self.rules_snapshot = {
            **self.scheme_id._rules_snapshot(),
            "boundaries": self._known_boundaries(self.scheme_id),
            "place": history.last_place(self.env),
        }
        self._end(matrix, 0, "applied", start)
        tables.night.keep(engine_env, nights.key_of(spec), matrix)
        return self.with_env(self.env)

    def _seen_by(self, engine_env, spec, tables):
        """What a run that waits to be applied keeps of what it saw: see :meth:`_decided_otherwise`."""
        known = tables.night.known.get(nights.key_of(spec))
        waits = self.is_simulation or self.trigger == "schedule"
        return {"seen": seen.as_json(engine_env, known)} if known and waits else {}

    def _keep_seen(self, engine_env, spec, tables, matrix):
        """Remember up to where an applied run over all customers knew the documents."""
        if self.state == "applied" and tables.night.is_whole:
            tables.night.keep(engine_env, nights.key_of(spec), matrix)

    @api.model
    def _refresh_figures(self, engine_env, scope, part, tables):
        """Bring the kept figures up to date, and remember up to where they are."""
        key, night = nights.key_of_figures(scope), part.night
        expected = night.expected.get(key)
        Profile = self.env["customer.classification.profile"].sudo()
        written = Profile._refresh(engine_env, scope, tables, night.partner_ids, expected is not None)
        if missed := set(written or ()) - (expected or set(written or ())):
            schemes = self.env["customer.classification.scheme"].sudo().search([("state", "=", "active")])
            schemes.filtered(lambda scheme: scope in Profile._scopes(scheme))._tell_missed(missed)
        if night.is_whole:
            night.keep(engine_env, key)

    # Making sure ------------------------------------------------------------------------------------------------------

    @api.model
    def _tell_missed(self, engine_env, spec, tables, decided):
        """Where everybody is looked at to be sure, tell the managers whom a night would have missed."""
        expected = tables.night.expected.get(nights.key_of(spec))
        if expected is None:
            return
        moving = SQL("SELECT partner_id FROM %s decision WHERE %s", SQL.identifier(decided), CHANGED)
        missed = {partner_id for (partner_id,) in engine_env.execute_query(moving)} - expected
        if missed:
            self.env["customer.classification.scheme"].browse(spec.id)._tell_missed(missed)

    @api.autovacuum
    def _gc_seen(self):
        """Drop what was seen long ago, and the marks that nobody needs any more."""
        seen.sweep(self.env, self.env.company._classification_today())


class CustomerClassificationScheme(models.Model):
    """Nights that missed somebody."""

    _inherit = "customer.classification.scheme"

    def _tell_missed(self, missed):
        """Tell the log and the managers of the schemes which customers the nights should have looked at."""
        _logger.error(
            "The nights of %s missed %s customers: %s", self.mapped("code"), len(missed), sorted(missed)[:100]
        )
        partners = self.env["res.partner"].browse(sorted(missed)[:NAMED])

        def tell(env):
            return (
                env._("Nights had missed customers"),
                env._(
                    "Looking at all customers, as is done once a week, found %(count)s whom the nights before should "
                    "have looked at (%(names)s). They are up to date now. Please report this.",
                    count=len(missed),
                    names=words.listed(env, partners.with_env(env).mapped("display_name")),
                ),
            )

        for scheme in self.sudo():
            scheme.message_post(body=tell(scheme.env)[1])
            scheme._tell_managers(tell)


class CustomerClassificationProfile(models.Model):
    _inherit = "customer.classification.profile"

    @api.model
    def _forget_others(self, scopes):
        """What is dropped was not seen."""
        result = super()._forget_others(scopes)
        seen.forget_others(self.env, "figures", map(nights.key_of_figures, scopes))
        return result

    @api.model
    def _refresh_scope(self, scope, partner_ids=None):
        """Of all customers, look only at those whose figures may have changed."""
        if partner_ids is not None:
            return super()._refresh_scope(scope, partner_ids)
        Run = self.env["customer.classification.run"]
        engine_env = Run._engine_env(scope)
        for part in Run._parts(engine_env, scope, [], True, None, nightly=nights.NIGHT):
            with Run._figures(engine_env, scope, part):
                pass
        return None


def _added(matrix, others):
    """Two matrices as one."""
    cells = {(cell["from"], cell["to"]): dict(cell) for cell in matrix}
    for other in others:
        cell = cells.setdefault((other["from"], other["to"]), {**other, "customers": 0, "revenue": None})
        cell["customers"] += other["customers"]
        if other["revenue"] is not None:
            cell["revenue"] = round((cell["revenue"] or 0) + other["revenue"], 6)
    return [cells[key] for key in sorted(cells, key=lambda key: [(value is None, value or 0) for value in key])]
