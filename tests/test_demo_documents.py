from odoo.tests import tagged

from .common import DemoCase

NOT_INVOICED = "K044"


@tagged("post_install", "-at_install")
class TestDemoDocuments(DemoCase):
    """Invoices, payments, ratings and contacts of the demo company are those of its story."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.schemes.filtered(lambda scheme: scheme.mode != "manual").classify()
        cls.env["customer.classification.change"].search(
            [("scheme_id", "in", cls.schemes.ids), ("state", "=", "proposed")]
        ).action_approve()
        profiles = cls.env["customer.classification.profile"].search([("company_id", "=", cls.company.id)])
        cls.figures = {profile.partner_id.ref: profile for profile in profiles}

    def test_what_is_overdue(self):
        found = {ref: self.figures[ref].overdue_amount for ref in self.story}
        self.assertEqual(found, {ref: float(row["overdue_amount"] or 0) for ref, row in self.story.items()})

    def test_satisfaction(self):
        self.assertEqual(sum(self.figures[ref].rating_count for ref in self.story), 201)
        for ref, row in self.story.items():
            if row["rating_mean"]:
                half = 0.5 / int(row["rating_count"])  # stars are whole numbers
                self.assertAlmostEqual(self.figures[ref].satisfaction, float(row["rating_mean"]), delta=half + 0.01)

    def test_credit_grades(self):
        credit = self.schemes.filtered(lambda scheme: scheme.code == "CREDIT")
        lines = self.env["customer.classification.assignment"].search([("scheme_id", "=", credit.id)])
        found = {line.partner_id.ref: line.category_id.code for line in lines}
        told = {ref: row["expect_credit"] for ref, row in self.story.items() if ref != NOT_INVOICED}
        self.assertEqual(found, told)

    def test_invoices_and_payments_follow_the_orders(self):
        """What is invoiced within a year is what was ordered, but for the days between; K015 sends 9 % back."""
        invoiced = sum(profile.invoice_amount for profile in self.figures.values())
        ordered = sum(profile.order_amount for ref, profile in self.figures.items() if ref != NOT_INVOICED)
        self.assertAlmostEqual(invoiced / ordered, 1, delta=0.05)
        self.assertAlmostEqual(self.figures["K015"].credit_note_rate, 9, delta=2)
        paid = sum(profile.payment_amount for profile in self.figures.values())
        self.assertAlmostEqual(paid / invoiced, 1, delta=0.1)
        self.assertFalse(self.figures[NOT_INVOICED].invoice_count)

    def test_nobody_spoke_to_three_customers_for_two_months(self):
        today = self.company._classification_today()
        silent = {ref for ref in self.story if (today - self.figures[ref].last_contact_date).days > 60}
        self.assertEqual(silent, {"K041", "K022", "K016"})
