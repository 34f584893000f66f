from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged

from .common import ClassificationCase


@tagged("post_install", "-at_install")
class TestDimensions(ClassificationCase):
    """The main category, then and now, in Odoo's own analyses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme(mode="manual", is_main=True)
        cls.vip, cls.ordinary, _potential = cls.scheme.category_ids.sorted("code")
        cls.customer = cls.make_customer("mover", company_id=cls.company.id)
        cls.customer._set_category(cls.scheme, cls.ordinary)
        cls.order = cls.make_order(cls.customer, cls.company._classification_today(), 100, state="draft")
        cls.order.action_confirm()
        cls.customer._set_category(cls.scheme, cls.vip)

    def test_sales_analysis_knows_then_and_now(self):
        domain = [("partner_id", "=", self.customer.id)]
        [row] = self.env["sale.report"]._read_group(
            domain, ["customer_category_id", "main_category_id"], ["price_subtotal:sum"]
        )
        self.assertEqual(row, (self.ordinary, self.vip, 100))

    def test_invoice_analysis_knows_then_and_now(self):
        self.env["account.chart.template"].try_loading("generic_coa", company=self.company, install_demo=False)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": "2026-01-15",
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": 70, "tax_ids": [Command.clear()]})],
            }
        )
        invoice.action_post()
        self.customer._set_category(self.scheme, self.ordinary)
        [row] = self.env["account.invoice.report"]._read_group(
            [("move_id", "=", invoice.id)], ["customer_category_id", "main_category_id"], ["price_subtotal:sum"]
        )
        self.assertEqual(row, (self.vip, self.ordinary, 70))

    def test_pipeline_and_ratings_are_grouped_by_category(self):
        self.env["crm.lead"].create({"name": "x", "type": "opportunity", "partner_id": self.customer.id})
        self.env["rating.rating"].create(
            {
                "rating": 4,
                "consumed": True,
                "partner_id": self.customer.id,
                "res_id": self.customer.id,
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            }
        )
        for model in ("crm.lead", "rating.rating"):
            [row] = self.env[model]._read_group(
                [("partner_id", "=", self.customer.id)], ["main_category_id"], ["__count"]
            )
            self.assertEqual(row, (self.vip, 1), model)

    def test_a_lead_has_the_category_of_the_main_scheme_of_its_company(self):
        """Whichever company is the present one; a rating, which has no company, that of the present one."""
        elsewhere = self.make_company("Elsewhere", "CNY", "UTC")
        there = self.make_scheme(["There"], is_main=True, company_id=elsewhere.id, customer_domain="[]")
        customer = self.make_customer("everywhere")
        customer._set_category(self.scheme, self.vip)
        customer.with_company(elsewhere)._set_category(there, there.category_ids)
        lead = self.env["crm.lead"].create(
            {"name": "x", "type": "opportunity", "partner_id": customer.id, "company_id": elsewhere.id}
        )
        for company, companies in ((self.company, self.company | elsewhere), (elsewhere, elsewhere | self.company)):
            env = self.env(context={**self.env.context, "allowed_company_ids": (company | companies).ids})
            seen = lead.with_env(env)
            self.assertEqual(seen.main_category_id, there.category_ids)
            for wanted, found in ((there.category_ids, lead), (self.vip, lead.browse())):
                asked = [("id", "=", lead.id), ("main_category_id", "child_of", wanted.ids)]
                self.assertEqual(seen.search(asked), found)
            self.assertFalse(seen.search([("id", "=", lead.id), ("main_category_id", "=", False)]))
            [row] = seen._read_group([("id", "=", lead.id)], ["main_category_id"], ["__count"])
            self.assertEqual(row, (there.category_ids, 1))
        lead.write({"partner_id": False, "company_id": self.company.id})
        self.env.flush_all()
        self.assertEqual(lead.search([("id", "=", lead.id), ("main_category_id", "=", False)]), lead)

    def test_who_is_no_user_of_the_app_reads_the_analyses_as_before(self):
        user = self.make_user("t_accountant", "base.group_user", "account.group_account_readonly")
        report = self.env["account.invoice.report"].with_user(user)
        self.assertNotIn("main_category_id", report.fields_get())
        self.assertIsInstance(report.search_count([]), int)


purchases = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.sampled_from([10, 40, 90.5])), max_size=12)


@tagged("post_install", "-at_install")
class TestProducts(ClassificationCase):
    """Products by category, against sums made one by one."""

    @settings(max_examples=15)
    @given(bought=purchases)
    def test_amount_share_and_lift(self, bought):
        with self.cr.savepoint() as savepoint:
            scheme = self.make_scheme(mode="manual")
            categories = scheme.category_ids.sorted("code")
            products = self.env["product.product"].create(
                [{"name": f"Product {number}", "taxes_id": [Command.clear()]} for number in range(3)]
            )
            customers = [self.make_customer(f"buyer {number}", company_id=self.company.id) for number in range(4)]
            for number, customer in enumerate(customers):
                customer._set_category(scheme, categories[number % 2])
            day = self.company._classification_today() - timedelta(days=30)
            sums = {}
            for who, what, amount in bought:
                order = self.make_order(customers[who], day, amount)
                order.order_line.product_id = products[what]
                order.order_line.price_unit = amount
                key = categories[who % 2], products[what]
                sums[key] = sums.get(key, 0) + amount
            rows = self.env["customer.classification.product"].search([("scheme_id", "=", scheme.id)])
            found = {(row.category_id, row.product_id): row for row in rows if row.amount}
            self.assertEqual(found.keys(), sums.keys())
            for (category, product), amount in sums.items():
                of_category = sum(value for (other, _product), value in sums.items() if other == category)
                of_product = sum(value for (_category, other), value in sums.items() if other == product)
                row = found[category, product]
                self.assertAlmostEqual(row.amount, amount)
                self.assertAlmostEqual(row.share, 100 * amount / of_category)
                self.assertAlmostEqual(row.lift, (amount / of_category) / (of_product / sum(sums.values())))
            self.compare_totals(scheme, sums)
            savepoint.rollback()
            self.env.invalidate_all()

    def compare_totals(self, scheme, sums):
        """Shares of several categories, or of several products, are those of their sums: all of them are 100 %."""
        Product, domain = self.env["customer.classification.product"], [("scheme_id", "=", scheme.id)]
        total = sum(sums.values())
        if total:
            self.assertAlmostEqual(Product._read_group(domain, [], ["share:sum"])[0][0], 100)
        for product, share in Product._read_group(domain, ["product_id"], ["share:sum"]):
            self.assertAlmostEqual(share, 100 * sum(sums[key] for key in sums if key[1] == product) / total)
        for _category, share in Product._read_group(domain, ["category_id"], ["share:sum"]):
            self.assertAlmostEqual(share, 100)

    def test_salespeople_see_all_orders_of_their_customers_and_none_of_others(self):
        scheme = self.make_scheme(mode="manual")
        user = self.make_user("t_seller", "base.group_user", "sales_team.group_sale_salesman")
        for salesperson in (user, self.env.user):
            customer = self.make_customer("buyer", company_id=self.company.id, user_id=salesperson.id)
            customer._set_category(scheme, scheme.category_ids[0])
            for seller, amount in ((user, 10), (self.env.user, 100)):
                self.make_order(customer, self.company._classification_today(), amount).user_id = seller
        mine = self.env["customer.classification.product"].with_user(user)
        [row] = mine.with_context(allowed_company_ids=self.company.ids).search([("scheme_id", "=", scheme.id)])
        self.assertEqual((row.amount, row.share), (110, 100))
