from odoo import fields
from odoo.addons.customer_classification.customer_classification.moves import moves
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ClassificationCase

TODAY = "2026-11-23"
TARGETS = {
    "pricelist_id": "specific_property_product_pricelist",
    "payment_term_id": "property_payment_term_id",
    "user_id": "user_id",
    "credit_limit": "credit_limit",
}


class DefaultsCase(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.classification.scheme"].search([("is_main", "=", True)]).is_main = False
        cls.env.ref("base.group_user").implied_ids += cls.env.ref("product.group_product_pricelist")
        cls.scheme = cls.make_scheme(is_main=True, sequence=1)
        cls.vip, cls.ordinary = cls.category(cls.scheme, "VIP"), cls.category(cls.scheme, "Ordinary")
        cls.potential = cls.category(cls.scheme, "Potential")
        cls.customer = cls.make_customer("Customer")
        cls.lists = cls.env["product.pricelist"].create(
            [{"name": name, "company_id": False} for name in ("Best", "Good", "Own")]
        )
        cls.terms = cls.env["account.payment.term"].create(
            [{"name": name, "company_id": False} for name in ("60 days", "30 days", "Own")]
        )
        cls.users = cls.env["res.users"].create(
            [
                {
                    "name": name,
                    "login": f"t_{name}",
                    "company_id": cls.company.id,
                    "company_ids": [Command.set(cls.company.ids)],
                }
                for name in ("Ann", "Bob", "Own")
            ]
        )
        cls.limits = (1000.0, 200.0, 77.0)
        cls.values = dict(zip(TARGETS, (cls.lists, cls.terms, cls.users, cls.limits), strict=True))

    def furnish(self, category, **values):
        """Let ``category`` set these in the company of the test."""
        if "credit_limit" in values:
            values["use_credit_limit"] = True
        category.write({name: getattr(value, "id", value) for name, value in values.items()})

    def value(self, name, customer=None):
        self.env.invalidate_all()
        return (customer or self.customer)[TARGETS[name]]

    def put(self, category, customer=None):
        (customer or self.customer).main_category_id = category

    def notes(self, customer=None):
        self.env.invalidate_all()
        return "".join((customer or self.customer).message_ids.mapped("body"))

    def move_back(self):
        """Undo the last move of the customer, as the engine does: by a change in the other direction."""
        last = self.customer.classification_change_ids[0]
        day, now = last.scheme_id._today(), fields.Datetime.now()
        move = moves.Move(last.scheme_id.id, "undo", day, self.env.uid, now)
        self.env.flush_all()
        moves.apply(self.env, moves.choose(self.env, self.customer.ids, move, last.from_category_id.id or None), move)
        self.env["customer.classification.assignment"]._after_engine()


@tagged("post_install", "-at_install")
class TestTwoYears(DefaultsCase):
    """Ordinary, then VIP, a change by hand, potential, and back: for each of the four defaults."""

    def test_the_value_follows_the_category(self):
        for name, values in self.values.items():
            with self.subTest(name):
                self.customer = self.make_customer(name)
                empty = self.value(name)
                self.furnish(self.ordinary, **{name: values[1]})
                self.furnish(self.vip, **{name: values[0]})
                self.put(self.ordinary)
                self.assertEqual(self.value(name), values[1], "it fills what is empty")
                self.put(self.vip)
                self.assertEqual(self.value(name), values[0], "it follows")
                self.put(self.potential)
                self.assertEqual(self.value(name), empty, "it is taken back where the category sets nothing")
                self.put(self.vip)
                self.assertEqual(self.value(name), values[0])
                self.customer.main_category_id = False
                self.assertEqual(self.value(name), empty, "it is taken back from who leaves the scheme")
                self.move_back()
                self.assertEqual(self.value(name), values[0], "undo gives it back")

    def test_the_first_move_is_undone(self):
        for name, values in self.values.items():
            with self.subTest(name):
                self.customer = self.make_customer(name)
                empty = self.value(name)
                self.furnish(self.ordinary, **{name: values[1]})
                self.put(self.ordinary)
                self.move_back()
                self.assertFalse(self.customer.main_category_id)
                self.assertEqual(self.value(name), empty, "the earlier emptiness")

    def test_what_a_person_typed_stays(self):
        for name, values in self.values.items():
            with self.subTest(name):
                self.customer = self.make_customer(name)
                self.furnish(self.ordinary, **{name: values[1]})
                self.furnish(self.vip, **{name: values[0]})
                self.put(self.vip)
                self.assertEqual(self.value(name), values[0])
                self.customer[TARGETS[name]] = values[2]
                for category in (self.ordinary, self.potential, self.vip):
                    self.put(category)
                    self.assertEqual(self.value(name), values[2])
                self.move_back()
                self.assertEqual(self.value(name), values[2], "undo leaves it alone, too")

    def test_what_was_there_before_stays(self):
        for name, values in self.values.items():
            with self.subTest(name):
                self.customer = self.make_customer(name)
                self.customer[TARGETS[name]] = values[2]
                self.furnish(self.vip, **{name: values[0]})
                self.put(self.vip)
                self.assertEqual(self.value(name), values[2])
                filled = [("partner_id", "=", self.customer.id), ("field", "=", name)]
                self.assertFalse(self.env["customer.classification.default"].search_count(filled))

    def test_what_a_person_emptied_is_filled_at_the_next_move(self):
        self.furnish(self.vip, payment_term_id=self.terms[0])
        self.furnish(self.ordinary, payment_term_id=self.terms[1])
        self.put(self.vip)
        self.customer.property_payment_term_id = False
        self.put(self.ordinary)
        self.assertEqual(self.value("payment_term_id"), self.terms[1])

    def test_contacts_have_what_their_company_has(self):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        self.furnish(self.vip, pricelist_id=self.lists[0], payment_term_id=self.terms[0], credit_limit=500)
        self.put(self.vip)
        self.assertEqual(self.value("pricelist_id", contact), self.lists[0])
        self.assertEqual(self.value("payment_term_id", contact), self.terms[0])
        self.assertEqual(self.value("credit_limit", contact), 500)
        order = self.make_order(contact, TODAY, state="draft")
        self.assertEqual(order.pricelist_id, self.lists[0])
        self.put(self.potential)
        self.assertFalse(self.value("pricelist_id", contact))

    def test_a_copy_starts_without_what_the_category_has_set(self):
        self.furnish(self.vip, pricelist_id=self.lists[0], user_id=self.users[0])
        self.put(self.vip)
        copy = self.customer.copy()
        self.assertFalse(copy.specific_property_product_pricelist)
        self.assertFalse(copy.user_id)
        self.customer.user_id = self.users[2]
        self.assertEqual(self.customer.copy().user_id, self.users[2], "a person typed it")

    def test_merged_customers_keep_what_the_survivor_has(self):
        self.furnish(self.vip, pricelist_id=self.lists[0])
        self.furnish(self.ordinary, pricelist_id=self.lists[1])
        self.put(self.vip)
        double = self.make_customer("Double")
        double.specific_property_product_pricelist = self.lists[0]
        double._set_category(self.scheme, self.ordinary)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer + double).ids, double)
        double._set_category(self.scheme, self.potential)
        self.assertEqual(self.value("pricelist_id", double), self.lists[0], "typed by a person, though a category's")

    def test_an_archived_price_list_and_a_departed_salesperson_are_no_defaults(self):
        self.furnish(self.vip, pricelist_id=self.lists[0], user_id=self.users[0])
        self.lists[0].active = False
        self.users[0].active = False
        self.put(self.vip)
        self.assertFalse(self.value("pricelist_id"))
        self.assertFalse(self.value("user_id"))


@tagged("post_install", "-at_install")
class TestByTheEngine(DefaultsCase):
    """A run fills, replaces and takes back; its dry run says so before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_rule(
            cls.scheme,
            "VIP",
            {
                "measure": "order_amount",
                "operator": ">=",
                "value": 1000,
                "window": "months",
                "window_length": 12,
            },
        )
        cls.scheme.default_category_id = cls.potential
        cls.large = cls.make_customer("Large")
        cls.make_order(cls.large, TODAY, amount=2000)

    def test_a_run_fills_and_a_later_one_takes_back(self):
        self.furnish(self.vip, **{name: values[0] for name, values in self.values.items()})
        run = self.scheme.classify(as_of=TODAY)
        for name, values in self.values.items():
            self.assertEqual(self.value(name, self.large), values[0])
        change = run.change_ids.filtered(lambda change: change.partner_id == self.large)
        self.assertEqual({line["field"] for line in change.evidence["defaults"]}, set(TARGETS))
        self.assertIn("Price List: none → Best (CNY)", change.filled)
        self.assertIn("Credit Limit: none →", self.notes(self.large))
        self.scheme.classify(as_of="2028-11-23")
        for name in TARGETS:
            self.assertFalse(self.value(name, self.large))
        self.assertFalse(self.env["customer.classification.default"].search([("partner_id", "=", self.large.id)]))
        self.assertIn("Price List: Best (CNY) → none", self.notes(self.large))

    def test_a_dry_run_shows_what_it_would_fill_and_fills_nothing(self):
        self.furnish(self.vip, pricelist_id=self.lists[0])
        run = self.scheme.classify(as_of=TODAY, simulate=True)
        change = run.change_ids.filtered(lambda change: change.partner_id == self.large)
        self.assertIn("Price List: none → Best (CNY)", change.filled)
        self.assertFalse(self.value("pricelist_id", self.large))
        self.assertNotIn("Best", self.notes(self.large))
        run.action_apply()
        self.assertEqual(self.value("pricelist_id", self.large), self.lists[0])

    def test_what_was_typed_after_the_dry_run_stays_when_it_is_applied(self):
        self.furnish(self.vip, pricelist_id=self.lists[0])
        run = self.scheme.classify(as_of=TODAY, simulate=True)
        self.large.specific_property_product_pricelist = self.lists[2]
        run.action_apply()
        self.assertEqual(self.value("pricelist_id", self.large), self.lists[2])

    def test_a_proposal_shows_what_it_would_fill(self):
        self.scheme.manual_change = "propose"
        self.furnish(self.vip, pricelist_id=self.lists[0])
        seller = self.make_user("t_seller", "sales_team.group_sale_salesman_all_leads")
        customer = self.customer.with_user(seller)
        customer.main_category_id = self.vip
        proposal = self.customer.classification_proposal_ids
        self.assertIn("Price List: none → Best (CNY)", proposal.filled)
        wizard = self.env["customer.classification.assign"].with_user(seller)._start(self.large.with_user(seller))
        line = wizard.line_ids.filtered(lambda line: line.scheme_id == self.scheme)
        line.category_id = self.vip
        wizard.action_apply()
        self.assertIn("Price List: none → Best (CNY)", self.large.classification_proposal_ids.filled)
        self.large.classification_proposal_ids.action_approve()
        self.assertEqual(self.value("pricelist_id", self.large), self.lists[0])

    def test_who_may_not_price_moves_a_customer_and_the_category_prices(self):
        self.furnish(self.vip, pricelist_id=self.lists[0], credit_limit=500)
        seller = self.make_user("t_seller", "sales_team.group_sale_salesman_all_leads")
        self.assertFalse(self.env["product.pricelist"].with_user(seller).has_access("write"))
        self.customer.with_user(seller).main_category_id = self.vip
        self.assertEqual(self.value("pricelist_id"), self.lists[0])
        self.assertEqual(self.value("credit_limit"), 500)
        with self.assertRaises(UserError):
            self.vip.with_user(seller).pricelist_id = self.lists[1]

    def test_as_many_statements_for_many_customers_as_for_few(self):
        self.furnish(self.vip, **{name: values[0] for name, values in self.values.items()})
        self.count_statements(1)  # what is read once is read
        few = self.count_statements(10)
        many = self.count_statements(300)
        self.assertEqual(many, few)

    def count_statements(self, number):
        customers = self.env["res.partner"].create(
            [{"name": f"T-{number}-{n}", "is_company": True, "customer_rank": 1} for n in range(number)]
        )
        self.env["sale.order"].create(
            [
                {
                    "partner_id": customer.id,
                    "company_id": self.company.id,
                    "state": "sale",
                    "date_order": f"{TODAY} 08:00:00",
                    "order_line": [Command.create({"product_id": self.product.id, "price_unit": 5000})],
                }
                for customer in customers
            ]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.scheme.classify(as_of=TODAY)
        statements = self.env.cr.sql_log_count - before
        self.assertEqual(set(customers.mapped("specific_property_product_pricelist")), set(self.lists[0]))
        return statements


@tagged("post_install", "-at_install")
class TestWhichCategoryCounts(DefaultsCase):
    def test_the_nearest_category_that_sets_one(self):
        tree = self.make_scheme(["Electronics"], code_pattern=False, leaf_only=True)
        top = self.category(tree, "Electronics")
        cars, phones = self.env["customer.classification.category"].create(
            [{"name": name, "code": code, "parent_id": top.id} for name, code in (("Cars", "11"), ("Phones", "12"))]
        )
        self.furnish(top, pricelist_id=self.lists[0], payment_term_id=self.terms[0])
        self.furnish(cars, pricelist_id=self.lists[1])
        assignment = self.env["customer.classification.assignment"].create(
            {"partner_id": self.customer.id, "category_id": cars.id}
        )
        self.assertEqual(self.value("pricelist_id"), self.lists[1])
        self.assertEqual(self.value("payment_term_id"), self.terms[0])
        assignment.category_id = phones
        self.assertEqual(self.value("pricelist_id"), self.lists[0])
        self.assertIn("Payment Terms: 60 days", cars.inherited_defaults)

    def test_the_main_scheme_comes_first_then_the_sequence(self):
        early, late = (self.make_scheme(["Dealer"], sequence=sequence) for sequence in (5, 9))
        for scheme, pricelist in ((late, self.lists[0]), (early, self.lists[1]), (self.scheme, self.lists[2])):
            category = scheme.category_ids[0]
            self.furnish(category, pricelist_id=pricelist)
            self.env["customer.classification.assignment"].create(
                {"partner_id": self.customer.id, "category_id": category.id}
            )
            self.assertEqual(self.value("pricelist_id"), pricelist)
        self.customer.main_category_id = False
        self.assertEqual(self.value("pricelist_id"), self.lists[1])

    def test_merging_categories_brings_the_values_of_the_other(self):
        self.furnish(self.vip, pricelist_id=self.lists[0])
        self.furnish(self.ordinary, pricelist_id=self.lists[1])
        self.put(self.vip)
        wizard = self.env["customer.classification.adjustment"].create(
            {"operation": "merge", "category_id": self.vip.id, "target_category_id": self.ordinary.id}
        )
        wizard.action_apply()
        self.assertEqual(self.customer.main_category_id, self.ordinary)
        self.assertEqual(self.value("pricelist_id"), self.lists[1])

    def test_new_defaults_go_to_the_customers_when_somebody_says_so(self):
        self.furnish(self.vip, pricelist_id=self.lists[0])
        self.put(self.vip)
        self.furnish(self.vip, pricelist_id=self.lists[1])
        self.assertEqual(self.value("pricelist_id"), self.lists[0], "never silently")
        self.assertEqual(self.vip.outstanding_count, 1)
        self.vip.action_apply_defaults()
        self.assertEqual(self.value("pricelist_id"), self.lists[1])
        self.assertEqual(self.vip.outstanding_count, 0)
        self.assertIn("Price List: Best (CNY) → Good (CNY)", self.notes())

    def test_a_credit_limit_is_a_positive_amount(self):
        with self.assertRaisesRegex(ValidationError, "Enter the credit limit"):
            self.vip.write({"use_credit_limit": True})

    def test_a_price_list_of_another_company_is_refused(self):
        other = self.make_company("Other", "CNY", "Asia/Shanghai")
        pricelist = self.env["product.pricelist"].sudo().create({"name": "Theirs", "company_id": other.id})
        with self.assertRaises(UserError):
            self.vip.pricelist_id = pricelist


@tagged("post_install", "-at_install")
class TestTwoCompanies(DefaultsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_company("Other", "CNY", "Asia/Shanghai")
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": (cls.company + cls.other).ids})
        cls.customer = cls.customer.with_env(cls.env)

    def in_other(self, record):
        self.env.invalidate_all()
        return record.with_company(self.other)

    def test_a_shared_scheme_sets_in_each_company_what_that_company_chose(self):
        shared = self.make_scheme(["Gold"], company_id=False)
        gold = shared.category_ids
        self.furnish(gold, pricelist_id=self.lists[0])
        self.furnish(gold.with_company(self.other), pricelist_id=self.lists[1], payment_term_id=self.terms[1])
        assignment = self.env["customer.classification.assignment"].create(
            {"partner_id": self.customer.id, "category_id": gold.id}
        )
        self.assertEqual(self.value("pricelist_id"), self.lists[0])
        self.assertFalse(self.value("payment_term_id"))
        theirs = self.in_other(self.customer)
        self.assertEqual(theirs.specific_property_product_pricelist, self.lists[1])
        self.assertEqual(theirs.property_payment_term_id, self.terms[1])
        theirs.specific_property_product_pricelist = self.lists[2]
        assignment.unlink()
        self.assertFalse(self.value("pricelist_id"))
        self.assertEqual(self.in_other(self.customer).specific_property_product_pricelist, self.lists[2])
        self.assertFalse(self.in_other(self.customer).property_payment_term_id)

    def test_undoing_a_run_gives_back_what_each_company_had(self):
        shared = self.make_scheme(["Gold", "Silver"], company_id=False)
        gold, silver = self.category(shared, "Gold"), self.category(shared, "Silver")
        for category, places in ((gold, (0, 1)), (silver, (1, 2))):
            self.furnish(category, pricelist_id=self.lists[places[0]])
            self.furnish(category.with_company(self.other), pricelist_id=self.lists[places[1]])
        self.customer._set_category(shared, silver)
        self.customer.classification_assignment_ids.pinned = False
        self.make_rule(shared, "Gold")
        run = shared.classify(partner_ids=self.customer.ids)
        here = self.value("pricelist_id")
        self.assertEqual((here, self.in_other(self.customer).specific_property_product_pricelist), (*self.lists[:2],))
        run.action_undo()
        here = self.value("pricelist_id")
        self.assertEqual((here, self.in_other(self.customer).specific_property_product_pricelist), (*self.lists[1:3],))

    def test_a_scheme_of_one_company_leaves_the_other_alone(self):
        self.furnish(self.vip, pricelist_id=self.lists[0])
        self.furnish(self.vip.with_company(self.other), pricelist_id=self.lists[1])
        self.put(self.vip)
        self.assertEqual(self.value("pricelist_id"), self.lists[0])
        self.assertFalse(self.in_other(self.customer).specific_property_product_pricelist)

    def test_a_customer_of_one_company_gets_nothing_from_the_other(self):
        self.customer.company_id = self.company
        shared = self.make_scheme(["Gold"], company_id=False)
        self.furnish(shared.category_ids.with_company(self.other), pricelist_id=self.lists[1], user_id=self.users[0])
        self.env["customer.classification.assignment"].create(
            {"partner_id": self.customer.id, "category_id": shared.category_ids.id}
        )
        self.assertFalse(self.in_other(self.customer).specific_property_product_pricelist)
        self.assertFalse(self.customer.user_id)


@tagged("post_install", "-at_install")
class TestWhereValuesComeFrom(DefaultsCase):
    """The customer form says at each value who set it."""

    def source(self, name="pricelist_id", customer=None):
        self.env.invalidate_all()
        return (customer or self.customer)[f"{name}_source"]

    def test_from_the_category_by_hand_or_nothing_to_say(self):
        self.assertFalse(self.source())
        self.furnish(self.vip, pricelist_id=self.lists[0])
        self.put(self.vip)
        self.assertEqual(self.source(), "From “VIP”")
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        self.assertEqual(self.source(customer=contact), "From “VIP”")
        self.customer.specific_property_product_pricelist = self.lists[2]
        self.assertEqual(self.source(), "By hand; “VIP” (Test) would set Best (CNY)")

    def test_the_loser_of_two_schemes_is_shown(self):
        channel = self.make_scheme(["Dealer"], name="Channel", sequence=5)
        self.furnish(channel.category_ids, pricelist_id=self.lists[1])
        self.furnish(self.vip, pricelist_id=self.lists[0])
        self.env["customer.classification.assignment"].create(
            {"partner_id": self.customer.id, "category_id": channel.category_ids.id}
        )
        self.assertEqual(self.source(), "From “Dealer”")
        self.put(self.vip)
        self.assertEqual(self.source(), "From “VIP”; “Dealer” (Channel) would set Good (CNY)")

    def test_what_a_category_sets_by_now(self):
        self.furnish(self.vip, user_id=self.users[0])
        self.put(self.vip)
        self.furnish(self.vip, user_id=self.users[1])
        self.assertEqual(self.source("user_id"), "From “VIP”; “VIP” (Test) would set Bob")

    def test_few_statements_for_many_customers(self):
        self.furnish(self.vip, pricelist_id=self.lists[0])
        customers = self.env["res.partner"].concat(*(self.make_customer(str(number)) for number in range(20)))
        for customer in customers:
            self.put(self.vip, customer)
        customers.mapped(
            "pricelist_id_source"
        )  # what is asked once and remembered does not depend on the order of tests
        self.env.invalidate_all()
        customers.mapped("commercial_partner_id.property_payment_term_id")
        with self.assertQueryCount(8):
            customers.mapped("pricelist_id_source")
