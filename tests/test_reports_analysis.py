from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .common import ClassificationCase

REPORT = "customer.classification.report"
RATES = ("order_average", "order_growth", "repeat_rate", "retention_rate")


@tagged("post_install", "-at_install")
class TestReport(ClassificationCase):
    """The analysis: a row per customer and scheme; the rates of many are those of their sums."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme(mode="manual", code_pattern="1-2")
        cls.vip, cls.ordinary, _potential = cls.scheme.category_ids
        cls.below = cls.env["customer.classification.category"].create({"name": "Below", "parent_id": cls.vip.id})
        today = cls.company._classification_today()
        sales = {
            "often": (cls.below, (10, 20, 400), 30),
            "once": (cls.below, (5,), 500),
            "lost": (cls.ordinary, (400,), 7),
        }
        cls.customers = {}
        for name, (category, days, amount) in sales.items():
            customer = cls.customers[name] = cls.make_customer(name, company_id=cls.company.id)
            for ago in days:
                cls.make_order(customer, today - timedelta(days=ago), amount)
            customer._set_category(cls.scheme, category)
        cls.refresh()

    @classmethod
    def refresh(cls):
        cls.env.flush_all()
        profile = cls.env["customer.classification.profile"]
        profile._refresh_scope(next(iter(profile._scopes(cls.scheme))))

    def grouped(self, groupby, *aggregates):
        domain = [("scheme_id", "=", self.scheme.id)]
        return self.env[REPORT]._read_group(domain, groupby, aggregates)

    def test_sums_and_rates(self):
        aggregates = ("customer_count:sum", "order_amount:sum", *(f"{rate}:avg" for rate in RATES))
        ordinary, below = self.grouped(["category_id"], *aggregates)
        self.assertEqual(below, (self.below, 2, 560, 560 / 3, 100 * (560 - 30) / 30, 50, 100))
        self.assertEqual(ordinary, (self.ordinary, 1, 0, False, -100, False, 0))

    def test_the_share_is_that_of_the_customers_looked_at(self):
        self.assertEqual(dict(self.grouped(["category_id"], "order_share:sum")), {self.below: 100, self.ordinary: 0})
        sets = self.env[REPORT].formatted_read_grouping_sets(
            [("scheme_id", "=", self.scheme.id)], [[], ["partner_id"]], ["order_share:sum"]
        )
        self.assertEqual(sets[0][0]["order_share:sum"], 100)
        self.assertAlmostEqual(sum(row["order_share:sum"] for row in sets[1]), 100)

    def test_levels_of_the_tree_are_dimensions(self):
        self.assertEqual(dict(self.grouped(["level_1_id"], "__count")), {self.vip: 2, self.ordinary: 1})
        self.assertEqual(dict(self.grouped(["level_2_id"], "__count"))[self.below], 2)

    def test_silence_is_told_in_usual_intervals(self):
        rows = self.env[REPORT].search([("scheme_id", "=", self.scheme.id)])
        silence = {row.partner_id.name: round(row.silence, 2) for row in rows}
        self.assertEqual(silence["T-often"], round(10 * 2 / 365, 2))

    def test_a_shared_scheme_has_one_day_for_all_its_readers(self):
        """Between two midnights: the scheme's day is that of the company where it is latest, wherever the reader is."""
        elsewhere = self.make_company("Elsewhere", self.company.currency_id.name, "America/New_York")
        self.company.partner_id.tz = "Asia/Shanghai"
        shared = self.make_scheme(mode="manual", company_id=False)
        customer = self.customers["often"]
        customer._set_category(shared, shared.category_ids[0])
        self.env.flush_all()
        profile = self.env["customer.classification.profile"]
        for scope in profile._scopes(shared):
            profile._refresh_scope(scope)
        with freeze_time(f"{self.company._classification_today()} 20:00:00"):
            day = shared._today()
            told = set()
            for companies in (self.company, elsewhere, self.company | elsewhere, self.env["res.company"].search([])):
                env = self.env(context={"allowed_company_ids": companies.ids})
                for row in env[REPORT].search([("scheme_id", "=", shared.id), ("last_order_date", "!=", False)]):
                    told.add(((day - row.last_order_date).days, round(row.silence * 365 / row.order_count)))
        self.assertTrue(told)
        self.assertTrue(all(said == days for days, said in told), told)

    def test_scores_are_those_of_the_rules(self):
        """Boundaries that were typed in, and the fifths of the customers where none were."""
        for boundaries in ({}, {"recency_boundaries": "4, 8, 100, 500", "monetary_boundaries": "10, 60, 100, 400"}):
            self.scheme.write({"recency_boundaries": False, "monetary_boundaries": False, **boundaries})
            rules = self.make_scheme(**boundaries)
            year = {"window": "months", "window_length": 12}
            self.make_rule(
                rules,
                "VIP",
                {"measure": "recency_score", "operator": "set"},
                {"measure": "monetary_score", "operator": "set", **year},
                match="any",
            )
            run = rules.classify(simulate=True)
            self.env[REPORT].invalidate_model()
            rows = {row.partner_id: row for row in self.env[REPORT].search([("scheme_id", "=", self.scheme.id)])}
            for change in run.change_ids:
                recency, monetary = (line["value"] or 0 for line in change.explain())
                row = rows[change.partner_id]
                with self.subTest(customer=row.partner_id.name, boundaries=bool(boundaries)):
                    self.assertEqual((row.recency_score, row.monetary_score), (recency, monetary))
            rules.active = False

    def test_archived_customers_are_left_out(self):
        self.customers["once"].active = False
        self.assertEqual(dict(self.grouped(["category_id"], "__count"))[self.below], 1)

    def test_a_row_opens_its_customer(self):
        row = self.env[REPORT].search([("partner_id", "=", self.customers["once"].id)])
        self.assertEqual(row.action_open_partner()["res_id"], self.customers["once"].id)
