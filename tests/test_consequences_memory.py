"""What categories had set goes where it has no reason any more: after a merge, and when companies become contacts."""

from odoo.tests import tagged

from .test_consequences_defaults import TARGETS, DefaultsCase


@tagged("post_install", "-at_install")
class TestMemory(DefaultsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.make_company("Elsewhere", "CNY", "Asia/Shanghai")
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": (cls.company + cls.elsewhere).ids})
        cls.scheme = cls.scheme.with_env(cls.env)
        cls.scheme.write({"company_id": False, "currency_id": cls.company.currency_id.id})
        cls.vip, cls.ordinary = cls.category(cls.scheme, "VIP"), cls.category(cls.scheme, "Ordinary")
        for company, pricelist in zip(cls.company + cls.elsewhere, cls.lists, strict=False):
            cls.vip.with_company(company).pricelist_id = pricelist
        cls.vip.with_company(cls.company).credit_limit = 500
        cls.vip.with_company(cls.company).use_credit_limit = True
        cls.customer = cls.customer.with_env(cls.env)
        cls.other = cls.make_customer("Other").with_env(cls.env)
        cls.put(cls, cls.vip, cls.customer)

    def put(self, category, customer=None):
        (customer or self.customer)._set_category(category.scheme_id, category)

    def lists_of(self, customer):
        """The price lists of a customer in both companies, and their credit limit."""
        self.env.invalidate_all()
        field = TARGETS["pricelist_id"]
        return [customer.with_company(company)[field].name for company in self.company + self.elsewhere] + [
            customer.with_company(self.company).credit_limit
        ]

    def merge(self, source, survivor):
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((source + survivor).ids, survivor)

    def remembered(self, customer):
        return self.env["customer.classification.default"].sudo().search([("partner_id", "=", customer.id)])

    def test_the_survivor_takes_over_nothing_that_a_category_of_the_other_had_set(self):
        self.assertEqual(self.lists_of(self.customer), ["Best", "Good", 500])
        self.put(self.ordinary, self.other)
        self.merge(self.customer, self.other)
        self.assertEqual(self.lists_of(self.other), [False, False, 0])
        self.assertFalse(self.remembered(self.other))

    def test_the_survivor_who_takes_over_the_category_has_what_it_sets(self):
        self.merge(self.customer, self.other)
        self.assertEqual(self.other.classification_assignment_ids.category_id, self.vip)
        self.assertEqual(self.lists_of(self.other), ["Best", "Good", 500])
        self.put(self.ordinary, self.other)
        self.assertEqual(self.lists_of(self.other), [False, False, 0], "and it follows the category from then on")

    def test_what_a_person_typed_is_handed_on(self):
        self.customer.with_company(self.company)[TARGETS["pricelist_id"]] = self.lists[2]
        self.put(self.ordinary, self.other)
        self.merge(self.customer, self.other)
        self.assertEqual(self.lists_of(self.other), ["Own", False, 0])

    def test_a_company_that_becomes_a_contact_leaves_it_behind_in_every_company(self):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        self.assertEqual(self.lists_of(contact), ["Best", "Good", 500])
        self.customer.write({"parent_id": self.other.id, "is_company": False})
        for partner in (self.other, self.customer, contact):
            self.assertEqual(self.lists_of(partner), [False, False, 0], partner.name)
        self.assertFalse(self.remembered(self.customer))
        change = self.customer.with_context(active_test=False).classification_change_ids[:1]
        self.assertFalse(change.to_category_id)

    def test_a_contact_that_becomes_a_company_leaves_it_behind_too(self):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        contact.write({"parent_id": False, "is_company": True})
        self.assertEqual(self.lists_of(contact), [False, False, 0])
        self.assertEqual(self.lists_of(self.customer), ["Best", "Good", 500])
        self.assertFalse(self.remembered(contact))
