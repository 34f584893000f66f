from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import psycopg2

from odoo import api, models
from odoo.tools import SQL

from ..common import words
from ..figures import figures
from ..figures.specs import REVENUE
from . import outlook

HORIZON = 30  # days that the scheduled action looks ahead
FAR = 365  # days that the explanation of one customer looks ahead
COLUMNS = ("category_id", "next_category_id", "day", "reached", "gaps", "revenue")


class CustomerClassificationOutlook(models.Model):
    """Looking ahead: for all customers and kept, for one customer and told."""

    _inherit = "customer.classification.outlook"

    @api.model
    def _refresh(self, schemes, partner_ids=None):
        """Bring the rows of these schemes up to date, of some customers or of all; rows that differ are written.

        What several schemes have in common is computed once; where that fails, each is looked at by itself, so that
        only the one fails that is to blame.
        """
        schemes = schemes.sudo().filtered(
            lambda s: s.is_ranked and s.mode == "rules" and s.state == "active" and s.run_ids[:1].state != "failed"
        )
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                self._look_ahead(schemes, partner_ids)
        # no scheme is to blame: somebody wrote the same rows, and whoever called tries again
        except psycopg2.errors.SerializationFailure:
            raise
        except Exception:
            for scheme in schemes:
                with self.env["customer.classification.run"]._failing_alone(scheme, "event"):
                    self._look_ahead(scheme, partner_ids)
        self.invalidate_model()

    @api.model
    def _look_ahead(self, schemes, partner_ids):
        Run = self.env["customer.classification.run"]
        for members, tables, engine_env in Run._computed(schemes, None, partner_ids, refresh=False):
            days = {scheme: self._days_ahead(scheme, HORIZON) for scheme, _spec in members}
            many = [spec for scheme, spec in members if outlook.needs_future(spec, days[scheme])]
            with self._future(engine_env, many, tables, partner_ids) as future:
                for scheme, spec in members:
                    found = outlook.look_ahead(
                        engine_env, spec, tables, future, scheme.close_share, days[scheme], HORIZON
                    )
                    self._store(engine_env, scheme, found, partner_ids)

    @api.model
    def _days_ahead(self, scheme, number):
        """The days to come, so many at most, on which the scheme is classified; tomorrow if it is overdue."""
        first = scheme._today() + timedelta(days=1)
        days = scheme._run_days(first, first + timedelta(days=number - 1))
        overdue = scheme.schedule != "manual" and first not in days and scheme._is_due()
        return [first, *days] if overdue else days

    @contextmanager
    def _future(self, engine_env, specs, tables, partner_ids):
        """The figures of the last day that the scheduled action looks at, for schemes of one scope; None for none."""
        if not specs:
            yield None
            return
        later = replace(specs[0].scope, as_of=specs[0].scope.as_of + timedelta(days=HORIZON))
        wanted = [REVENUE, *(figure for spec in specs for figure in spec.figures)]
        with figures.computed(engine_env, later, wanted, partner_ids, tables.boundaries) as future:
            future.customers = tables.customers  # lent
            yield future
            future.customers = None

    @api.model
    def _store(self, engine_env, scheme, found, partner_ids):
        """Make the rows of the scheme those of the table ``found``, and drop the table."""
        columns = SQL(", ").join(map(SQL.identifier, COLUMNS))
        chosen = SQL() if partner_ids is None else SQL(" AND kept.partner_id = ANY(%s)", list(partner_ids))
        engine_env.cr.execute(
            SQL(
                """DELETE FROM customer_classification_outlook kept
                    WHERE kept.scheme_id = %(scheme)s%(chosen)s AND NOT EXISTS (
                        SELECT FROM %(found)s found
                         WHERE found.partner_id = kept.partner_id AND found.kind = kept.kind)""",
                scheme=scheme.id,
                chosen=chosen,
                found=SQL.identifier(found),
            )
        )
        engine_env.cr.execute(
            SQL(
                """INSERT INTO customer_classification_outlook AS kept
                          (partner_id, scheme_id, company_id, kind, %(columns)s)
                   SELECT partner_id, %(scheme)s, %(company)s, kind, %(columns)s FROM %(found)s
                   ON CONFLICT (partner_id, scheme_id, kind) DO UPDATE
                      SET (%(columns)s) = (%(new)s),
                          warned = CASE WHEN kept.day = EXCLUDED.day THEN kept.warned END
                    WHERE (%(old)s) IS DISTINCT FROM (%(new)s)""",
                columns=columns,
                scheme=scheme.id,
                company=scheme.company_id.id or None,
                found=SQL.identifier(found),
                new=SQL(", ").join(SQL.identifier("excluded", name) for name in COLUMNS),
                old=SQL(", ").join(SQL.identifier("kept", name) for name in COLUMNS),
            )
        )
        engine_env.cr.execute(SQL("DROP TABLE %s", SQL.identifier(found)))

    # One customer -----------------------------------------------------------------------------------------------------

    @api.model
    def _of_customer(self, scheme, partner):
        """What may become of one customer within a year, as sentences; from the figures of this moment."""
        if not scheme.is_ranked or scheme.mode != "rules":
            return []
        sentences = []
        self.env.flush_all()
        Run = self.env["customer.classification.run"]
        for members, tables, engine_env in Run._computed(scheme, None, tuple(partner.ids), refresh=False):
            [(scheme, spec)] = members
            days = self._days_ahead(scheme, FAR)
            if outlook.is_relative(spec):
                days = days[:HORIZON]
            found = outlook.look_ahead(engine_env, spec, tables, None, 0, days, FAR)
            rows = engine_env.execute_query_dict(
                SQL("SELECT * FROM %s WHERE partner_id = %s ORDER BY kind DESC", SQL.identifier(found), partner.id)
            )
            sentences = [self._sentence(row) for row in rows]
            engine_env.cr.execute(SQL("DROP TABLE %s", SQL.identifier(found)))
        return sentences

    @api.model
    def _sentence(self, row):
        """A row of the outlook in words."""
        Category = self.env["customer.classification.category"]
        values = {"category": Category.browse(row["next_category_id"]).name, "day": words.day(self.env, row["day"])}
        if row["kind"] == "drop":
            return self.env._("Downgraded to %(category)s on %(day)s if nothing happens.", **values)
        condition = self.new({"gaps": row["gaps"]})
        if row["day"]:
            return self.env._("Upgraded to %(category)s with %(gap)s, by %(day)s.", gap=condition.gap_text, **values)
        return self.env._("Upgraded to %(category)s with %(gap)s.", gap=condition.gap_text, category=values["category"])
