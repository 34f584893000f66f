from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from ..customer_classification.figures import scores
from ..customer_classification.figures.specs import Figure, Window
from .common import ClassificationCase

D = "2026-11-23"
YEAR = {"window": "months", "window_length": 12}


@tagged("post_install", "-at_install")
class TestScores(ClassificationCase):
    """Scores from 1 to 5 and the Pareto curve."""

    def values(self, scheme, measure, window=YEAR, **run):
        """{customer: figure} of ``measure`` in a dry run."""
        scheme.rule_ids.unlink()
        conditions = [{"measure": measure, "operator": operator, **window} for operator in ("set", "not_set")]
        self.make_rule(scheme, "VIP", *conditions, match="any")
        condition = str(scheme.rule_ids.condition_ids.filtered(lambda c: c.operator == "set").id)
        found = scheme.classify(**{"as_of": D, "simulate": True, **run}).change_ids
        return {change.partner_id.name.removeprefix("T-"): change.evidence[condition] for change in found}

    def buy(self, **amounts):
        """Customers by name, each with orders of these amounts on 1 November 2026."""
        named = [{"name": f"T-{name}", "is_company": True, "customer_rank": 1} for name in amounts]
        customers = self.env["res.partner"].create(named)
        self.make_orders(
            (customer, "2026-11-01", amount)
            for customer, orders in zip(customers, amounts.values(), strict=True)
            for amount in orders
        )

    def test_typed_boundaries(self):
        self.buy(none=[], one=[100], two=[100, 101], six=[1] * 6)
        scheme = self.make_scheme(frequency_boundaries="1, 3，5", monetary_boundaries="100,200")
        self.assertEqual(self.values(scheme, "frequency_score"), {"none": 1, "one": 1, "two": 2, "six": 4})
        self.assertEqual(self.values(scheme, "monetary_score"), {"none": 1, "one": 1, "two": 3, "six": 1})
        for wrong in ("3, 1", "1, 1", "a, b", "1, 2, 3, 4, 5"):
            with self.subTest(wrong), self.assertRaises(ValidationError):
                scheme.frequency_boundaries = wrong

    def test_recent_is_better(self):
        for name, day in (("today", D), ("month", "2026-10-24"), ("more", "2026-10-23"), ("old", "2020-01-01")):
            self.make_order(self.make_customer(name), day)
        scheme = self.make_scheme(recency_boundaries="30, 90, 180, 365")
        self.assertEqual(self.values(scheme, "recency_score", {}), {"today": 5, "month": 5, "more": 4, "old": 1})

    def test_quintiles_of_those_with_documents(self):
        self.buy(silent=[], **{f"c{number}": [number * 100] for number in range(1, 11)})
        found = self.values(self.make_scheme(), "monetary_score")
        expected = {f"c{number}": (number + 1) // 2 for number in range(1, 11)}
        self.assertEqual(found, {**expected, "silent": 1})

    def test_pareto(self):
        self.buy(silent=[], a=[600], b=[200], c=[100], d=[60], e=[40])
        scheme = self.make_scheme()
        shares = {"a": 60, "b": 80, "c": 90, "d": 96, "e": 100, "silent": 100}
        self.assertEqual(self.values(scheme, "revenue_share_cumulative"), shares)

    def test_silent_customers_have_the_lowest_scores(self):
        """Who has no order in the window scores 1, whatever they bought before: they fall."""
        for name, day in (("active", "2026-11-01"), ("year", "2025-11-24"), ("silent", "2025-11-23")):
            self.make_order(self.make_customer(name), day, 1_000)
        self.make_customer("never")
        scheme = self.make_scheme(recency_boundaries="30, 400, 500, 600")
        for measure in ("recency_score", "frequency_score", "monetary_score"):
            found = self.values(scheme, measure)
            self.assertEqual((found["silent"], found["never"]), (1, 1), measure)
        self.assertEqual(self.values(scheme, "recency_score")["year"], 4, "the first day of the window")
        ever = self.values(scheme, "recency_score", {"window": "lifetime"})
        self.assertEqual(ever["silent"], 4)

    def test_scores_are_empty_only_where_documents_are_not_complete(self):
        self.make_order(self.make_customer("known"), "2026-11-01", 100)
        self.make_customer("silent")
        self.company.classification_history_since = "2026-06-01"
        scheme = self.make_scheme(recency_boundaries="30, 90, 180, 365")
        for measure in ("frequency_score", "monetary_score", "revenue_share_before", "revenue_share_cumulative"):
            self.assertEqual(self.values(scheme, measure), {"known": None, "silent": None}, measure)
        self.assertEqual(self.values(scheme, "recency_score"), {"known": 5, "silent": None}, "the last order is known")
        self.company.classification_history_since = "2025-11-24"
        self.assertEqual(self.values(scheme, "recency_score"), {"known": 5, "silent": 1})

    def test_abc_counts_the_sales_of_better_customers(self):
        """A is who begins below 80 %: one alone, one with 85 %, and all of equals are A."""
        for amounts, limit, expected in (
            ({"alone": 100}, 80, {"alone": "VIP"}),
            ({"a": 85, "b": 10, "c": 5}, 80, {"a": "VIP", "b": "Ordinary", "c": "Potential"}),
            ({"a": 10, "b": 10, "c": 10}, 80, dict.fromkeys("abc", "VIP")),
            ({"a": 793, "b": 107, "c": 100}, 79.5, {"a": "VIP", "b": "VIP", "c": "Ordinary"}),
            ({"a": 795, "b": 105, "c": 100}, 79.5, {"a": "VIP", "b": "Ordinary", "c": "Ordinary"}),
        ):
            with self.subTest(amounts), self.cr.savepoint() as savepoint:
                self.buy(none=[], **{name: [amount] for name, amount in amounts.items()})
                scheme = self.make_scheme()
                for category, share in (("VIP", limit), ("Ordinary", 95)):
                    condition = {"measure": "revenue_share_before", "operator": "<", "value": share, **YEAR}
                    self.make_rule(scheme, category, condition)
                scheme.default_category_id = self.category(scheme, "Potential")
                scheme.classify(as_of=D)
                self.assertEqual(self.categories_of(scheme), {**expected, "none": "Potential"})
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_curve_of_many_customers_keeps_what_decides(self):
        """Of more than a thousand amounts only some points are kept, and all lie on the same side of each limit."""
        self.env.cr.execute(
            "CREATE TEMPORARY TABLE many AS SELECT n, (n * n % 10007)::numeric AS value FROM generate_series(1, 4000) n"
        )
        figure = Figure("revenue_share_before", Window("months", 12))
        found = scores.boundaries(self.env, figure, SQL("value"), SQL("many"))
        self.assertLess(len(found), 2003)
        share = scores.score(figure, SQL("many.value"), found)
        [(wrong,)] = self.env.execute_query(
            SQL(
                """SELECT COUNT(*) FROM (
                       SELECT %s AS kept, 100 - 100 * SUM(value) OVER (ORDER BY value) / SUM(value) OVER () AS exact
                         FROM many WHERE value > 0) found
                     JOIN generate_series(0, 1000) tenth
                       ON (kept < tenth / 10.0) != (exact < tenth / 10.0)
                       OR (kept <= tenth / 10.0) != (exact <= tenth / 10.0)""",
                share,
            )
        )
        self.assertEqual(wrong, 0)

    def test_some_customers_are_compared_with_all(self):
        self.buy(a=[600], b=[200], c=[100], d=[60], e=[40])
        scheme = self.make_scheme()
        some = self.env["res.partner"].search([("name", "in", ("T-b", "T-e"))]).ids
        self.assertEqual(self.values(scheme, "revenue_share_cumulative", partner_ids=some), {"b": 80, "e": 100})
        scheme.classify(as_of=D)
        taken = scheme.run_ids[0].rules_snapshot["boundaries"]
        self.buy(giant=[1_000_000])
        scheme.classify(as_of=D, partner_ids=some)
        self.assertEqual(scheme.run_ids[0].rules_snapshot["boundaries"], taken, "until the next full run")

    def test_typed_boundaries_come_before_those_of_an_earlier_run(self):
        self.buy(a=[600], b=[200])
        scheme = self.make_scheme()
        self.values(scheme, "monetary_score")
        scheme.classify(as_of=D)
        scheme.monetary_boundaries = "10, 20, 30, 40"
        some = self.env["res.partner"].search([("name", "=", "T-b")]).ids
        used = scheme.classify(as_of=D, partner_ids=some).rules_snapshot["boundaries"]
        self.assertEqual(used, {"monetary_score months 12": [10, 20, 30, 40]})

    @given(st.lists(st.integers(0, 500), min_size=1, max_size=12))
    def test_scores_and_shares_agree_with_an_obvious_way(self, amounts):
        with self.cr.savepoint() as savepoint:
            self.buy(**{str(number): [amount] if amount else [] for number, amount in enumerate(amounts)})
            scheme = self.make_scheme()
            positive = sorted((amount for amount in amounts if amount), reverse=True)
            found = self.values(scheme, "revenue_share_cumulative")
            for number, amount in enumerate(amounts):
                total = sum(other for other in positive if other >= amount)
                exact = 100 * total / sum(positive) if amount else 100
                self.assertAlmostEqual(found[str(number)], exact, 9)
            monetary = self.values(scheme, "monetary_score")
            rising = positive[::-1]
            limits = [rising[-(-len(rising) * fifth // 5) - 1] for fifth in (1, 2, 3, 4)] if rising else []
            for number, amount in enumerate(amounts):
                expected = 1 + sum(limit < amount for limit in limits) if amount else 1
                self.assertEqual(monetary[str(number)], expected)
            before = self.values(scheme, "revenue_share_before")
            for number, amount in enumerate(amounts):
                better = sum(other for other in positive if other > amount)
                expected = Fraction(100 * better, sum(positive)) if amount else 100
                self.assertAlmostEqual(before[str(number)], float(expected), 9)
            savepoint.rollback()
            self.env.invalidate_all()
