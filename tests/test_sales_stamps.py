from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ClassificationCase


@tagged("post_install", "-at_install")
class TestStampsOnOrders(ClassificationCase):
    """An order keeps the category that its customer had when it was confirmed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.classification.scheme"].search([("is_main", "=", True)]).is_main = False
        cls.scheme = cls.make_scheme(is_main=True)
        cls.vip, cls.ordinary = cls.category(cls.scheme, "VIP"), cls.category(cls.scheme, "Ordinary")
        cls.customer = cls.make_customer("Customer")
        cls.customer.main_category_id = cls.ordinary

    def test_a_quotation_has_no_category_and_a_confirmed_order_keeps_the_one_of_that_time(self):
        order = self.make_order(self.customer, "2026-01-05", state="draft")
        self.assertFalse(order.customer_category_id)
        order.action_confirm()
        self.assertEqual(order.customer_category_id, self.ordinary)
        self.customer.main_category_id = self.vip
        self.assertEqual(order.customer_category_id, self.ordinary)

    def test_an_order_of_a_contact_carries_the_category_of_the_company(self):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        order = self.make_order(contact, "2026-01-05", state="draft")
        order.action_confirm()
        self.assertEqual(order.customer_category_id, self.ordinary)

    def test_each_order_carries_the_category_of_its_own_company(self):
        other = self.make_company("Other", "CNY", "Asia/Shanghai")
        self.env = self.env(context={**self.env.context, "allowed_company_ids": (self.company + other).ids})
        theirs = self.make_scheme(["Important"], is_main=True, company_id=other.id)
        self.env["customer.classification.assignment"].create(
            {"partner_id": self.customer.id, "category_id": theirs.category_ids.id}
        )
        orders = self.make_order(self.customer, "2026-01-05", state="draft")
        orders += self.make_order(self.customer, "2026-01-05", state="draft", company=other)
        orders.action_confirm()
        self.assertEqual(orders.mapped("customer_category_id.name"), ["Ordinary", "Important"])

    def test_confirming_again_keeps_the_category_unless_the_order_went_to_another_customer(self):
        order = self.make_order(self.customer, "2026-01-05", state="draft")
        order.action_confirm()
        self.customer.main_category_id = self.vip
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertEqual(order.customer_category_id, self.ordinary)
        second = self.make_customer("Second")
        second.main_category_id = self.vip
        order._action_cancel()
        order.action_draft()
        order.partner_id = second
        self.assertFalse(order.customer_category_id)
        order.action_confirm()
        self.assertEqual(order.customer_category_id, self.vip)

    def test_nobody_rewrites_it(self):
        order = self.make_order(self.customer, "2026-01-05", state="draft")
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "keeps the category"):
            order.customer_category_id = self.vip
        self.assertFalse(order.copy().customer_category_id)

    def test_who_knows_nothing_of_classification_confirms_all_the_same(self):
        group = self.env.ref("sales_team.group_sale_salesman")
        group.implied_ids -= self.env.ref("customer_classification.group_classification_user")
        seller = self.make_user("t_plain_seller", "sales_team.group_sale_salesman_all_leads")
        self.assertFalse(seller.has_group("customer_classification.group_classification_user"))
        order = self.make_order(self.customer, "2026-01-05", state="draft")
        order.with_user(seller).action_confirm()
        self.assertEqual(order.customer_category_id, self.ordinary)

    def test_many_orders_take_two_statements_to_find_their_categories(self):
        customers = [self.make_customer(f"Many {number}") for number in range(10)]
        self.env["customer.classification.assignment"].create(
            [{"partner_id": customer.id, "category_id": self.vip.id} for customer in customers]
        )
        orders = self.env["sale.order"].concat(
            *(self.make_order(customer, "2026-01-05", state="draft") for customer in customers)
        )
        self.env.flush_all()
        self.env.invalidate_all()
        orders.mapped("partner_id.commercial_partner_id.name")
        with self.assertQueryCount(2):
            stamps = orders._prepare_stamps({"state": "sale"})
        self.assertEqual(set(stamps.values()), {self.vip})
        self.assertEqual(len(stamps), 10)

    def test_orders_are_found_and_grouped_by_it(self):
        orders = self.make_order(self.customer, "2026-01-05", state="draft")
        orders.action_confirm()
        found = self.env["sale.order"].search(
            [("customer_category_id", "child_of", self.ordinary.id), ("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(found, orders)
        groups = self.env["sale.order"]._read_group(
            [("partner_id", "=", self.customer.id)], ["customer_category_id"], ["__count"]
        )
        self.assertEqual(groups, [(self.ordinary, 1)])

    def test_a_category_on_a_document_is_not_deleted(self):
        order = self.make_order(self.customer, "2026-01-05", state="draft")
        order.action_confirm()
        self.assertIn(("sale.order", "customer_category_id"), self.ordinary._references())
        self.assertTrue(self.ordinary._is_used())


@tagged("post_install", "-at_install")
class TestStampsOnInvoices(AccountTestInvoicingCommon):
    """An invoice keeps the category that its customer had when it was posted; a credit note carries its invoice's."""

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.env.ref("customer_classification.group_classification_administrator")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.classification.scheme"].search([("is_main", "=", True)]).is_main = False
        cls.scheme = cls.env["customer.classification.scheme"].create(
            {"name": "Importance", "code": "T-STAMP", "is_main": True}
        )
        cls.ordinary, cls.vip = cls.env["customer.classification.category"].create(
            [{"name": name, "code": name, "scheme_id": cls.scheme.id} for name in ("Ordinary", "VIP")]
        )
        cls.partner_a.main_category_id = cls.ordinary

    def test_an_invoice_and_its_credit_note(self):
        invoice = self.init_invoice("out_invoice", partner=self.partner_a, amounts=[100])
        self.assertFalse(invoice.customer_category_id)
        invoice.action_post()
        self.partner_a.main_category_id = self.vip
        self.assertEqual(invoice.customer_category_id, self.ordinary)
        credit_note = invoice._reverse_moves()
        credit_note.action_post()
        self.assertEqual(credit_note.customer_category_id, self.ordinary)

    def test_a_credit_note_of_its_own_carries_the_present_category(self):
        credit_note = self.init_invoice("out_refund", partner=self.partner_a, amounts=[100])
        credit_note.action_post()
        self.assertEqual(credit_note.customer_category_id, self.ordinary)

    def test_what_is_posted_later_has_no_category_yet(self):
        invoice = self.init_invoice("out_invoice", partner=self.partner_a, amounts=[100], invoice_date="2099-01-01")
        invoice._post(soft=True)
        self.assertEqual(invoice.state, "draft")
        self.assertFalse(invoice.customer_category_id)

    def test_bills_have_none(self):
        bill = self.init_invoice("in_invoice", partner=self.partner_a, amounts=[100], post=True)
        self.assertFalse(bill.customer_category_id)
