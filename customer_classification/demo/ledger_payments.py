from odoo import models
from odoo.tools import SQL

PAID = {"amount_residual": 0, "amount_residual_currency": 0, "reconciled": True}


class CustomerClassificationDemo(models.AbstractModel):
    """The payments of the demo, and which invoices they pay."""

    _inherit = "customer.classification.demo"

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
        payments = self._insert_own_payments(sample, planned, own)
        moves = self._insert_moves_of_payments(sample, planned, own, names, payments)
        self.env.cr.execute(
            SQL(
                """UPDATE account_payment payment SET move_id = move.id
                     FROM account_move move WHERE move.origin_payment_id = payment.id AND move.id IN %s""",
                tuple(moves.ids),
            )
        )
        return self._insert_entries(sample, planned, own, payments, moves, matched)

    def _insert_own_payments(self, sample, planned, own):
        """The payments, still without their moves."""
        return self._copies(
            "account.payment",
            [
                {
                    **sample["payment"],
                    **{name: row[name] for name in ("date", "partner_id", "name", "currency_id")},
                    "memo": row["ref"],
                    "amount": amount,
                    "amount_company_currency_signed": round(amount * bill.rate, 2),
                    # the move names its payment: one of the two must come first
                    "move_id": None,
                }
                for row, (bill, _notes, _day, amount) in zip(own, planned, strict=True)
            ],
        )

    def _insert_moves_of_payments(self, sample, planned, own, names, payments):
        """The moves of the payments, still without lines."""
        return self._copies(
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
                for row, number, payment, (bill, _notes, _day, amount) in zip(
                    own, names, payments, planned, strict=True
                )
            ],
        )

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
