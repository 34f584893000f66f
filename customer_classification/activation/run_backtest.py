from dataclasses import replace

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..common import words
from ..figures import environment, figures
from ..figures.specs import Figure, Window

AFTER = relativedelta(months=12)


class CustomerClassificationRun(models.Model):
    """What a dry run for a past day shows besides: how much each category bought afterwards."""

    _inherit = "customer.classification.run"

    aftermath_html = fields.Html(
        string="Bought Afterwards",
        compute="_compute_aftermath_html",
        help="The sales (orders) of the 12 months after that day, by the category in which the dry run puts customers.",
    )

    @api.depends("matrix", "state", "as_of")
    @api.depends_context("lang")
    def _compute_aftermath_html(self):
        for run in self:
            last = run._last_day_after()
            run.aftermath_html = bool(last) and self.env["ir.qweb"]._render(
                "customer_classification.run_aftermath",
                {
                    "run": run,
                    "rows": run.sudo()._aftermath(last),
                    "first": words.day(self.env, run.as_of + relativedelta(days=1)),
                    "last": words.day(self.env, last),
                },
            )

    def _last_day_after(self):
        """The end of the 12 months after the day of a dry run, today at most; None where there is nothing after it."""
        self.ensure_one()
        if self.state != "simulated" or not self.as_of or not self.scheme_id:
            return None
        today = self.scheme_id._today()
        return min(self.as_of + AFTER, today) if self.as_of < today else None

    def _aftermath(self, last):
        """``[{category, customers, buyers, amount}]``, in the order of the categories."""
        self.ensure_one()
        self.env.flush_all()
        days = (last - self.as_of).days
        figure = Figure("order_amount", Window("days", days))
        # each company of a group with what it bought itself
        scope = replace(self.scheme_id._spec(last).scope, customer_level="company")
        engine_env = environment.engine_env(self.env, scope.company_id)
        with figures.computed(engine_env, scope, [figure]) as tables:
            found = {row["category_id"]: row for row in self._bought_by_category(tables, figure)}
        Category = self.env["customer.classification.category"].with_context(active_test=False)
        categories = Category.search([("id", "in", list(found))])
        return [{**found[category.id], "category": category} for category in categories]

    def _bought_by_category(self, tables, figure):
        """``[{category_id, customers, buyers, amount}]`` of the categories as the dry run would have them."""
        return self.env.execute_query_dict(
            SQL(
                """-- one row: one category with what its customers bought afterwards;
                   -- it must not miss categories whose customers bought nothing
                   SELECT target.category_id, COUNT(*) AS customers,
                          COUNT(*) FILTER (WHERE sold.amount > 0) AS buyers, %(total)s AS amount
                     FROM (SELECT COALESCE(change.partner_id, current.partner_id) AS partner_id,
                                  COALESCE(change.to_category_id, current.category_id) AS category_id
                             FROM (SELECT * FROM customer_classification_change
                                    WHERE run_id = %(run)s AND state = 'simulated') change
                             FULL JOIN (SELECT * FROM customer_classification_assignment
                                         WHERE scheme_id = %(scheme)s) current USING (partner_id)) target
                     LEFT JOIN (SELECT partner_id, %(amount)s AS amount FROM %(table)s) sold
                       ON sold.partner_id = target.partner_id
                    GROUP BY target.category_id""",
                run=self.id,
                scheme=self.scheme_id.id,
                amount=tables.sql(figure),
                total=SQL("NULL" if figure in tables.unknown else "COALESCE(SUM(sold.amount), 0)"),
                table=SQL.identifier(tables.tables["order"]),
            )
        )
