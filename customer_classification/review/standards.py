"""What the standards of a scheme do to all its customers at once: statements on decisions, without models.

A *decision* is a table as ``rules.decision`` writes it.
"""

from dataclasses import replace

from odoo.tools import SQL

from ..figures import environment, figures
from ..figures.specs import REVENUE, Figure, Window
from ..history import history
from ..rules import decision

NEAR = 0.1  # of a threshold


class Look:
    """One look at the customers by the rules of ``spec`` on one day.

    :param alternative: the same scheme with other rules, that is compared
    """

    def __init__(self, env, spec, alternative=None):
        self.env = environment.engine_env(env, spec.scope.company_id)
        self.spec, self.alternative = spec, alternative or spec
        wanted = [REVENUE, *spec.figures, *self.alternative.figures]
        self._figures = figures.computed(self.env, spec.scope, wanted)

    def __enter__(self):
        self.tables = self._figures.__enter__()
        self.present = decision.decide(self.env, self.spec, self.tables)
        self.other = decision.decide(self.env, self.alternative, self.tables)
        return self

    def __exit__(self, *error):
        for table in (self.present, self.other):
            if not any(error):
                self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(table)))
        return self._figures.__exit__(*error)

    # The customers ----------------------------------------------------------------------------------------------------

    def categories(self, by="from_category_id") -> list[dict]:
        """``[{category, customers, sales}]`` by the category of today, or by that of the rules."""
        return self.env.execute_query_dict(
            SQL(
                """SELECT %(by)s AS category, COUNT(*) AS customers, SUM(revenue)::float AS sales
                     FROM %(table)s GROUP BY 1""",
                by=SQL.identifier(by),
                table=SQL.identifier(self.present),
            )
        )

    def matrix(self) -> list[dict]:
        """``[{from, to, customers, sales}]``: by the present rules, and by the others."""
        return self.env.execute_query_dict(
            SQL(
                """SELECT present.category_id AS "from", other.category_id AS "to", COUNT(*) AS customers,
                          SUM(present.revenue)::float AS sales
                     FROM %s present JOIN %s other USING (partner_id)
                    GROUP BY 1, 2 ORDER BY 1 NULLS LAST, 2 NULLS LAST""",
                SQL.identifier(self.present),
                SQL.identifier(self.other),
            )
        )

    def affected(self) -> list[int]:
        """The customers whom the two put into different categories, those with the highest sales first."""
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id FROM %s present JOIN %s other USING (partner_id)
                    WHERE present.category_id IS DISTINCT FROM other.category_id
                    ORDER BY present.revenue DESC NULLS LAST, partner_id""",
                SQL.identifier(self.present),
                SQL.identifier(self.other),
            )
        )
        return [partner_id for (partner_id,) in rows]

    def contradicted(self) -> list[int]:
        """The customers whom people put elsewhere than the rules would: pinned, or chosen by hand."""
        targets = {rule.key: rule.category_id for rule in self.spec.rules}
        rows = self.env.execute_query(
            SQL(
                """SELECT decided.partner_id
                     FROM %(table)s decided
                     JOIN customer_classification_assignment own
                       ON own.partner_id = decided.partner_id AND own.scheme_id = %(scheme)s
                     LEFT JOIN UNNEST(%(rules)s::int[], %(categories)s::int[]) target(rule_id, category_id)
                       ON target.rule_id = decided.rule_id
                    WHERE (own.pinned OR own.origin IN ('manual', 'import'))
                      AND COALESCE(target.category_id, %(default)s) != own.category_id
                    ORDER BY decided.revenue DESC NULLS LAST, decided.partner_id""",
                table=SQL.identifier(self.present),
                scheme=self.spec.id,
                rules=list(targets),
                categories=list(targets.values()),
                default=self.spec.default_category_id,
            )
        )
        return [partner_id for (partner_id,) in rows]

    # The rules --------------------------------------------------------------------------------------------------------

    def deciding(self) -> dict:
        """{rule: the customers on whom it decides}; a rule that decides on nobody is missing."""
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT rule_id, COUNT(*) FROM %s WHERE rule_id IS NOT NULL GROUP BY 1",
                    SQL.identifier(self.present),
                )
            )
        )

    def near(self, condition) -> int:
        """How many customers have a figure that is at most a tenth of the threshold away from it."""
        query = decision.customers_with_figures(self.env, self.spec, self.tables)
        query.add_where(
            SQL(
                "ABS(%s - %s) <= %s",
                self.tables.sql(condition.figure),
                condition.value,
                abs(condition.value) * NEAR,
            )
        )
        [(number,)] = self.env.execute_query(query.select(SQL("COUNT(*)")))
        return number

    def values(self, figure, above=0.0) -> SQL:
        """The statement that gives the figures of all customers as ``value``."""
        query = decision.customers_with_figures(self.env, self.spec, self.tables)
        query.add_where(SQL("%s > %s", self.tables.sql(figure), above))
        return query.select(SQL("(%s)::float AS value", self.tables.sql(figure)))

    # What they bought afterwards --------------------------------------------------------------------------------------

    def afterwards(self, last) -> list[dict]:
        """What was bought from the day after this look until ``last``, by the category under both rules.

        :return: ``[{alternative, category, customers, buyers, sales}]``
        """
        figure = Figure("order_amount", Window("days", (last - self.spec.scope.as_of).days))
        scope = replace(self.spec.scope, as_of=last, customer_level="company")
        with figures.computed(self.env, scope, [figure]) as tables:
            sold = SQL("(SELECT partner_id, %s AS amount FROM %s)", tables.sql(figure), self._orders(tables))
            return [
                row
                for other, table in ((False, self.present), (True, self.other))
                for row in self.env.execute_query_dict(self._one(other, table, sold))
            ]

    def _one(self, other, table, sold) -> SQL:
        return SQL(
            """SELECT %(other)s AS alternative, category_id AS category, COUNT(*) AS customers,
                      COUNT(*) FILTER (WHERE sold.amount > 0) AS buyers, COALESCE(SUM(sold.amount), 0)::float AS sales
                 FROM %(table)s decided LEFT JOIN %(sold)s sold ON sold.partner_id = decided.partner_id GROUP BY 2""",
            other=other,
            table=SQL.identifier(table),
            sold=sold,
        )

    @staticmethod
    def _orders(tables) -> SQL:
        return SQL.identifier(tables.tables["order"])


# The history ----------------------------------------------------------------------------------------------------------


def moved(env, scheme_id: int, since) -> dict:
    """How many customers moved after a day, how many moves there were, and how many customers came back to where they
    had been: they sit on the border."""
    [row] = env.execute_query_dict(
        SQL(
            """-- one row: the movements of one scheme; it must not count what was undone
               WITH move AS (
                   SELECT partner_id, from_category_id, to_category_id, %(place)s AS place
                     FROM customer_classification_change change
                    WHERE scheme_id = %(scheme)s AND effective_date > %(since)s AND %(counts)s
                      AND from_category_id IS NOT NULL AND to_category_id IS NOT NULL)
               SELECT COUNT(*) AS moves, COUNT(DISTINCT partner_id) AS customers,
                      COUNT(DISTINCT partner_id) FILTER (WHERE EXISTS (
                          SELECT FROM move later WHERE later.partner_id = move.partner_id AND later.place > move.place
                             AND later.to_category_id = move.from_category_id)) AS returned
                 FROM move""",
            place=history.place("change"),
            scheme=scheme_id,
            since=since,
            counts=history.is_movement("change"),
        )
    )
    return row


def baskets(env, scheme_id: int, company_id: int | None, since) -> dict:
    """What customers of each category bought after a day: {category: {product category: share of its sales}}."""
    rows = env.execute_query(
        SQL(
            """SELECT own.category_id, template.categ_id, SUM(line.price_subtotal)::float
                 FROM customer_classification_assignment own
                 JOIN sale_order orders ON orders.classification_partner_id = own.partner_id AND orders.state = 'sale'
                  AND orders.date_order > %(since)s AND (%(company)s::int IS NULL OR orders.company_id = %(company)s)
                 JOIN sale_order_line line ON line.order_id = orders.id AND line.price_subtotal > 0
                 JOIN product_product product ON product.id = line.product_id
                 JOIN product_template template ON template.id = product.product_tmpl_id
                WHERE own.scheme_id = %(scheme)s
                GROUP BY 1, 2""",
            since=since,
            company=company_id,
            scheme=scheme_id,
        )
    )
    sums: dict = {}
    for category, kind, amount in rows:
        sums.setdefault(category, {})[kind] = amount
    return {
        category: {kind: amount / sum(kinds.values()) for kind, amount in kinds.items()}
        for category, kinds in sums.items()
    }


def distance(one: dict, other: dict) -> float:
    """How different two baskets are: 0 the same, 1 nothing in common."""
    return sum(abs(one.get(kind, 0) - other.get(kind, 0)) for kind in one.keys() | other.keys()) / 2
