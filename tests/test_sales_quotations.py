from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .test_consequences_defaults import DefaultsCase


@tagged("post_install", "-at_install")
class TestQuotations(DefaultsCase):
    """An open quotation says that its customer came into another category, and changes only when somebody says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lists[0].item_ids = [
            Command.create({"compute_price": "percentage", "percent_price": 8, "applied_on": "3_global"})
        ]
        cls.vip.write({"pricelist_id": cls.lists[0].id, "payment_term_id": cls.terms[0].id})
        cls.product.lst_price = 100
        cls.customer.main_category_id = cls.ordinary
        cls.long_ago()
        cls.quotation = cls.make_order(cls.customer, "2026-01-05", state="draft")
        cls.long_ago()

    @classmethod
    def long_ago(cls):
        """What was written so far was written yesterday."""
        cls.env.flush_all()
        for table, column in (("customer_classification_change", "date"), ("sale_order", "create_date")):
            cls.env.cr.execute(
                SQL("UPDATE %s SET %s = %s - interval '1 day'", *map(SQL.identifier, (table, column, column)))
            )
        cls.env.invalidate_all()

    def news(self):
        self.env.invalidate_all()
        return self.quotation.category_news

    def found(self):
        return self.env["sale.order"].search([("has_category_news", "=", True), ("id", "=", self.quotation.id)])

    def test_it_says_what_is_new_and_changes_nothing(self):
        self.assertFalse(self.news())
        self.assertFalse(self.found())
        self.put(self.vip)
        self.assertIn("The customer is in “VIP” now; when this was quoted, in “Ordinary”.", self.news())
        self.assertIn("Pricelist: “Best (CNY)” instead of", self.news())
        self.assertIn("Payment Terms: “60 days” instead of “none”", self.news())
        self.assertEqual(self.found(), self.quotation)
        self.assertEqual(self.quotation.amount_untaxed, 100)
        self.assertNotEqual(self.quotation.pricelist_id, self.lists[0])

    def test_update_prices(self):
        self.put(self.vip)
        self.quotation.action_follow_category()
        self.assertEqual(self.quotation.pricelist_id, self.lists[0])
        self.assertEqual(self.quotation.payment_term_id, self.terms[0])
        self.assertEqual(self.quotation.amount_untaxed, 92)
        self.assertFalse(self.news())
        self.assertFalse(self.found())

    def test_keep_as_it_is(self):
        self.put(self.vip)
        self.quotation.action_keep_terms()
        self.assertFalse(self.news())
        self.assertEqual(self.quotation.amount_untaxed, 100)

    def test_who_came_back_is_no_news(self):
        self.put(self.vip)
        self.put(self.potential)
        self.put(self.ordinary)
        self.assertFalse(self.news())
        self.assertFalse(self.found())

    def test_a_confirmed_order_says_nothing(self):
        self.put(self.vip)
        self.quotation.action_confirm()
        self.assertFalse(self.news())
        self.assertFalse(self.found())
        self.quotation.action_follow_category()
        self.assertEqual(self.quotation.amount_untaxed, 100, "what is confirmed stays")

    def test_another_category_with_the_same_prices(self):
        self.put(self.potential)
        self.assertIn("“Potential” now", self.news())
        self.assertFalse(self.quotation.has_other_terms)

    def test_what_was_quoted_after_the_move_is_no_news(self):
        self.put(self.vip)
        self.long_ago()
        quotation = self.make_order(self.customer, "2026-01-06", state="draft")
        self.assertFalse(quotation.category_news)
        self.assertEqual(quotation.pricelist_id, self.lists[0])

    def test_one_statement_for_all_quotations_of_a_list(self):
        quotations = self.quotation + self.make_order(self.customer, "2026-01-06", state="draft")
        self.long_ago()
        self.put(self.vip)
        self.env.invalidate_all()
        with self.assertQueryCount(3):
            self.assertEqual(len(quotations._moved_since()), 2)

    def test_the_promise_stands_on_the_quotation_and_the_customer(self):
        self.vip.service_policy = "Answer within 24 hours"
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        self.put(self.vip)
        for partner in self.customer + contact:
            self.assertEqual(partner.service_policy, "VIP: Answer within 24 hours")
        self.assertEqual(self.quotation.service_policy, "VIP: Answer within 24 hours")

    def test_the_nearest_promise_counts_and_the_main_scheme_stands_first(self):
        tree = self.make_scheme(["Electronics"], sequence=0)
        top = tree.category_ids
        cars = self.env["customer.classification.category"].create({"name": "Cars", "code": "11", "parent_id": top.id})
        top.service_policy = "Samples"
        self.vip.service_policy = "24 hours"
        self.env["customer.classification.assignment"].create({"partner_id": self.customer.id, "category_id": cars.id})
        self.put(self.vip)
        self.assertEqual(self.customer.service_policy, "VIP: 24 hours\nElectronics: Samples")
