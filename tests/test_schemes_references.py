"""What points to a category: what leads there keeps it, what tells of the past lets it rest."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import ClassificationCase


@tagged("post_install", "-at_install")
class TestReferences(ClassificationCase):
    def setUp(self):
        super().setUp()
        self.scheme = self.make_scheme(is_main=True, mode="manual")
        self.vip, self.ordinary = (self.category(self.scheme, name) for name in ("VIP", "Ordinary"))
        self.customer = self.make_customer("Ann")
        self.line = self.env["customer.classification.assignment"].create(
            {"partner_id": self.customer.id, "category_id": self.vip.id}
        )
        order = self.make_order(self.customer, "2026-03-01", state="draft")
        order.action_confirm()
        self.assertEqual(order.customer_category_id, self.vip)

    def test_an_emptied_category_that_stands_on_an_old_order_is_archived_yet_not_deleted(self):
        self.line.category_id = self.ordinary
        self.vip.active = False
        self.assertFalse(self.vip.active)
        with self.assertRaisesRegex(UserError, "is in use"):
            self.vip.unlink()

    def test_who_holds_customers_or_is_led_to_is_not_archived(self):
        with self.assertRaisesRegex(ValidationError, "holds 1 customers"):
            self.vip.active = False
        self.line.category_id = self.ordinary
        self.scheme.default_category_id = self.vip
        with self.assertRaisesRegex(ValidationError, "lead to “1 VIP”"):
            self.vip.active = False

    def test_every_link_with_a_restriction_is_in_the_list(self):
        """A link that PostgreSQL would refuse to break is told in words before."""
        restricted = {
            (field.model_name, field.name)
            for model in self.env.registry.values()
            if model._auto and not model._abstract
            for field in model._fields.values()
            if field.type == "many2one"
            and field.store
            and field.comodel_name == "customer.classification.category"
            and field.ondelete == "restrict"
            and field.name != "parent_id"
        }
        self.assertEqual(restricted - self.vip._references().keys(), set())
