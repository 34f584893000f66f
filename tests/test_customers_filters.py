"""Filters that people type: tried before they are kept, and harmless where they break later."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .common import ClassificationCase

UNEVALUABLE = [
    "[('id', 'in', ['x'])]",
    "[('customer_rank', '=', 'x')]",
    "[('country_id', '=', {})]",
    "[('classification_satisfaction', '>', 'x')]",
    "[('parent_id', 'any', 'x')]",
    "[('create_date', '>', '2026-13-45')]",
    "[('no_such_field', '=', 1)]",
    "[('name', '=', '" + "x" * 30_000 + "')]",
]


@tagged("post_install", "-at_install")
class TestFilters(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme()
        cls.rule = cls.make_rule(cls.scheme, "VIP")
        cls.group = cls.env["customer.classification.group"].create({"name": "Some", "domain": "[]"})
        cls.customer = cls.make_customer("Ann")

    def test_what_cannot_be_evaluated_is_not_kept(self):
        for text in UNEVALUABLE:
            for record, field in (
                (self.rule, "partner_domain"),
                (self.scheme, "customer_domain"),
                (self.group, "domain"),
            ):
                with self.subTest(text[:60], model=record._name):
                    with self.assertRaisesRegex(ValidationError, "cannot be understood"), self.cr.savepoint():
                        record[field] = text
                    self.assertNotEqual(record[field], text)

    def test_filters_that_lead_back_to_each_other(self):
        self.group.domain = f"[('unclassified_in_ids', 'in', [{self.scheme.id}])]"
        with self.assertRaisesRegex(ValidationError, "leads back to itself"):
            self.scheme.customer_domain = f"[('classification_group_ids', 'in', [{self.group.id}])]"

    # What breaks later ------------------------------------------------------------------------------------------------

    def break_filters(self):
        """As when a field of the filters goes with its app."""
        gone = "[('x_gone', '=', 1)]"
        for record, column in ((self.rule, "partner_domain"), (self.scheme, "customer_domain"), (self.group, "domain")):
            record.flush_recordset()
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = %s",
                    SQL.identifier(record._table),
                    SQL.identifier(column),
                    gone,
                    record.id,
                )
            )
        self.env.invalidate_all()

    def test_customers_stay_readable_and_orders_confirmable(self):
        self.scheme.action_activate()
        self.break_filters()
        self.assertFalse(self.customer.classification_group_ids)
        found = self.env["res.partner"].search([("classification_group_ids", "in", self.group.ids)])
        self.assertFalse(found)
        self.assertFalse(self.env["res.partner"].search([("unclassified_in_ids", "in", self.scheme.ids)]))
        self.assertEqual(self.group.customer_count, 0)
        order = self.make_order(self.customer, self.scheme._today(), state="draft")
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_the_scheme_and_the_group_wait_and_people_are_told(self):
        user = new_test_user(
            self.env,
            "t_held",
            groups="customer_classification.group_classification_manager",
            company_id=self.company.id,
        )
        self.scheme.action_activate()
        self.break_filters()
        self.scheme._hold_where_broken()
        self.group._hold_where_broken()
        self.assertEqual(self.scheme.state, "changed")
        told = self.scheme.activity_ids.filtered(lambda activity: activity.user_id == user)
        self.assertIn("x_gone", told.note)
        self.assertIn("x_gone", self.group.on_hold)
        self.assertTrue(self.group.activity_ids)
        self.group.domain = "[('name', '=', 'T-Ann')]"
        self.assertFalse(self.group.on_hold)
        self.assertFalse(self.group.activity_ids)
        self.assertEqual(self.customer.classification_group_ids, self.group)

    def test_nobody_is_decided_on_by_a_broken_filter(self):
        self.scheme.action_activate()
        self.break_filters()
        with self.assertRaisesRegex(UserError, "The filter of “.*” cannot be evaluated"):
            self.scheme.classify()

    @mute_logger("odoo.addons.customer_classification.customer_classification.run.run_failures")
    def test_an_event_puts_only_the_broken_scheme_on_hold(self):
        other = self.make_scheme(code="OTHER", realtime=True)
        self.make_rule(other, "VIP")
        self.scheme.realtime = True
        (self.scheme | other).action_activate()
        self.break_filters()
        self.env["customer.classification.queue"]._classify(self.scheme | other, self.customer.ids)
        self.assertEqual((self.scheme.state, other.state), ("changed", "active"))
        self.assertEqual(self.categories_of(other), {"Ann": "VIP"})
        self.assertEqual(self.scheme.run_ids.state, "failed")

    def test_no_client_puts_a_group_on_hold(self):
        with self.assertRaisesRegex(UserError, "Nobody sets"):
            self.group.with_user(self.env.ref("base.user_admin")).write({"on_hold": "x"})
