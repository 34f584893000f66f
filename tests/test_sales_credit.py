"""Orders beyond the credit limit: refused, noted, or released by a manager, as the customer's category says."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ClassificationCase

SALESPERSON = "base.group_partner_manager,sales_team.group_sale_salesman_all_leads"


@tagged("post_install", "-at_install")
class TestCredit(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme(mode="manual")
        cls.vip = cls.category(cls.scheme, "VIP")
        cls.customer = cls.make_customer("Ann", credit_limit=1000)
        cls.customer._set_category(cls.scheme, cls.vip)
        cls.seller = cls.new_user("c_seller", SALESPERSON)
        managers = f"{SALESPERSON},customer_classification.group_classification_manager"
        cls.manager, cls.second = cls.new_user("c_manager", managers), cls.new_user("c_second", managers)
        cls.today = cls.company._classification_today()

    @classmethod
    def new_user(cls, login, groups):
        companies = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        return new_test_user(cls.env, login, groups=groups, email=f"{login}@example.com", **companies)

    def quote(self, amount, user=None):
        order = self.make_order(self.customer, self.today, amount, state="draft")
        return order.with_user(user or self.seller)

    def test_within_the_limit_and_without_a_word_nothing_happens(self):
        order = self.quote(5000)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.vip.credit_stop = "refuse"
        self.customer.credit_limit = 10_000
        order = self.quote(5000)
        order.action_confirm()
        self.assertEqual((order.state, order.credit_sums), ("sale", False), "exactly the limit is not beyond it")

    def test_refused_with_the_sums(self):
        self.vip.credit_stop = "refuse"
        self.quote(700).action_confirm()
        order = self.quote(301)
        self.assertIn("together", order.credit_sums)
        self.company.account_use_credit_limit = True
        order.invalidate_recordset(["partner_credit_warning"])
        self.assertFalse(order.partner_credit_warning, "one banner is enough")
        with self.assertRaisesRegex(UserError, "1,000.*not invoiced:.*700.*this order:.*301.*together.*1,001"):
            order.action_confirm()
        self.assertEqual(order.state, "draft")

    def test_noted(self):
        self.vip.credit_stop = "warn"
        order = self.quote(1001)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertTrue(order.message_ids.filtered(lambda message: "credit limit" in (message.body or "")))

    def test_a_manager_releases_and_the_order_says_who(self):
        self.vip.credit_stop = "approve"
        order = self.quote(1001)
        order.action_confirm()
        self.assertEqual((order.state, order.credit_held, order.credit_asked_by_id), ("draft", True, self.seller))
        self.assertIn(self.manager, order.sudo().activity_ids.user_id)
        with self.assertRaisesRegex(AccessError, "classification managers"):
            order.action_release_credit()
        order.with_user(self.manager).action_release_credit()
        self.assertEqual((order.state, order.credit_released_by_id), ("sale", self.manager))
        self.assertFalse(order.sudo().activity_ids, "nobody has to do it any more")

    def test_an_order_that_needs_no_release_any_more_waits_for_none(self):
        self.vip.credit_stop = "approve"
        order = self.quote(1001)
        order.action_confirm()
        order.order_line.price_unit = 1000
        order.action_confirm()
        self.assertEqual((order.state, order.credit_held), ("sale", False))
        self.assertFalse(order.sudo().activity_ids)
        order = self.quote(1001)
        order.action_confirm()
        order._action_cancel()
        self.assertFalse(order.credit_held or order.sudo().activity_ids)

    def test_nobody_releases_what_they_asked_for(self):
        self.vip.credit_stop = "approve"
        order = self.quote(1001, self.manager)
        order.action_confirm()
        with self.assertRaisesRegex(AccessError, "yourself"):
            order.action_release_credit()
        order.with_user(self.second).action_release_credit()
        self.assertEqual(order.state, "sale")

    def test_what_was_released_is_the_amount(self):
        self.vip.credit_stop = "approve"
        order = self.quote(1001)
        order.action_confirm()
        order.with_user(self.manager).action_release_credit()
        order.action_cancel()
        order.action_draft()
        order.order_line.price_unit = 2000
        order.action_confirm()
        self.assertEqual((order.state, order.credit_held), ("draft", True))
        self.assertEqual(order.credit_stop, "approve", "the form shows the sums and the button again")

    def test_no_client_releases(self):
        self.vip.credit_stop = "approve"
        order = self.quote(1001)
        for values in ({"credit_released_by_id": self.seller.id}, {"credit_held": False}):
            with self.assertRaises(AccessError):
                order.write(values)
            with self.assertRaises(AccessError):
                order.create({"partner_id": self.customer.id, **values})
        with self.assertRaises(AccessError):
            order.with_context(default_credit_released_by_id=self.seller.id).create({"partner_id": self.customer.id})

    def test_the_strictest_of_several_categories_and_that_of_above(self):
        other = self.make_scheme(("Risk",), mode="manual", leaf_only=False)
        top = self.category(other, "Risk")
        below = top._create_below({"name": "High", "code": "11"})
        self.customer._set_category(other, below)
        self.vip.credit_stop = "warn"
        self.assertEqual(self.quote(1001)._credit_stop(), "warn")
        top.credit_stop = "refuse"
        self.assertEqual(self.quote(1001)._credit_stop(), "refuse")

    def test_a_new_price_list_says_which_quotations_keep_the_former_one(self):
        lists = self.env["product.pricelist"].create(
            [{"name": name, "company_id": self.company.id} for name in ("Former", "New")]
        )
        self.vip.pricelist_id = lists[0]
        self.vip.action_apply_defaults()
        order = self.quote(1)
        self.vip.invalidate_recordset()
        category = self.vip.new({"pricelist_id": lists[1].id}, origin=self.vip)
        self.assertIn("1 open quotations", category._onchange_pricelist_touches()["warning"]["message"])
        action = self.vip.action_open_quotations()
        self.assertEqual(self.env["sale.order"].search(action["domain"]), order.sudo())
