"""The threshold helper: how a figure is spread over the customers, while one types."""

from datetime import timedelta
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, Form, tagged
from odoo.tools import SQL

from ..customer_classification.activation import histogram, rule_matching
from ..customer_classification.rules import operators
from .common import ClassificationCase

AMOUNT = {"measure": "order_amount", "operator": ">=", "window": "months", "window_length": 12}
AMOUNTS = (0, 1, 3, 40, 250, 300, 1000)
MOST = 12  # customers of an example


@tagged("post_install", "-at_install")
class TestRounding(BaseCase):
    @given(st.floats(min_value=0.001, max_value=1e9))
    def test_round_numbers(self, number):
        up = histogram.rounded(number, up=True)
        self.assertGreaterEqual(up, number)
        self.assertLess(up, number * 2.51)
        self.assertIn(f"{up:e}"[0], "125")


@tagged("post_install", "-at_install")
class TestCounting(ClassificationCase):
    """The numbers are those that one counts; customers and what they may buy are made once for all examples."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme()
        cls.rule = cls.make_rule(cls.scheme, "VIP", {**AMOUNT, "value": 300})
        cls.customers = cls.env["res.partner"].union(*(cls.make_customer(str(number)) for number in range(MOST)))
        cls.offers = {
            (customer, amount): cls.make_order(customer, cls.scheme._today(), amount, state="draft")
            for customer in cls.customers
            for amount in AMOUNTS
            if amount
        }

    @given(
        amounts=st.lists(st.sampled_from([0, *AMOUNTS]), max_size=MOST),
        threshold=st.sampled_from([0, 1, 40, 300, 5000]),
        operator=st.sampled_from([">=", ">", "<", "<=", "="]),
    )
    def test_counted_as_by_hand(self, amounts, threshold, operator):
        with self.cr.savepoint() as savepoint:
            self.customers[len(amounts) :].write({"active": False})
            bought = [self.offers[pair] for pair in zip(self.customers, amounts, strict=False) if pair[1]]
            self.env["sale.order"].union(*bought).write({"state": "sale"})
            self.rule.condition_ids.write({"value": threshold, "operator": operator})
            number, spreads = self.rule._look_at_customers()
            [spread] = spreads
            compare = operators.OPERATORS[operator].compare
            reached = [amount for amount in amounts if compare(amount, threshold)]
            self.assertEqual((spread["total"], spread["customers"], number), (len(amounts), len(reached), len(reached)))
            self.assertAlmostEqual(spread["share"] or 0, 100 * sum(reached) / (sum(amounts) or 1))
            self.assert_bins(spread, [amount for amount in amounts if amount], threshold, compare)
            savepoint.rollback()
            self.env.invalidate_all()

    def assert_bins(self, spread, amounts, threshold, compare):
        if not amounts:
            self.assertIsNone(spread["bins"])
            return
        starts = [part["from"] for part in spread["bins"]]
        ends = [*starts[1:], float("inf")]
        self.assertEqual(
            [part["customers"] for part in spread["bins"]],
            [sum(start <= amount < end for amount in amounts) for start, end in zip(starts, ends, strict=True)],
        )
        self.assertEqual([part["reached"] for part in spread["bins"]], [compare(start, threshold) for start in starts])
        width = starts[1] * len(starts)
        self.assertEqual(spread["lines"], [round(min(100 * threshold / width, 100), 1)])


@tagged("post_install", "-at_install")
class TestThresholds(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme()
        cls.today = cls.scheme._today()
        cls.rule = cls.make_rule(cls.scheme, "VIP", {**AMOUNT, "value": 300})

    def sell(self, amounts):
        return [self.make_order(self.make_customer(str(n)), self.today, amount) for n, amount in enumerate(amounts)]

    def test_it_follows_what_is_typed(self):
        self.sell([100, 200, 300, 400, 1000, 0])
        with Form(self.rule) as form:
            self.assertIn("Holds for 3 of 6 customers, who have 85.0 % of the sales", form.thresholds_html)
            with form.condition_ids.edit(0) as condition:
                condition.value = 500
            self.assertIn("Holds for 1 of 6 customers", form.thresholds_html)
            with form.condition_ids.new() as condition:
                condition.measure = "days_since_last_order"
                condition.operator = "<="
                condition.value = 30
            self.assertEqual(form.thresholds_html.count("o_classification_histogram"), 1, "all ordered today")
            self.assertEqual(form.thresholds_html.count("Holds for"), 2)
            with form.condition_ids.edit(1) as condition:
                condition.operator = "set"
            self.assertEqual(form.thresholds_html.count("Holds for"), 1, "nothing to choose")

    def test_between_has_two_lines(self):
        self.sell([100, 200, 300])
        self.rule.condition_ids.write({"operator": "between", "value": 100, "value_to": 200})
        _number, [spread] = self.rule._look_at_customers()
        self.assertEqual((spread["customers"], len(spread["lines"])), (2, 2))

    def test_with_many_documents_from_kept_figures(self):
        self.sell([100, 200, 300, 0])
        self.env.flush_all()
        exact = self.rule._look_at_customers()[1]
        self.scheme.classify()
        with patch.object(rule_matching, "DOCUMENTS", -1):
            self.assertEqual(self.rule._look_at_customers()[1][0]["bins"], exact[0]["bins"])
            self.rule.condition_ids.window_length = 11
            self.assertEqual(self.rule._look_at_customers(), (None, []), "not kept, and too many to count")
            self.assertFalse(self.rule.thresholds_html)

    def test_few_statements_whatever_the_customers(self):
        def statements():
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.rule._look_at_customers()
            return self.env.cr.sql_log_count - before

        self.sell([100])
        statements()
        few = statements()
        self.sell(range(200, 220))
        self.assertEqual(statements(), few)

    def test_the_shape_of_what_was_found(self):
        rows = SQL("SELECT generate_series(-5, 99)::float AS value UNION ALL SELECT 5000")
        found = histogram.bins(self.env, rows)
        self.assertEqual([part["from"] for part in found], list(range(0, 120, 10)))
        customers = [part["customers"] for part in found]
        self.assertEqual(customers, [9, *[10] * 9, 0, 1], "only what is above zero; the last range has no end")
        self.assertIsNone(histogram.bins(self.env, SQL("SELECT 0.0 AS value")))
        self.assertEqual(histogram.drawn(found, lambda figure: figure >= 100, [1e9])["lines"], [100])

    def test_a_customer_long_ago(self):
        self.make_order(self.make_customer("old"), self.today - timedelta(days=500), 900)
        _number, [spread] = self.rule._look_at_customers()
        self.assertEqual((spread["total"], spread["bins"], spread["share"]), (1, None, None))
