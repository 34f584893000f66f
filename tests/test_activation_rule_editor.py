from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..customer_classification.activation import rule_matching
from ..customer_classification.run import run_background as execution
from .common import ClassificationCase

AMOUNT = {"measure": "order_amount", "operator": ">=", "window": "months", "window_length": 12}


@tagged("post_install", "-at_install")
class TestRuleEditor(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme()
        cls.today = cls.scheme._today()
        for number in range(1, 6):
            cls.make_order(cls.make_customer(str(number)), cls.today, 100 * number)
        cls.make_customer("silent")

    def test_the_count_follows_what_is_typed(self):
        rule = self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 300})
        with Form(rule) as form:
            self.assertEqual(form.matching, "3 customers today")
            with form.condition_ids.edit(0) as condition:
                condition.value = 500
            self.assertEqual(form.matching, "1 customer today")
            form.partner_domain = "[('name', '=', 'T-1')]"
            self.assertEqual(form.matching, "0 customers today")
            form.match = "any"
            form.partner_domain = "[]"
            with form.condition_ids.new() as condition:
                condition.measure = "order_count"
                condition.operator = "="
                condition.value = 0
            self.assertEqual(form.matching, "2 customers today")
            with form.condition_ids.edit(0) as condition:
                condition.window_length = 0
            self.assertFalse(form.matching, "nothing that could be saved")
            with form.condition_ids.edit(0) as condition:
                condition.window_length = 12

    def test_the_count_of_a_new_rule(self):
        with Form(self.env["customer.classification.rule"].with_context(default_scheme_id=self.scheme.id)) as form:
            form.name = "new"
            form.category_id = self.category(self.scheme, "VIP")
            self.assertEqual(form.matching, "6 customers today")
            form.for_everybody = True

    def test_with_many_documents_kept_figures_are_counted(self):
        conditions = {
            "order_amount": {"value": 300},
            "order_count": {"operator": "<", "value": 1},
            "days_since_last_order": {"operator": "<=", "value": 0, "window": "lifetime"},
            "overdue_days": {"operator": "=", "value": 0, "window": "lifetime"},
            "satisfaction": {"operator": "not_set"},
        }
        rules = [
            self.make_rule(self.scheme, "VIP", {**AMOUNT, "measure": measure, **condition})
            for measure, condition in conditions.items()
        ]
        exact = [rule._look_at_customers()[0] for rule in rules]
        self.assertEqual(exact, [3, 1, 5, 6, 6])
        self.scheme.classify()
        with patch.object(rule_matching, "DOCUMENTS", -1):
            self.assertEqual([rule._look_at_customers()[0] for rule in rules], exact)
            rules[0].condition_ids.window_length = 11
            self.assertIsNone(rules[0]._look_at_customers()[0], "not kept, and too many to count while one types")

    def test_only_comparisons_that_fit_are_offered(self):
        rule = self.make_rule(self.scheme, "VIP", AMOUNT, {"measure": "satisfaction"}, {"measure": "order_count"})
        offered = [set(condition.fitting_operators) for condition in rule.condition_ids]
        always = {">=", ">", "<=", "<", "between"}
        self.assertEqual(offered, [always, always | {"=", "set", "not_set"}, always | {"="}])

    def test_categories_with_hardly_anybody_are_pointed_out(self):
        self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 500})
        self.make_rule(self.scheme, "Ordinary")
        self.assertFalse(self.scheme.hint, "before anybody was classified that says nothing")
        self.scheme.classify()
        self.scheme.invalidate_recordset()
        self.assertIn("VIP, Potential", self.scheme.hint)
        self.make_rule(self.scheme, "Potential", sequence=99)
        self.assertIn("to Potential: This rule is never reached", self.scheme.hint)


@tagged("post_install", "-at_install")
class TestReplay(ClassificationCase):
    """A history for a new installation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme()
        cls.scheme.default_category_id = cls.category(cls.scheme, "Ordinary")
        cls.make_rule(cls.scheme, "VIP", {**AMOUNT, "value": 100})
        cls.today = cls.scheme._today()
        cls.month_end = cls.today.replace(day=1) - relativedelta(days=1)
        cls.make_order(cls.make_customer("once"), cls.month_end - relativedelta(months=18))

    def history(self):
        changes = self.env["customer.classification.change"].search([("scheme_id", "=", self.scheme.id)], order="id")
        return [(change.effective_date, change.to_category_id.name) for change in changes]

    def test_the_last_month_ends(self):
        self.scheme.action_replay()
        days = self.scheme.run_ids.sorted("id").mapped("as_of")
        self.assertEqual((len(days), days[-1], days[-2]), (25, self.today, self.month_end))
        self.assertTrue(all((day + relativedelta(days=1)).day == 1 for day in days[:-1]))
        self.assertEqual([name for _day, name in self.history()], ["Ordinary", "VIP", "Ordinary"])
        bought, fell = self.history()[1][0], self.history()[2][0]
        self.assertEqual((bought.year * 12 + bought.month) + 12, fell.year * 12 + fell.month)

    def test_on_a_large_base_the_scheduled_action_does_it(self):
        with patch.object(execution, "LARGE", 0):
            self.scheme.action_replay()
        self.assertFalse(self.history())
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("customer_classification.ir_cron_execute").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual([name for _day, name in self.history()], ["Ordinary", "VIP", "Ordinary"])
        self.assertEqual(set(self.scheme.run_ids.mapped("state")), {"applied"})

    def test_a_real_history_is_never_overwritten(self):
        self.scheme.classify()
        with self.assertRaisesRegex(UserError, "has a history since"):
            self.scheme.action_replay()
