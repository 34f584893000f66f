"""Faults in the data of customers: which checks find what, how certain ones are mended and given back."""

from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from odoo.addons.customer_classification.customer_classification.cleaning import checks
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .common import ClassificationCase

GROUP = "customer_classification.group_classification_"


@tagged("-at_install", "post_install")
class TestFaults(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Fault = cls.env["customer.classification.fault"]
        companies = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.manager = new_test_user(
            cls.env, "fault_manager", groups=f"{GROUP}manager,base.group_partner_manager", **companies
        )
        cls.seller = new_test_user(cls.env, "fault_seller", groups="sales_team.group_sale_salesman", **companies)
        cls.china = cls.env.ref("base.cn")

    def customer(self, name="Somebody", **values):
        return self.make_customer(name, **{"user_id": self.seller.id, "country_id": self.china.id, **values})

    def found(self, customer, *names):
        """{check: (value, proposal)} of what is found in the customer now."""
        self.Fault.sudo()._look(names)
        faults = self.Fault.search([("partner_id", "=", customer.id), ("state", "=", "open")])
        return {fault.check_name: (fault.value, fault.proposal) for fault in faults}

    def fault(self, customer, name):
        return self.Fault.search([("partner_id", "=", customer.id), ("check_name", "=", name)])

    def test_a_customer_without_fault(self):
        customer = self.customer(
            "苏州恒瑞电子（中国）有限公司",
            vat="91350100M000100Y43",
            phone="0512-66001234转8",
            email="Office <office@hengrui.example>",
        )
        self.assertEqual(self.found(customer), {})

    def test_blanks_full_width_and_invisible_characters_are_certain(self):
        customer = self.customer("Henry\u3000 ＡＢＣ\u200b ", vat="9135 0100m000100y43", phone="０５１２－66001234")
        self.assertEqual(
            self.found(customer),
            {
                "untidy_name": ("T-Henry\u3000 ＡＢＣ\u200b ", "T-Henry ABC"),
                "untidy_vat": ("9135 0100m000100y43", "91350100M000100Y43"),
                "untidy_phone": ("０５１２－66001234", "0512-66001234"),
            },
        )

    def test_what_cannot_be(self):
        for values, check in (
            ({"vat": "91350100M000100Y44"}, "tax_id"),
            ({"vat": "DE136695970", "country_id": self.env.ref("base.de").id}, "tax_id_abroad"),
            ({"phone": "12345"}, "phone"),
            ({"phone": "00000000"}, "phone"),
            ({"email": "nobody@nowhere"}, "email"),
            ({"email": "a@b.com, c d@e.com"}, "email"),
            ({"name": "Old One (已停用)"}, "remark"),
            ({"name": "DO NOT USE Miller"}, "remark"),
            ({"name": "恒瑞电子有限公司", "is_company": False}, "company_as_person"),
            ({"name": "Miller Ltd.", "is_company": False}, "company_as_person"),
            ({"user_id": False}, "salesperson"),
        ):
            with self.subTest(values):
                customer = self.customer(**{"name": "Nobody", **values})
                self.assertEqual(list(self.found(customer)), [check])

    @given(
        st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17),
        st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"),
    )
    def test_check_characters_as_the_standard_has_them(self, number, last):
        """The statement finds what the library says, character by character; digits alone may be a person's number."""
        number = "A" + number[1:]
        customer = self.customer(vat=number + last)
        self.assertEqual("tax_id" in self.found(customer, "tax_id"), uscc.calc_check_digit(number) != last)

    def test_a_city_lies_where_the_others_say(self):
        here, there = self.env["res.country.state"].search([("country_id", "=", self.china.id)], limit=2)
        for number in range(20):
            self.customer(f"Neighbour {number}", city="Faultville", state_id=here.id)
        wrong = self.customer("Stray", city="Faultville", state_id=there.id)
        self.assertEqual(self.found(wrong), {"city": (f"Faultville, {there.name}", False)})

    def test_credit_limit_without_terms_in_one_company(self):
        customer = self.customer()
        customer.credit_limit = 5000
        self.assertIn("limit_without_terms", self.found(customer))
        self.assertEqual(self.fault(customer, "limit_without_terms").company_id, self.company)
        customer.property_payment_term_id = self.env.ref("account.account_payment_term_30days")
        self.assertNotIn("limit_without_terms", self.found(customer))

    def test_contacts(self):
        customer = self.customer("Firm", street="Long Road 5", city="Suzhou")
        self.env["res.partner"].create(
            [{"name": name, "parent_id": customer.id, "type": "invoice"} for name in ("First", "Second")]
        )
        person = self.customer("Person", is_company=False, street="long road, 5", city="Suzhou")
        self.assertEqual(self.found(customer), {"two_main_contacts": ("First, Second", False)})
        self.assertEqual(self.found(person), {"person_at_company": (customer.name, False)})

    def test_mending_and_undoing(self):
        customer = self.customer("Some  Body")
        self.found(customer)
        fault = self.fault(customer, "untidy_name").with_user(self.manager)
        fault.action_mend()
        self.assertEqual((customer.name, fault.state), ("T-Some Body", "mended"))
        self.assertIn("T-Some  Body → T-Some Body", customer.message_ids[0].body)
        fault.action_undo()
        self.assertEqual((customer.name, fault.state), ("T-Some  Body", "left"))
        self.assertEqual(self.found(customer), {}, "who gives it back wants it so")

    def test_what_somebody_typed_meanwhile_stays(self):
        customer = self.customer("Some  Body")
        self.found(customer)
        customer.name = "T-Another"
        self.fault(customer, "untidy_name").with_user(self.manager).action_mend()
        self.assertEqual(customer.name, "T-Another")

    def test_what_is_not_certain_is_not_mended(self):
        customer = self.customer("Miller (do not use)")
        self.found(customer)
        with self.assertRaisesRegex(UserError, "one by one"):
            self.fault(customer, "remark").with_user(self.manager).action_mend()

    def test_left_as_it_is_until_it_changes(self):
        customer = self.customer("Miller (do not use)")
        self.found(customer)
        self.fault(customer, "remark").with_user(self.manager).action_leave()
        self.assertEqual(self.found(customer), {})
        customer.name = "T-Miller 2 (do not use)"
        self.assertEqual(list(self.found(customer)), ["remark"])

    def test_a_fault_that_is_mended_in_the_form_goes(self):
        customer = self.customer(user_id=False)
        self.assertIn("salesperson", self.found(customer))
        customer.user_id = self.manager
        self.found(customer)
        self.assertFalse(self.fault(customer, "salesperson"))

    def test_salespeople_see_those_of_their_own_customers_and_mend_nothing(self):
        own, other = self.customer("Own  One"), self.customer("Other  One", user_id=self.manager.id)
        self.found(own)
        mine = self.Fault.with_user(self.seller)
        self.assertEqual(mine.search([("partner_id", "in", (own | other).ids)]).partner_id.ids, own.ids)
        with self.assertRaises(AccessError):
            self.fault(own, "untidy_name").with_user(self.seller).action_mend()

    def test_another_company_sees_nothing(self):
        customer = self.customer("Own  One", company_id=self.company.id)
        self.found(customer)
        elsewhere = self.make_company("Elsewhere", "CNY", "Asia/Shanghai")
        stranger = new_test_user(
            self.env,
            "fault_stranger",
            groups=f"{GROUP}manager",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        seen = self.Fault.with_user(stranger).with_context(allowed_company_ids=elsewhere.ids)
        self.assertFalse(seen.search([("partner_id", "=", customer.id)]))

    def test_another_addon_adds_a_check(self):
        def find(_env, customers):
            return checks.rows(customers, SQL("partner.function IS NULL"), SQL("partner.name"))

        self.addCleanup(checks.CHECKS.pop, "no_function")
        checks.register(checks.Check("no_function", "No function", "function", "Ask for it.", find))
        customer = self.customer()
        self.assertEqual(self.found(customer), {"no_function": (customer.name, False)})
        self.assertEqual(self.fault(customer, "no_function").advice, "Ask for it.")
        customer.function = "Buyer"
        self.assertEqual(self.found(customer), {})

    def test_the_field_is_named_where_the_form_opens(self):
        customer = self.customer("Some  Body")
        self.found(customer)
        fault = self.fault(customer, "untidy_name").with_user(self.manager)
        action = fault.action_open_partner()
        self.assertEqual((action["res_id"], action["context"]["focused_field"]), (customer.id, "name"))
        self.assertEqual(fault.field_name, "Name")


@tagged("-at_install", "post_install")
class TestCleaning(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Cleaning = cls.env["customer.classification.cleaning"]

    def test_looking_finds_faults_and_duplicates(self):
        self.make_customer("Some  Body", vat="91350100M000100Y43")
        self.make_customer("Some Body", vat="91350100M000100Y43")
        action = self.Cleaning.action_look()
        cleaning = self.Cleaning.browse(action["res_id"])
        self.assertEqual((cleaning.state, cleaning.progress), ("done", 100))
        self.assertGreaterEqual(cleaning.certain_fault_count, 1)
        self.assertGreaterEqual(cleaning.certain_duplicate_count, 1)

    def test_one_that_is_stopped_keeps_what_it_found(self):
        customer = self.make_customer("Some  Body")
        cleaning = self.Cleaning._begin()
        steps = []

        def stop():
            steps.append(1)
            cleaning.action_stop()

        cleaning._work(stop)
        self.assertEqual((cleaning.state, len(steps)), ("stopped", 1))
        self.assertTrue(self.env["customer.classification.fault"].search([("partner_id", "=", customer.id)]))

    def test_as_the_schedule_does(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_classification.ir_cron_duplicates").method_direct_trigger()
        self.env.invalidate_all()
        last = self.Cleaning.search([], limit=1)
        self.assertEqual(last.state, "done")
