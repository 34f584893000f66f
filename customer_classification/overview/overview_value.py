from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..reports.analysis import report_profiles
from .overview_data import ANALYSIS, target

CUTS = (("<", 80), ("<", 95))  # % of the sales that better customers have
SHARES = ("revenue_share_before", "revenue_share_cumulative")
NAMES = "ABCDEFGHIJ"
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
        rows = self.env[ANALYSIS]._read_group(
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
                    ANALYSIS,
                    choice.customers(("recency_score", "=", recency), ("frequency_score", "=", frequency)),
                ),
            }
            for recency, frequency, customers, revenue in rows
        ]

    def _pareto(self, choice):
        """The curve (customers, best first, and their share of the sales in %), its classes, and the best few."""
        amount = "invoice_amount" if choice.scheme.score_source == "invoice" else "order_amount"
        source = self.env._("Sales (invoices)") if amount == "invoice_amount" else self.env._("Sales (orders)")
        number, total, points, best = self._curve(choice.customers((amount, ">", 0)), amount)
        if not number:
            return {"curve": [], "classes": [], "tops": [], "buyers": 0, "source": source}
        return {
            "source": source,
            "buyers": number,
            "curve": points,
            "classes": self._classes(choice, amount, total),
            "tops": [
                {
                    "count": top,
                    "share": sum(money for _id, money in best[:top]) / total,
                    "target": target(
                        self.env._("The best %s", top),
                        ANALYSIS,
                        Domain("id", "in", [int(number) for number, _money in best[:top]]),
                    ),
                }
                for top in TOPS
                if top <= number
            ],
        }

    def _classes(self, choice, amount, total):
        """A, B, C … with the limits that the scheme has, else 80 and 95 %: who would be in which, of the classified
        customers whom the user sees; those without sales are in the last one."""
        measure, cuts = self._cuts(choice.scheme)
        bounds = self._least(choice.scheme, amount, measure, cuts)
        found, above = [], Domain.FALSE
        for name, least in zip(NAMES, [*bounds, 0], strict=False):
            # the last class has all others, those without sales too
            reaching = Domain.TRUE if len(found) == len(bounds) else Domain(amount, ">=", least) if least else above
            domain = choice.customers(reaching & ~above)
            above = reaching
            [(customers, revenue)] = self.env[ANALYSIS]._read_group(domain, [], ["__count", f"{amount}:sum"])
            found.append(
                {
                    "name": name,
                    "customers": customers,
                    "revenue": revenue or 0,
                    "share": (revenue or 0) / total,
                    "target": target(self.env._("Class %s", name), ANALYSIS, domain),
                }
            )
        return found

    @api.model
    def _cuts(self, scheme):
        """Which share of the sales the scheme's rules look at, and their limits, (operator, %), smallest first."""
        conditions = scheme.sudo()._deciding_rules().condition_ids
        shares = conditions.filtered(lambda c: c.measure in SHARES and c.operator in ("<", "<="))
        measure = shares[:1].measure or SHARES[0]
        cuts = {(c.operator, c.value) for c in shares if c.measure == measure}
        return measure, tuple(sorted(cuts, key=lambda cut: cut[1]))[: len(NAMES) - 1] or CUTS

    def _least(self, scheme, amount, measure, cuts) -> list:
        """The smallest sales within each limit; None where the best customer is beyond.

        As rules have it, all customers of the scheme's companies count here, whoever looks: no more than on which side
        of a limit a customer stands is told. Equal sales are in one class.
        """
        profiles, of_scheme = report_profiles.of_user(self.env)
        share = SQL("peers - equals" if measure == SHARES[0] else "peers")
        return list(
            self.env.execute_query(
                SQL(
                    """SELECT %(least)s
                         FROM (SELECT amount, SUM(amount) OVER () AS total,
                                      SUM(amount) OVER (ORDER BY amount DESC) AS peers,
                                      SUM(amount) OVER (PARTITION BY amount) AS equals
                                 FROM (SELECT %(amount)s AS amount
                                         FROM %(profiles)s profile, customer_classification_scheme scheme
                                        WHERE scheme.id = %(scheme)s AND %(of_scheme)s) customer
                                WHERE amount > 0) ranked""",
                    least=SQL(", ").join(
                        SQL("(MIN(amount) FILTER (WHERE 100 * (%s) / total %s %s))::float8", share, SQL(operator), cut)
                        for operator, cut in cuts
                    ),
                    amount=SQL.identifier("profile", amount),
                    profiles=profiles,
                    of_scheme=of_scheme,
                    scheme=scheme.id,
                )
            )[0]
        )

    def _curve(self, buying, amount):
        """How many customers buy, for how much, the points of the curve, and the best ten as (id, sales)."""
        Report = self.env[ANALYSIS]
        query = Report._search(buying)
        # the statement has its own order; by the default one PostgreSQL would sort twice
        query.order = None
        [row] = self.env.execute_query(
            SQL(
                """SELECT COUNT(*), COALESCE(MAX(total), 0)::float8,
                          COALESCE(array_agg(ARRAY[place, 100 * running / total]::float8[] ORDER BY place) FILTER (
                              WHERE place %% GREATEST(number / %(points)s, 1) = 0 OR place = number), '{}'),
                          COALESCE(array_agg(ARRAY[id, amount]::float8[] ORDER BY place) FILTER (
                              WHERE place <= %(most)s), '{}')
                     FROM (SELECT id, amount, ROW_NUMBER() OVER best AS place, COUNT(*) OVER () AS number,
                                  SUM(amount) OVER () AS total,
                                  SUM(amount) OVER (best ROWS UNBOUNDED PRECEDING) AS running
                             FROM (%(rows)s) customer(id, amount)
                           WINDOW best AS (ORDER BY amount DESC, id)) ranked""",
                points=POINTS,
                most=max(TOPS),
                rows=query.select(SQL.identifier(query.table, "id"), Report._field_to_sql(query.table, amount, query)),
            )
        )
        return row
