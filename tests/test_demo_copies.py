from odoo.tests import TransactionCase, tagged

# What Odoo computes and stores of the documents; what people may edit is theirs.
COMPUTED = {
    "sale.order": ("currency_rate", "amount_untaxed", "amount_tax", "amount_total", "invoice_status"),
    "sale.order.line": (
        *("price_subtotal", "price_tax", "price_total", "price_reduce_taxexcl", "price_reduce_taxinc", "qty_invoiced"),
        *("qty_delivered_method", "qty_to_invoice", "untaxed_amount_invoiced", "untaxed_amount_to_invoice"),
        "invoice_status",
    ),
    "account.move": (
        *("commercial_partner_id", "sequence_prefix", "sequence_number", "payment_state", "made_sequence_gap"),
        *("amount_untaxed", "amount_tax", "amount_total", "amount_residual", "invoice_partner_display_name"),
        *("amount_untaxed_signed", "amount_total_signed", "amount_residual_signed", "amount_tax_signed"),
        *("amount_untaxed_in_currency_signed", "amount_total_in_currency_signed"),
    ),
    "account.move.line": (
        *("amount_residual", "amount_residual_currency", "reconciled", "price_subtotal", "price_total"),
    ),
    "account.payment": ("amount_company_currency_signed", "is_reconciled", "is_matched"),
}


@tagged("post_install", "-at_install")
class TestDemoCopies(TransactionCase):
    """The demo's documents, which are copies of one of each kind, are as Odoo would have made them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("customer_classification.demo_company")
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})

    def test_what_odoo_computes_is_what_is_stored(self):
        for model, names in COMPUTED.items():
            records = self.env[model].search([("company_id", "=", self.company.id)])
            self.assertGreater(len(records), 500, model)
            by_compute = {}
            for field in map(records._fields.get, names):
                by_compute.setdefault(field.compute, []).append(field)
            for compute, fields in by_compute.items():
                with self.subTest(model=model, compute=compute):
                    stored = {field: self.values(field, records) for field in fields}
                    for field in fields:
                        self.env.add_to_compute(field, records)
                    self.env.flush_all()
                    for field in fields:
                        self.assert_as_stored(field, records, stored[field])

    def assert_as_stored(self, field, records, stored):
        found = zip(records.ids, stored, self.values(field, records), strict=True)
        self.assertEqual([row for row in found if not self.alike(*row[1:])], [], field.name)

    def values(self, field, records):
        return [record[field.name] or False for record in records]

    def alike(self, one, other):
        if isinstance(one, float) or isinstance(other, float):
            return abs(one - other) < 0.005
        return one == other

    def test_each_entry_balances_and_its_numbers_have_no_gap(self):
        moves = self.env["account.move"].search([("company_id", "=", self.company.id)])
        for move in moves:
            self.assertTrue(self.company.currency_id.is_zero(sum(move.line_ids.mapped("balance"))), move.name)
        numbers = {}
        for move in moves:
            numbers.setdefault((move.journal_id, move.sequence_prefix), []).append(move.sequence_number)
        for (_journal, prefix), found in numbers.items():
            self.assertEqual(sorted(found), list(range(1, len(found) + 1)), prefix)

    def test_what_is_reconciled_adds_up(self):
        lines = self.env["account.move.line"].search(
            [("company_id", "=", self.company.id), ("account_type", "=", "asset_receivable")]
        )
        for group in lines.full_reconcile_id:
            self.assertTrue(self.company.currency_id.is_zero(sum(group.reconciled_line_ids.mapped("balance"))))
        open_lines = lines.filtered(lambda line: not line.reconciled)
        for line in lines - open_lines:
            self.assertFalse(line.amount_residual)
            self.assertTrue(line.full_reconcile_id or line.matched_debit_ids, line.move_id.name)
