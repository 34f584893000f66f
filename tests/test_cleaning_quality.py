"""The quality of customer data: what is counted, against which month, in the report and on the overview."""

from datetime import date

from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from ..customer_classification.reports import registry
from ..customer_classification.reports.formats import files
from .common import ClassificationCase

GROUP = "customer_classification.group_classification_"


@tagged("-at_install", "post_install")
class TestQuality(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        companies = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.manager = new_test_user(cls.env, "quality_manager", groups=f"{GROUP}manager", **companies)
        cls.seller = new_test_user(cls.env, "quality_seller", groups="sales_team.group_sale_salesman", **companies)
        cls.scheme = cls.make_scheme(mode="manual", is_main=True)
        own = {"user_id": cls.seller.id, "company_id": cls.company.id}
        cls.good = cls.make_customer("Good One", **own)
        cls.wrong = cls.make_customer("Wrong  One", **own)
        cls.lacking = cls.make_customer("Lacking One", company_id=cls.company.id)
        for customer in (cls.good, cls.wrong):
            customer._set_category(cls.scheme, cls.category(cls.scheme, "VIP"))
        cls.Quality = cls.env["customer.classification.quality"]

    def look(self):
        self.env["customer.classification.cleaning"].action_look()

    def rows(self, table, user=None):
        env = self.env(user=(user or self.manager).id)
        with registry.datasets(env, "data_quality", scheme_ids=self.scheme.ids) as [dataset]:
            return {row.values[0]: row.values[1:] for row in dataset.table(table).rows}

    def test_shares_by_category_and_salesperson(self):
        self.look()
        self.assertEqual(self.rows("category")["VIP"], (2, 1, None, 1, None, 0.5, None, 1, None))
        lacking = self.rows("salesperson")["No salesperson"]
        self.assertEqual((lacking[0], lacking[1]), (1, 0), "nobody speaks to them: not complete")
        self.assertEqual(self.rows("category")["Total"][0], 3)

    def test_against_the_month_before(self):
        self.look()
        month = self.scheme._today().replace(day=1)
        before = {"month": month - relativedelta(months=1), "scheme_id": self.scheme.id}
        vip = self.category(self.scheme, "VIP").id
        self.Quality.create(
            {**before, "category_id": vip, "customers": 4, "complete": 4, "unique": 4, "valid": 4, "alive": 4}
        )
        self.assertEqual(self.rows("category")["VIP"], (2, 1, 0, 1, 0, 0.5, -50, 1, 0))

    def test_salespeople_see_their_own_customers(self):
        self.look()
        self.assertEqual(self.rows("category", self.seller)["VIP"][0], 2)
        self.assertNotIn(self.manager.name, self.rows("salesperson", self.seller))

    def test_as_pdf_and_workbook(self):
        self.look()
        env = self.env(user=self.manager.id)
        self.assertTrue(files.make(env, "data_quality", "xlsx", scheme_ids=self.scheme.ids).content)

    def test_before_anybody_looked(self):
        self.Quality.search([]).unlink()
        with self.assertRaisesRegex(UserError, "Check Now"):
            registry.check(self.env(user=self.manager.id), "data_quality", scheme_ids=self.scheme.ids)

    def test_tiles_of_the_overview(self):
        self.look()
        overview = self.env["customer.classification.overview"].with_user(self.manager)
        tiles = {tile["key"]: tile for tile in overview.get_overview({"scheme_id": self.scheme.id})["quality"]}
        self.assertEqual(list(tiles), ["complete", "unique", "valid", "alive"])
        self.assertAlmostEqual(tiles["valid"]["share"], 2 / 3)
        self.assertIsNone(tiles["valid"]["before"])
        target = tiles["valid"]["target"]
        faults = self.env[target["model"]].search(target["domain"])
        self.assertIn(self.wrong, faults.partner_id)
        self.assertNotIn(self.lacking, faults.partner_id)

    def test_minutes_of_reviews(self):
        scheme = self.make_scheme()
        self.make_rule(scheme, "VIP", {"measure": "order_amount", "window": "lifetime", "operator": ">=", "value": 100})
        review = self.env["customer.classification.review"].browse(scheme.action_review()["res_id"])
        review.reason = "Fair as they are"
        review.action_keep()
        env = self.env(user=self.manager.id)
        with registry.datasets(env, "review_minutes", scheme_ids=scheme.ids) as [dataset]:
            [row] = dataset.table("reviews").rows
        self.assertEqual(
            (row.values[0], row.values[6], row.values[7]),
            (
                review.day,
                "Standards reviewed, unchanged",
                "Fair as they are",
            ),
        )
        self.assertTrue(files.make(env, "review_minutes", "xlsx", scheme_ids=scheme.ids).content)


@tagged("-at_install", "post_install")
class TestMerging(ClassificationCase):
    """What is told before a merge, and kept after it; and what is said while somebody types."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kept = cls.make_customer("恒瑞电子有限公司", ref="K1", vat="91320598MA1ABCDE0X", city="苏州")
        cls.other = cls.make_customer("恒瑞电子", ref="K2", vat="91320598MA1ABCDE0X", phone="0512-66001234")
        cls.make_order(cls.other, date(2026, 1, 10), 500)
        cls.other.credit_limit = 5000

    def pair(self):
        self.env["customer.classification.duplicate"].sudo()._look()
        return self.env["customer.classification.duplicate"].search([("partner_id", "=", self.kept.id)])

    def test_what_a_merge_would_do(self):
        outcome = self.pair().outcome
        self.assertRegex(outcome, r"Credit Limit: 5,000\.00 is taken over")
        self.assertIn("Quotations and orders: 1", outcome)

    def test_what_was_known_is_kept(self):
        order = self.env["sale.order"].search([("partner_id", "=", self.other.id)])
        self.pair().action_merge_certain()
        [merge] = self.env["customer.classification.merge"].search([("partner_id", "=", self.kept.id)])
        self.assertEqual((merge.name, merge.ref), ("T-恒瑞电子", "K2"))
        self.assertEqual(merge.former_values["phone"], "0512-66001234")
        self.assertEqual(merge.documents["sale.order"], order.ids)
        self.assertEqual(order.partner_id, self.kept)

    def test_said_while_typing(self):
        form = Form(self.env["res.partner"])
        form.name = "T-恒瑞电子有限公司"
        self.assertIn("K1 T-恒瑞电子有限公司", form.maybe_duplicates)
        form.name = "Somebody Else Entirely"
        self.assertFalse(form.maybe_duplicates)
        form.vat = "91320598ma1abcde0x"
        self.assertIn("K1", form.maybe_duplicates)
        self.assertTrue(form.save(), "it never blocks")

    def test_another_company_is_not_told(self):
        elsewhere = self.make_company("Elsewhere", "CNY", "Asia/Shanghai")
        (self.kept | self.other).company_id = self.company
        stranger = new_test_user(
            self.env,
            "typing_stranger",
            groups=f"{GROUP}manager,base.group_partner_manager",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        form = Form(self.env["res.partner"].with_user(stranger).with_context(allowed_company_ids=elsewhere.ids))
        form.name, form.vat = "T-恒瑞电子有限公司", "91320598MA1ABCDE0X"
        self.assertFalse(form.maybe_duplicates)
