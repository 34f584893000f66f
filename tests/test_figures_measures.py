from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .common import ClassificationCase

D = date(2026, 11, 23)
EVER = {"window": "lifetime"}
YEAR = {"window": "months", "window_length": 12}


class MeasureCase(ClassificationCase):
    """Figures as the evidence of a dry run has them, and the documents for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading("generic_coa", company=cls.company, install_demo=False)
        cls.customer = cls.make_customer("customer")
        cls.contact = cls.env["res.partner"].create({"name": "Ann", "parent_id": cls.customer.id})
        cls.silent = cls.make_customer("silent")

    def figures(self, *names, window=EVER, as_of=D, customer=None, **scheme):
        """{measure: figure}, or the figure alone of a single measure."""
        scheme = self.make_scheme(**scheme)
        conditions = [
            {"measure": name, "operator": operator, **window} for name in names for operator in ("set", "not_set")
        ]
        self.make_rule(scheme, "VIP", *conditions, match="any")
        run = scheme.classify(as_of=as_of, simulate=True)
        change = run.change_ids.filtered(lambda change: change.partner_id == (customer or self.customer))
        found = {line["measure"]: line["value"] for line in change.explain()}
        self.assertEqual(list(found), list(names))
        return found if len(names) > 1 else found[names[0]]

    def invoice(self, day, amount, kind="out_invoice", due=None, post=True, partner=None, tax=None, env=None):
        move = (env or self.env)["account.move"].create(
            {
                "move_type": kind,
                "partner_id": (partner or self.customer).id,
                "invoice_date": day,
                "invoice_date_due": due or day,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "x",
                            "quantity": 1,
                            "price_unit": amount,
                            "tax_ids": [Command.set(tax.ids if tax else [])],
                        }
                    )
                ],
            }
        )
        if post:
            move.action_post()
        return move

    def pay(self, move, day, amount=None):
        values = {"payment_date": day, **({"amount": amount} if amount else {})}
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        wizard.create(values).action_create_payments()


@tagged("post_install", "-at_install")
class TestMeasures(MeasureCase):
    """What each measure of the catalogue means."""

    # Orders and quotations

    def test_orders(self):
        for day, amount in (("2026-11-01", 300), ("2026-11-20", 100), ("2026-02-01", 200), ("2025-01-01", 1000)):
            self.make_order(self.customer, day, amount)
        self.make_order(self.contact, "2026-03-01", 50)
        names = ("order_amount", "order_count", "order_average", "order_product_count", "active_months")
        self.assertEqual(self.figures(*names, window=YEAR), dict(zip(names, (650, 4, 162.5, 1, 3), strict=True)))
        self.assertEqual(self.figures(*names), dict(zip(names, (1650, 5, 330, 1, 4), strict=True)))
        names = ("days_since_last_order", "days_since_first_order", "order_gap_days")
        self.assertEqual(self.figures(*names), dict(zip(names, (3, 691, 19), strict=True)))

    def test_quotations(self):
        for state in ("draft", "sent", "cancel", "sale"):
            self.make_order(self.customer, "2026-11-01", state=state)
        self.assertEqual(
            self.figures("quotation_count", "quotation_conversion"), {"quotation_count": 4, "quotation_conversion": 25}
        )

    # Invoices

    def test_invoices_and_credit_notes(self):
        self.invoice("2026-11-01", 1000)
        self.invoice("2026-05-01", 500, partner=self.contact)
        self.invoice("2026-11-10", 300, kind="out_refund")
        self.invoice("2026-11-10", 7000, post=False)
        self.invoice("2026-11-10", 9000, kind="in_invoice")
        self.invoice("2025-06-01", 600)
        names = ("invoice_amount", "invoice_count", "credit_note_rate", "invoice_growth")
        self.assertEqual(self.figures(*names, window=YEAR), dict(zip(names, (1200, 2, 20, 100), strict=True)))
        names = ("days_since_last_invoice", "days_since_first_invoice")
        self.assertEqual(self.figures(*names), dict(zip(names, (22, 540), strict=True)))

    def test_growth_from_nothing_is_not_known(self):
        self.invoice("2026-11-01", 1000)
        self.assertIsNone(self.figures("invoice_growth", window=YEAR))
        self.assertIsNone(self.figures("invoice_growth"), "before everything there is nothing")

    def test_with_and_without_taxes(self):
        tax = self.env["account.tax"].create({"name": "13 %", "amount": 13, "company_id": self.company.id})
        self.invoice("2026-11-01", 1000, tax=tax)
        self.assertEqual(self.figures("invoice_amount"), 1000)
        self.assertEqual(self.figures("invoice_amount", amount_basis="taxed"), 1130)

    def test_sums_equal_odoos_own_analysis(self):
        """For today, over all customers: orders and invoices in two currencies, of contacts, cancelled and draft."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "name": "2020-01-01",
                "currency_id": dollar.id,
                "company_id": self.company.id,
                "inverse_company_rate": 7.1234,
            }
        )
        for number, amount in enumerate((99.99, 1234.56, 0.01), start=1):
            self.make_order(self.customer, f"2026-11-0{number}", amount)
            self.make_order(self.contact, f"2026-11-0{number}", amount, currency="USD")
            self.make_order(self.silent, f"2026-11-0{number}", amount, state="draft")
            self.invoice(f"2026-11-0{number}", amount)
            dollars = self.invoice(f"2026-11-0{number}", amount, partner=self.silent, post=False)
            dollars.currency_id = dollar
            dollars.action_post()
            self.invoice(f"2026-11-0{number}", amount / 2, kind="out_refund", partner=self.contact)
        for measure, report, field, states in (
            ("order_amount", "sale.report", "price_subtotal", [("state", "=", "sale")]),
            (
                "invoice_amount",
                "account.invoice.report",
                "price_subtotal",
                [("state", "=", "posted"), ("move_type", "in", ("out_invoice", "out_refund"))],
            ),
        ):
            with self.subTest(measure):
                [(expected,)] = self.env[report]._read_group(
                    [("company_id", "=", self.company.id), *states], [], [f"{field}:sum"]
                )
                ours = sum(self.figures(measure, customer=who) for who in (self.customer, self.silent))
                self.assertAlmostEqual(ours, expected, 2)

    def test_sums_over_companies_equal_odoos_own_analysis(self):
        """A shared scheme: two companies with money of their own, dollars, a subsidiary, and what does not count."""
        dollar = self.env.ref("base.USD")
        elsewhere = self.make_company("Elsewhere", "EUR", "Europe/Paris")
        self.env["account.chart.template"].try_loading("generic_coa", company=elsewhere, install_demo=False)
        elsewhere.currency_id = self.env.ref("base.EUR")
        self.company.currency_id = self.env.ref("base.CNY")
        self.env["res.currency.rate"].create(
            [
                {"name": "2020-01-01", "currency_id": currency.id, "company_id": company.id, "company_rate": rate}
                for company, currency, rate in (
                    (self.company, dollar, 0.14),
                    (self.company, self.env.ref("base.EUR"), 0.125),
                    (elsewhere, dollar, 1.1),
                    (elsewhere, self.env.ref("base.CNY"), 8),
                )
            ]
        )
        both = self.company + elsewhere
        self.env = self.env(context={**self.env.context, "allowed_company_ids": both.ids})
        subsidiary = self.make_customer("subsidiary", parent_id=self.customer.id)
        for number, amount in enumerate((99.99, 1234.5, 10), start=1):
            for company in both:
                for partner in (self.customer, self.contact, subsidiary):
                    self.make_order(partner, f"2026-11-0{number}", amount, company=company)
                self.make_order(self.contact, f"2026-11-0{number}", amount, company=company, currency="USD")
                self.make_order(self.customer, f"2026-11-0{number}", 7000, company=company, state="cancel")
                self.make_order(self.customer, f"2026-11-0{number}", 7000, company=company, state="draft")
                env = self.env(context={**self.env.context, "allowed_company_ids": [company.id, *both.ids]})
                for kind, part in (("out_invoice", 1), ("out_refund", 4)):
                    move = self.invoice(
                        f"2026-11-0{number}", amount / part, kind=kind, partner=subsidiary, post=False, env=env
                    )
                    move.currency_id = dollar if number == 2 else move.currency_id
                    move.action_post()
        self.env.flush_all()
        shared = {"company_id": False, "currency_id": self.company.currency_id.id}
        today = self.company._classification_today()
        for measure, report, states in (
            ("order_amount", "sale.report", [("state", "=", "sale")]),
            (
                "invoice_amount",
                "account.invoice.report",
                [("state", "=", "posted"), ("move_type", "in", ("out_invoice", "out_refund"))],
            ),
        ):
            with self.subTest(measure):
                [(expected,)] = self.env[report]._read_group(
                    [("company_id", "in", both.ids), *states], [], ["price_subtotal:sum"]
                )
                ours = [
                    self.figures(measure, customer=who, as_of=today, **shared) for who in (self.customer, subsidiary)
                ]
                self.assertGreater(ours[1], 0)
                self.assertAlmostEqual(sum(ours), expected, 2)

    # Payments

    def test_payments_and_what_is_open(self):
        paid_late = self.invoice("2026-08-01", 1000, due="2026-09-01")
        self.pay(paid_late, "2026-09-11")
        half = self.invoice("2026-10-01", 600, due="2026-11-03")
        self.pay(half, "2026-11-05", 200)
        self.invoice("2026-11-20", 50, due="2026-12-20")
        names = ("payment_amount", "receivable_amount", "overdue_amount", "overdue_days", "payment_delay_days")
        self.assertEqual(
            self.figures(*names),
            dict(zip(names, (1200, 450, 400, 20, 15), strict=True)),
            "10 days late, and 20 so far",
        )

    # Satisfaction, opportunities, contact

    def test_ratings(self):
        for rating, consumed in ((5, True), (2, True), (1, False), (0, True)):
            self.env["rating.rating"].create(
                {
                    "rating": rating,
                    "consumed": consumed,
                    "partner_id": self.contact.id,
                    "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "res_id": self.customer.id,
                }
            )
        self.assertEqual(
            self.figures("satisfaction", "rating_count", as_of=self.company._classification_today()),
            {"satisfaction": 3.5, "rating_count": 2},
        )

    def test_opportunities(self):
        leads = self.env["crm.lead"].create(
            [
                {"type": "opportunity", "name": name, "partner_id": self.contact.id, "expected_revenue": revenue}
                for name, revenue in (("open", 100), ("open too", 50), ("lost", 999), ("won", 777))
            ]
        )
        leads[2].action_set_lost()
        leads[3].action_set_won()
        today = self.company._classification_today()
        self.assertEqual(
            self.figures("opportunity_count", "opportunity_revenue", as_of=today),
            {"opportunity_count": 2, "opportunity_revenue": 150},
        )

    def test_contact_and_age(self):
        today = self.company._classification_today()
        self.assertIsNone(self.figures("days_since_contact", as_of=today))
        self.customer.message_post(body="note", message_type="comment", subtype_xmlid="mail.mt_note")
        self.assertIsNone(self.figures("days_since_contact", as_of=today), "a note to colleagues is no contact")
        self.customer.message_post(body="hello", message_type="comment", subtype_xmlid="mail.mt_comment")
        self.assertEqual(self.figures("days_since_contact", as_of=today), 0)
        self.assertEqual(self.figures("days_since_created", as_of=today), 0)

    # Without documents, and with documents that are not complete

    def test_customers_without_documents(self):
        empty = (
            "order_average",
            "days_since_last_order",
            "days_since_first_order",
            "order_gap_days",
            "quotation_conversion",
            "days_since_last_invoice",
            "days_since_first_invoice",
            "invoice_growth",
            "credit_note_rate",
            "payment_delay_days",
            "satisfaction",
            "days_since_contact",
        )
        zero = (
            "order_amount",
            "order_count",
            "order_product_count",
            "active_months",
            "quotation_count",
            "invoice_amount",
            "invoice_count",
            "payment_amount",
            "receivable_amount",
            "overdue_amount",
            "overdue_days",
            "rating_count",
            "opportunity_count",
            "opportunity_revenue",
        )
        self.assertEqual(
            self.figures(*empty, *zero, customer=self.silent), {**dict.fromkeys(empty), **dict.fromkeys(zero, 0)}
        )

    def test_windows_that_reach_before_the_history_have_no_figure(self):
        self.make_order(self.customer, "2026-11-01", 300)
        self.company.classification_history_since = "2026-01-01"
        self.assertIsNone(self.figures("order_amount", window=YEAR))
        self.assertIsNone(self.figures("order_count", window=YEAR, customer=self.silent), "and no 0 either")
        self.assertIsNone(self.figures("order_amount"))
        self.assertEqual(self.figures("order_amount", window={"window": "this_year"}), 300)
        self.assertEqual(self.figures("days_since_last_order"), 22, "the last one is known all the same")
        self.company.classification_history_since = False
        self.assertEqual(self.figures("order_amount", window=YEAR), 300)
