from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ..common import words
from ..common.figure_fields import SchemeFloat
from ..figures import figures, scores
from ..figures.specs import REVENUE
from . import outlook, outlook_rising

HORIZON = 30  # days that the scheduled action looks ahead
FAR = 365  # days that the explanation of one customer looks ahead
WARNINGS = (30, 7)  # days before a fall on which people are told
COLUMNS = ("category_id", "next_category_id", "day", "reached", "gaps", "revenue")


class CustomerClassificationOutlook(models.Model):
    """Who is about to drop and who is close to rising, if the rules stand and nothing else happens."""

    _name = "customer.classification.outlook"
    _inherit = "customer.classification.opens.partner"
    _description = "Category Outlook"
    _order = "day, revenue desc, id"
    _rec_name = "partner_id"
    _on_customer_merge = "recomputed"
    _log_access = False

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True, index=True, ondelete="cascade", readonly=True
    )
    scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, index="btree_not_null")
    currency_id = fields.Many2one(related="scheme_id.currency_id")
    kind = fields.Selection(
        selection=[("drop", "About to drop"), ("rise", "Close to rising")], required=True, readonly=True
    )
    category_id = fields.Many2one(
        comodel_name="customer.classification.category", string="Category Now", ondelete="cascade", readonly=True
    )
    next_category_id = fields.Many2one(
        comodel_name="customer.classification.category", ondelete="cascade", readonly=True
    )
    day = fields.Date(
        readonly=True,
        help="Of a drop: the day on which the rules put the customer lower if nothing happens. Of a rise: the last day "
        "on which as little is missing; empty if nothing gets lost soon.",
    )
    days_left = fields.Integer(compute="_compute_days_left", help="From today to that day.")
    gaps = fields.Json(readonly=True, help="What is missing, by condition; below zero where it must be less.")
    gap = fields.Float(
        compute="_compute_gap", digits=(16, 2), help="What is missing of the first condition, in its unit."
    )
    measure = fields.Char(compute="_compute_gap", help="The measure of the first condition that does not hold.")
    gap_text = fields.Char(string="Missing", compute="_compute_gap")
    reached = fields.Float(string="Reached (%)", readonly=True, aggregator="avg")
    revenue = SchemeFloat(
        string="Sales of 12 Months", digits=(16, 2), readonly=True, help="Orders, in the currency of the scheme."
    )
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    warned = fields.Integer(readonly=True, help="How many days before the fall people were told last.")

    _scope_unique = models.UniqueIndex("(partner_id, scheme_id, kind)")

    @api.depends("day")
    def _compute_days_left(self):
        today = self.scheme_id._today()
        for row in self:
            row.days_left = (row.day - today).days if row.day else 0

    @api.depends("gaps")
    @api.depends_context("lang")
    def _compute_gap(self):
        Condition = self.env["customer.classification.condition"].sudo()
        for row in self:
            found = [(Condition.browse(int(key)).exists(), missing) for key, missing in (row.gaps or {}).items()]
            missing = [(self._lacking(condition), gap) for condition, gap in found if condition]
            row.gap = missing[0][1] if missing else 0
            row.measure = missing[0][0].measure if missing else False
            row.gap_text = self._gap_text(missing) if missing else False

    @api.model
    def _lacking(self, condition):
        """The condition whose figure is missing: of one on the share of the sales, one on the sales."""
        figure = condition._spec().figure
        if not outlook_rising.is_share(figure):
            return condition
        base = scores.base(figure, condition.rule_id.scheme_id)
        names = ("window", "window_length", "rule_id")
        return condition.new({**{name: condition[name] for name in names}, "measure": base.measure})

    @api.model
    def _gap_text(self, missing):
        """What is missing, in words, for example “172,000.00 ¥ more of Sales (orders), last 12 months”."""
        sentences = []
        for condition, gap in missing:
            values = {"gap": condition._format(abs(gap)), "figure": condition._figure_name()}
            sentences.append(
                self.env._("%(gap)s less of %(figure)s", **values)
                if gap < 0
                else self.env._("%(gap)s more of %(figure)s", **values)
            )
        return self.env._(" and ").join(sentences)

    # Refreshing -------------------------------------------------------------------------------------------------------

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
            return self.env._("Drops to %(category)s on %(day)s if nothing happens.", **values)
        condition = self.new({"gaps": row["gaps"]})
        if row["day"]:
            return self.env._("Rises to %(category)s with %(gap)s, by %(day)s.", gap=condition.gap_text, **values)
        return self.env._("Rises to %(category)s with %(gap)s.", gap=condition.gap_text, category=values["category"])

    # Telling ----------------------------------------------------------------------------------------------------------

    @api.model
    def _cron_warn(self):
        """Tell salespeople and the leaders of their teams of falls that are near; take back what is no longer true."""
        activity_type = self.env.ref("customer_classification.mail_activity_type_drop")
        today = self.env["customer.classification.scheme"]._today()
        for days in WARNINGS:
            rows = self.search(
                [
                    ("kind", "=", "drop"),
                    ("day", "<=", today + timedelta(days=days)),
                    ("user_id", "!=", False),
                    "|",
                    ("warned", "=", 0),
                    ("warned", ">", days),
                ]
            )
            self.env["mail.activity"].create([values for row in rows for values in row._activities(activity_type)])
            rows.sudo().warned = days
        told = self.env["mail.activity"].search([("activity_type_id", "=", activity_type.id)])
        falling = self.search([("kind", "=", "drop"), ("partner_id", "in", told.mapped("res_id"))]).partner_id
        told.filtered(lambda activity: activity.res_id not in falling.ids).action_feedback(
            feedback=self.env._("No longer about to drop.")
        )

    def _activities(self, activity_type):
        """The values of the activities about this fall, for those who have none yet."""
        self.ensure_one()
        people = self.user_id | self.user_id.sale_team_id.user_id
        told = self.partner_id.activity_ids.filtered(lambda activity: activity.activity_type_id == activity_type)
        return [
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.partner_id.id,
                "activity_type_id": activity_type.id,
                "user_id": user.id,
                "date_deadline": self.day,
                "summary": self.with_context(lang=user.lang)._warning(),
            }
            for user in people - told.user_id
            if user.active
        ]

    def _warning(self):
        return self.env._(
            "%(scheme)s: drops from %(former)s to %(category)s on %(day)s if nothing happens",
            scheme=self.scheme_id.name,
            former=self.category_id.name,
            category=self.next_category_id.name,
            day=words.day(self.env, self.day),
        )

    def action_schedule_call(self):
        """Schedule a call with the customer for today."""
        for row in self:
            row.partner_id.activity_schedule(
                "mail.mail_activity_data_call",
                user_id=row.user_id.id or self.env.uid,
                summary=row.gap_text or row._warning(),
            )
        return True
