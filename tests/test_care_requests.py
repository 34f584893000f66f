import re
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import ClassificationCase


@tagged("post_install", "-at_install")
class TestRequests(ClassificationCase, HttpCase):
    """Chosen customers are asked how satisfied they are: who was asked, reminded and answered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"satisfaction_pause": 30, "satisfaction_reminder": 0})
        cls.scheme = cls.make_scheme(mode="manual", is_main=True)
        cls.first, cls.second = (cls.make_customer(name, email=f"{name}@example.com") for name in ("first", "second"))
        cls.silent = cls.make_customer("without an address")
        cls.ask_user = new_test_user(
            cls.env,
            "t_asker",
            groups="customer_classification.group_classification_user,sales_team.group_sale_salesman_all_leads",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.today = cls.company._classification_today()

    def dialog(self, records):
        action = records.with_user(self.ask_user).action_ask_satisfaction()
        return self.env["customer.classification.ask"].with_user(self.ask_user).browse(action["res_id"])

    def ask(self, records):
        """Ask them, and let the mails go; return the requests."""
        action = self.dialog(records).action_ask()
        self.cron("requests")
        return self.env[action["res_model"]].search(action["domain"])

    def cron(self, name):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"customer_classification.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def mails(self, partner):
        return self.env["mail.mail"].sudo().search([("recipient_ids", "in", partner.ids)], order="id")

    def answer(self, partner, rate):
        """Click on a face of the last mail, and send the page that opens; return that page."""
        [path] = re.findall(rf"/rate/\S+?/{rate}\b", self.mails(partner)[-1].body_html)
        page = self.url_open(path)
        [token] = re.findall(r'name="csrf_token" value="(\w+)"', page.text)
        self.url_open(
            path.removesuffix(f"/{rate}") + "/submit_feedback",
            data={"rate": rate, "feedback": "Quick", "csrf_token": token},
        )
        self.env.invalidate_all()
        return page

    # Whom -------------------------------------------------------------------------------------------------------------

    def test_chosen_customers_are_asked_within_seconds(self):
        wizard = self.dialog(self.first | self.second | self.silent)
        self.assertEqual((wizard.customer_count, wizard.asked_count), (3, 2))
        self.assertEqual(wizard.unreachable_ids, self.silent)
        requests = self.ask(self.first | self.second | self.silent)
        self.assertEqual(requests.partner_id, self.first | self.second)
        self.assertEqual(requests.mapped("state"), ["asked", "asked"])
        self.assertEqual((requests.user_id, set(requests.mapped("asked_on"))), (self.ask_user, {self.today}))
        self.assertEqual([len(self.mails(customer)) for customer in (self.first, self.second)], [1, 1])

    def test_the_customers_of_a_category_and_of_a_group(self):
        self.first.main_category_id = self.category(self.scheme, "VIP")
        self.assertEqual(self.ask(self.category(self.scheme, "VIP")).partner_id, self.first)
        group = self.env["customer.classification.group"].create(
            {"name": "Seconds", "domain": "[('name', 'like', 'T-second')]", "user_id": False}
        )
        self.assertEqual(self.ask(group).partner_id, self.second)
        with self.assertRaisesRegex(UserError, "no customers to ask"):
            self.dialog(self.category(self.scheme, "Potential"))

    def test_each_customer_once_in_a_while(self):
        self.ask(self.first)
        wizard = self.dialog(self.first | self.second)
        self.assertEqual((wizard.asked_count, wizard.resting_ids), (1, self.first))
        with self.assertRaisesRegex(UserError, "can be asked now"):
            self.dialog(self.first).action_ask()
        self.env["customer.classification.request"].search([]).asked_on = self.today - timedelta(days=30)
        self.assertEqual(self.dialog(self.first).asked_count, 1)

    def test_contacts_stand_for_their_company_and_who_wants_no_mails_gets_none(self):
        buyer = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.first.id, "email": "buyer@example.com"}
        )
        other = self.env["res.partner"].create(
            {"name": "Cook", "parent_id": self.silent.id, "email": "cook@example.com"}
        )
        self.env["mail.blacklist"]._add("second@example.com")
        wizard = self.dialog(buyer | self.silent | self.second)
        self.assertEqual((wizard.asked_count, wizard.unreachable_ids), (2, self.second))
        requests = self.ask(buyer | self.silent | self.second)
        self.assertEqual(requests.partner_id, self.first | self.silent)
        self.assertEqual(requests.recipient_id, buyer | other)

    # Answers ----------------------------------------------------------------------------------------------------------

    def test_an_answer_stands_in_the_figures_within_seconds(self):
        request = self.ask(self.first)
        self.answer(self.first, 5)
        self.assertEqual((request.state, request.score, request.comment), ("answered", "5", "Quick"))
        self.assertEqual(request.answered_on, self.today)
        self.assertIn("Satisfaction: 5 of 5", "".join(self.first.message_ids.mapped("body")))
        self.cron("react")
        self.assertEqual(self.first.with_user(self.ask_user).classification_satisfaction, 5)

    def test_the_page_speaks_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"].search(
            [("name", "in", ["rating", "customer_classification"])]
        )._update_translations("zh_CN")
        self.second.lang = "zh_CN"
        self.ask(self.first | self.second)
        self.assertIn("How satisfied are you", self.mails(self.first).body_html)
        page = self.answer(self.second, 3)
        self.assertIn("感谢", page.text)
        self.assertNotIn("Thank you", page.text)

    # Reminders --------------------------------------------------------------------------------------------------------

    def test_the_silent_are_reminded_once(self):
        requests = self.ask(self.first | self.second)
        self.answer(self.second, 1)
        requests.with_user(self.ask_user).action_remind()
        self.cron("requests")
        self.assertEqual(
            {request.partner_id: request.state for request in requests},
            {self.first: "reminded", self.second: "answered"},
        )
        self.assertEqual([len(self.mails(customer)) for customer in (self.first, self.second)], [2, 1])
        self.assertIn("some days ago we asked you", self.mails(self.first)[-1].body_html)
        with self.assertRaisesRegex(UserError, "each of them once"):
            requests.with_user(self.ask_user).action_remind()

    def test_a_company_reminds_by_itself(self):
        request = self.ask(self.first)
        self.company.satisfaction_reminder = 5
        self.cron("requests")
        self.assertEqual(request.state, "asked", "not before the days are over")
        request.asked_on = self.today - timedelta(days=5)
        self.cron("requests")
        self.assertEqual((request.state, request.reminded_on), ("reminded", self.today))
