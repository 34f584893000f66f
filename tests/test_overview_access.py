from odoo.fields import Command
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from .common import ClassificationCase

OWN = "sales_team.group_sale_salesman"
ALL = "sales_team.group_sale_salesman_all_leads"
USER = "customer_classification.group_classification_user"
MANAGER = "customer_classification.group_classification_manager"


@tagged("post_install", "-at_install")
class TestOverviewAccess(ClassificationCase):
    """Whom a number counts depends on whom the user may see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own, cls.all, cls.manager, cls.outsider = (
            new_test_user(
                cls.env,
                login,
                groups=f"base.group_user,{groups}",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for login, groups in (
                ("t_own", OWN),
                ("t_all", ALL),
                ("t_manager", f"{OWN},{MANAGER}"),
                ("t_outsider", "base.group_user"),
            )
        )
        cls.scheme = cls.make_scheme(mode="manual", is_main=True)
        cls.vip = cls.category(cls.scheme, "VIP")
        cls.mine, cls.nobodys, cls.others = (
            cls.make_customer(name, user_id=user and user.id, company_id=cls.company.id)
            for name, user in (("mine", cls.own), ("nobody's", False), ("others", cls.all))
        )
        today = cls.company._classification_today()
        for customer, amount in ((cls.mine, 1), (cls.nobodys, 10), (cls.others, 100)):
            customer._set_category(cls.scheme, cls.vip)
            cls.make_order(customer, today, amount).user_id = customer.user_id
        cls.env.flush_all()
        profile = cls.env["customer.classification.profile"]
        profile._refresh_scope(next(iter(profile._scopes(cls.scheme))))

    def overview(self, user, company=None, **options):
        companies = company or self.company
        env = self.env(user=user.id, context={"allowed_company_ids": companies.ids})
        return env["customer.classification.overview"].get_overview(options)

    def seen(self, user):
        """How many customers, and for how much they bought: at the top, by category, on the curve, and moves."""
        page = self.overview(user, scheme_id=self.scheme.id)
        row = next(row for row in page["categories"] if row["id"] == self.vip.id)
        [tile] = [tile for tile in page["tiles"] if tile["key"] == "classified"]
        bought = sum(cell["revenue"] for cell in page["value"]["classes"])
        self.assertEqual(tile["value"], row["customers"])
        self.assertEqual(page["moves"]["count"], row["customers"])
        self.assertEqual(page["care"][-1]["customers"], row["customers"])
        self.assertEqual(bought, row["revenue"])
        return row["customers"], row["revenue"]

    def test_a_salesperson_with_own_documents_only_sees_his_customers(self):
        self.assertEqual(self.seen(self.own), (2, 11))

    def test_who_sees_all_documents_sees_all_customers(self):
        self.assertEqual(self.seen(self.all), (3, 111))

    def test_rules_of_the_house_on_contacts_hold_too(self):
        self.env["ir.rule"].create(
            {
                "name": "Own contacts",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "['|', ('is_company', '=', False), ('user_id', '=', user.id)]",
                "groups": [Command.link(self.env.ref(ALL).id)],
            }
        )
        self.assertEqual(self.seen(self.all), (1, 100))

    def test_managers_see_all_customers_but_documents_as_sales_lets_them(self):
        page = self.overview(self.manager, scheme_id=self.scheme.id)
        self.assertEqual(page["tiles"][0]["value"], 3)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_who_is_no_user_of_the_app_sees_nothing(self):
        with self.assertRaises(Exception) as raised:
            self.overview(self.outsider)
        self.assertEqual(type(raised.exception).__name__, "AccessError")

    def test_companies_do_not_mix(self):
        other = self.make_company("Other Company", "CNY", "Asia/Shanghai")
        stranger = new_test_user(
            self.env,
            "t_stranger",
            groups=f"base.group_user,{ALL},{MANAGER}",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        page = self.overview(stranger, company=other, scheme_id=self.scheme.id)
        self.assertNotIn(self.scheme.id, [scheme["id"] for scheme in page["filters"]["schemes"]])
        env = self.env(user=stranger.id, context={"allowed_company_ids": other.ids})
        self.assertFalse(env["customer.classification.report"].search([("scheme_id", "=", self.scheme.id)]))

    def test_a_company_can_be_chosen_in_a_scheme_that_all_share(self):
        other = self.make_company("Other Company", "CNY", "Asia/Shanghai")
        self.scheme.company_id = False
        theirs = self.make_customer("theirs", company_id=other.id)
        theirs._set_category(self.scheme, self.vip)
        self.make_order(theirs, other._classification_today(), 1000, company=other)
        both = self.company | other
        self.all.company_ids = [Command.set(both.ids)]
        for company, expected in ((None, (4, 1111)), (self.company, (3, 111)), (other, (1, 1000))):
            page = self.overview(self.all, both, scheme_id=self.scheme.id, company_id=company and company.id)
            total = page["categories"][-1]
            self.assertEqual((total["customers"], total["revenue"]), expected)

    def test_the_number_of_statements_does_not_depend_on_customers(self):
        def statements():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.overview(self.all, scheme_id=self.scheme.id)
            return self.env.cr.sql_log_count - before

        statements()
        few = statements()
        for number in range(12):
            self.make_customer(f"more {number}", company_id=self.company.id)._set_category(self.scheme, self.vip)
        statements()  # as above: what Odoo remembers from now on
        self.assertLessEqual(statements(), few)

    # Nothing to show

    def test_without_a_scheme_the_guided_start_is_offered_to_who_may(self):
        self.env["customer.classification.scheme"].search([]).active = False
        manager = self.overview(self.manager)
        self.assertFalse(manager["empty"]["button"])
        self.assertTrue(manager["empty"]["hint"])
        self.assertNotIn("tiles", manager)
        self.manager.group_ids = [Command.link(self.env.ref(f"{MANAGER[:-7]}administrator").id)]
        self.assertEqual(self.overview(self.manager)["empty"]["action"], "customer_classification.action_setup")

    def test_a_scheme_without_customers_says_how_to_begin(self):
        by_hand, by_rules = self.make_scheme(mode="manual"), self.make_scheme()
        empty = self.overview(self.manager, scheme_id=by_hand.id)["empty"]
        self.assertEqual(empty["action"], "customer_classification.action_customers")
        empty = self.overview(self.manager, scheme_id=by_rules.id)["empty"]
        self.assertEqual(empty["target"]["id"], by_rules.id)
        self.assertFalse(self.overview(self.own, scheme_id=by_rules.id)["empty"]["button"])

    def test_where_there_are_no_customers_they_are_brought(self):
        empty_company = self.make_company("Empty", "CNY", "Asia/Shanghai")
        self.env["res.partner"].search([("is_classifiable", "=", True)]).write({"company_id": self.company.id})
        self.manager.write({"company_ids": [Command.link(empty_company.id)]})
        scheme = self.make_scheme(company_id=empty_company.id)
        options = {"company": empty_company, "scheme_id": scheme.id}
        self.assertEqual(
            self.overview(self.manager, **options)["empty"]["action"], "customer_classification.action_import"
        )
        self.own.write({"company_ids": [Command.link(empty_company.id)]})
        self.assertFalse(self.overview(self.own, **options)["empty"]["button"])  # they may just see none
        self.make_customer("first", company_id=empty_company.id)
        self.assertEqual(self.overview(self.manager, **options)["empty"]["target"]["id"], scheme.id)


@tagged("post_install", "-at_install")
class TestOverviewRequest(HttpCase):
    """The request that the page makes needs no more than to read."""

    def test_it_works_where_nothing_can_be_written(self):
        Overview = self.registry["customer.classification.overview"]
        seen = []
        original = Overview._choice

        def choice(this, *args):
            seen.append(this.env.cr.readonly)
            return original(this, *args)

        self.patch(Overview, "_choice", choice)
        self.authenticate("admin", "admin")
        page = self.make_jsonrpc_request(
            "/web/dataset/call_kw/customer.classification.overview/get_overview",
            {"model": "customer.classification.overview", "method": "get_overview", "args": [{}], "kwargs": {}},
        )
        self.assertEqual(seen, [True], "the cursor was read-only, and nobody had to try again with another")
        self.assertTrue(page["tiles"])

    def test_it_is_refused_to_who_may_not_see_schemes(self):
        new_test_user(self.env, "t_outsider", groups="base.group_user")
        self.authenticate("t_outsider", "t_outsider")
        with mute_logger("odoo.http"), self.assertRaisesRegex(JsonRpcException, "AccessError"):
            self.make_jsonrpc_request(
                "/web/dataset/call_kw/customer.classification.overview/get_overview",
                {"model": "customer.classification.overview", "method": "get_overview", "args": [{}], "kwargs": {}},
            )
