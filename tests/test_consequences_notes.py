"""A note on the customer for each move, where the scheme wants it."""

from datetime import timedelta

from odoo.tests import tagged

from .test_history import D, HistoryCase

AMOUNT = {"measure": "order_amount", "window": "months", "window_length": 12, "operator": ">="}


@tagged("post_install", "-at_install")
class TestChangeNotes(HistoryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme.write({"log_changes": True, "name": "Importance"})
        cls.today = cls.scheme._today()
        cls.customer = cls.customers[0]

    def notes(self, customer=None):
        """The notes about categories on a customer, oldest first, without their HTML."""
        messages = (customer or self.customer).message_ids.sorted("id")
        return [m.preview for m in messages if "Importance:" in m.body]

    def test_by_hand(self):
        self.put(self.customer, self.ordinary, self.today)
        self.put(self.customer, self.vip, self.today, pinned=True, pin_reason="Agreed")
        self.assignment(self.customer).unlink()
        self.assertEqual(
            self.notes(),
            [
                "Importance: no category → Ordinary (By hand)",
                "Importance: Ordinary → VIP (By hand: Agreed)",
                "Importance: VIP → no category (By hand)",
            ],
        )
        message = self.customer.message_ids[0]
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_note"))
        self.assertEqual(message.author_id, self.env.user.partner_id)
        self.assertFalse(message.notification_ids, "nobody is sent a mail")

    def test_by_rule(self):
        self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 100}, name="Large buyers")
        self.scheme.default_category_id = self.potential
        self.make_order(self.customer, self.today - timedelta(days=40), 100)
        self.scheme.classify(simulate=True)
        self.assertFalse(self.notes(), "a dry run moves nobody")
        self.scheme.classify(as_of=self.today - timedelta(days=40))
        day = (self.today - timedelta(days=40)).strftime("%m/%d/%Y")
        self.assertEqual(self.notes(), [f"Importance: no category → VIP (By rule: Large buyers), since {day}"])
        self.assertEqual(self.notes(self.customers[1]), [f"Importance: no category → Potential (By rule), since {day}"])
        self.scheme.classify()
        self.assertEqual(len(self.notes()), 1, "nothing moved, nothing is noted")

    def test_a_dry_run_that_is_applied(self):
        self.scheme.default_category_id = self.potential
        self.scheme.classify(simulate=True).action_apply()
        self.assertEqual(self.notes(), ["Importance: no category → Potential (By rule)"])

    def test_an_approved_proposal(self):
        self.put(self.customer, self.ordinary, self.today)
        self.assignment(self.customer).with_user(self.salesperson).category_id = self.vip
        self.assertEqual(len(self.notes()), 1, "a proposal moves nobody")
        self.Change.search([("partner_id", "=", self.customer.id), ("state", "=", "proposed")]).action_approve()
        self.assertEqual(self.notes()[1:], ["Importance: Ordinary → VIP (By hand)"])

    def test_in_the_background_and_many_by_hand(self):
        self.scheme.default_category_id = self.potential
        Run = self.env["customer.classification.run"]
        Run._queue(self.scheme)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("customer_classification.ir_cron_execute").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.notes(), ["Importance: no category → Potential (By rule)"])
        wizard = self.env["customer.classification.assign"]._start(self.customers[:2])
        wizard.line_ids.filtered(lambda line: line.scheme_id == self.scheme).write(
            {"choice": "set", "category_id": self.vip.id}
        )
        wizard.action_apply()
        self.assertEqual(self.notes()[1:], ["Importance: Potential → VIP (By hand)"])

    def test_in_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.company.partner_id.lang = "zh_CN"
        self.vip.with_context(lang="zh_CN").name = "重要客户"
        self.put(self.customer, self.vip, self.today)
        self.assertTrue(self.customer.message_ids.filtered(lambda message: "重要客户" in message.body))

    def test_only_where_it_is_wanted(self):
        self.scheme.log_changes = False
        self.put(self.customer, self.vip, D)
        self.scheme.default_category_id = self.potential
        self.scheme.classify()
        self.assertFalse(self.notes())

    def test_the_number_of_statements_does_not_depend_on_the_customers(self):
        def statements(number):
            scheme = self.make_scheme(log_changes=True)
            scheme.default_category_id = scheme.category_ids[0]
            partners = [self.make_customer(f"{scheme.code} {i}").id for i in range(number)]
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            scheme.classify(partner_ids=partners)
            return self.env.cr.sql_log_count - before

        statements(2)
        self.assertEqual(statements(12), statements(2))
