import re
from datetime import timedelta

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, tagged

from .common import ClassificationCase


@tagged("post_install", "-at_install")
class TestAnswers(ClassificationCase):
    """What customers answer becomes a rating, as Odoo knows them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Customer", ref="T-001")
        cls.today = cls.company._classification_today()

    def answer(self, **values):
        return self.env["customer.classification.survey"].create(
            {"partner_id": self.customer.id, "score": "4", **values}
        )

    def figure(self):
        """The customer's satisfaction and number of ratings."""
        scheme = self.make_scheme()
        self.env.flush_all()
        Profile = self.env["customer.classification.profile"]
        [scope] = Profile._scopes(scheme)
        Profile._refresh_scope(scope, self.customer.ids)
        self.env.invalidate_all()
        profile = Profile.search([("partner_id", "=", self.customer.id), ("company_id", "=", self.company.id)])
        return profile.satisfaction, profile.rating_count

    def test_an_answer_is_a_consumed_rating_and_counts(self):
        seller = self.make_user("t_seller", "sales_team.group_sale_salesman_all_leads")
        self.customer.user_id = seller
        answer = (
            self.env["customer.classification.survey"]
            .with_user(seller)
            .create(
                {"partner_id": self.customer.id, "score": "2", "comment": "Delivery was late twice", "channel": "visit"}
            )
        )
        rating = answer.rating_id.sudo()
        self.assertEqual((rating.rating, rating.consumed, rating.feedback), (2, True, "Delivery was late twice"))
        self.assertEqual(rating.partner_id, self.customer)
        self.assertEqual(rating.rated_partner_id, seller.partner_id)
        self.answer(score="5")
        self.assertEqual(self.figure(), (3.5, 2))
        self.assertIn("Satisfaction: 2 of 5 (Visit)", "".join(self.customer.message_ids.mapped("body")))

    def test_an_answer_about_an_order(self):
        order = self.make_order(self.customer, "2026-01-05")
        answer = self.answer(order_id=order.id)
        self.assertEqual((answer.rating_id.res_model, answer.rating_id.res_id), ("sale.order", order.id))
        other = self.make_customer("Other")
        with self.assertRaisesRegex(ValidationError, "is no order of T-Other"):
            self.answer(partner_id=other.id, order_id=order.id)

    def test_a_corrected_and_a_deleted_answer(self):
        answer = self.answer(score="1")
        answer.score = "5"
        self.assertEqual(self.figure(), (5, 1))
        answer.unlink()
        self.assertEqual(self.figure(), (0, 0))

    def test_an_answer_of_last_year_counts_then(self):
        self.answer(date=self.today - timedelta(days=400))
        self.assertEqual(self.figure(), (0, 0))
        with self.assertRaisesRegex(ValidationError, "in the future"):
            self.answer(date=self.today + timedelta(days=1))

    def test_an_import(self):
        columns = ["customer_reference", "score", "date", "comment"]
        rows = [["T-001", "4", str(self.today), "Fine"], ["T-001", "2", str(self.today), "Late"]]
        result = self.env["customer.classification.survey"].load(columns, rows)
        self.assertFalse(result["messages"])
        self.assertEqual(self.figure(), (3, 2))

    def test_an_unknown_or_ambiguous_reference_is_refused(self):
        self.make_customer("Twin", ref="T-002")
        self.make_customer("Twin", ref="T-002")
        for reference, number in (("T-404", "0 customers"), ("T-002", "2 customers")):
            with self.subTest(reference), self.assertRaisesRegex(UserError, number):
                self.env["customer.classification.survey"].create({"customer_reference": reference, "score": "3"})


@tagged("post_install", "-at_install")
class TestAskingByMail(AccountTestInvoicingCommon, HttpCase):
    """Some days after an invoice the customer gets a mail with faces, and one click is an answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"satisfaction_days": 5, "satisfaction_pause": 30})
        cls.partner_a.email = "buyer@example.com"
        cls.today = cls.env.company._classification_today()

    def invoice(self, days_ago, partner=None):
        return self.init_invoice(
            "out_invoice",
            partner=partner or self.partner_a,
            amounts=[100],
            post=True,
            invoice_date=self.today - timedelta(days=days_ago),
        )

    def ask(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("customer_classification.ir_cron_ask").method_direct_trigger()
        self.env.invalidate_all()

    def mails(self):
        return self.env["mail.mail"].sudo().search([("recipient_ids", "in", self.partner_a.ids)])

    def test_when_the_days_are_over_and_once(self):
        self.invoice(4)
        self.ask()
        self.assertFalse(self.mails())
        older, newer = self.invoice(6), self.invoice(5)
        self.ask()
        self.assertEqual(len(self.mails()), 1, "one mail for two invoices")
        self.assertTrue(newer.satisfaction_asked_on)
        self.assertFalse(older.satisfaction_asked_on)
        self.ask()
        self.assertEqual(len(self.mails()), 1, "and not again within the pause")

    def test_who_is_not_asked(self):
        self.partner_a.email = False
        self.invoice(5)
        self.invoice(30, self.partner_b)
        self.env.company.satisfaction_days = 0
        self.ask()
        self.assertFalse(self.env["account.move"].search([("satisfaction_asked_on", "!=", False)]))

    def test_one_click_is_an_answer(self):
        invoice = self.invoice(5)
        self.ask()
        [path] = re.findall(r"/rate/\S+?/5\b", self.mails().body_html)
        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        [token] = re.findall(r'name="csrf_token" value="(\w+)"', page.text)
        answer = {"rate": 5, "feedback": "Great", "csrf_token": token}
        self.url_open(path.removesuffix("/5") + "/submit_feedback", data=answer)
        self.env.invalidate_all()
        rating = invoice.rating_ids.sudo()
        self.assertEqual((rating.rating, rating.consumed, rating.feedback), (5, True, "Great"))
        self.assertEqual(rating.partner_id, self.partner_a)
        request = self.env["customer.classification.request"].sudo().search([("invoice_id", "=", invoice.id)])
        self.assertEqual((request.partner_id, request.state, request.score), (self.partner_a, "answered", "5"))
