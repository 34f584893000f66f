from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ClassificationCase


@tagged("post_install", "-at_install")
class TestContacts(ClassificationCase):
    """Who should be contacted: by the interval of the category, the most important and the latest first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.classification.scheme"].search([("is_main", "=", True)]).is_main = False
        cls.scheme = cls.make_scheme(is_main=True)
        cls.vip, cls.ordinary = cls.category(cls.scheme, "VIP"), cls.category(cls.scheme, "Ordinary")
        cls.vip.contact_interval, cls.ordinary.contact_interval = 14, 45
        cls.today = cls.company._classification_today()

    def make_contacted(self, name, category, days_ago=None):
        """A customer who has been in the category for a hundred days and was contacted so many days ago."""
        customer = self.make_customer(name)
        self.env["customer.classification.assignment"].create(
            {"partner_id": customer.id, "category_id": category.id, "since": self.today - timedelta(days=100)}
        )
        if days_ago is not None:
            self.env["customer.classification.profile"].create(
                {
                    "partner_id": customer.id,
                    "company_id": self.company.id,
                    "currency_id": self.company.currency_id.id,
                    "updated_at": fields.Datetime.now(),
                    "last_contact_date": self.today - timedelta(days=days_ago),
                }
            )
        return customer

    def due(self):
        """[(customer, days late)] of those who should be contacted, in the order in which they are listed."""
        self.env.flush_all()
        found = self.env["customer.classification.contact"].search(
            [("delay", ">=", 0), ("scheme_id", "=", self.scheme.id)]
        )
        return [(contact.partner_id.name.removeprefix("T-"), contact.delay) for contact in found]

    def test_by_rank_then_by_delay(self):
        for name, category, days_ago in (
            ("ordinary late", self.ordinary, 60),
            ("vip late", self.vip, 20),
            ("vip later", self.vip, 30),
            ("vip in time", self.vip, 13),
            ("ordinary in time", self.ordinary, 44),
            ("vip today", self.vip, 14),
        ):
            self.make_contacted(name, category, days_ago)
        self.assertEqual(self.due(), [("vip later", 16), ("vip late", 6), ("vip today", 0), ("ordinary late", 15)])

    def test_who_was_never_contacted_since_he_came_into_the_category(self):
        self.make_contacted("never", self.vip)
        self.assertEqual(self.due(), [("never", 86)])

    def test_a_category_takes_over_the_interval_of_the_one_above(self):
        tree = self.make_scheme(["Electronics"])
        top = tree.category_ids
        cars, phones = self.env["customer.classification.category"].create(
            [{"name": name, "code": code, "parent_id": top.id} for name, code in (("Cars", "11"), ("Phones", "12"))]
        )
        top.contact_interval, phones.contact_interval = 30, 60
        for name, category in (("cars", cars), ("phones", phones)):
            self.make_contacted(name, category, 10)
        self.env.flush_all()
        found = self.env["customer.classification.contact"].search([("scheme_id", "=", tree.id)])
        self.assertEqual({c.partner_id.name: c.contact_interval for c in found}, {"T-cars": 30, "T-phones": 60})

    def test_the_main_scheme_counts(self):
        other = self.make_scheme(["Dealer"], sequence=0)
        other.category_ids.contact_interval = 7
        customer = self.make_contacted("both", self.vip, 10)
        self.env["customer.classification.assignment"].create(
            {"partner_id": customer.id, "category_id": other.category_ids.id}
        )
        self.env.flush_all()
        contact = self.env["customer.classification.contact"].browse(customer.id)
        self.assertEqual((contact.contact_interval, contact.delay), (14, -4))

    def test_a_planned_call_is_planned_once(self):
        seller = self.make_user("t_seller", "sales_team.group_sale_salesman_all_leads")
        customer = self.make_contacted("late", self.vip, 20)
        customer.user_id = seller
        self.env.flush_all()
        contact = self.env["customer.classification.contact"].browse(customer.id)
        contact.action_plan_call()
        self.assertEqual(customer.activity_ids.user_id, seller)
        self.assertEqual(customer.activity_ids.date_deadline, self.today)
        self.assertEqual(contact.planned_date, self.today)
        with self.assertRaisesRegex(UserError, "planned for these customers already"):
            contact.action_plan_call()

    def test_contacted_is_off_the_list_at_once(self):
        customer = self.make_contacted("late", self.vip, 20)
        self.env.flush_all()
        self.env["customer.classification.contact"].browse(customer.id).action_contacted()
        self.assertEqual(self.due(), [])
        self.assertFalse(customer.activity_ids)

    def test_a_message_or_a_done_activity_makes_the_figures_be_looked_at(self):
        customer = self.make_contacted("late", self.vip, 20)
        queue = self.env["customer.classification.queue"].sudo()
        for contact in (
            lambda: customer.message_post(body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"),
            lambda: customer.activity_schedule("mail.mail_activity_data_call").action_feedback(),
        ):
            queue.search([]).unlink()
            contact()
            self.assertIn(customer.id, queue.search([]).mapped("partner_id"))
        queue.search([]).unlink()
        customer.message_post(body="Only for us", message_type="comment", subtype_xmlid="mail.mt_note")
        self.assertFalse(queue.search([]))

    def test_nobody_sees_customers_of_another_company(self):
        other = self.make_company("Other", "CNY", "Asia/Shanghai")
        shared = self.make_scheme(["Gold"], company_id=False)
        shared.category_ids.contact_interval = 7
        theirs = self.make_customer("Theirs", company_id=other.id)
        self.env["customer.classification.assignment"].sudo().create(
            {"partner_id": theirs.id, "category_id": shared.category_ids.id}
        )
        self.env.flush_all()
        seller = self.make_user("t_seller", "sales_team.group_sale_salesman_all_leads")
        found = self.env["customer.classification.contact"].with_user(seller).search([("scheme_id", "=", shared.id)])
        self.assertFalse(found)
        self.assertTrue(found.sudo().search([("scheme_id", "=", shared.id)]))
