from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from odoo import api, models
from odoo.fields import Command

from ..common.days import day_of
from . import story

CREDIT_NOTES = "K015"  # sends 9 % back, every two months
RETURNED = 0.09
NEVER_INVOICED = "K044"  # pays in the shop
MONTH = 30  # days


@dataclass(eq=False)
class Bill:
    """An invoice or credit note of the demo."""

    customer: models.BaseModel
    orders: models.BaseModel  # of the month; of a credit note those of its invoice
    day: date
    due: date
    amount: float
    rate: float = 1.0  # of the company's currency for one of the customer's
    is_credit_note: bool = False
    move: models.BaseModel = None  # once it is made
    line: models.BaseModel = None  # the one of its move that is paid
    open: float = 0.0  # what is still to be paid


class CustomerClassificationDemo(models.AbstractModel):
    """Invoices of the demo's orders, one per customer and 30 days, what of them was sent back, and how they were paid.

    When customers pay and what is overdue stands in the table of the customers.
    """

    _inherit = "customer.classification.demo"

    @api.model
    def _invoices(self, customers):
        """Invoice the orders, oldest first, and let the customers pay."""
        self._accounting(self.env.company)
        today = self._today()
        orders = self.env["sale.order"].search(
            [("company_id", "=", self.env.company.id), ("state", "=", "sale")], order="date_order, id"
        )
        habits = {customers[row["ref"]]: row for row in self._rows("customers")}
        bills = self._invoice_months(orders, habits, today)
        bills[customers[CREDIT_NOTES]] += self._credit_notes(bills[customers[CREDIT_NOTES]], today)
        self._plan_dues(bills, habits, today)
        payments = []
        for customer, members in bills.items():
            members.sort(key=lambda bill: (bill.due, bill.is_credit_note, bill.day))
            payments += self._planned_payments(members, habits[customer], today)
        lossy = [payment for payment in payments if self._rate(payment[0].customer, payment[2]) != payment[0].rate]
        self._make_one_by_one(lossy)
        self._make_bills(
            sorted(
                (bill for members in bills.values() for bill in members if not bill.move),
                key=lambda bill: (bill.day, bill.is_credit_note),
            ),
            [payment for payment in payments if payment not in lossy],
        )

    # What is invoiced -------------------------------------------------------------------------------------------------

    def _invoice_months(self, orders, habits, today):
        """The invoices by customer: 5 to 12 days after the last order of a month.

        Months are counted back from today, so that the story is the same on any day.
        """
        months, zone = defaultdict(orders.browse), self.env.company._classification_tz()
        for order in orders:
            customer = order.partner_id.commercial_partner_id
            if customer.ref != NEVER_INVOICED:
                months[customer, (today - day_of(order.date_order, zone)).days // MONTH] += order
        bills = defaultdict(list)
        for number, ((customer, _month), found) in enumerate(months.items()):
            members = found.with_prefetch(orders._prefetch_ids)
            day = day_of(members[-1].date_order, zone) + timedelta(days=5 + 5 * number % 8)
            if day <= today:
                due = day + timedelta(days=int(habits[customer]["terms_days"]))
                amount, rate = sum(members.mapped("amount_total")), self._rate(customer, day)
                bills[customer].append(Bill(customer, members, day, due, round(amount, 2), rate))
        return bills

    @api.model
    def _rate(self, customer, day):
        """What one unit of the customer's currency is worth on a day."""
        if customer.ref != story.IN_DOLLARS:
            return 1.0
        return self._dollar_rate((self._today() - day).days)

    @api.model
    def _credit_notes(self, sent, today):
        """The credit notes: every second month, for a share of the invoices since the last one."""
        notes = []
        for first, second in zip(sent[::2], sent[1::2], strict=False):
            day = min(second.day + timedelta(days=9), today)
            amount = round((first.amount + second.amount) * RETURNED, 2)
            notes.append(Bill(second.customer, second.orders, day, day, amount, is_credit_note=True))
        return notes

    @api.model
    def _plan_dues(self, bills, habits, today):
        """Let the oldest of the invoices that stay unpaid be overdue for as many days as the story says."""
        for customer, members in bills.items():
            overdue = int(habits[customer]["overdue_days"])
            if not overdue:
                continue
            due = today - timedelta(days=overdue)
            old = [bill for bill in members if not bill.is_credit_note and bill.day < due]
            for bill in old:
                bill.due = min(bill.due, due)
            old[-1].due = due

    # What is paid -----------------------------------------------------------------------------------------------------

    @api.model
    def _planned_payments(self, members, habit, today):
        """What one customer pays, early or late as they do: [(invoice, credit notes, day, amount)].

        Credit notes are set off against the next invoice that falls due.
        """
        unpaid = self._stay_overdue(members, habit, today)
        notes, planned = [], []
        for number, bill in enumerate(members):
            bill.open = bill.amount
            if bill.is_credit_note:
                notes.append(bill)
                continue
            late = max(int(habit["mean_delay_days"]) + number % 11 - 5, 0 if int(habit["overdue_days"]) else -30)
            day = max(bill.due + timedelta(days=late), bill.day)
            left = unpaid.get(bill, 0)
            amount = round(bill.amount - sum(note.amount for note in notes) - left, 2)
            is_open = bill.due >= today and day > today
            if is_open or (left and amount < 1):
                continue
            bill.open = left
            for note in notes:
                note.open = 0
            planned.append((bill, notes, min(day, today - timedelta(days=1)), amount))
            notes = []
        return planned

    @api.model
    def _stay_overdue(self, members, habit, today):
        """How much of which invoices stays open: from the one that is overdue longest on to younger ones."""
        rest, days = float(habit["overdue_amount"]), int(habit["overdue_days"])
        open_since = today - timedelta(days=days)
        due = [bill for bill in members if not bill.is_credit_note and bill.due < today]
        unpaid = {}
        for bill in [
            *(bill for bill in due if bill.due >= open_since),
            *reversed([bill for bill in due if bill.due < open_since]),
        ]:
            if rest > 0:
                unpaid[bill] = min(rest, bill.amount)
                rest -= unpaid[bill]
        return unpaid

    # The documents as Odoo makes them ---------------------------------------------------------------------------------

    def _make_one_by_one(self, payments):
        """Invoices that are paid at another rate: Odoo books the differences."""
        for bill, *_rest in payments:
            bill.move = self.env["account.move"].create(self._prepare_bill(bill))
        if payments:
            self._post([bill.move for bill, *_rest in payments])
            self._pay(payments)

    @api.model
    def _prepare_bill(self, bill):
        """The values of an invoice of its orders, or of a credit note for a part of them."""
        lines = bill.orders.order_line
        values = {
            **bill.orders[0]._prepare_invoice(),
            "invoice_origin": ", ".join(bill.orders.mapped("name")),
            "invoice_date": bill.day,
            "date": bill.day,
            "invoice_date_due": bill.due,
            "invoice_payment_term_id": False,
            "invoice_line_ids": [
                Command.create(line._prepare_invoice_line(quantity=line.product_uom_qty)) for line in lines
            ],
        }
        if bill.is_credit_note:
            names = ("partner_id", "currency_id", "company_id", "invoice_user_id", "ref")
            line = {
                "product_id": self._record("product_cb10").id,
                "quantity": 1,
                "price_unit": bill.amount,
                "tax_ids": [Command.clear()],
            }
            days = {name: values[name] for name in ("invoice_date", "date", "invoice_date_due")}
            values = {name: values[name] for name in names} | days | {"invoice_payment_term_id": False}
            values |= {"move_type": "out_refund", "invoice_line_ids": [Command.create(line)]}
        return values

    @api.model
    def _post(self, moves):
        self.env["account.move"].union(*moves).action_post()

    def _pay(self, planned):
        """Make the payments and reconcile them with what they pay."""
        journal = self._record("journal_bank")
        payments = self.env["account.payment"].create(
            [
                {
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": bill.move.commercial_partner_id.id,
                    "date": day,
                    "amount": amount,
                    "currency_id": bill.move.currency_id.id,
                    "memo": bill.move.name,
                    "journal_id": journal.id,
                    "payment_method_line_id": journal.inbound_payment_method_line_ids[:1].id,
                }
                for bill, _notes, day, amount in planned
            ]
        )
        payments.action_post()
        self.env["account.move.line"]._reconcile_plan(
            [
                bill.move.union(*(note.move for note in notes), payment.move_id).line_ids.filtered(
                    lambda line: line.account_type == "asset_receivable"
                )
                for (bill, notes, _day, _amount), payment in zip(planned, payments, strict=True)
            ]
        )
        return payments
