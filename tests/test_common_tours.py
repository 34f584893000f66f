from odoo.tests import HttpCase, new_test_user, tagged

from .common import ZONE


class ToursCase(HttpCase):
    """A company with one customer, for tours in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Tour Company"})
        cls.company.partner_id.tz = ZONE
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.env["customer.classification.scheme"].search([("is_main", "=", True)]).is_main = False
        cls.customer = cls.env["res.partner"].create(
            {"name": "Tour Customer", "is_company": True, "customer_rank": 1, "company_id": cls.company.id}
        )

    def make_importance(self):
        """A ranked main scheme of the customer alone, with rules still to be made, and its two categories."""
        scheme = self.env["customer.classification.scheme"].create(
            {
                "name": "Tour Importance",
                "code": "TOUR-IMP",
                "is_main": True,
                "is_ranked": True,
                "mode": "rules",
                "customer_domain": f"[('id', '=', {self.customer.id})]",
            }
        )
        categories = self.env["customer.classification.category"].create(
            [
                {"name": name, "code": code, "scheme_id": scheme.id, "sequence": code}
                for code, name in (("1", "VIP"), ("2", "Ordinary"))
            ]
        )
        return scheme, *categories

    def user(self, login, group):
        return new_test_user(
            self.env,
            login,
            groups=f"base.group_user,sales_team.group_sale_salesman_all_leads,customer_classification.{group}",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )


@tagged("post_install", "-at_install")
class TestTours(ToursCase):
    """What people click, in a real browser."""

    def test_category_and_choice_by_hand(self):
        scheme = self.env["customer.classification.scheme"].create(
            {"name": "Tour Industry", "code": "TOUR-IND", "code_pattern": "2-2", "is_main": True}
        )
        top = self.env["customer.classification.category"].create({"name": "Electronics", "scheme_id": scheme.id})
        self.env["customer.classification.category"].create({"name": "Consumer", "parent_id": top.id})
        self.user("tour_administrator", "group_classification_administrator")
        self.start_tour("/odoo", "classification_by_hand", login="tour_administrator")
        self.assertEqual(self.customer.main_category_id.display_name, "0102 Electronics / Automotive electronics")

    def test_categories_attributes_and_many_customers(self):
        others = self.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "customer_rank": 1, "company_id": self.company.id}
                for name in ("Tour Second", "Tour Third")
            ]
        )
        self.user("tour_administrator", "group_classification_administrator")
        self.start_tour("/odoo", "classification_categories", login="tour_administrator")
        categories = self.customer.main_category_id.scheme_id.category_ids
        self.assertEqual(
            {category.name: category.code for category in categories},
            {"Electronics": "01", "Cars": "0101", "Phones": "0202", "Textile": "02", "Silk": "0201"},
        )
        self.assertEqual(self.customer.main_category_id.name, "Silk", "where the card was dropped")
        self.assertEqual(others.main_category_id.name, "Phones")
        self.assertEqual(others.classification_assignment_ids.mapped("pinned"), [True, True])
        values = {
            value
            for change in self.customer.classification_change_ids
            for value in ((change.evidence or {}).get("dropped") or {}).values()
        }
        self.assertEqual(values, {"Audi", "400"}, "what the later categories do not ask for is kept")

    def test_rules_make_a_vip(self):
        scheme = self.env["customer.classification.scheme"].create(
            {
                "name": "Tour Importance",
                "code": "TOUR-IMP",
                "code_pattern": "1",
                "is_main": True,
                "mode": "rules",
            }
        )
        vip = self.env["customer.classification.category"].create({"name": "VIP", "scheme_id": scheme.id})
        self.env["customer.classification.rule"].create(
            {
                "name": "Large buyers",
                "scheme_id": scheme.id,
                "category_id": vip.id,
                "condition_ids": [(0, 0, {"measure": "order_amount", "window": "months", "value": 1000})],
            }
        )
        product = self.env["product.product"].create({"name": "Thing", "taxes_id": False})
        self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": 2, "price_unit": 600, "tax_ids": False})
                ],
            }
        ).action_confirm()
        self.user("tour_manager", "group_classification_manager")
        self.start_tour("/odoo", "classification_by_rules", login="tour_manager")
        self.assertEqual(self.customer.main_category_id, vip)
        self.assertEqual(self.customer.classification_assignment_ids.origin, "rule")

    def test_guided_start(self):
        self.env["customer.classification.scheme"].search([("company_id", "=", False)]).active = False
        product = self.env["product.product"].create({"name": "Thing", "taxes_id": False})
        self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [(0, 0, {"product_id": product.id, "price_unit": 10_000, "tax_ids": False})],
            }
        ).action_confirm()
        self.user("tour_administrator", "group_classification_administrator")
        self.start_tour("/odoo", "classification_guided_start", login="tour_administrator")
        schemes = self.env["customer.classification.scheme"].search([("company_id", "=", self.company.id)])
        self.assertEqual({scheme.code: scheme.state for scheme in schemes}, {"IMPORTANCE": "active", "ABC": "active"})
        self.assertEqual(self.customer.main_category_id.name, "VIP customers")
        importance = schemes.filtered(lambda scheme: scheme.code == "IMPORTANCE")
        self.assertIn(5000, importance.rule_ids.condition_ids.mapped("value"), "the number that was typed")

    def test_a_survey(self):
        self.user("tour_user", "group_classification_user")
        self.start_tour("/odoo", "classification_survey", login="tour_user")
        answer = self.env["customer.classification.survey"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((answer.score, answer.comment), ("4", "Delivery was late once"))
        self.assertTrue(answer.rating_id.consumed)

    def test_customers_to_contact(self):
        scheme = self.env["customer.classification.scheme"].create({"name": "Tour", "code": "TOUR", "is_main": True})
        category = self.env["customer.classification.category"].create(
            {"name": "VIP", "scheme_id": scheme.id, "contact_interval": 7}
        )
        self.env["customer.classification.assignment"].create(
            {"partner_id": self.customer.id, "category_id": category.id, "since": "2026-01-01"}
        )
        self.user("tour_user", "group_classification_user")
        self.start_tour("/odoo", "classification_contacts", login="tour_user")
        self.assertFalse(self.customer.activity_ids, "done")
