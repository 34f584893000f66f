from odoo.tests import tagged

from .test_common_visibility import MANAGER, VisibilityCase

YEAR = {"window": "months", "window_length": 12, "operator": ">="}


@tagged("post_install", "-at_install")
class TestApprovalCounts(VisibilityCase):
    """What runs, buttons and mails count after somebody decided."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.user("c_manager", MANAGER)
        cls.scheme = cls.make_scheme(approval="all")
        cls.make_rule(cls.scheme, "VIP", {"measure": "order_amount", "value": 100, **YEAR})
        cls.customers = cls.make_customer("one") | cls.make_customer("two") | cls.make_customer("three")
        for customer in cls.customers:
            cls.make_order(customer, cls.company._classification_today(), 100)
        cls.run_ = cls.scheme.classify()
        cls.changes = cls.run_.change_ids.with_user(cls.manager).with_context(allowed_company_ids=cls.company.ids)

    def counts(self):
        return self.run_.change_count, self.run_.proposed_count

    def test_a_run_tells_what_became_of_its_proposals(self):
        self.assertEqual(self.counts(), (0, 3))
        self.changes[0].action_approve()
        self.assertEqual(self.counts(), (1, 2))
        self.changes[1].action_reject("not yet")
        self.assertEqual(self.counts(), (1, 1))
        self.changes[2].action_approve()
        self.assertEqual(self.counts(), (2, 0))

    def test_the_history_button_counts_the_lines_that_it_opens(self):
        customer = self.customers[1]
        self.changes.filtered(lambda change: change.partner_id == customer).action_reject("not yet")
        customer._set_category(self.scheme, self.category(self.scheme, "Ordinary"))
        opened = customer.action_open_classification_changes()
        number = self.env[opened["res_model"]].search_count(opened["domain"])
        self.assertEqual(customer.classification_change_count, number)

    def test_a_digest_counts_what_its_reader_may_see(self):
        self.customers[0].company_id = self.make_company("Elsewhere", "CNY", "UTC")
        self.env["customer.classification.scheme"]._cron_digest()
        mail = self.env["mail.mail"].search([("email_to", "ilike", "c_manager")])
        self.assertIn("2 proposed", mail.subject)
