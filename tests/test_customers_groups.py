from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ClassificationCase


@tagged("post_install", "-at_install")
class TestGroups(ClassificationCase):
    """Saved selections of customers, always up to date."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.classification.scheme"].search([("is_main", "=", True)]).is_main = False
        cls.env.ref("base.group_user").implied_ids += cls.env.ref("product.group_product_pricelist")
        cls.importance = cls.make_scheme(["VIP", "Ordinary"], is_main=True)
        cls.region = cls.make_scheme(["North", "South"], is_ranked=False)
        cls.ann, cls.bob, cls.eve = (cls.make_customer(name) for name in ("Ann", "Bob", "Eve"))
        for customer, category, region in (
            (cls.ann, "VIP", "South"),
            (cls.bob, "VIP", "North"),
            (cls.eve, "Ordinary", "South"),
        ):
            cls.put(customer, cls.category(cls.importance, category))
            cls.put(customer, cls.category(cls.region, region))
        vip, south = cls.category(cls.importance, "VIP"), cls.category(cls.region, "South")
        cls.group = cls.env["customer.classification.group"].create(
            {
                "name": "VIP in the south",
                "user_id": False,
                "domain": repr(
                    [("customer_category_ids", "child_of", vip.id), ("customer_category_ids", "in", [south.id])]
                ),
            }
        )

    @classmethod
    def put(cls, customer, category):
        customer._set_category(category.scheme_id, category)

    def members(self, group=None, partners=None):
        self.env.invalidate_all()
        domain = [("classification_group_ids", "in", (group or self.group).ids), ("name", "like", "T-")]
        return self.env["res.partner"].search(domain)

    def test_who_belongs_is_always_up_to_date(self):
        self.assertEqual(self.members(), self.ann)
        self.assertEqual(self.group.customer_count, 1)
        self.put(self.bob, self.category(self.region, "South"))
        self.assertEqual(self.members(), self.ann + self.bob)
        self.assertEqual(self.bob.classification_group_ids, self.group)

    def test_a_category_is_chosen_with_all_below_it(self):
        south, north = self.category(self.region, "South"), self.category(self.region, "North")
        self.region.leaf_only = False
        harbour = south.create({"name": "Harbour", "code": "21", "parent_id": south.id, "scheme_id": self.region.id})
        self.put(self.ann, harbour)
        self.assertEqual(self.ann.within_category_ids & self.region.category_ids, south + harbour)
        for domain, found in (
            ([("within_category_ids", "in", south.ids)], self.ann + self.eve),
            ([("within_category_ids", "in", harbour.ids)], self.ann),
            ([("within_category_ids", "not in", south.ids)], self.bob),
            ([("within_category_ids", "ilike", north.name)], self.bob),
            ([("within_category_ids", "=", False)], self.env["res.partner"]),
        ):
            with self.subTest(domain):
                self.assertEqual(self.env["res.partner"].search([*domain, ("name", "like", "T-")]), found)

    def test_contacts_belong_with_their_company(self):
        contact = self.env["res.partner"].create({"name": "T-Buyer", "parent_id": self.ann.id})
        self.assertEqual(self.members(), self.ann + contact)
        self.assertEqual(contact.classification_group_ids, self.group)
        self.assertEqual(self.group.customer_count, 1, "the group itself counts companies")

    def test_a_filter_anywhere(self):
        orders = [self.make_order(customer, "2026-01-05") for customer in (self.ann, self.bob)]
        for domain in (
            [("partner_id.classification_group_ids", "in", self.group.ids)],
            [("partner_id.classification_group_ids", "ilike", "in the south")],
            [("partner_id.classification_group_ids.name", "=", "VIP in the south")],
        ):
            found = self.env["sale.order"].search([*domain, ("company_id", "=", self.company.id)])
            self.assertEqual(found, orders[0])
        outside = self.env["res.partner"].search(
            [("classification_group_ids", "not in", self.group.ids), ("name", "like", "T-")]
        )
        self.assertEqual(outside, self.bob + self.eve)
        nowhere = self.env["res.partner"].search([("classification_group_ids", "=", False), ("name", "like", "T-")])
        self.assertEqual(nowhere, self.bob + self.eve)

    def test_a_date_relative_to_today(self):
        today = self.company._classification_today()
        for customer, days in ((self.ann, 40), (self.bob, 10)):
            self.env["customer.classification.profile"].create(
                {
                    "partner_id": customer.id,
                    "company_id": self.company.id,
                    "currency_id": self.company.currency_id.id,
                    "updated_at": fields.Datetime.now(),
                    "last_contact_date": today - timedelta(days=days),
                }
            )
        group = self.env["customer.classification.group"].create(
            {"name": "Quiet", "domain": "[('classification_profile_ids.last_contact_date', '<', 'today -30d')]"}
        )
        self.assertEqual(self.members(group), self.ann)

    def test_open_the_customers(self):
        action = self.group.action_open_customers()
        self.assertEqual(self.env["res.partner"].search(action["domain"]), self.ann)

    def test_what_is_no_filter_is_refused(self):
        for domain in ("[('no_such_field', '=', 1)]", "[('name', '=', uid)]", "name = 1"):
            with self.subTest(domain), self.assertRaisesRegex(ValidationError, "cannot be understood"):
                self.group.domain = domain
        with self.assertRaisesRegex(ValidationError, "not made of customer groups"):
            self.group.domain = f"[('classification_group_ids', 'in', [{self.group.id}])]"

    def test_users_change_their_own_and_see_everybodys(self):
        seller, other = (
            new_test_user(
                self.env,
                login,
                groups="sales_team.group_sale_salesman_all_leads",
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
            for login in ("t_seller", "t_other")
        )
        mine = self.env["customer.classification.group"].with_user(seller).create({"name": "Mine"})
        mine.name = "Still mine"
        self.assertIn(self.group, mine.search([]))
        self.assertNotIn(mine, mine.with_user(other).search([]))
        with self.assertRaises(AccessError):
            self.group.with_user(seller).name = "Mine now"

    def test_the_price_list_of_a_group(self):
        standard, south = self.env["product.pricelist"].create(
            [
                {"name": "Standard", "company_id": self.company.id, "sequence": 1},
                {"name": "South", "company_id": self.company.id, "sequence": 0, "customer_group_ids": self.group.ids},
            ]
        )
        contact = self.env["res.partner"].create({"name": "T-Buyer", "parent_id": self.ann.id})
        self.env.invalidate_all()
        self.assertEqual(self.ann.property_product_pricelist, south)
        self.assertEqual(contact.property_product_pricelist, south)
        self.assertEqual(self.bob.property_product_pricelist, standard, "a list of a group is nobody else's")
        self.assertEqual(self.ann.pricelist_id_source, "Price list of the customer group “VIP in the south”")
        self.assertEqual(self.make_order(contact, "2026-01-05", state="draft").pricelist_id, south)
        self.put(self.ann, self.category(self.importance, "Ordinary"))
        self.env.invalidate_all()
        self.assertEqual(self.ann.property_product_pricelist, standard)

    def test_an_own_price_list_comes_before_that_of_a_group(self):
        own, south = self.env["product.pricelist"].create(
            [
                {"name": "Own", "company_id": self.company.id},
                {"name": "South", "company_id": self.company.id, "customer_group_ids": self.group.ids},
            ]
        )
        self.ann.specific_property_product_pricelist = own
        self.env.invalidate_all()
        self.assertEqual(self.ann.property_product_pricelist, own)
        own.active = False
        self.env.invalidate_all()
        self.assertEqual(self.ann.property_product_pricelist, south)
