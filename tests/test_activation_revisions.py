"""The rules as they were activated: kept, shown, put back."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ClassificationCase

AMOUNT = {"measure": "order_amount", "window": "months", "window_length": 12, "operator": ">="}


@tagged("post_install", "-at_install")
class TestRevisions(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme()
        cls.large = cls.make_rule(cls.scheme, "VIP", {**AMOUNT, "value": 1000})
        cls.few = cls.make_rule(cls.scheme, "Potential", {"measure": "order_count", "operator": "<", "value": 3})
        cls.scheme.default_category_id = cls.category(cls.scheme, "Ordinary")
        cls.scheme.action_activate()
        cls.first = cls.scheme.revision_ids

    def user(self, group):
        return self.make_user(f"t_{group}", f"customer_classification.group_classification_{group}")

    def without_ids(self):
        """The rules as they stand; what was deleted and made again has other ids."""
        kept = self.scheme._revision_snapshot()
        for rule in kept["rules"]:
            rule.pop("id")
            for condition in rule["conditions"]:
                condition.pop("id")
        return kept

    def test_each_activation_with_other_rules_is_a_revision(self):
        self.assertEqual((self.first.number, self.first.user_id), (1, self.env.user))
        self.scheme.action_activate()
        self.assertEqual(len(self.scheme.revision_ids), 1, "nothing changed")
        self.large.condition_ids.value = 2000
        manager = self.user("manager")
        self.scheme.with_user(manager).action_activate()
        second = self.scheme.revision_ids - self.first
        self.assertEqual((second.number, second.user_id, self.scheme.revision_count), (2, manager, 2))
        self.assertIn("− to VIP: Sales (orders), last 12 months: at least ¥&nbsp;1,000.00 → 1 VIP", second.changes_html)
        self.assertIn("+ to VIP: Sales (orders), last 12 months: at least ¥&nbsp;2,000.00 → 1 VIP", second.changes_html)
        self.assertNotIn("Potential", second.changes_html)
        self.assertIn("Potential", second.rules_html)
        self.assertEqual((self.first.is_present, second.is_present), (False, True))

    def test_a_setting_of_the_scheme_is_a_revision_too(self):
        self.scheme.amount_basis = "taxed"
        self.scheme.action_activate()
        self.assertIn("+ Amount Basis: With taxes", (self.scheme.revision_ids - self.first).changes_html)

    def test_round_trip(self):
        before = self.without_ids()
        keeps = {"keep_value": 800, "has_keep_value": True}
        self.large.write(
            {
                "match": "any",
                "sequence": 90,
                "name": "other",
                "category_id": self.category(self.scheme, "Ordinary").id,
                "condition_ids": [Command.clear(), Command.create({**AMOUNT, "value": 9, **keeps})],
            }
        )
        self.few.unlink()
        added = self.make_rule(self.scheme, "Potential", partner_domain="[('city', '=', 'Wuxi')]")
        self.scheme.write({"default_category_id": False, "customer_domain": "[]", "frequency_boundaries": "1, 3"})
        self.assertNotEqual(self.without_ids(), before)
        self.assertEqual(self.scheme.state, "changed")
        self.scheme.action_activate()
        opened = self.first.action_restore()
        self.assertEqual((opened["res_model"], opened["res_id"]), (self.scheme._name, self.scheme.id))
        self.assertEqual(self.without_ids(), before)
        self.assertEqual(self.scheme.state, "changed", "it waits to be activated")
        self.assertFalse(added.active)
        self.assertTrue(self.large.active, "the rule that was there is the same one")
        self.assertIn("revision 1", self.scheme.message_ids[0].body)
        self.scheme.action_activate()
        self.assertEqual(self.scheme.revision_ids[0].number, 3)

    def test_an_archived_rule_comes_back(self):
        self.large.active = False
        self.scheme.action_activate()
        self.first.action_restore()
        self.assertTrue(self.large.active)
        self.assertTrue(self.first.is_present)
        with self.assertRaisesRegex(UserError, "like that already"):
            self.first.action_restore()

    def test_names_in_other_languages_come_back(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.large.with_context(lang="zh_CN").name = "大客户"
        self.scheme.action_activate()
        second = self.scheme.revision_ids[0]
        self.large.unlink()
        self.assertIn("大客户", second.with_context(lang="zh_CN").rules_html)
        second.with_context(lang="zh_CN").action_restore()
        rule = self.scheme.rule_ids.sorted("sequence")[0]
        self.assertEqual((rule.name, rule.with_context(lang="zh_CN").name), ("to VIP", "大客户"))

    def test_a_mapping_comes_back(self):
        field = self.env["ir.model.fields"]._get("res.partner", "city")
        scheme = self.make_scheme(mode="mapping", mapping_field_id=field.id)
        vip, ordinary = self.category(scheme, "VIP"), self.category(scheme, "Ordinary")
        scheme.mapping_ids = [
            Command.create({"value": value, "category_id": category.id, "sequence": number})
            for number, (value, category) in enumerate((("Suzhou", vip), ("Wuxi", ordinary)), start=1)
        ]
        scheme.action_activate()
        first = scheme.revision_ids
        self.assertIn("Suzhou → 1 VIP", first.rules_html)
        scheme.mapping_ids[0].category_id = ordinary
        scheme.mapping_ids[1].unlink()
        scheme.mapping_ids = [Command.create({"value": "Nanjing", "category_id": vip.id})]
        first.action_restore()
        self.assertEqual(
            [(line.value, line.category_id) for line in scheme.mapping_ids.sorted("sequence")],
            [("Suzhou", vip), ("Wuxi", ordinary)],
        )

    def test_refusals(self):
        self.scheme.default_category_id = False
        self.large.unlink()
        self.scheme.action_activate()
        vip = self.category(self.scheme, "VIP")
        vip.active = False
        with self.assertRaisesRegex(UserError, "archived: 1 VIP"):
            self.first.action_restore()
        vip.unlink()
        with self.assertRaisesRegex(UserError, "a category is gone to which these led: “to VIP”"):
            self.first.action_restore()
        self.assertFalse(self.scheme.default_category_id, "nothing was restored by half")

    def test_rights(self):
        self.large.condition_ids.value = 2000
        self.scheme.action_activate()
        for group in ("user", "manager"):
            first = self.first.with_user(self.user(group))
            self.assertIn("to VIP", first.rules_html)
            with self.assertRaises(AccessError):
                first.action_restore()
            with self.assertRaises(AccessError):
                first.unlink()
        self.first.with_user(self.user("administrator")).action_restore()
        self.assertEqual(self.large.condition_ids.value, 1000)
