from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

PAID = {"amount_residual": 0, "amount_residual_currency": 0, "reconciled": True}


class CustomerClassificationDemo(models.AbstractModel):
    """The invoices, credit notes and payments of the demo, as copies of one of each."""

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
        lines = bills[0].orders.union(*(bill.orders for bill in bills)).order_line
        return lines.browse({line.product_id: line.id for line in lines}.values())

    # Numbers ----------------------------------------------------------------------------------------------------------

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
            self._copies(
                "account.move.line",
                [
                    {
                        **pattern,
                        **line,
                        **self._booked(pattern, bill.amount, bill.rate),
                        **self._price(1, bill.amount, bill.amount),
                    }
                    for bill, line in zip(bills, common, strict=True)
                ],
            )
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

    # Payments ---------------------------------------------------------------------------------------------------------

    def _insert_payments(self, sample, planned, matched):
        """Insert the payments with their entries; give the lines that pay."""
        planned_days = [day for _bill, _notes, day, _amount in planned]
        names = list(self._numbers(sample["entry"], planned_days))
        own = [
            {
                "date": day,
                "partner_id": bill.customer.id,
                "ref": bill.move.name,
                "name": number["name"],
                "currency_id": bill.move.currency_id.id,
            }
            for (bill, _notes, day, _amount), number in zip(planned, names, strict=True)
        ]
        amounts = [amount for _bill, _notes, _day, amount in planned]
        payments = self._copies(
            "account.payment",
            [
                {
                    **sample["payment"],
                    **{name: row[name] for name in ("date", "partner_id", "name", "currency_id")},
                    "memo": row["ref"],
                    "amount": amount,
                    "amount_company_currency_signed": round(amount * bill.rate, 2),
                    "move_id": None,
                }
                for row, amount, (bill, *_rest) in zip(own, amounts, planned, strict=True)
            ],
        )
        moves = self._copies(
            "account.move",
            [
                {
                    **sample["entry"],
                    **row,
                    **number,
                    "commercial_partner_id": row["partner_id"],
                    "invoice_partner_display_name": bill.customer.display_name,
                    "origin_payment_id": payment.id,
                    **self._totals(("amount_total",), 1, amount, bill.rate),
                }
                for row, number, amount, payment, (bill, *_rest) in zip(
                    own, names, amounts, payments, planned, strict=True
                )
            ],
        )
        self.env.cr.execute(
            SQL(
                """UPDATE account_payment payment SET move_id = move.id
                     FROM account_move move WHERE move.origin_payment_id = payment.id AND move.id IN %s""",
                tuple(moves.ids),
            )
        )
        return self._insert_entries(sample, planned, own, payments, moves, matched)

    def _insert_entries(self, sample, planned, own, payments, moves, matched):
        """The two lines of each payment's entry; gives those that pay."""
        lines = {"liquidity": [], "counterpart": []}
        for (bill, _notes, _day, amount), row, payment, move in zip(planned, own, payments, moves, strict=True):
            group = matched[bill]
            common = {
                "move_id": move.id,
                "move_name": row["name"],
                "payment_id": payment.id,
                "date_maturity": row["date"],
                **{name: row[name] for name in ("date", "partner_id", "ref", "currency_id")},
            }
            for kind, signed in (("liquidity", amount), ("counterpart", -amount)):
                pattern = sample[kind]
                label = pattern["name"].replace(sample["payment"]["memo"], row["ref"])
                values = self._booked(pattern, signed, bill.rate) | {"price_subtotal": signed, "price_total": signed}
                lines[kind].append({**pattern, **common, **values, "name": label})
            booked = lines["liquidity"][-1]
            booked |= {"amount_residual": booked["balance"], "amount_residual_currency": amount}
            lines["counterpart"][-1] |= PAID | {"full_reconcile_id": group, "matching_number": group and str(group)}
        self._copies("account.move.line", lines["liquidity"])
        return self._copies("account.move.line", lines["counterpart"])

    def _reconcile(self, sample, planned, entries, matched):
        """Say which line pays which, and how much of it."""
        rows = []
        for (bill, notes, day, amount), entry in zip(planned, entries, strict=True):
            for line, paid, when in [(entry, amount, day), *((note.line, note.amount, note.day) for note in notes)]:
                rows.append(
                    {
                        **sample["partial"],
                        "debit_move_id": bill.line.id,
                        "credit_move_id": line.id,
                        "amount": round(paid * bill.rate, 2),
                        "debit_currency_id": bill.move.currency_id.id,
                        "credit_currency_id": bill.move.currency_id.id,
                        "debit_amount_currency": paid,
                        "credit_amount_currency": paid,
                        "max_date": max(bill.day, when),
                        "full_reconcile_id": matched[bill],
                    }
                )
        partials = self._copies("account.partial.reconcile", rows)
        self.env.cr.execute(
            SQL(
                """UPDATE account_move_line line SET matching_number = 'P' || pair.id
                     FROM account_partial_reconcile pair
                    WHERE line.id IN (pair.debit_move_id, pair.credit_move_id)
                      AND pair.full_reconcile_id IS NULL AND pair.id IN %s""",
                tuple(partials.ids),
            )
        )

    # Orders -----------------------------------------------------------------------------------------------------------

    def _mark_as_invoiced(self, bills):
        orders = bills[0].orders.union(*(bill.orders for bill in bills))
        self.env.cr.execute(
            SQL(
                """WITH lines AS (
                       UPDATE sale_order_line
                          SET qty_invoiced = product_uom_qty, qty_to_invoice = 0, invoice_status = 'invoiced',
                              untaxed_amount_invoiced = price_subtotal, untaxed_amount_to_invoice = 0
                        WHERE order_id IN %(orders)s
                   ) UPDATE sale_order SET invoice_status = 'invoiced' WHERE id IN %(orders)s""",
                orders=tuple(orders.ids),
            )
        )
