"""What cannot be meant is refused when it is saved, and the message says what to do."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import ClassificationCase

AMOUNT = {"measure": "order_amount", "operator": ">=", "window": "months", "window_length": 12}


@tagged("post_install", "-at_install")
class TestBadInput(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme()
        cls.rule = cls.make_rule(cls.scheme, "VIP", AMOUNT)

    def assert_refused(self, message, **condition):
        """Neither a new condition nor an edited one is saved so."""
        with self.subTest(condition, how="new"), self.assertRaisesRegex(UserError, message):
            self.make_rule(self.scheme, "VIP", {**AMOUNT, **condition})
        with self.subTest(condition, how="edited"), self.assertRaisesRegex(UserError, message):
            self.rule.condition_ids.write(condition)

    def test_an_unknown_measure(self):
        self.assert_refused("no figure of the catalogue", measure="no_such_measure")

    def test_a_window_of_no_time(self):
        for length in (0, -12):
            for window in ("days", "months"):
                self.assert_refused("a length of 1 or more", window=window, window_length=length)

    def test_a_window_of_longer_than_time(self):
        for window in ("days", "months"):
            self.assert_refused("at most", window=window, window_length=10**7)

    def test_between_with_swapped_ends(self):
        self.assert_refused("Enter the smaller number first", operator="between", value=10, value_to=5)

    def test_what_is_no_number(self):
        for value in (float("inf"), float("-inf"), float("nan")):
            for name in ("value", "value_to", "keep_value"):
                self.assert_refused("compares with a number", **{name: value})

    def test_filters(self):
        for domain, message in {
            "[('name', '=',": "cannot be understood",
            "name = 'x'": "cannot be understood",
            "[('name', '=', 'x'), '&']": "cannot be understood",
            "['&', ('name', '=', 'x')]": "cannot be understood",
            "[('name', 'resembles', 'x')]": "cannot be understood",
            "[('no_such_field', '=', 1)]": "cannot be understood",
            "[('country_id.no_such_field', '=', 1)]": "cannot be understood",
            "{'name': 'x'}": "cannot be understood",
            "__import__('os').system('true')": "cannot be understood",
            "[('id', 'in', (lambda: 1)())]": "cannot be understood",
            "[('name', '=', uid)]": "cannot be understood",
            "[('create_date', '<', context_today())]": "cannot be understood",
            "[" * 2000 + "]" * 2000: "cannot be understood",
            "[('create_date', '>', 'today -30d')]": "Days since the last order",
            "[('create_date', '>', '=monday')]": "Days since the last order",
            "['|', ('name', '=', 'x'), '!', ('write_date', '>', '-1m')]": "Days since the last order",
            "[('child_ids', 'any', [('create_date', '>', 'now')])]": "Days since the last order",
            "[('country_id.write_date', 'in', ['2026-01-01', 'today'])]": "Days since the last order",
        }.items():
            with self.subTest(domain[:60]):
                with self.assertRaisesRegex(UserError, message):
                    self.rule.partner_domain = domain
                with self.assertRaisesRegex(UserError, message):
                    self.scheme.customer_domain = domain

    def test_no_text_of_users_reaches_the_database_as_sql(self):
        evil = "x'); DELETE FROM customer_classification_change; --"
        self.rule.partner_domain = repr([("name", "=", evil)])
        self.scheme.classify()
        self.assertEqual(self.scheme.run_ids.state, "applied")

    def test_a_category_of_another_scheme_or_an_archived_one(self):
        other = self.make_scheme()
        foreign = self.category(other, "VIP")
        with self.assertRaisesRegex(ValidationError, "a category of another scheme"):
            self.rule.category_id = foreign
        with self.assertRaisesRegex(ValidationError, "a category of another scheme"):
            self.scheme.default_category_id = foreign
        archived = self.category(self.scheme, "Potential")
        archived.active = False
        with self.assertRaisesRegex(ValidationError, "is archived"):
            self.rule.category_id = archived
        with self.assertRaisesRegex(ValidationError, "is archived"):
            self.scheme.default_category_id = archived
