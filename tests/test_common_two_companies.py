from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

MODELS = (
    "customer.classification.scheme",
    "customer.classification.category",
    "customer.classification.assignment",
    "customer.classification.rule",
    "customer.classification.condition",
    "customer.classification.mapping",
    "customer.classification.run",
    "customer.classification.change",
)


@tagged("post_install", "-at_install")
class TestCompanies(TransactionCase):
    """Two companies and an administrator of each: nothing leaks, nothing blocks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.env["customer.classification.scheme"].search([("is_main", "=", True)]).is_main = False
        cls.companies = cls.env["res.company"].create([{"name": "East"}, {"name": "West"}])
        cls.users = [
            new_test_user(
                cls.env,
                f"t_{company.name}",
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
                groups="sales_team.group_sale_salesman_all_leads,base.group_partner_manager,"
                "customer_classification.group_classification_administrator",
            )
            for company in cls.companies
        ]
        cls.customer = cls.env["res.partner"].create({"name": "T-Shared", "is_company": True, "customer_rank": 1})
        cls.schemes = [cls.furnish(user) for user in cls.users]

    @classmethod
    def furnish(cls, user):
        """Everything that a company has, made by its own administrator."""
        env = cls.env(user=user.id, context={"allowed_company_ids": user.company_id.ids, "tracking_disable": True})
        scheme = env["customer.classification.scheme"].create(
            {
                "name": user.login,
                "code": "T-OWN",
                "is_main": True,
                "mode": "rules",
                "customer_domain": f"[('id', '=', {cls.customer.id})]",
            }
        )
        category = env["customer.classification.category"].create(
            {"name": user.company_id.name, "code": "1", "scheme_id": scheme.id}
        )
        env["customer.classification.rule"].create(
            {
                "name": "All",
                "scheme_id": scheme.id,
                "category_id": category.id,
                "condition_ids": [Command.create({"measure": "order_amount", "operator": ">=", "value": 0})],
            }
        )
        field = env["ir.model.fields"].sudo()._get("res.partner", "ref")
        mapped = env["customer.classification.scheme"].create(
            {"name": "Mapped", "code": "T-MAP", "mode": "mapping", "mapping_field_id": field.id}
        )
        target = env["customer.classification.category"].create({"name": "Mapped", "code": "1", "scheme_id": mapped.id})
        env["customer.classification.mapping"].create({"scheme_id": mapped.id, "value": "x", "category_id": target.id})
        scheme.classify()
        return scheme

    def of(self, user):
        """What ``user`` sees in a request of their own."""
        self.env.invalidate_all()
        return self.env(user=user.id, context={"allowed_company_ids": user.company_id.ids})

    def test_nobody_sees_what_another_company_has(self):
        east, _west = self.users
        for model in MODELS:
            with self.subTest(model):
                mine, theirs = (
                    self.env[model].sudo().search([(self.scheme_path(model), "=", company.id)])
                    for company in self.companies
                )
                self.assertTrue(mine and theirs, "both have some, else the test says nothing")
                visible = self.of(east)[model].search([])
                self.assertFalse(visible & theirs.with_env(visible.env))
                self.assertLessEqual(set(mine.ids), set(visible.ids))
                with self.assertRaises(AccessError):
                    theirs.with_env(visible.env).check_access("read")

    def scheme_path(self, model):
        return {
            "customer.classification.scheme": "company_id",
            "customer.classification.condition": "rule_id.scheme_id.company_id",
        }.get(model, "scheme_id.company_id")

    def test_each_company_shows_its_own_category_of_a_shared_customer(self):
        for user, company in zip(self.users, self.companies, strict=True):
            partner = self.customer.with_env(self.of(user)["res.partner"].env)
            self.assertEqual(partner.main_category_id.name, company.name)
            self.assertEqual(partner.classification_assignment_ids.category_id.name, company.name)
            self.assertEqual(partner.classification_change_ids.scheme_id.company_id, company)
            found = partner.search([("main_category_id.name", "=", company.name), ("id", "=", partner.id)])
            self.assertEqual(found, partner)

    def test_nobody_touches_what_another_company_has(self):
        east, _west = self.users
        theirs = self.schemes[1].with_env(self.of(east)["res.partner"].env)
        for act in (
            lambda: theirs.write({"name": "Mine now"}),
            theirs.classify,
            lambda: theirs.category_ids.sudo(False).write({"name": "Mine now"}),
            lambda: (
                self.of(east)["customer.classification.adjustment"]
                .create({"category_id": self.schemes[1].category_ids.id})
                ._plan()
            ),
            lambda: self.of(east)["customer.classification.assignment"].create(
                {"partner_id": self.customer.id, "category_id": self.schemes[1].category_ids.id}
            ),
        ):
            with self.subTest(act), self.assertRaises(AccessError):
                act()

    def test_the_wizard_for_many_offers_only_own_schemes(self):
        east, _west = self.users
        customer = self.customer.with_env(self.of(east)["res.partner"].env)
        wizard = customer.env["customer.classification.assign"]._start(customer)
        self.assertNotIn(self.schemes[1], wizard.line_ids.scheme_id)
        self.assertIn(self.schemes[0], wizard.line_ids.scheme_id)

    def test_two_companies_classify_one_customer_without_blocking_each_other(self):
        for scheme in self.schemes:
            category = self.env["customer.classification.category"].create(
                {"name": "Other", "code": "2", "scheme_id": scheme.id}
            )
            user = self.users[self.schemes.index(scheme)]
            self.customer.with_env(self.of(user)["res.partner"].env).main_category_id = category.id
        self.env.invalidate_all()
        self.assertEqual(self.customer.classification_assignment_ids.category_id.mapped("name"), ["Other", "Other"])

    def test_a_shared_scheme_is_seen_by_both(self):
        shared = self.env["customer.classification.scheme"].create(
            {"name": "Shared", "code": "T-SHA", "company_id": False}
        )
        for user in self.users:
            self.assertEqual(shared.with_env(self.of(user)["res.partner"].env).name, "Shared")
