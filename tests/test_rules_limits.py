from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ClassificationCase

AMOUNT = {"measure": "order_amount", "operator": ">=", "window": "months", "window_length": 12, "value": 100}
REFUSED = "has no condition and no filter"


@tagged("post_install", "-at_install")
class TestRuleLimits(ClassificationCase):
    """A rule that asks nothing moves everybody, so somebody must have meant it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme()
        cls.customer = cls.make_customer("small")

    def test_without_a_word_a_rule_without_limits_is_refused(self):
        with self.assertRaisesRegex(ValidationError, REFUSED):
            self.make_rule(self.scheme, "VIP", for_everybody=False)
        with self.assertRaisesRegex(ValidationError, REFUSED):
            self.make_rule(self.scheme, "VIP", for_everybody=False, partner_domain="[ ]")
        self.make_rule(self.scheme, "VIP", for_everybody=False, partner_domain="[('name', '=', 'T-small')]")

    def test_in_the_form_it_is_said_by_a_check_box(self):
        Rule = self.env["customer.classification.rule"].with_context(default_scheme_id=self.scheme.id)
        with self.assertRaisesRegex(ValidationError, REFUSED), Form(Rule) as form:
            form.name = "All"
            form.category_id = self.category(self.scheme, "VIP")
        with Form(Rule) as form:
            form.name = "All"
            form.category_id = self.category(self.scheme, "VIP")
            form.for_everybody = True
        self.scheme.classify()
        self.assertEqual(self.customer.customer_category_ids.name, "VIP")

    def test_the_word_is_for_a_rule_without_limits_only(self):
        rule = self.make_rule(self.scheme, "VIP")
        self.assertTrue(rule.for_everybody)
        rule.condition_ids = [Command.create(AMOUNT)]
        self.assertFalse(rule.for_everybody)
        with self.assertRaisesRegex(ValidationError, REFUSED):
            rule.condition_ids = [Command.clear()]
        rule.write({"condition_ids": [Command.clear(), Command.create(AMOUNT)]})
        rule.write({"condition_ids": [Command.clear()], "for_everybody": True})
        self.assertTrue(rule.for_everybody)

    def test_the_last_condition_of_a_rule_stays(self):
        rule = self.make_rule(self.scheme, "VIP", AMOUNT)
        with self.assertRaisesRegex(ValidationError, REFUSED):
            rule.condition_ids.unlink()
            self.env.flush_all()

    def test_rules_of_before_keep_what_they_do(self):
        everybody, some = self.make_rule(self.scheme, "VIP"), self.make_rule(self.scheme, "Ordinary", AMOUNT)
        self.env.flush_all()
        self.env.cr.execute("UPDATE customer_classification_rule SET for_everybody = NULL")
        everybody._take_for_granted()
        self.env.invalidate_all()
        self.assertEqual([rule.for_everybody for rule in everybody + some], [True, False])
