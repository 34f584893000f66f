from odoo.fields import Command
from odoo.tests import tagged

from .test_common_tours import ToursCase


@tagged("post_install", "-at_install")
class TestKeyboard(ToursCase):
    """The overview, why, the batch by hand and the guided start, without a mouse."""

    def test_by_keyboard_only(self):
        self.env["customer.classification.scheme"].search([]).active = False
        scheme = self.env["customer.classification.scheme"].create(
            {"name": "Tour Scheme", "code": "TOUR-KEY", "is_main": True, "company_id": self.company.id}
        )
        scheme.category_ids = [
            Command.create({"code": str(n), "name": name}) for n, name in enumerate(("VIP", "Other"))
        ]
        self.customer.main_category_id = scheme.category_ids[1]
        product = self.env["product.product"].create({"name": "Thing", "taxes_id": False})
        line = {"product_id": product.id, "price_unit": 10_000, "tax_ids": False}
        order = {"partner_id": self.customer.id, "order_line": [Command.create(line)]}
        self.env["sale.order"].create(order).action_confirm()
        self.user("tour_administrator", "group_classification_administrator")
        self.start_tour("/odoo", "classification_by_keyboard", login="tour_administrator")
        self.assertEqual(self.customer.main_category_id.name, "VIP")
