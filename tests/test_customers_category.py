from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestCustomer(TransactionCase):
    """The category on the customer: choosing it by hand, and searching, sorting and grouping by it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env["res.company"].create({"name": "Own Company"})
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": company.ids})
        Scheme = cls.env["customer.classification.scheme"]
        Scheme.search([("is_main", "=", True), ("company_id", "=", False)]).is_main = False
        cls.main = Scheme.create(
            {
                "name": "Importance",
                "code": "T-IMP",
                "code_pattern": "1",
                "is_main": True,
                "mode": "rules",
                "sequence": 1,
            }
        )
        cls.vip, cls.ordinary = cls.env["customer.classification.category"].create(
            [{"name": name, "scheme_id": cls.main.id} for name in ("VIP", "Ordinary")]
        )
        cls.region = Scheme.create({"name": "Region", "code": "T-REG", "sequence": 2})
        cls.north = cls.env["customer.classification.category"].create(
            {"name": "North", "code": "N", "scheme_id": cls.region.id}
        )
        cls.customer, cls.other = cls.env["res.partner"].create(
            [{"name": "Acme", "is_company": True}, {"name": "Basic", "is_company": True}]
        )
        cls.contact = cls.env["res.partner"].create({"name": "Ann", "parent_id": cls.customer.id})

    def history(self, partner):
        changes = self.env["customer.classification.change"].search([("partner_id", "=", partner.id)], order="id")
        return [(c.from_category_id.name, c.to_category_id.name, c.origin, c.state) for c in changes]

    def new_user(self, login, groups):
        company = self.env.company
        return new_test_user(self.env, login, groups=groups, company_id=company.id, company_ids=[(6, 0, company.ids)])

    def test_choosing_in_the_form_writes_an_assignment_and_its_history(self):
        with Form(self.customer) as form:
            form.main_category_id = self.vip
        assignment = self.customer.classification_assignment_ids
        self.assertEqual((assignment.category_id, assignment.origin), (self.vip, "manual"))
        with Form(self.customer) as form:
            form.main_category_id = self.ordinary
        with Form(self.customer) as form:
            form.main_category_id = self.env["customer.classification.category"]
        self.assertFalse(self.customer.classification_assignment_ids)
        self.assertEqual(
            self.history(self.customer),
            [
                (False, "VIP", "manual", "applied"),
                ("VIP", "Ordinary", "manual", "applied"),
                ("Ordinary", False, "manual", "applied"),
            ],
        )

    @freeze_time("2026-11-23 08:00:00")
    def test_a_choice_by_hand_in_an_automatic_scheme_is_pinned_until_the_fiscal_year_ends(self):
        self.customer.main_category_id = self.vip
        assignment = self.customer.classification_assignment_ids
        self.assertTrue(assignment.pinned)
        self.assertEqual(str(assignment.pinned_until), "2026-12-31")
        manual = assignment.create({"partner_id": self.customer.id, "category_id": self.north.id})
        self.assertFalse(manual.pinned, "nothing but people moves customers in a scheme by hand")

    def test_a_customer_created_with_a_category(self):
        customer = self.env["res.partner"].create({"name": "New", "main_category_id": self.vip.id})
        self.assertEqual(customer.customer_category_ids, self.vip)

    def test_import_by_code_and_name(self):
        result = self.env["res.partner"].load(["name", "main_category_id"], [["Imported", "1 VIP"]])
        self.assertFalse(result["messages"])
        self.assertEqual(self.env["res.partner"].browse(result["ids"]).main_category_id, self.vip)

    def test_contacts_show_the_categories_of_their_company(self):
        self.customer.main_category_id = self.vip
        self.customer.classification_assignment_ids.create(
            {"partner_id": self.customer.id, "category_id": self.north.id}
        )
        self.assertEqual(self.contact.main_category_id, self.vip)
        self.assertEqual(self.contact.classification_badge_ids, self.north)
        with self.assertRaisesRegex(UserError, "Classify Acme instead"):
            self.contact.main_category_id = self.ordinary
        with self.assertRaisesRegex(ValidationError, "Classify Acme instead"):
            self.customer.classification_assignment_ids.create(
                {"partner_id": self.contact.id, "category_id": self.north.id}
            )

    def test_search_sort_and_group(self):
        partners = self.customer | self.other | self.contact
        (self.customer + self.other).main_category_id = self.ordinary
        self.customer.main_category_id = self.vip
        mine = [("id", "in", partners.ids)]
        Partner = self.env["res.partner"]

        def found(*condition):
            return Partner.search([*mine, ("main_category_id", *condition)], order="id").mapped("name")

        self.assertEqual(found("=", self.vip.id), ["Acme", "Ann"])
        self.assertEqual(found("!=", self.vip.id), ["Basic"])
        self.assertEqual(found("in", [self.vip.id, self.ordinary.id]), ["Acme", "Basic", "Ann"])
        self.assertEqual(found("child_of", self.vip.id), ["Acme", "Ann"])
        self.assertEqual(found("ilike", "Ord"), ["Basic"])
        self.assertEqual(found("=", False), [])
        self.other.main_category_id = False
        self.assertEqual(found("=", False), ["Basic"])
        self.assertEqual(Partner.search(mine, order="main_category_id, name").mapped("name"), ["Acme", "Ann", "Basic"])
        self.assertEqual(
            Partner._read_group(mine, ["main_category_id"], ["__count"]),
            [(self.vip, 2), (self.env["customer.classification.category"], 1)],
        )
        self.assertEqual(
            Partner._read_group(mine, ["customer_category_ids"], ["__count"]),
            [(self.vip, 1), (self.env["customer.classification.category"], 2)],
        )

    def test_searches_see_a_move_of_the_same_moment(self):
        self.customer.main_category_id = self.vip
        assignment = self.customer.classification_assignment_ids
        self.assertEqual(self.customer.customer_category_ids, self.vip)
        assignment.category_id = self.ordinary
        self.assertEqual(self.customer.customer_category_ids, self.ordinary)
        self.assertEqual(
            self.env["res.partner"].search([("customer_category_ids", "in", self.ordinary.ids)]), self.customer
        )

    def test_the_categories_cannot_be_written_past_the_history(self):
        self.customer.main_category_id = self.vip
        with self.assertRaisesRegex(UserError, "“Classification” page"):
            self.customer.write({"customer_category_ids": [(5,)]})
        self.assertEqual(self.customer.customer_category_ids, self.vip)

    def test_one_line_per_scheme_of_that_scheme(self):
        Assignment = self.env["customer.classification.assignment"]
        with self.assertRaisesRegex(ValidationError, "is a category of another scheme"):
            Assignment.create({"partner_id": self.customer.id, "scheme_id": self.main.id, "category_id": self.north.id})

    def test_a_copy_starts_unclassified(self):
        self.customer.main_category_id = self.vip
        self.assertFalse(self.customer.copy().customer_category_ids)

    def test_changes_are_never_rewritten(self):
        self.customer.main_category_id = self.vip
        change = self.env["customer.classification.change"].search([("partner_id", "=", self.customer.id)])
        with self.assertRaisesRegex(UserError, "history"):
            change.effective_date = "2020-01-01"
        with self.assertRaisesRegex(UserError, "history"):
            change.unlink()

    def test_a_salesperson_classifies_his_customers_but_runs_no_rules(self):
        salesman = self.new_user("t_salesman", "sales_team.group_sale_salesman")
        customer = self.customer.with_user(salesman)
        customer.main_category_id = self.vip.with_user(salesman)
        self.assertEqual(customer.main_category_id, self.vip)
        with self.assertRaisesRegex(Exception, "Only classification managers"):
            self.main.with_user(salesman).classify()
        with self.assertRaisesRegex(Exception, "not allowed to modify|modify"):
            self.vip.with_user(salesman).name = "Mine"

    def test_an_employee_without_sales_rights_sees_no_categories(self):
        employee = self.new_user("t_employee", "base.group_user")
        view = self.env["res.partner"].with_user(employee).get_view(view_type="form")
        self.assertNotIn("main_category_id", view["arch"])

    def test_nobody_reads_the_schemes_of_another_company(self):
        self.customer.main_category_id = self.vip
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "t_stranger",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
            groups="customer_classification.group_classification_administrator",
        )
        stranger = stranger.with_user(stranger).with_context(allowed_company_ids=elsewhere.ids)
        for model in ("scheme", "category", "assignment", "change"):
            records = stranger.env[f"customer.classification.{model}"].search([])
            companies = records.mapped("company_id" if model in ("scheme", "category") else "scheme_id.company_id")
            self.assertFalse(companies - elsewhere, model)
        self.assertFalse(self.customer.with_env(stranger.env).main_category_id)
