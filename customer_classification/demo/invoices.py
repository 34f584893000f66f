from collections import defaultdict
from datetime import timedelta
from itertools import chain

from odoo import api, models
from odoo.fields import Command

from ..common.days import day_of

CREDIT_NOTES = "K015"  # sends 9 % back, every two months
RETURNED = 0.09
NEVER_INVOICED = "K044"  # pays in the shop
MONTH = 30  # days


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
        invoices = self._invoice_months(orders, habits, today)
        credit_notes = self._credit_notes(invoices, today)
        self._plan_dues(invoices, habits, today)
        moves = self.env["account.move"].create([*chain.from_iterable(invoices.values()), *credit_notes])
        moves.action_post()
        self._pay(moves, habits, today)

    # What is invoiced -------------------------------------------------------------------------------------------------

    def _invoice_months(self, orders, habits, today):
        """The values of the invoices by customer: 5 to 12 days after the last order of a month.

        Months are counted back from today, so that the story is the same on any day.
        """
        months, zone = defaultdict(list), self.env.company._classification_tz()
        for order in orders:
            customer = order.partner_id.commercial_partner_id
            if customer.ref != NEVER_INVOICED:
                months[customer, (today - day_of(order.date_order, zone)).days // MONTH].append(order)
        invoices = defaultdict(list)
        for number, ((customer, _month), members) in enumerate(months.items()):
            day = day_of(members[-1].date_order, zone) + timedelta(days=5 + 5 * number % 8)
            if day <= today:
                invoices[customer].append(self._prepare_invoice(members, habits[customer], day))
        return invoices

    @api.model
    def _prepare_invoice(self, orders, habit, day):
        lines = [
            Command.create(line._prepare_invoice_line(quantity=line.product_uom_qty))
            for order in orders
            for line in order.order_line
        ]
        return {
            **orders[0]._prepare_invoice(),
            "invoice_origin": ", ".join(order.name for order in orders),
            "invoice_date": day,
            "date": day,
            "invoice_date_due": day + timedelta(days=int(habit["terms_days"])),
            "invoice_payment_term_id": False,
            "invoice_line_ids": lines,
        }

    def _credit_notes(self, invoices, today):
        """The values of the credit notes: every second month, for a share of the invoices since the last one."""
        customer = self._record(CREDIT_NOTES.lower())
        product = self._record("product_cb10")
        sent = invoices[customer]
        notes = []
        for first, second in zip(sent[::2], sent[1::2], strict=False):
            amount = sum(
                line["price_unit"] * line["quantity"]
                for values in (first, second)
                for _command, _id, line in values["invoice_line_ids"]
            )
            day = min(second["invoice_date"] + timedelta(days=9), today)
            notes.append(
                {
                    **{name: second[name] for name in ("partner_id", "currency_id", "company_id", "invoice_user_id")},
                    "move_type": "out_refund",
                    "ref": second["ref"],
                    "invoice_date": day,
                    "date": day,
                    "invoice_date_due": day,
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "quantity": 1,
                                "price_unit": round(amount * RETURNED, 2),
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
            )
        return notes

    @api.model
    def _plan_dues(self, invoices, habits, today):
        """Let the oldest of the invoices that stay unpaid be overdue for as many days as the story says."""
        for customer, values in invoices.items():
            overdue = int(habits[customer]["overdue_days"])
            if not overdue:
                continue
            due = today - timedelta(days=overdue)
            old = [invoice for invoice in values if invoice["invoice_date"] < due]
            for invoice in old:
                invoice["invoice_date_due"] = min(invoice["invoice_date_due"], due)
            old[-1]["invoice_date_due"] = due

    # What is paid -----------------------------------------------------------------------------------------------------

    def _pay(self, moves, habits, today):
        """Pay what was due, early or late as the customer does, but for what stays overdue."""
        by_customer = defaultdict(self.env["account.move"].browse)
        for move in moves.sorted(lambda move: (move.invoice_date_due, move.id)):
            by_customer[move.commercial_partner_id] |= move
        planned = []  # invoice, what is set off against it, day, amount
        for customer, members in by_customer.items():
            planned += self._planned_payments(members, habits[customer], today)
        payments = self.env["account.payment"].create(
            [self._prepare_payment(invoice, day, amount) for invoice, _notes, day, amount in planned]
        )
        payments.action_post()
        plan = [
            (invoice | notes | payment.move_id).line_ids.filtered(lambda line: line.account_type == "asset_receivable")
            for (invoice, notes, _day, _amount), payment in zip(planned, payments, strict=True)
        ]
        self.env["account.move.line"]._reconcile_plan(plan)

    @api.model
    def _planned_payments(self, members, habit, today):
        """What one customer pays; credit notes are set off against the next invoice that falls due."""
        unpaid = self._stay_overdue(members, habit, today)
        notes, planned = members.browse(), []
        for number, move in enumerate(members):
            if move.move_type == "out_refund":
                notes |= move
                continue
            late = max(int(habit["mean_delay_days"]) + number % 11 - 5, 0 if int(habit["overdue_days"]) else -30)
            day = max(move.invoice_date_due + timedelta(days=late), move.invoice_date)
            amount = move.amount_total - sum(notes.mapped("amount_total")) - unpaid.get(move, 0)
            is_open = move.invoice_date_due >= today and day > today
            if is_open or (move in unpaid and amount < 1):
                continue
            planned.append((move, notes, min(day, today - timedelta(days=1)), amount))
            notes = members.browse()
        return planned

    @api.model
    def _stay_overdue(self, members, habit, today):
        """How much of which invoices stays open: from the one that is overdue longest on to younger ones."""
        rest, days = float(habit["overdue_amount"]), int(habit["overdue_days"])
        open_since = today - timedelta(days=days)
        due = members.filtered(lambda move: move.move_type == "out_invoice" and move.invoice_date_due < today)
        candidates = [
            *due.filtered(lambda move: move.invoice_date_due >= open_since),
            *reversed(due.filtered(lambda move: move.invoice_date_due < open_since)),
        ]
        unpaid = {}
        for move in candidates:
            if rest > 0:
                unpaid[move] = min(rest, move.amount_total)
                rest -= unpaid[move]
        return unpaid

    @api.model
    def _prepare_payment(self, invoice, day, amount):
        journal = self._record("journal_bank")
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": invoice.commercial_partner_id.id,
            "date": day,
            "amount": amount,
            "currency_id": invoice.currency_id.id,
            "memo": invoice.name,
            "journal_id": journal.id,
            "payment_method_line_id": journal.inbound_payment_method_line_ids[:1].id,
        }
