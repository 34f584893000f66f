from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL


class CustomerClassificationDemo(models.AbstractModel):
    """The invoices and credit notes of the demo, as copies of one of each."""

    _inherit = "customer.classification.demo"

    def _make_bills(self, bills, payments):
        """Make the documents and reconcile them.

        :param bills: in the order in which they get their numbers
        :param payments: what ``_planned_payments`` says
        """
        sample = self._ledger_sample(bills, payments)
        fulls = self._copies("account.full.reconcile", [sample["full"] for bill, *_rest in payments if not bill.open])
        groups = iter(fulls.ids)
        matched = {}  # bill → its full reconciliation, or nothing
        for bill, notes, _day, _amount in payments:
            number = None if bill.open else next(groups)
            matched.update(dict.fromkeys((bill, *notes), number))
        self._insert_bills(sample, bills, matched)
        entries = self._insert_payments(sample, payments, matched)
        self._reconcile(sample, payments, entries, matched)
        self._mark_as_invoiced(bills)
        for customer, members in self._by_customer(bills).items():
            customer._increase_rank("customer_rank", len(members))
        self.env.invalidate_all()

    @api.model
    def _by_customer(self, bills):
        members = defaultdict(list)
        for bill in bills:
            members[bill.customer].append(bill)
        return members

    # What Odoo makes --------------------------------------------------------------------------------------------------

    def _ledger_sample(self, bills, payments):
        """The rows of an invoice that is paid, its payment, and a credit note, by what they are."""
        bill, _notes, day, amount = next(payment for payment in payments if not payment[1] and not payment[0].open)
        note = next(bill for bill in bills if bill.is_credit_note)
        with self._undone():
            for each in (bill, note):
                each.move = self.env["account.move"].create(self._prepare_bill(each))
            self._post([bill.move, note.move])
            payment = self._pay([(bill, [], day, amount)])
            records = {
                "invoice": bill.move,
                "note": note.move,
                "payment": payment,
                "entry": payment.move_id,
                "liquidity": payment.move_id.line_ids.filtered(lambda line: line.account_type == "asset_cash"),
                "counterpart": payment.move_id.line_ids.filtered("reconciled"),
                "partial": bill.move.line_ids.matched_credit_ids,
                "full": bill.move.line_ids.full_reconcile_id,
            }
            for name, move in (("invoice", bill.move), ("note", note.move)):
                records[f"{name}_product"] = move.invoice_line_ids[:1]
                records[f"{name}_term"] = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
            rows = {name: self._row(record) for name, record in records.items()}
            labels = {line.product_id: line._prepare_invoice_line()["name"] for line in self._one_of_each(bills)}
        return {**rows, "labels": labels}

    @api.model
    def _one_of_each(self, bills):
        """An order line of each product."""
        lines = self._orders_of(bills).order_line
        return lines.browse({line.product_id: line.id for line in lines}.values())

    def _numbers(self, sample, days):
        """The names that documents like ``sample`` of these days get, one after the other: rows of three columns."""
        query = SQL(
            """SELECT sequence_prefix, MAX(sequence_number) FROM account_move
                WHERE journal_id = %s GROUP BY sequence_prefix""",
            sample["journal_id"],
        )
        last = defaultdict(int, self.env.execute_query(query))
        for day in days:
            prefix = sample["sequence_prefix"].replace(sample["date"][:4], str(day.year))
            last[prefix] += 1
            yield {
                "name": f"{prefix}{last[prefix]:05}",
                "sequence_prefix": prefix,
                "sequence_number": last[prefix],
            }

    # Invoices and credit notes ----------------------------------------------------------------------------------------

    def _insert_bills(self, sample, bills, matched):
        """Insert invoices and credit notes with their lines; each bill gets its move and the line that is paid."""
        for kind, members in (
            ("invoice", [bill for bill in bills if not bill.is_credit_note]),
            ("note", [bill for bill in bills if bill.is_credit_note]),
        ):
            numbers = self._numbers(sample[kind], (bill.day for bill in members))
            rows = [
                {**sample[kind], **self._move_row(bill, number), **self._reference(sample[kind], number)}
                for bill, number in zip(members, numbers, strict=True)
            ]
            moves = self._copies("account.move", rows)
            for bill, move in zip(members, moves, strict=True):
                bill.move = move
            common = [self._line_row(bill, row) for bill, row in zip(members, rows, strict=True)]
            self._insert_products(sample, kind, members, common)
            pattern = sample[f"{kind}_term"]
            terms = [
                {
                    **pattern,
                    **line,
                    **self._term_row(pattern, bill, row, matched.get(bill)),
                }
                for bill, row, line in zip(members, rows, common, strict=True)
            ]
            for bill, line in zip(members, self._copies("account.move.line", terms), strict=True):
                bill.line = line

    @api.model
    def _move_row(self, bill, number):
        """What is this document's own."""
        order, sign = bill.orders[0], -1 if bill.is_credit_note else 1
        partner = order.partner_invoice_id
        return {
            **number,
            **self._totals(("amount_untaxed", "amount_total"), sign, bill.amount, bill.rate),
            "amount_residual": bill.open,
            "amount_residual_signed": sign * round(bill.open * bill.rate, 2),
            "payment_state": "not_paid" if bill.open == bill.amount else "partial" if bill.open else "paid",
            "currency_id": order.currency_id.id,
            "invoice_currency_rate": 1 / bill.rate,
            "partner_id": partner.id,
            "commercial_partner_id": bill.customer.id,
            "partner_shipping_id": partner.address_get(["delivery"])["delivery"]
            if bill.is_credit_note
            else order.partner_shipping_id.id,
            "invoice_partner_display_name": partner.display_name,
            "invoice_user_id": order.user_id.id,
            "invoice_origin": None if bill.is_credit_note else ", ".join(bill.orders.mapped("name")),
            "ref": order.name,
            "date": bill.day,
            "invoice_date": bill.day,
            "invoice_date_due": bill.due,
        }

    @api.model
    def _totals(self, names, sign, amount, rate):
        """An amount as Odoo keeps it: in the customer's currency, and with a sign in the company's and in that one."""
        return {
            key: value
            for name in names
            for key, value in (
                (name, amount),
                (f"{name}_signed", sign * round(amount * rate, 2)),
                (f"{name}_in_currency_signed", sign * amount),
            )
        }

    @api.model
    def _reference(self, sample, number):
        return {"payment_reference": number["name"]} if sample["payment_reference"] else {}

    @api.model
    def _line_row(self, bill, row):
        """What the lines of a document have in common."""
        return {
            "move_id": bill.move.id,
            "move_name": row["name"],
            "ref": row["ref"],
            "partner_id": bill.customer.id,
            "currency_id": row["currency_id"],
            "date": bill.day,
            "invoice_date": bill.day,
        }

    @api.model
    def _booked(self, sample, amount, rate):
        """The columns of an amount: positive ones are debits; reversals may be negative ones on the other side."""
        beyond, balance = min if sample["is_storno"] else max, round(amount * rate, 2)
        return {
            "balance": balance,
            "amount_currency": amount,
            "debit": beyond(balance, 0),
            "credit": beyond(-balance, 0),
        }

    def _insert_products(self, sample, kind, bills, common):
        """A line for each order line, of a credit note one line; invoices know their order lines."""
        pattern = sample[f"{kind}_product"]
        if kind == "note":
            self._insert_credited(pattern, bills, common)
            return
        ordered = [
            (bill, sold, line) for bill, line in zip(bills, common, strict=True) for sold in bill.orders.order_line
        ]
        rows = [
            {
                **pattern,
                **line,
                **self._booked(pattern, -sold.price_subtotal, bill.rate),
                **self._price(sold.product_uom_qty, sold.price_unit, sold.price_subtotal),
                "product_id": sold.product_id.id,
                "name": sample["labels"][sold.product_id],
            }
            for bill, sold, line in ordered
        ]
        lines = self._copies("account.move.line", rows)
        self.env.cr.execute(
            SQL(
                """INSERT INTO sale_order_line_invoice_rel (invoice_line_id, order_line_id)
                   SELECT * FROM unnest(%s, %s)""",
                lines.ids,
                [sold.id for _bill, sold, _line in ordered],
            )
        )

    def _insert_credited(self, pattern, bills, common):
        """One line for each credit note."""
        rows = [
            {
                **pattern,
                **line,
                **self._booked(pattern, bill.amount, bill.rate),
                **self._price(1, bill.amount, bill.amount),
            }
            for bill, line in zip(bills, common, strict=True)
        ]
        self._copies("account.move.line", rows)

    @api.model
    def _price(self, quantity, price, amount):
        return {"quantity": quantity, "price_unit": price, "price_subtotal": amount, "price_total": amount}

    def _term_row(self, sample, bill, row, group):
        """The line that is to be paid."""
        sign = -1 if bill.is_credit_note else 1
        label = sample["name"] and f"{row['ref']} - {row['payment_reference']}"
        return {
            **self._booked(sample, sign * bill.amount, bill.rate),
            "name": label,
            "date_maturity": bill.due,
            "amount_residual": sign * round(bill.open * bill.rate, 2),
            "amount_residual_currency": sign * bill.open,
            "reconciled": not bill.open,
            "full_reconcile_id": group,
            "matching_number": group and str(group),
        }
