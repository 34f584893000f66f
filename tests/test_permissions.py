"""Data permissions: who sees and who changes the customers of which categories, schemes and salespersons."""

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command, Domain
from odoo.tests import tagged

from ..customer_classification.reports import registry
from .test_common_visibility import ALL, MANAGER, VisibilityCase

# Models that no permission narrows: (model, field), and why
ASKED_OTHERWISE = (
    ("customer.classification.import", "scheme_id"),  # an import is seen by whoever makes it, and says what they chose
    ("customer.classification.import.column", "scheme_id"),
    ("customer.classification.import.line", "partner_id"),
)


class PermissionsCase(VisibilityCase):
    """A key account in the East, an ordinary customer in the West and a new one; a key team, a seller, a manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key_team, cls.seller, cls.manager = (
            cls.user(f"p_{name}", ALL, "base.group_partner_manager", "base.group_allow_export", *groups)
            for name, groups in (("key", ()), ("seller", ()), ("manager", (MANAGER,)))
        )
        cls.boss = cls.user("p_admin", "customer_classification.group_classification_administrator")
        cls.scheme = cls.make_scheme(mode="manual", is_main=True)
        cls.vip, cls.ordinary = cls.category(cls.scheme, "VIP"), cls.category(cls.scheme, "Ordinary")
        cls.region = cls.make_scheme(("East", "West"), mode="manual", is_ranked=False)
        cls.east, cls.west = cls.category(cls.region, "East"), cls.category(cls.region, "West")
        cls.key = cls.customer("key", cls.vip, cls.east, cls.key_team)
        cls.plain = cls.customer("plain", cls.ordinary, cls.west, cls.seller)
        cls.new = cls.make_customer("new")
        cls.contact = cls.env["res.partner"].create({"name": "Ann", "parent_id": cls.key.id})
        today = cls.company._classification_today()
        cls.orders = {c: cls.make_order(c, today, 100) for c in (cls.key, cls.plain)}
        cls.refresh(cls.scheme, cls.region)

    @classmethod
    def customer(cls, name, importance, region, user):
        customer = cls.make_customer(name, user_id=user.id)
        customer._set_category(cls.scheme, importance)
        customer._set_category(cls.region, region)
        return customer

    def permit(self, **values):
        many = {name: [Command.set(records.ids)] for name, records in values.items() if name.endswith("_ids")}
        return self.env["customer.classification.permission"].create({"name": "P", **values, **many})

    def seen(self, user, model="res.partner", path=None):
        """Whom of the test a user finds in a model."""
        customers = self.key | self.plain | self.new
        path = path or ("id" if model == "res.partner" else "partner_id")
        found = self.as_seen_by(user)[model].search([(path, "in", customers.ids)])
        return (found if path == "id" else found.mapped(path)).sudo().with_env(self.env)


@tagged("post_install", "-at_install")
class TestPermissions(PermissionsCase):
    # Only they --------------------------------------------------------------------------------------------------------

    def test_key_accounts_are_seen_by_their_team_only(self):
        self.permit(category_ids=self.vip, user_ids=self.key_team)
        self.assertEqual(self.seen(self.key_team), self.key | self.plain | self.new)
        for user in (self.seller, self.manager):
            self.assertEqual(self.seen(user), self.plain | self.new)
            with self.assertRaises(AccessError):
                self.key.with_user(user).read(["name"])
        self.assertEqual(self.seen(self.boss), self.key | self.plain | self.new, "administrators see everything")

    def test_in_every_place(self):
        self.permit(category_ids=self.vip, user_ids=self.key_team)
        for model in (
            "customer.classification.assignment",
            "customer.classification.change",
            "customer.classification.profile",
            "customer.classification.report",
            "sale.order",
        ):
            with self.subTest(model):
                self.assertIn(self.key, self.seen(self.key_team, model))
                self.assertNotIn(self.key, self.seen(self.seller, model))
                self.assertIn(self.plain, self.seen(self.seller, model))
        env = self.as_seen_by(self.seller)
        self.assertFalse(env["res.partner"].search([("id", "in", self.contact.ids)]), "nor their contacts")
        self.assertFalse(env["res.partner"].name_search("T-key"))
        exported = env["res.partner"].search(Domain("name", "=like", "T-%")).export_data(["name"])["datas"]
        self.assertNotIn(["T-key"], exported)
        with self.assertRaises(AccessError):
            self.orders[self.key].with_user(self.seller).read(["name"])

    def test_a_report_counts_only_whom_its_reader_sees(self):
        self.permit(category_ids=self.vip, user_ids=self.key_team)

        def customers(user):
            with registry.datasets(self.as_seen_by(user), "consumption", scheme_ids=self.scheme.ids) as [dataset]:
                table = dataset.tables[0]
                return table.rows[-1].values[table.place("customers")]

        self.assertEqual(
            (customers(self.key_team), customers(self.seller)), (3, 2), "the one without a category counts"
        )

    def test_categories_below_count_too_and_what_hangs_on_it_follows_at_once(self):
        self.scheme.leaf_only = False
        below = self.vip._create_below({"name": "Gold", "code": "11"})
        self.permit(category_ids=self.vip, user_ids=self.key_team)
        self.plain._set_category(self.scheme, below)
        self.env.flush_all()
        self.assertEqual(self.seen(self.seller), self.new)
        self.plain._set_category(self.scheme, self.ordinary)
        self.env.flush_all()
        self.assertEqual(self.seen(self.seller), self.plain | self.new)

    def test_a_scheme_for_some_only(self):
        self.permit(scheme_ids=self.scheme, group_ids=self.env.ref("account.group_account_invoice"))
        env = self.as_seen_by(self.seller)
        self.assertFalse(env["customer.classification.scheme"].search([("id", "=", self.scheme.id)]))
        self.assertFalse(env["customer.classification.category"].search([("scheme_id", "=", self.scheme.id)]))
        self.assertEqual(self.seen(self.seller), self.key | self.plain | self.new, "the customers themselves stay")
        self.assertNotIn(self.vip, self.key.with_user(self.seller).classification_assignment_ids.category_id)
        self.seller.group_ids |= self.env.ref("account.group_account_invoice")
        self.assertTrue(
            self.as_seen_by(self.seller)["customer.classification.scheme"].search_count([("id", "=", self.scheme.id)])
        )

    def test_who_may_change_but_everybody_sees(self):
        self.permit(category_ids=self.vip, user_ids=self.key_team, right="change")
        self.assertEqual(self.seen(self.seller), self.key | self.plain | self.new)
        with self.assertRaises(AccessError):
            self.key.with_user(self.seller).name = "T-other"
        with self.assertRaises(AccessError):
            self.key.with_user(self.seller).main_category_id = self.ordinary
        self.plain.with_user(self.seller).main_category_id = self.vip
        self.key.with_user(self.key_team).main_category_id = self.ordinary

    # They only --------------------------------------------------------------------------------------------------------

    def test_a_branch_sees_its_region(self):
        limit = self.permit(kind="limit", category_ids=self.east, user_ids=self.seller)
        self.assertEqual(self.seen(self.seller), self.key | self.new, "and who has no region yet")
        limit.with_others = False
        self.assertEqual(self.seen(self.seller), self.key)
        env = self.as_seen_by(self.seller)
        self.assertTrue(env["res.partner"].search([("id", "=", self.company.partner_id.id)]), "no customer")
        self.assertTrue(env.user.partner_id.name)
        self.assertEqual(self.seen(self.key_team), self.key | self.plain | self.new)

    def test_several_add_up(self):
        self.permit(kind="limit", category_ids=self.east, user_ids=self.seller, with_others=False)
        self.permit(kind="limit", salesperson_ids=self.seller, user_ids=self.seller, with_others=False)
        self.assertEqual(self.seen(self.seller), self.key | self.plain)

    def test_never_wider_than_odoo(self):
        other = self.make_company("Other", "CNY", "Asia/Shanghai")
        self.key.company_id = other
        self.permit(kind="limit", category_ids=self.east, user_ids=self.seller)
        self.assertEqual(self.seen(self.seller), self.new)

    # Pages ------------------------------------------------------------------------------------------------------------

    def test_what_does_somebody_see(self):
        permission = self.permit(category_ids=self.vip, user_ids=self.key_team)
        page = self.env["customer.classification.sight"].with_user(self.boss).create({"user_id": self.seller.id})
        self.assertEqual(page.permission_ids, permission)
        self.assertIn("VIP", page.table)
        self.assertLess(page.customer_count, page.all_count)
        customers = self.env["customer.classification.assignment"].sudo().search([]).partner_id
        self.assertEqual(page.all_count, len(customers.filtered("active")), "who is in several schemes is one")
        page.user_id = self.key_team
        self.assertFalse(page.permission_ids)

    def test_who_sees_this_customer(self):
        self.permit(category_ids=self.vip, user_ids=self.key_team)
        page = self.env["customer.classification.seers"].with_user(self.boss).create({"partner_id": self.key.id})
        self.assertIn(self.key_team, page.seer_ids)
        self.assertIn(self.seller, page.other_ids)
        for model in ("sight", "seers", "permission"):
            with self.assertRaises(AccessError):
                self.env[f"customer.classification.{model}"].with_user(self.manager).search([])

    def test_what_is_about_nobody_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "is about nobody"):
            self.permit(user_ids=self.seller)
        with self.assertRaisesRegex(ValidationError, "choose the users or groups"):
            self.permit(kind="limit", category_ids=self.east)

    def unasked(self):
        """The models with a customer or a scheme whose records are seen whatever data permissions say."""
        rules = self.env["ir.rule"].search([("name", "=like", "Data permissions:%")])
        asked = {
            model.model: " ".join(of_model.mapped("domain_force"))
            for model, of_model in rules.grouped("model_id").items()
        }
        for name in self.env.registry:
            model = self.env[name]
            if not name.startswith("customer.classification.") or model._abstract or model._transient:
                continue
            for field, comodel, word in (
                ("partner_id", "res.partner", "customers_"),
                ("scheme_id", "customer.classification.scheme", "schemes_hidden"),
            ):
                known = model._fields.get(field)
                if known and known.comodel_name == comodel and word not in asked.get(name, ""):
                    yield name, field
            if name not in asked:  # a part of what is seen by the permissions only
                yield from (
                    (name, field)
                    for field, known in model._fields.items()
                    if (known.type, known.required) == ("many2one", True)
                    and known.ondelete == "cascade"
                    and known.comodel_name.startswith("customer.classification.")
                    and known.comodel_name in asked
                )

    def test_whatever_names_customers_or_schemes_asks_the_permissions(self):
        """A new model without its record rule would show what is hidden everywhere else."""
        self.assertEqual(sorted(self.unasked()), sorted(ASKED_OTHERWISE))
        self.env.ref("customer_classification.rule_request_permitted").unlink()
        self.assertIn(("customer.classification.request", "partner_id"), list(self.unasked()))

    def test_sums_of_products_are_of_whom_the_reader_sees(self):
        self.permit(category_ids=self.vip, user_ids=self.key_team)

        def amount(user):
            Product = self.as_seen_by(user)["customer.classification.product"]
            return sum(Product.search([("category_id", "=", self.vip.id)]).mapped("amount"))

        self.assertEqual((amount(self.key_team), amount(self.seller)), (100, 0))
