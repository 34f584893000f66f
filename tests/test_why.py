"""Why is this customer here: figures, documents behind them, earlier rules, and what comes next."""

from datetime import date

from freezegun import freeze_time
from lxml import html

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_approval import SALESPERSON, ApprovalCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 08:00:00")
class TestWhy(ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        few = {"measure": "order_count", "window": "months", "window_length": 12, "operator": "<", "value": 3}
        cls.make_rule(cls.scheme, "Potential", few)
        cls.contact = cls.env["res.partner"].create({"name": "Buyer", "parent_id": cls.customer.id})
        cls.orders = cls.make_order(cls.customer, "2026-03-01", 300) | cls.make_order(cls.contact, "2025-12-01", 500)
        cls.make_order(cls.customer, "2025-01-01", 9000)  # too long ago
        cls.make_order(cls.customer, "2026-03-02", 9000, state="draft")
        cls.scheme.classify()
        cls.line = cls.customer.classification_assignment_ids

    def page(self, line=None):
        action = (line or self.line).action_why()
        why = self.env[action["res_model"]].browse(action["res_id"])
        return why, " ".join(html.fromstring(why.content).text_content().split())

    def test_the_page_names_rule_figure_threshold_run_and_what_comes_next(self):
        why, text = self.page()
        self.assertEqual(why.category_id, self.potential)
        self.assertIn("since 03/10/2026 · By rule · “to Potential”", text)
        self.assertIn("Number of orders, last 12 months: less than 3 2 ✓ yes", text)
        self.assertIn("Tried before, and not met to VIPSales (orders), last 12 months: at least", text)
        self.assertIn(f"CH/{self.line.change_id.id:05}", text)
        self.assertIn("Upgraded to Ordinary with 1 more of Number of orders, last 12 months, by 11/30/2026.", text)

    def test_the_documents_are_those_that_the_figure_adds_up(self):
        why, _text = self.page()
        [line] = why.change_id.explain()
        action = why.action_open_documents(line["condition"])
        documents = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual((documents, len(documents)), (self.orders, line["value"]))
        self.assertIn("T-Ann: Number of orders, last 12 months = 2", action["name"])

    def test_the_total_of_the_documents_is_the_figure(self):
        self.rule.condition_ids.value = 700
        self.scheme.classify()
        why, _text = self.page()
        [line] = why.change_id.explain()
        action = why.action_open_documents(line["condition"])
        documents = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual((sum(documents.mapped("amount_untaxed")), line["value"]), (800, 800))

    def test_documents_that_the_reader_may_not_see_are_counted_only(self):
        seller = self.new_user("t_own", SALESPERSON.replace("_all_leads", ""))
        self.orders[0].user_id = seller
        self.orders[1].user_id = self.manager
        [line] = self.line.change_id.explain()
        action = self.line.change_id.with_user(seller).action_open_documents(line["condition"])
        self.assertEqual(action["domain"], [("id", "in", self.orders[0].ids)])
        self.assertIn("and 1 that you may not see", action["name"])

    def test_documents_of_every_measure_can_be_found(self):
        for measure in (
            "invoice_amount",
            "overdue_amount",
            "payment_amount",
            "satisfaction",
            "opportunity_revenue",
            "order_product_count",
            "quotation_conversion",
            "invoice_growth",
            "frequency_score",
        ):
            scheme = self.make_scheme()
            condition = {"measure": measure, "window": "months", "window_length": 12, "operator": "<", "value": 99}
            self.make_rule(scheme, "VIP", {**condition, "empty_counts": True})
            scheme.classify()
            change = self.customer.classification_assignment_ids.filtered(
                lambda a, s=scheme: a.scheme_id == s
            ).change_id
            self.assertTrue(change.action_open_documents(change.explain()[0]["condition"])["res_model"], measure)

    def test_a_choice_by_hand_says_who_and_why(self):
        self.line.write({"category_id": self.vip.id, "pin_reason": "Strategic"})
        _why, text = self.page()
        self.assertIn("VIP · since 03/10/2026 · By hand", text)
        self.assertIn("Rules leave this customer here until 12/31/2026. “Strategic”", text)

    def test_a_restored_category_is_explained_by_what_had_led_there(self):
        self.rule.condition_ids.value = 10
        self.scheme.classify().action_undo()
        why, text = self.page()
        self.assertIn("Potential · since 03/10/2026 · Restored", text)
        self.assertIn("The decision that was restored: CH/", text)
        self.assertIn("Number of orders, last 12 months: less than 3 2 ✓ yes", text)
        [line] = why._decisive_change().explain()
        self.assertEqual(self.env["sale.order"].search_count(why.action_open_documents(line["condition"])["domain"]), 2)

    def test_an_approved_move_says_who_approved_it(self):
        self.scheme.approval = "upgrade"
        self.make_order(self.customer, "2026-03-05", 5000)
        self.scheme.classify()
        self.proposals().with_user(self.manager).action_approve()
        _why, text = self.page()
        self.assertIn(f"approved by {self.manager.name}", text)

    def test_a_contact_leads_to_its_company(self):
        self.scheme.search([("is_main", "=", True), ("company_id", "in", [False, self.company.id])]).is_main = False
        self.scheme.is_main = True
        action = self.contact.action_why()
        self.assertEqual(self.env[action["res_model"]].browse(action["res_id"]).partner_id, self.customer)

    def test_a_condition_that_did_not_decide_has_no_documents(self):
        with self.assertRaisesRegex(UserError, "not decided by that condition"):
            self.line.change_id.action_open_documents(0)

    def test_explaining_costs_few_statements_whatever_the_documents(self):
        def statements():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.page(self.customer.classification_assignment_ids)
            return self.env.cr.sql_log_count - before

        statements()  # what is read once
        first = statements()
        for number in range(20):
            self.make_order(self.other, date(2026, 2, 1 + number), 10)
        self.assertLess(first, 50)
        self.assertEqual(statements(), first)

    def test_groups_of_companies(self):
        scheme = self.make_scheme(customer_level="group")
        self.make_rule(scheme, "VIP", {"measure": "order_count", "window": "months", "operator": ">=", "value": 3})
        daughter = self.make_customer("Daughter", parent_id=self.customer.id)
        self.make_order(daughter, "2026-02-01", 40)
        scheme.classify()
        change = daughter.classification_assignment_ids.filtered(lambda a: a.scheme_id == scheme).change_id
        [line] = change.explain()
        action = change.action_open_documents(line["condition"])
        self.assertEqual((line["value"], self.env["sale.order"].search_count(action["domain"])), (3, 3))
