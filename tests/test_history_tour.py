from datetime import timedelta

from odoo.tests import tagged

from .test_common_tours import ToursCase


@tagged("post_install", "-at_install")
class TestHistoryTour(ToursCase):
    """Looking back, and choosing a threshold, in a real browser."""

    def test_where_customers_went_and_what_a_threshold_means(self):
        scheme, vip, ordinary = self.make_importance()
        self.env["customer.classification.rule"].create(
            {
                "name": "Large buyers",
                "scheme_id": scheme.id,
                "category_id": vip.id,
                "condition_ids": [(0, 0, {"measure": "order_amount", "window": "months", "value": 1000})],
            }
        )
        scheme.action_activate()
        today = scheme._today()
        line = self.env["customer.classification.assignment"].create(
            {"partner_id": self.customer.id, "category_id": ordinary.id, "since": today - timedelta(days=400)}
        )
        product = self.env["product.product"].create({"name": "Thing", "taxes_id": False})
        self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": 1, "price_unit": 1500, "tax_ids": False})
                ],
            }
        ).action_confirm()
        line.write({"category_id": vip.id, "since": today})
        self.user("tour_administrator", "group_classification_administrator")
        self.start_tour("/odoo", "classification_history", login="tour_administrator")
        self.assertEqual(scheme.rule_ids.condition_ids.value, 1000, "it was only tried")
