"""Dead customers: who is found, what becomes of them, and how they come back."""

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.addons.customer_classification.customer_classification.common.days import noon_of
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import ClassificationCase

GROUP = "customer_classification.group_classification_"
AGE = relativedelta(years=9)


@tagged("-at_install", "post_install")
class TestDead(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Dead = cls.env["customer.classification.dead"]
        companies = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.manager = new_test_user(
            cls.env,
            "dead_manager",
            groups=f"{GROUP}manager,base.group_partner_manager,sales_team.group_sale_salesman_all_leads",
            **companies,
        )
        cls.seller = new_test_user(cls.env, "dead_seller", groups="sales_team.group_sale_salesman", **companies)
        cls.today = cls.company._classification_today()
        cls.long_ago = cls.today - relativedelta(months=30)

    def customer(self, name, created=None, **values):
        customer = self.make_customer(name, **{"company_id": self.company.id, "user_id": self.seller.id, **values})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = %s",
            (noon_of(created or self.today - AGE, self.company._classification_tz()), customer.id),
        )
        return customer

    def found(self):
        """{customer without “T-”: when they gave the last sign} of who is to be decided on here."""
        self.Dead.sudo()._look()
        rows = self.Dead.search([("company_id", "=", self.company.id), ("state", "=", "open")])
        return {row.partner_id.name.removeprefix("T-"): row.last_sign for row in rows}

    def row(self, customer):
        return self.Dead.search([("partner_id", "=", customer.id), ("company_id", "=", self.company.id)])

    def decide(self, customers, decision, user=None, **values):
        here = [("partner_id", "in", customers.ids), ("company_id", "=", self.company.id)]
        rows = self.Dead.search(here).with_user(user or self.manager)
        action = getattr(rows, {"archive": "action_archive", "keep": "action_keep"}.get(decision, "action_hand_over"))()
        wizard = Form(self.env[action["res_model"]].with_user(user or self.manager).with_context(**action["context"]))
        for name, value in {"reason": "Closed down", **values}.items():
            setattr(wizard, name, value)
        wizard.save().action_decide()

    def test_who_gave_no_sign_for_long(self):
        silent, _never, buyer = self.customer("Silent"), self.customer("Never"), self.customer("Buyer")
        self.customer("New", created=self.today)
        self.make_order(silent, self.long_ago)
        self.make_order(buyer, self.today - relativedelta(months=3))
        self.assertEqual(self.found(), {"Silent": self.long_ago, "Never": self.today - AGE})

    def test_a_quotation_is_a_sign(self):
        customer = self.customer("Asked")
        self.make_order(customer, self.today - relativedelta(months=1), state="draft")
        self.assertEqual(self.found(), {})

    def test_the_day_on_which_the_months_are_over(self):
        customer = self.customer("Edge")
        order = self.make_order(customer, self.today - relativedelta(months=24))
        self.assertIn("Edge", self.found())
        order.date_order += relativedelta(days=1)
        self.assertNotIn("Edge", self.found())

    def test_a_category_says_another_number_of_months(self):
        scheme = self.make_scheme(("Project", "Retail"), mode="manual")
        project, retail = self.customer("Project"), self.customer("Retail")
        for customer in (project, retail):
            customer._set_category(scheme, self.category(scheme, customer.name.removeprefix("T-")))
            self.make_order(customer, self.today - relativedelta(months=30))
        self.category(scheme, "Project").dead_months = 60
        self.category(scheme, "Retail").dead_months = 6
        self.assertEqual(list(self.found()), ["Retail"])
        self.assertEqual(self.row(retail).months, 6)

    def test_nobody_where_documents_may_be_missing(self):
        self.customer("Silent")
        self.company.classification_history_since = self.today - relativedelta(months=12)
        self.assertEqual(self.found(), {})

    def test_a_company_that_wants_none(self):
        self.customer("Silent")
        self.company.classification_dead_months = 0
        self.assertEqual(self.found(), {})

    def test_kept_until_a_day(self):
        customer = self.customer("Silent")
        self.found()
        self.decide(customer, "keep", keep_until=self.today + relativedelta(months=2))
        self.assertEqual(self.found(), {})
        self.assertEqual(self.row(customer).state, "kept")
        self.assertIn("Closed down", customer.message_ids[0].body)
        with freeze_time(self.today + relativedelta(months=3)):
            self.assertIn("Silent", self.found())

    def test_handed_over(self):
        customers = self.customer("One") | self.customer("Two")
        self.found()
        self.decide(customers, "hand_over", user_id=self.manager)
        self.assertEqual(customers.user_id, self.manager)
        self.assertEqual(self.found(), {})
        with self.assertRaisesRegex(UserError, "to whom"):
            rows = self.row(customers[0])
            self.env["customer.classification.dead.decision"].with_user(self.manager).create(
                {"dead_ids": [Command.set(rows.ids)], "decision": "hand_over", "reason": "Nothing"}
            ).action_decide()

    def test_archived_and_back_by_an_order(self):
        customer = self.customer("Silent")
        contact = self.env["res.partner"].create({"name": "Contact", "parent_id": customer.id})
        gone = self.env["res.partner"].create({"name": "Gone", "parent_id": customer.id, "active": False})
        self.found()
        self.decide(customer, "archive")
        self.assertEqual((customer.active, contact.active), (False, False))
        self.assertEqual(self.row(customer).state, "archived")
        self.assertIn("Closed down", customer.message_ids[0].body)
        self.found()
        self.assertEqual(self.row(customer).state, "archived", "looking again forgets nothing")
        order = self.make_order(customer, self.today)
        self.assertEqual((customer.active, contact.active, gone.active), (True, True, False))
        self.assertEqual(self.row(customer).state, "returned")
        self.assertIn(order.name, customer.message_ids[0].body)

    def test_who_was_archived_for_another_reason_stays(self):
        customer = self.customer("Silent", active=False)
        self.make_order(customer, self.today)
        self.assertFalse(customer.active)

    def test_who_has_a_user_is_not_archived(self):
        customer = self.customer("Portal")
        new_test_user(self.env, "dead_portal", groups="base.group_portal", partner_id=customer.id)
        self.found()
        with self.assertRaisesRegex(UserError, "have users"):
            self.decide(customer, "archive")
        self.assertTrue(customer.active)

    def test_a_shared_customer_lives_elsewhere(self):
        customer = self.customer("Shared", company_id=False)
        elsewhere = self.make_company("Elsewhere", "CNY", "Asia/Shanghai")
        self.make_order(customer, self.today, company=elsewhere)
        self.assertIn("Shared", self.found(), "each company judges for itself")
        with self.assertRaisesRegex(UserError, "other companies"):
            self.decide(customer, "archive")
        self.assertTrue(customer.active)

    def test_salespeople_see_their_own_and_decide_nothing(self):
        own, other = self.customer("Own"), self.customer("Other", user_id=self.manager.id)
        self.found()
        seen = self.Dead.with_user(self.seller).search([("partner_id", "in", (own | other).ids)])
        self.assertEqual(seen.partner_id, own)
        with self.assertRaises(AccessError):
            seen.action_archive()
