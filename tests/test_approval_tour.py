from odoo.tests import tagged

from .test_common_tours import ToursCase


@tagged("post_install", "-at_install")
class TestTrustTour(ToursCase):
    """From a changed threshold to the undone run, in a real browser."""

    def test_threshold_matrix_activation_approval_why_and_undo(self):
        scheme, vip, ordinary = self.make_importance()
        scheme.default_category_id = ordinary
        rule = self.env["customer.classification.rule"].create(
            {
                "name": "Large buyers",
                "scheme_id": scheme.id,
                "category_id": vip.id,
                "condition_ids": [(0, 0, {"measure": "order_amount", "window": "months", "value": 9000})],
            }
        )
        product = self.env["product.product"].create({"name": "Thing", "taxes_id": False})
        line = {"product_id": product.id, "product_uom_qty": 1, "price_unit": 1500, "tax_ids": False}
        self.env["sale.order"].create({"partner_id": self.customer.id, "order_line": [(0, 0, line)]}).action_confirm()
        scheme.classify()
        scheme.action_activate()
        scheme.approval = "upgrade"
        self.user("tour_administrator", "group_classification_administrator")
        self.start_tour("/odoo", "classification_trust", login="tour_administrator", timeout=180)
        self.assertEqual(rule.condition_ids.value, 1000)
        self.assertEqual(self.customer.main_category_id, ordinary)
        changes = self.env["customer.classification.change"].search([("scheme_id", "=", scheme.id)], order="id")
        self.assertEqual(
            changes.filtered(lambda change: change.state != "simulated").mapped("state"),
            ["applied", "undone", "applied"],
        )
