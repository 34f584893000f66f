"""Who sees and moves whom, and orders beyond the credit limit, in a real browser."""

from odoo.tests import tagged

from .test_common_tours import ToursCase


@tagged("post_install", "-at_install")
class TestControlTours(ToursCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme, cls.vip, cls.ordinary = cls.make_importance(cls)
        cls.scheme.mode = "manual"
        cls.customer.main_category_id = cls.vip

    def test_permissions_and_movers(self):
        seller, other = (self.user(name, "group_classification_user") for name in ("tour_seller", "tour_other"))
        self.customer.user_id = seller
        self.user("tour_administrator", "group_classification_administrator")
        self.start_tour("/odoo", "classification_control", login="tour_administrator", timeout=180)
        self.assertTrue(self.customer.with_user(seller).has_access("read"))
        self.assertFalse(self.customer.with_user(other).has_access("read"))
        line = self.scheme.mover_ids
        self.assertEqual((line.category_id, line.whose, line.direction), (self.vip, "own", "both"))

    def test_an_order_beyond_the_limit_is_asked_for_and_released(self):
        self.vip.credit_stop = "approve"
        self.customer.credit_limit = 1000
        product = self.env["product.product"].create({"name": "Thing", "taxes_id": False})
        line = {"product_id": product.id, "product_uom_qty": 1, "price_unit": 1500, "tax_ids": False}
        order = self.env["sale.order"].create({"partner_id": self.customer.id, "order_line": [(0, 0, line)]})
        for login, group in (("tour_seller", "user"), ("tour_manager", "manager")):
            self.user(login, f"group_classification_{group}")
        page = f"/odoo/action-sale.action_quotations/{order.id}"
        self.start_tour(page, "classification_credit_asked", login="tour_seller", timeout=180)
        self.assertEqual((order.state, order.credit_held), ("draft", True))
        self.start_tour(page, "classification_credit_released", login="tour_manager", timeout=180)
        self.assertEqual(order.state, "sale")
