"""Rules that are never reached: what is pointed out, and that nothing else is."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import Form, TransactionCase, tagged

from ..customer_classification.figures.specs import Figure, Window
from ..customer_classification.rules import coverage, meaning
from ..customer_classification.rules.specs import ConditionSpec, RuleSpec
from .common import ClassificationCase

FIGURES = [Figure("order_amount", Window("months", 12)), Figure("days_since_last_order", Window())]
NUMBERS = st.integers(0, 4)
conditions = st.builds(
    ConditionSpec,
    key=st.just(1),
    figure=st.sampled_from(FIGURES),
    operator=st.sampled_from([">=", ">", "<=", "<", "=", "between", "set", "not_set"]),
    value=NUMBERS,
    value_to=NUMBERS,
    keep_value=st.none() | NUMBERS,
    empty_counts=st.booleans(),
)
rules = st.builds(
    RuleSpec,
    key=st.just(1),
    category_id=st.just(1),
    match=st.sampled_from(["all", "any"]),
    conditions=st.lists(conditions, max_size=3).map(tuple),
)
figures = st.fixed_dictionaries(
    {figure: st.none() | st.sampled_from([-1, 0, 0.5, 1, 2, 3.5, 4, 5]) for figure in FIGURES}
)


class TestCoverage(TransactionCase):
    @given(earlier=rules, later=rules, values=figures, keeps=st.tuples(st.booleans(), st.booleans()))
    def test_whoever_reaches_a_covered_rule_is_held_by_the_earlier_one(self, earlier, later, values, keeps):
        def holds(rule, keep):
            results = [meaning.holds(condition, values[condition.figure], keep) for condition in rule.conditions]
            return all(results) if rule.match == "all" or not results else any(results)

        if coverage.covers(earlier, later) and holds(later, keeps[1]):
            self.assertTrue(holds(earlier, keeps[0]))

    @given(rule=rules.filter(lambda rule: all(c.keep_value is None for c in rule.conditions)))
    def test_a_rule_covers_itself(self, rule):
        self.assertTrue(coverage.covers(rule, rule))


@tagged("post_install", "-at_install")
class TestHints(ClassificationCase):
    def setUp(self):
        super().setUp()
        self.scheme = self.make_scheme()
        self.amount = {"measure": "order_amount", "window": "months", "window_length": 12, "operator": ">="}

    def test_a_smaller_threshold_before_a_larger_one(self):
        self.make_rule(self.scheme, "Ordinary", {**self.amount, "value": 100}, sequence=1)
        vip = self.make_rule(self.scheme, "VIP", {**self.amount, "value": 1000}, {"measure": "order_count"}, sequence=2)
        self.assertIn("“to Ordinary” before it holds for the same customers", vip.hint)
        vip.sequence = 0
        self.assertFalse(vip.hint, "the larger threshold comes first")

    def test_the_hint_follows_what_is_typed(self):
        self.make_rule(self.scheme, "VIP", {**self.amount, "value": 1000}, sequence=1)
        with Form(self.make_rule(self.scheme, "Ordinary", {**self.amount, "value": 100}, sequence=2)) as form:
            self.assertFalse(form.hint)
            with form.condition_ids.edit(0) as condition:
                condition.value = 1000
            self.assertIn("never reached", form.hint)
            form.partner_domain = "[('city', '=', 'Suzhou')]"
            self.assertIn("never reached", form.hint)

    def test_another_filter_or_window_is_no_reason(self):
        self.make_rule(
            self.scheme, "VIP", {**self.amount, "value": 1}, sequence=1, partner_domain="[('city', '=', 'Wuxi')]"
        )
        later = self.make_rule(self.scheme, "Ordinary", {**self.amount, "value": 2}, sequence=2)
        year = self.make_rule(self.scheme, "Potential", {**self.amount, "value": 2, "window_length": 6}, sequence=3)
        self.assertFalse(later.hint or year.hint)

    def test_a_keep_value_that_is_harder_than_the_threshold(self):
        rule = self.make_rule(self.scheme, "VIP", {**self.amount, "value": 100, "keep_value": 80})
        for operator, keep, harder in ((">=", 120, True), ("<=", 80, True), ("<=", 120, False), (">=", 100, False)):
            rule.condition_ids.write({"operator": operator, "keep_value": keep})
            self.assertEqual("harder to keep" in (rule.hint or ""), harder, f"{operator} 100, kept at {keep}")
