from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .overview_data import REPORT, target

CUTS = {"A": 80, "B": 95}  # % of the sales
TOPS = (1, 5, 10)
POINTS = 100


class CustomerClassificationOverview(models.AbstractModel):
    """What customers are worth: recency and frequency, the Pareto curve, and how much hangs on how few."""

    _inherit = "customer.classification.overview"

    @api.model
    def _get_value(self, choice):
        return {"rfm": self._rfm(choice), **self._pareto(choice)}

    def _rfm(self, choice):
        """A cell per recency and frequency score that occurs: customers, and sales of the last 12 months."""
        ordering = choice.customers(("recency_score", "!=", False), ("frequency_score", "!=", False))
        rows = self.env[REPORT]._read_group(
            ordering, ["recency_score", "frequency_score"], ["__count", "order_amount:sum"]
        )
        return [
            {
                "recency": recency,
                "frequency": frequency,
                "customers": customers,
                "revenue": revenue,
                "target": target(
                    f"R {recency}, F {frequency}",
                    REPORT,
                    choice.customers(("recency_score", "=", recency), ("frequency_score", "=", frequency)),
                ),
            }
            for recency, frequency, customers, revenue in rows
        ]

    def _pareto(self, choice):
        """The curve (customers, best first, and their share of the sales in %), its A, B and C, and the best few."""
        buying = choice.customers(("order_amount", ">", 0))
        number, total, points, least_a, least_b, best = self._curve(buying)
        if not number:
            return {"curve": [], "classes": [], "tops": [], "buyers": 0}
        in_a, in_a_or_b = (
            Domain("order_amount", ">=", least) if least else Domain.FALSE for least in (least_a, least_b)
        )
        classes = {"A": in_a, "B": in_a_or_b & ~in_a, "C": ~in_a_or_b}
        return {
            "buyers": number,
            "curve": points,
            "classes": self._classes(choice, classes, buying, total),
            "tops": [
                {
                    "count": top,
                    "share": sum(money for _id, money in best[:top]) / total,
                    "target": target(
                        self.env._("The best %s", top),
                        REPORT,
                        Domain("id", "in", [int(number) for number, _money in best[:top]]),
                    ),
                }
                for top in TOPS
                if top <= number
            ],
        }

    def _classes(self, choice, classes, buying, total):
        found = []
        for name, domain in classes.items():
            [(customers, revenue)] = self.env[REPORT]._read_group(buying & domain, [], ["__count", "order_amount:sum"])
            found.append(
                {
                    "name": name,
                    "customers": customers,
                    "revenue": revenue or 0,
                    "share": (revenue or 0) / total,
                    "target": target(self.env._("Class %s", name), REPORT, buying & domain),
                }
            )
        return found

    def _curve(self, buying):
        """How many customers buy, for how much, the points of the curve, the least sales of A and of A and B
        (customers with equal sales are in one class; None: the largest customer alone is beyond), and the best ten as
        (id, sales)."""
        Report = self.env[REPORT]
        query = Report._search(buying)
        query.order = None
        amount = Report._field_to_sql(query.table, "order_amount", query)
        [row] = self.env.execute_query(
            SQL(
                """SELECT COUNT(*), COALESCE(MAX(total), 0)::float8,
                          COALESCE(array_agg(ARRAY[place, 100 * running / total]::float8[] ORDER BY place) FILTER (
                              WHERE place %% GREATEST(number / %(points)s, 1) = 0 OR place = number), '{}'),
                          (MIN(amount) FILTER (WHERE 100 * peers / total <= %(a)s))::float8,
                          (MIN(amount) FILTER (WHERE 100 * peers / total <= %(b)s))::float8,
                          COALESCE(array_agg(ARRAY[id, amount]::float8[] ORDER BY place) FILTER (
                              WHERE place <= %(most)s), '{}')
                     FROM (SELECT id, amount, ROW_NUMBER() OVER best AS place, COUNT(*) OVER () AS number,
                                  SUM(amount) OVER () AS total, SUM(amount) OVER (ORDER BY amount DESC) AS peers,
                                  SUM(amount) OVER (best ROWS UNBOUNDED PRECEDING) AS running
                             FROM (%(rows)s) customer(id, amount)
                           WINDOW best AS (ORDER BY amount DESC, id)) ranked""",
                points=POINTS,
                a=CUTS["A"],
                b=CUTS["B"],
                most=max(TOPS),
                rows=query.select(SQL.identifier(query.table, "id"), amount),
            )
        )
        return row
