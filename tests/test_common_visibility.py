from dataclasses import replace

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..customer_classification.common import visibility
from ..customer_classification.figures import environment
from ..customer_classification.figures.kept_figures import KeptFigures
from ..customer_classification.reports import registry
from ..customer_classification.rules import decision
from .common import ClassificationCase

OWN = "sales_team.group_sale_salesman"
ALL = "sales_team.group_sale_salesman_all_leads"
USER = "customer_classification.group_classification_user"
MANAGER = "customer_classification.group_classification_manager"
FIGURES = "customer.classification.profile"


class VisibilityCase(ClassificationCase):
    @classmethod
    def user(cls, login, *groups, companies=None):
        companies = companies or cls.company
        return new_test_user(
            cls.env,
            login,
            groups=",".join(("base.group_user", *groups)),
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
            email=f"{login}@example.com",
        )

    def as_seen_by(self, user, companies=None):
        """The environment in which a user looks."""
        companies = companies or user.company_ids
        return self.env(
            user=user.id, su=False, context={"allowed_company_ids": companies.ids, "tracking_disable": True}
        )

    def refresh(self, *schemes):
        self.env.flush_all()
        for scope in self.env[FIGURES]._scopes(self.env["customer.classification.scheme"].union(*schemes)):
            self.env[FIGURES]._refresh_scope(scope)


@tagged("post_install", "-at_install")
class TestVisibility(VisibilityCase):
    """Whose customers and whose documents a user sees is one question with one answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller, cls.colleague = cls.user("v_seller", OWN), cls.user("v_colleague", OWN)
        cls.outsider, cls.manager = cls.user("v_user", USER), cls.user("v_manager", MANAGER)
        cls.scheme = cls.make_scheme(mode="manual", is_main=True)
        cls.vip = cls.category(cls.scheme, "VIP")
        cls.vip.contact_interval = 1
        cls.mine, cls.nobodys, cls.theirs = (
            cls.make_customer(name, user_id=user.id, company_id=cls.company.id)
            for name, user in (
                ("mine", cls.seller),
                ("nobody's", cls.env["res.users"]),
                ("theirs", cls.colleague),
            )
        )
        today = cls.company._classification_today()
        for customer, amount in ((cls.mine, 1), (cls.nobodys, 10), (cls.theirs, 100)):
            customer._set_category(cls.scheme, cls.vip)
            cls.make_order(customer, today, amount).user_id = cls.colleague
        cls.env.flush_all()
        for scope in cls.env[FIGURES]._scopes(cls.scheme):
            cls.env[FIGURES]._refresh_scope(scope)

    def places(self, user):
        """{place: (customers, sales) as the user sees them there}, each where people look them up."""
        env = self.as_seen_by(user)
        ours = [("partner_id", "in", (self.mine | self.nobodys | self.theirs).ids)]
        page = env["customer.classification.overview"].get_overview({"scheme_id": self.scheme.id})
        row = next(row for row in page["categories"] if row["id"] == self.vip.id)
        found = {
            "overview, tile": (page["tiles"][0]["value"], None),
            "overview, row": (row["customers"], row["revenue"]),
        }
        classes = page["value"]["classes"]
        found["overview, classes"] = (sum(c["customers"] for c in classes), sum(c["revenue"] for c in classes))
        for model, amount in ((FIGURES, "order_amount"), ("customer.classification.report", "order_amount")):
            rows = env[model].search(ours)
            found[model] = (len(rows), sum(rows.mapped(amount)))
        for model in ("customer.classification.movement", "customer.classification.contact"):
            found[model] = (env[model].search_count(ours), None)
        products = env["customer.classification.product"].search([("scheme_id", "=", self.scheme.id)])
        found["products"] = (sum(products.mapped("customer_count")), sum(products.mapped("amount")))
        with registry.datasets(env, "consumption", scheme_ids=self.scheme.ids) as [dataset]:
            total = dict(
                zip([c.name for c in dataset.tables[0].columns], dataset.tables[0].rows[-1].values, strict=True)
            )
        found["consumption"] = (total["customers"], total["amount"])
        return found

    def test_a_salesperson_sees_his_customers_and_those_of_nobody_with_all_their_orders(self):
        for place, (customers, sales) in self.places(self.seller).items():
            self.assertEqual((customers, 11 if sales is None else sales), (2, 11), place)

    def test_who_has_no_rights_in_sales_sees_all_customers_and_their_figures(self):
        for user in (self.outsider, self.manager):
            for place, (customers, sales) in self.places(user).items():
                self.assertEqual((customers, 111 if sales is None else sales), (3, 111), (user.login, place))

    def test_a_number_whose_records_one_may_not_open_opens_the_customers(self):
        for user, model in ((self.outsider, "customer.classification.report"), (self.user("v_all", ALL), "sale.order")):
            page = self.as_seen_by(user)["customer.classification.overview"].get_overview({"scheme_id": self.scheme.id})
            self.assertEqual(page["categories"][0]["targets"]["revenue"]["model"], model)

    def test_the_page_says_whose_customers_they_are(self):
        overview = "customer.classification.overview"
        told = self.as_seen_by(self.seller)[overview].get_overview({"scheme_id": self.scheme.id})["filters"]["told"]
        self.assertIn("Your customers", told)
        self.assertFalse(visibility.told(self.as_seen_by(self.manager)))

    def test_the_category_of_a_colleagues_customer_is_no_secret_but_his_figures_are(self):
        theirs = self.theirs.with_env(self.as_seen_by(self.seller))
        self.assertEqual(theirs.classification_assignment_ids.category_id, self.vip)
        self.assertFalse(theirs.classification_profile_id)
        with self.assertRaisesRegex(Exception, "another salesperson's customer"):
            theirs.action_open_classification_figures()

    def test_the_count_of_a_category_is_that_of_the_list_that_it_opens(self):
        elsewhere = self.make_company("Elsewhere", "CNY", "UTC")
        self.scheme.company_id = False
        self.theirs.company_id = elsewhere
        vip = self.vip.with_env(self.as_seen_by(self.seller))
        opened = vip.action_open_customers()
        self.assertEqual(vip.customer_count, vip.env["res.partner"].search_count(opened["domain"]))
        self.assertEqual(vip.customer_count, 2)
        self.assertEqual(vip.sudo().customer_count, 3, "whoever may not see one may not archive the category either")

    def test_to_approve_is_what_one_may_decide(self):
        self.scheme.write({"manual_change": "propose", "approver_ids": [Command.set(self.manager.ids)]})
        assignment = self.mine.classification_assignment_ids.with_env(self.as_seen_by(self.seller))
        assignment.category_id = self.category(self.scheme, "Ordinary")
        for user, waiting in ((self.seller, 0), (self.manager, 1)):
            env = self.as_seen_by(user)
            page = env["customer.classification.overview"].get_overview({"scheme_id": self.scheme.id})
            [tile] = [tile for tile in page["tiles"] if tile["key"] == "approval"]
            todo = [entry["count"] for entry in page["todo"] if entry["key"] == "approve"]
            scheme = self.scheme.with_env(env)
            opened = scheme.action_open_proposals()
            self.assertEqual((tile["value"], sum(todo), scheme.proposal_count), (waiting, waiting, waiting), user.login)
            self.assertEqual(env[opened["res_model"]].search_count(opened["domain"]), waiting)


@tagged("post_install", "-at_install")
class TestSharedScheme(VisibilityCase):
    """Several companies, several currencies, and schemes that all share."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere, cls.third = (cls.make_company(name, "CNY", "UTC") for name in ("Elsewhere", "Third"))
        cls.make_company("Fourth", "CNY", "UTC")
        companies = cls.company | cls.elsewhere | cls.third
        cls.env["res.currency.rate"].create(
            [
                {
                    "name": "2020-01-01",
                    "currency_id": cls.env.ref("base.USD").id,
                    "company_id": one.id,
                    "company_rate": 0.5,
                }
                for one in companies
            ]
        )
        cls.local = cls.user("s_local", MANAGER, ALL)
        cls.both = cls.user("s_both", MANAGER, ALL, companies=cls.company | cls.elsewhere)
        cls.everywhere = cls.user("s_everywhere", MANAGER, ALL, companies=cls.env["res.company"].search([]))
        cls.yuan = cls.make_scheme(mode="manual", company_id=False, currency_id=cls.env.ref("base.CNY").id)
        cls.dollar = cls.make_scheme(mode="manual", company_id=False, currency_id=cls.env.ref("base.USD").id)
        cls.customer = cls.make_customer("shared")
        today = cls.company._classification_today()
        for company, amount in ((cls.company, 1000), (cls.elsewhere, 200), (cls.third, 30)):
            cls.make_order(cls.customer, today, amount, company=company)
        for scheme in (cls.yuan, cls.dollar):
            cls.customer._set_category(scheme, cls.category(scheme, "VIP"))
        cls.env.flush_all()
        for scope in cls.env[FIGURES]._scopes(cls.yuan | cls.dollar):
            cls.env[FIGURES]._refresh_scope(scope)

    def sales(self, env, scheme):
        """{place: sales} of the customer in a scheme."""
        page = env["customer.classification.overview"].get_overview({"scheme_id": scheme.id})
        row = env["customer.classification.report"].search([("scheme_id", "=", scheme.id)])
        products = env["customer.classification.product"].search([("scheme_id", "=", scheme.id)])
        found = {
            "overview": page["categories"][0]["revenue"],
            "classes": sum(cell["revenue"] for cell in page["value"]["classes"]),
            "analysis": row.order_amount,
            "products": sum(products.mapped("amount")),
        }
        for report in ("consumption", "category_statistics"):
            with registry.datasets(env, report, scheme_ids=scheme.ids) as [dataset]:
                table = dataset.tables[0]
                found[report] = table.rows[-1].values[table.place("amount")]
        return found, row

    def test_each_sees_the_sales_of_the_companies_that_he_has_chosen_in_the_money_of_the_scheme(self):
        for user, expected in ((self.local, 1000), (self.both, 1200), (self.everywhere, 1230)):
            for scheme, rate in ((self.yuan, 1), (self.dollar, 0.5)):
                self.env.invalidate_all()
                found, row = self.sales(self.as_seen_by(user), scheme)
                for place, amount in found.items():
                    self.assertAlmostEqual(amount, expected * rate, msg=(user.login, scheme.currency_id.name, place))
                self.assertEqual(row.currency_id, scheme.currency_id)

    def test_figures_of_other_companies_are_in_no_list(self):
        seen = self.as_seen_by(self.local)[FIGURES].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(seen.company_id, self.company)
        self.assertEqual({(row.currency_id.name, row.order_amount) for row in seen}, {("CNY", 1000), ("USD", 500)})
        partner = self.customer.with_env(self.as_seen_by(self.local))
        self.assertEqual(partner.classification_order_amount, 1000)

    def test_a_rule_in_another_money_is_previewed_in_its_own(self):
        """The figures that are kept count for a preview in the money of its scheme only."""
        self.dollar.mode = "rules"
        wanted = {"measure": "order_amount", "window": "months", "window_length": 12, "operator": "between"}
        rule = self.make_rule(self.dollar, "VIP", {**wanted, "value": 600, "value_to": 630})
        spec = replace(self.dollar._spec(self.dollar._today()), rules=(rule._spec(),))
        kept = KeptFigures(spec.scope)
        self.assertEqual(decision.matching(environment.engine_env(self.env, None), spec, kept), 1)

    def test_figures_that_no_scheme_looks_at_any_more_go(self):
        ours = [("partner_id", "=", self.customer.id)]
        self.dollar.active = False
        Profile = self.env[FIGURES].sudo()
        Profile._forget_others(Profile._scopes(self.env["customer.classification.scheme"].search([])))
        self.assertEqual(Profile.search(ours).currency_id.mapped("name"), ["CNY"])
