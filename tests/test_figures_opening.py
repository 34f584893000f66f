"""Opening figures: sales of months before the company's documents begin serve the windows of the rules."""

from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .test_figures_measures import MeasureCase

CUT_OVER = date(2026, 11, 1)
YEAR = {"window": "months", "window_length": 12}


@tagged("post_install", "-at_install")
class TestOpening(MeasureCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Opening = cls.env["customer.classification.opening"]
        cls.company.write({"classification_history_since": "2024-11-01", "classification_documents_since": CUT_OVER})

    def opening(self, day, amount=0, orders=0, **values):
        return self.Opening.create(
            {"partner_id": self.customer.id, "day": day, "amount": amount, "order_count": orders, **values}
        )

    def test_twelve_months_hold_twelve_whole_opening_months(self):
        for month in range(1, 11):
            self.opening(f"2026-{month:02}-05", 100, 2)
        for month in (9, 10, 11, 12):
            self.opening(f"2025-{month:02}-01", 1000, 1)
        names = ("order_amount", "order_count", "order_average", "active_months", "invoice_amount", "invoice_count")
        expected = [3000, 22, 3000 / 22, 12, 3000, 0]
        for day in (date(2026, 10, 31), CUT_OVER):
            found = list(self.figures(*names, window=YEAR, as_of=day).values())
            self.assertEqual([round(value, 2) for value in found], [round(value, 2) for value in expected], day)
        self.assertEqual(self.figures("days_since_last_order", as_of=CUT_OVER), 1)

    def test_documents_and_opening_figures_follow_each_other(self):
        """From the cut-over on documents count; a month that begins on it or later is none of the opening."""
        self.opening("2026-10-15", 100, 1)
        self.opening("2026-11-15", 999, 9)
        self.make_order(self.customer, "2026-11-10", 10)
        self.assertEqual(self.figures("order_amount", window=YEAR, as_of=date(2026, 12, 1)), 110)
        self.company.classification_documents_since = "2026-11-15"
        self.assertEqual(
            self.figures("order_amount", window=YEAR, as_of=date(2026, 11, 14)), 1109, "until the day before"
        )

    def test_years(self):
        opening = self.opening("2025-03-01", 1200, 12, period="year")
        self.assertEqual(opening.day, date(2025, 12, 31))
        self.assertEqual(self.figures("order_amount", window=YEAR, as_of=date(2026, 12, 30)), 1200)
        self.assertEqual(self.figures("order_amount", window=YEAR, as_of=date(2026, 12, 31)), 0)

    def test_first_and_last_sale(self):
        """Their days come from the opening record; without one the end of the last month is as close as can be."""
        self.opening("2026-10-05", 100, 1)
        names = ("days_since_last_order", "days_since_first_order")
        self.assertEqual(list(self.figures(*names, as_of=CUT_OVER).values()), [1, None], "the first is not known")
        self.opening("2026-10-31", period="ever", first_date="2019-11-01", last_date="2026-10-02")
        self.assertEqual(list(self.figures(*names, as_of=CUT_OVER).values()), [30, 2557])
        self.assertIsNone(self.figures("order_gap_days", as_of=CUT_OVER))
        self.make_order(self.customer, "2026-11-20", 10)
        self.assertEqual(self.figures("order_gap_days"), 49, "the silence before the first order here")

    def test_receivables_are_those_of_the_last_month_until_there_are_items(self):
        other = self.make_customer("other")
        self.opening("2026-08-31", 1, 1, receivable_amount=500)
        self.opening("2026-09-30", 1, 1, receivable_amount=300)
        self.opening("2026-10-31", 1, 1, receivable_amount=200, partner_id=other.id)
        for day, expected in (("2026-08-31", 500), ("2026-09-30", 300), ("2026-10-30", 300), ("2026-10-31", 0)):
            self.assertEqual(self.figures("receivable_amount", as_of=date.fromisoformat(day)), expected, day)
        self.assertEqual(self.figures("receivable_amount", customer=other, as_of=CUT_OVER), 200)
        self.invoice("2026-11-02", 10)
        self.assertEqual(self.figures("receivable_amount", customer=other), 0, "the books have begun")

    def test_they_are_in_the_currency_of_the_company(self):
        euro = self.env.ref("base.EUR")  # the chart of accounts brought dollars
        euro.active = True
        self.env["res.currency.rate"].create(
            {
                "name": "2020-01-01",
                "currency_id": euro.id,
                "company_id": self.company.id,
                "inverse_company_rate": 7,
            }
        )
        self.opening("2026-10-31", 100, 1, currency_id=euro.id)
        self.assertEqual(self.figures("order_amount", window=YEAR, as_of=CUT_OVER), 700)

    def test_who_has_opening_figures_is_a_customer(self):
        newcomer = self.env["res.partner"].create({"name": "T-new", "is_company": True})
        self.opening("2026-10-31", 100, 1, partner_id=newcomer.id)
        self.assertEqual(self.figures("order_amount", window=YEAR, as_of=CUT_OVER, customer=newcomer), 100)

    def test_what_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "belong to"):
            self.opening("2026-10-31", 1, 1, partner_id=self.contact.id)
        with self.assertRaisesRegex(ValidationError, "below zero"):
            self.opening("2026-10-31", 1, -1)
        with self.assertRaisesRegex(ValidationError, "only days"):
            self.opening("2026-10-31", 1, 1, period="ever")
