"""Which documents belong to whom, what was open on a day, what is no quotation, and what a contact is."""

from datetime import date, timedelta

from freezegun import freeze_time

from odoo.fields import Command, Datetime
from odoo.tests import tagged

from .test_figures_measures import YEAR, D, MeasureCase


@tagged("post_install", "-at_install")
class TestEmployers(MeasureCase):
    """A document belongs to the company that its contact was of when it was made."""

    def test_a_buyer_who_changes_employer_leaves_his_documents_where_they_were(self):
        former, latter = self.customer, self.make_customer("latter")
        self.make_order(self.contact, "2026-11-01", 100)
        self.make_order(self.contact, "2026-11-02", 7, state="sent")
        invoice = self.invoice("2026-11-01", 60, partner=self.contact)
        self.pay(invoice, "2026-11-05", 20)
        lead = {"type": "opportunity", "name": "x", "partner_id": self.contact.id, "expected_revenue": 50}
        self.env["crm.lead"].create(lead)
        model = self.env["ir.model"]._get_id("res.partner")
        self.env["rating.rating"].create(
            {"rating": 4, "consumed": True, "partner_id": self.contact.id, "res_model_id": model, "res_id": former.id}
        )
        names = (
            "order_amount",
            "order_product_count",
            "quotation_count",
            "invoice_amount",
            "receivable_amount",
            "payment_amount",
            "opportunity_revenue",
            "rating_count",
        )
        today = max(self.company._classification_today(), D)
        before = self.figures(*names, as_of=today)
        self.assertEqual(list(before.values()), [100, 1, 2, 60, 40, 20, 50, 1])
        self.contact.parent_id = latter
        self.assertEqual(self.figures(*names, as_of=today), before)
        self.assertEqual(set(self.figures(*names, as_of=today, customer=latter).values()), {0})
        self.make_order(self.contact, "2026-11-03", 11)
        self.assertEqual(self.figures("order_amount", customer=latter), 11, "what they buy from now on is the other's")

    def test_payments_stay_too(self):
        """Payments that name a contact are their company's of the time; in the books Odoo hands them on with them."""
        payment = {"partner_id": self.contact.id, "partner_type": "customer", "amount": 3, "date": "2026-11-03"}
        self.env["account.payment"].create(payment).action_post()
        self.contact.parent_id = self.make_customer("latter")
        self.assertEqual(self.figures("payment_amount"), 3)

    def test_what_a_company_bought_goes_with_it_when_it_becomes_a_contact(self):
        self.make_order(self.silent, "2026-11-01", 100)
        self.silent.write({"is_company": False, "parent_id": self.customer.id})
        self.assertEqual(self.figures("order_amount"), 100)


@tagged("post_install", "-at_install")
class TestSettlements(MeasureCase):
    """What was open on a day is computed from the settlements up to that day."""

    def test_a_past_day_has_the_same_figures_before_and_after_the_payment(self):
        names = ("receivable_amount", "overdue_amount", "overdue_days")
        invoice = self.invoice("2026-09-01", 500, due="2026-10-24")
        then = self.figures(*names)
        self.assertEqual(list(then.values()), [500, 500, 30])
        self.pay(invoice, "2026-11-25", 200)
        self.pay(invoice, "2026-11-27")
        self.assertEqual(self.figures(*names), then)
        self.assertEqual(list(self.figures(*names, as_of=date(2026, 11, 26)).values()), [300, 300, 33])
        self.assertEqual(list(self.figures(*names, as_of=date(2026, 11, 27)).values()), [0, 0, 0])

    def test_the_delay_of_a_past_day_knows_no_later_payment(self):
        paid, late = (
            self.invoice("2026-09-01", 100, due="2026-10-04"),
            self.invoice("2026-09-01", 100, due="2026-10-14"),
        )
        self.pay(paid, "2026-10-14")
        then = self.figures("payment_delay_days")
        self.assertEqual(then, (10 + 40) / 2)
        self.pay(late, "2026-12-01")
        self.assertEqual(self.figures("payment_delay_days"), then)
        self.assertEqual(self.figures("payment_delay_days", as_of=date(2026, 12, 1)), (10 + 48) / 2)

    def test_credit_notes_settle_too(self):
        self.invoice("2026-09-01", 100, due="2026-10-01")
        credit = self.invoice("2026-11-25", 30, kind="out_refund")
        lines = self.env["account.move.line"].search(
            [("partner_id", "=", self.customer.id), ("account_type", "=", "asset_receivable")]
        )
        lines.reconcile()
        self.assertEqual(self.figures("receivable_amount"), 100)
        self.assertEqual(self.figures("receivable_amount", as_of=credit.invoice_date), 70)


@tagged("post_install", "-at_install")
class TestCarts(MeasureCase):
    """What a visitor of the web shop left in their cart is no quotation, and makes nobody a customer."""

    def test_carts_are_no_quotations(self):
        visitor = self.env["res.partner"].create({"name": "T-visitor", "is_company": True})
        cart = self.make_order(visitor, "2026-11-01", state="draft")
        sent = self.make_order(self.customer, "2026-11-01", state="sent")
        draft = self.make_order(self.customer, "2026-11-01", state="draft")
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE sale_order ADD COLUMN IF NOT EXISTS website_id int4")
        self.env.cr.execute("UPDATE sale_order SET website_id = 1 WHERE id IN %s", [(cart + sent)._ids])
        self.assertTrue(draft.exists())
        self.assertEqual(self.figures("quotation_count"), 2, "a cart that was sent is a quotation")
        run = self.make_scheme().classify(as_of=D, simulate=True)
        self.assertEqual(run.customer_count, 2, "customer and silent, but not the visitor")


@tagged("post_install", "-at_install")
@freeze_time("2026-11-23 08:00:00")
class TestContacts(MeasureCase):
    """The last contact: what people of ours said on the customer's documents, and meetings that were held."""

    def since(self):
        return self.figures("days_since_contact", window={"window": "lifetime"})

    def test_messages_and_calls_on_documents(self):
        lead = self.env["crm.lead"].create({"type": "opportunity", "name": "x", "partner_id": self.contact.id})
        for document in (
            self.make_order(self.contact, "2026-11-01", state="sent"),
            self.invoice("2026-11-01", 10, post=False),
            lead,
            self.contact,
        ):
            with self.subTest(document._name), self.cr.savepoint() as savepoint:
                self.assertIsNone(self.since())
                document.message_post(body="x", message_type="comment", subtype_xmlid="mail.mt_note")
                self.assertIsNone(self.since(), "a note to colleagues")
                document.message_post(body="x", message_type="comment", subtype_xmlid="mail.mt_comment")
                self.assertEqual(self.since(), 0)
                savepoint.rollback()
            with self.subTest(document._name, what="call"), self.cr.savepoint() as savepoint:
                call = document.activity_schedule("mail.mail_activity_data_call", user_id=self.env.uid)
                self.assertIsNone(self.since(), "planned")
                call.action_feedback()
                self.assertEqual(self.since(), 0)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_meetings_that_were_held_with_somebody_of_ours(self):
        ours = self.env.user.partner_id
        now = Datetime.now()
        for start, partners, declined, expected in (
            (now - timedelta(hours=2), self.contact + ours, None, 0),
            (now - timedelta(days=2), self.contact + ours, None, 2),
            (now + timedelta(minutes=50), self.contact + ours, None, None),
            (now - timedelta(minutes=10), self.contact + ours, None, None),
            (now - timedelta(days=2), self.contact, None, None),
            (now - timedelta(days=2), self.contact + ours, self.contact, None),
            (now - timedelta(days=2), self.contact + ours, ours, None),
        ):
            with self.subTest(start=start, partners=len(partners), declined=declined), self.cr.savepoint() as savepoint:
                stop = start + timedelta(hours=1)
                values = {"name": "x", "start": start, "stop": stop, "partner_ids": [Command.set(partners.ids)]}
                event = self.env["calendar.event"].create(values)
                if declined:
                    event.attendee_ids.filtered(lambda a, who=declined: a.partner_id == who).state = "declined"
                self.env.flush_all()
                self.assertEqual(self.since(), expected)
                savepoint.rollback()
                self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestIncompleteHistory(MeasureCase):
    """Ages of "the first order" are not known where documents are not complete."""

    def test_first_order_and_invoice(self):
        self.make_order(self.customer, "2026-11-13", 300)
        self.invoice("2026-11-13", 300)
        names = ("days_since_first_order", "days_since_first_invoice", "days_since_first_sale")
        self.assertEqual(set(self.figures(*names).values()), {10})
        self.company.classification_history_since = "2026-11-01"
        self.assertEqual(set(self.figures(*names).values()), {None})
        self.assertEqual(self.figures("days_since_last_order"), 10)

    def test_measures_that_follow_the_scheme(self):
        """Growth, ages and gaps are of orders or of invoices, as the scheme says."""
        for day, amount in (("2025-06-01", 100), ("2026-06-01", 150)):
            self.make_order(self.customer, day, amount)
        for day, amount in (("2025-07-01", 100), ("2026-08-01", 50)):
            self.invoice(day, amount)
        names = ("sales_growth", "days_since_last_sale", "days_since_first_sale", "sales_gap_days")
        found = self.figures(*names, window=YEAR)
        self.assertEqual(list(found.values()), [50, 175, 540, 365])
        found = self.figures(*names, window=YEAR, score_source="invoice")
        self.assertEqual(list(found.values()), [-50, 114, 510, 396])
