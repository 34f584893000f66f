from odoo.tests import tagged

from .common import DemoCase

IMPORTANCE = {"VIP": "1", "普通": "2", "潜在": "3"}
NOT_GRADED = "K044"


@tagged("post_install", "-at_install")
class TestDemo(DemoCase):
    """The demo company tells its story: what the rules find is what the story says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runs = cls.schemes.filtered(lambda scheme: scheme.mode != "manual").classify()
        cls.proposals = cls.env["customer.classification.change"].search(
            [("scheme_id", "in", cls.schemes.ids), ("state", "=", "proposed")]
        )
        cls.waiting = {(change.scheme_id.code, change.partner_id.ref) for change in cls.proposals}
        cls.proposals.action_approve()

    def category(self, code, scheme):
        partner = self.env.ref(f"customer_classification.demo_{code.lower()}")
        assignments = partner.classification_assignment_ids
        return assignments.filtered(lambda assignment: assignment.scheme_id.code == scheme).category_id

    def test_importance_is_as_the_story_says(self):
        found = {code: self.category(code, "IMPORTANCE").code for code in self.story if code != NOT_GRADED}
        expected = {
            code: IMPORTANCE[row["expect_importance"]] for code, row in self.story.items() if code != NOT_GRADED
        }
        self.assertEqual(found, expected)
        self.assertFalse(self.category(NOT_GRADED, "IMPORTANCE"), "the shop's walk-in customers are not graded")

    def test_who_grows_declines_and_returns(self):
        """By the growth that the story tells, of customers far from the limits; K035 came back after fifteen months."""
        self.assertEqual(self.category("K035", "LIFECYCLE").code, "08")
        for code, row in self.story.items():
            growth = float(row["growth_pct"] or 0)
            if row["expect_lifecycle"] in ("成长", "衰退") and not -35 < growth < 25:
                self.assertEqual(self.category(code, "LIFECYCLE").code, "03" if growth > 0 else "05", code)

    def test_the_abc_classes_are_those_of_the_story(self):
        """A has customers, and those who bought nothing are C."""
        found = {code: self.category(code, "ABC").code for code in self.story if code != NOT_GRADED}
        self.assertEqual({found[code] for code in ("K005", "K013", "K028")}, {"A"})
        self.assertEqual({found[code] for code in ("K001", "K034", "K037", "K041")}, {"C"})

    def test_silent_customers_are_of_the_last_type(self):
        for code in ("K001", "K012", "K034", "K037", "K040", "K041"):
            self.assertEqual(self.category(code, "RFM").code, "08", code)

    def test_the_figures_are_those_of_the_story(self):
        """Sales of twelve months and number of orders, of customers whose orders lie far from the window's ends."""
        run = self.schemes.filtered("is_main").with_context(lang="en_US").classify(simulate=True)
        total = sum(cell["revenue"] for cell in run.matrix)
        told = sum(float(row["amount_12m"]) for code, row in self.story.items() if code != NOT_GRADED)
        self.assertAlmostEqual(total / told, 1, delta=0.02)

    def test_industry_and_channel_were_taken_over(self):
        for scheme in ("industry", "channel"):
            found = {code: self.category(code, scheme.upper()).code or "" for code in self.story}
            self.assertEqual(found, {code: row[f"{scheme}_code"] for code, row in self.story.items()})

    def test_regions_follow_the_province(self):
        for code, row in self.story.items():
            region = self.category(code, "REGION").with_context(lang="zh_CN").name
            self.assertEqual(bool(region), bool(row["province"]), code)
            if region:
                self.assertTrue(row["province"].startswith(region), f"{code}: {row['province']} is not {region}")

    def test_the_pinned_customer_stays_vip(self):
        partner = self.env.ref("customer_classification.demo_k039")
        assignment = partner.classification_assignment_ids.filtered("is_main")
        self.assertTrue(assignment.pinned)
        self.assertEqual(assignment.category_id.code, "1")

    def test_the_past_can_be_looked_back_on(self):
        runs = self.env["customer.classification.run"].search([("scheme_id", "in", self.schemes.ids)])
        self.assertGreaterEqual(len(set(runs.mapped("as_of"))), 6)
        moves = self.env["customer.classification.change"].search(
            [("scheme_id", "in", self.schemes.filtered("is_main").ids), ("from_category_id", "!=", False)]
        )
        self.assertTrue(moves, "customers moved up or down in the last months")

    def test_categories_set_prices_terms_and_limits(self):
        customers = {
            customer.ref: customer
            for customer in self.env["res.partner"].search(
                [("ref", "like", "K0"), ("company_id", "=", self.company.id)]
            )
        }
        vip, dealer, dollars = (
            self.env.ref(f"customer_classification.demo_pricelist_{key}") for key in ("vip", "dealer", "usd")
        )
        for ref, pricelist in (("K005", vip), ("K018", vip), ("K042", dollars)):
            customer = customers[ref].with_company(self.company)
            self.assertEqual(customer.property_product_pricelist, pricelist, ref)
        self.assertIn(dealer.name, customers["K018"].with_company(self.company).pricelist_id_source)
        self.assertEqual(customers["K005"].with_company(self.company).credit_limit, 1_000_000)
        self.assertEqual(customers["K034"].with_company(self.company).property_payment_term_id.line_ids.nb_days, 0)
        orders = self.env["sale.order"].search([("partner_id", "=", customers["K005"].id), ("state", "=", "sale")])
        self.assertEqual(orders.sorted("date_order")[-1].customer_category_id.code, "1", "VIP at present")
        self.assertLess(1, len(orders.customer_category_id), "and not from the beginning")

    def test_two_proposals_wait(self):
        self.assertEqual(self.waiting & {("IMPORTANCE", "K006"), ("CREDIT", "K018")}, self.waiting)
        self.assertEqual(len(self.waiting), 2)

    def test_a_vip_is_about_to_drop_and_orders_know_their_category(self):
        outlook = self.env["customer.classification.outlook"].search([("kind", "=", "drop")])
        self.assertIn("K010", outlook.partner_id.mapped("ref"))
        stamped = self.env["sale.report"]._read_group(
            [("company_id", "=", self.company.id), ("state", "=", "sale")],
            ["customer_category_id"],
            ["price_subtotal:sum"],
        )
        self.assertGreater(len(stamped), 2)

    def test_a_run_was_a_mistake_and_undone(self):
        mistake = self.env["customer.classification.run"].search(
            [("scheme_id", "in", self.schemes.ids), ("state", "=", "undone")]
        )
        self.assertGreater(mistake.change_count, 15)
        self.assertEqual((mistake.as_of.weekday(), mistake.undone_at.weekday()), (4, 0))

    def test_loading_again_makes_nothing_twice(self):
        before = self.env["res.partner"].search_count([("company_id", "=", self.company.id)])
        self.env["customer.classification.demo"]._load()
        self.assertEqual(self.env["res.partner"].search_count([("company_id", "=", self.company.id)]), before)
