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
