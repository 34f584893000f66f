"""What only the server sets is no client's to set, whoever the client is."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ClassificationCase

GROUPS = "sales_team.group_sale_salesman_all_leads,customer_classification.group_classification_"


@tagged("post_install", "-at_install")
class TestServerValues(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme()
        cls.make_rule(
            cls.scheme, "VIP", {"measure": "order_amount", "window": "lifetime", "operator": ">=", "value": 0}
        )
        cls.customer = cls.make_customer("Customer")
        cls.dry_run = cls.scheme.classify(simulate=True)
        cls.user, cls.manager, cls.administrator = (
            new_test_user(
                cls.env,
                f"t_{role}",
                groups=GROUPS + role,
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for role in ("user", "manager", "administrator")
        )

    def assert_refused(self, user, record, values, message=""):
        record = record.with_user(user)
        for act in (lambda: record.write(values), lambda: record.browse().create(values)):
            with self.subTest(user.login, values=values), self.assertRaisesRegex(AccessError, message):
                act()

    def test_what_runs_changes_and_jobs_did_is_written_by_nobody(self):
        job = self.env["customer.classification.report.job"].create(
            {"name": "x", "report": "category_statistics", "file_format": "pdf", "user_id": self.administrator.id}
        )
        for user in (self.user, self.manager, self.administrator):
            for state in ("simulated", "applied", "undone"):
                self.assert_refused(user, self.dry_run, {"state": state, "scheme_id": self.scheme.id})
                self.assert_refused(user, self.dry_run.change_ids, {"state": state})
            self.assert_refused(user, job, {"state": "done"})

    def test_a_scheme_is_activated_by_its_button_alone(self):
        new = {"name": "New", "code": "T-NEW"}
        for values in ({"state": "active"}, {"activated_rules": {}}, {"activated_at": "2026-01-01 00:00:00"}):
            self.assert_refused(self.administrator, self.scheme, {**new, **values}, "the buttons of the form do")
        with self.assertRaisesRegex(AccessError, "the buttons of the form do"):
            self.scheme.with_user(self.administrator).browse().with_context(default_state="active").create(new)
        self.assertEqual(self.scheme.state, "draft")
        self.scheme.with_user(self.manager).action_activate()
        self.assertEqual(self.scheme.state, "active")

    def test_numbers_that_were_given_out_stay(self):
        values = {"name": "New", "code": "9", "scheme_id": self.scheme.id, "last_reference": 5}
        self.assert_refused(self.administrator, self.category(self.scheme, "VIP"), values, "the buttons of the form do")
