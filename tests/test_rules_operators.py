"""Operators: one object each; what it means in Python is what it means in SQL, and another addon adds one."""

from math import inf

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ..customer_classification.figures.specs import Figure, Window
from ..customer_classification.rules import coverage, meaning, operators
from ..customer_classification.rules.specs import ConditionSpec, RuleSpec
from .common import ClassificationCase

FIGURE = Figure("order_amount", Window("months", 12))


class Outside(operators.Between):
    """What another addon could add: below the one threshold or above the other."""

    def holds(self, condition, value, threshold):
        return not super().holds(condition, value, threshold)

    def sql(self, condition, figure, threshold):
        return SQL("NOT %s", super().sql(condition, figure, threshold))

    def spans(self, condition, threshold):
        if threshold > condition.value_to:
            return [((-inf, 0), (inf, 0))]
        return [((-inf, 0), (threshold, -1)), ((condition.value_to, 1), (inf, 0))]


class OneFigure:
    """Stands for the tables of figures: there is one figure, of this value."""

    def __init__(self, value):
        self.value = value

    def sql(self, figure):
        return SQL("%s::numeric", self.value)


@tagged("post_install", "-at_install")
class TestOperators(TransactionCase):
    @given(
        name=st.sampled_from([*operators.OPERATORS, "outside"]),
        value=st.none() | st.sampled_from([-1, 0, 0.5, 1, 2, 3]),
        threshold=st.integers(0, 3),
        value_to=st.integers(0, 3),
        empty_counts=st.booleans(),
    )
    def test_python_and_sql_say_the_same(self, name, value, threshold, value_to, empty_counts):
        self.addCleanup(operators.OPERATORS.pop, "outside", None)
        operators.register(Outside("outside", "outside of"))
        condition = ConditionSpec(1, FIGURE, name, threshold, value_to, empty_counts=empty_counts)
        rule = RuleSpec(1, 1, conditions=(condition,))
        sql = SQL("SELECT COALESCE(%s, FALSE)", meaning.condition_sql(condition, rule, OneFigure(value)))
        [(by_sql,)] = self.env.execute_query(sql)
        self.assertEqual(meaning.holds(condition, value), by_sql)

    def test_what_opposes_an_operator_holds_exactly_where_it_does_not(self):
        for operator in operators.OPERATORS.values():
            if operator.opposite:
                way_out = operators.OPERATORS[operator.opposite]
                for value in (1, 2, 3):
                    self.assertNotEqual(operator.compare(value, 2), way_out.compare(value, 2), operator.name)

    def test_what_a_rule_covers_may_be_several_spans(self):
        self.addCleanup(operators.OPERATORS.pop, "outside")
        operators.register(Outside("outside", "outside of"))

        def rule(operator, value, value_to=0.0):
            return RuleSpec(1, 1, conditions=(ConditionSpec(1, FIGURE, operator, value, value_to),))

        outside = rule("outside", 1, 3)
        for covered in (rule("<", 1), rule(">", 3), rule("=", 0), rule("between", 4, 5), rule("outside", 0, 4)):
            self.assertTrue(coverage.covers(outside, covered), covered)
        for reached in (rule("<=", 1), rule("=", 2), rule("between", 0, 4), rule("outside", 2, 3)):
            self.assertFalse(coverage.covers(outside, reached), reached)


@tagged("post_install", "-at_install")
class TestAnotherOperator(ClassificationCase):
    def test_it_decides_and_is_known_wherever_conditions_are(self):
        self.addCleanup(operators.register, operators.OPERATORS["between"])
        operators.register(Outside("between", "outside of"))  # stored under a name that the selection has
        scheme = self.make_scheme(default_category_id=False)
        condition = {"measure": "order_amount", "window": "months", "window_length": 12, "operator": "between"}
        rule = self.make_rule(scheme, "VIP", {**condition, "value": 100, "value_to": 200})
        for name, amount in (("inside", 150), ("above", 300), ("below", 50)):
            self.make_order(self.make_customer(name), "2026-11-01", amount)
        scheme.classify(as_of="2026-11-23")
        self.assertEqual(self.categories_of(scheme), {"above": "VIP", "below": "VIP"})
        self.assertTrue(coverage.covers(rule._spec(), rule._spec()))
