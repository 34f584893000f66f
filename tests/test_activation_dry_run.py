"""Dry runs for a day of one's choice, and of a rule while it is being edited."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .test_approval import ApprovalCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 08:00:00")
class TestDryRun(ApprovalCase):
    def start(self, day=None):
        with Form(self.env["customer.classification.dry.run"].with_context(default_scheme_id=self.scheme.id)) as form:
            if day:
                form.as_of = day
        action = form.record.action_start()
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_for_today(self):
        self.make_order(self.customer, "2026-03-01", 5000)
        run = self.start()
        self.assertEqual((run.as_of, run.state, run.change_count), (date(2026, 3, 10), "simulated", 1))
        self.assertFalse(run.aftermath_html)

    def test_for_a_past_day_with_what_was_bought_afterwards(self):
        self.make_order(self.customer, "2024-12-01", 5000)
        self.make_order(self.customer, "2025-02-01", 700)  # after the day, within 12 months
        self.make_order(self.other, "2025-12-31", 60)
        self.make_order(self.other, "2026-01-05", 9000)  # later than 12 months after
        run = self.start(date(2024, 12, 31))
        self.assertEqual(run.change_ids.mapped("partner_id.name"), ["T-Ann"])
        rows = {row["category"].name: row for row in run._aftermath(run._last_day_after())}
        self.assertEqual((rows["VIP"]["customers"], rows["VIP"]["buyers"], rows["VIP"]["amount"]), (1, 1, 700))
        self.assertEqual((rows["Ordinary"]["customers"], rows["Ordinary"]["amount"]), (1, 60))
        self.assertIn("01/01/2025 – 12/31/2025, at most 12 months", run.aftermath_html)

    def test_no_day_to_come(self):
        with self.assertRaisesRegex(UserError, "still to come"):
            self.start(date(2026, 3, 11))

    def test_a_cell_of_the_matrix_opens_its_customers(self):
        self.make_order(self.customer, "2026-03-01", 5000)
        run = self.start()
        action = run.action_open_cell(self.ordinary.id, self.vip.id)
        changes = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual((changes.partner_id, changes.state), (self.customer, "simulated"))

    # A rule that is not saved

    def preview(self, rule=None, user=None, **values):
        return (self.rule if rule is None else rule).with_user(user or self.manager).preview(values)

    def test_unsaved_values_count_and_nothing_is_written(self):
        self.make_order(self.customer, "2026-03-01", 500)
        self.env.flush_all()
        runs = self.env["customer.classification.run"].search_count([])
        self.assertEqual(self.preview()["moves"], 0)
        condition = self.rule.condition_ids
        result = self.preview(condition_ids=[(1, condition.id, {"value": 400})])
        self.assertEqual((result["moves"], result["customers"], result["waiting"]), (1, 2, 0))
        self.assertIn("VIP", result["html"])
        self.assertEqual((condition.value, self.scheme.state), (1000, "active"))
        self.assertEqual(self.env["customer.classification.run"].search_count([]), runs)

    def test_a_rule_that_does_not_exist_yet(self):
        self.make_order(self.customer, "2026-03-01", 500)
        new = {"measure": "order_amount", "window": "months", "window_length": 12, "operator": ">=", "value": 400}
        values = {
            "name": "New",
            "scheme_id": self.scheme.id,
            "category_id": self.potential.id,
            "sequence": 1,
            "condition_ids": [(0, "virtual_1", new)],
        }
        self.scheme.approval = "downgrade"
        result = self.preview(self.env["customer.classification.rule"], **values)
        self.assertEqual((result["moves"], result["waiting"]), (1, 1))

    def test_refusals(self):
        condition = self.rule.condition_ids
        with self.assertRaisesRegex(ValidationError, "looks back over no time"):
            self.preview(condition_ids=[(1, condition.id, {"window_length": 0})])
        with self.assertRaisesRegex(ValidationError, "cannot be understood"):
            self.preview(partner_domain="[('nothing', '=', 1)]")
        with self.assertRaisesRegex(AccessError, "Only classification managers"):
            self.preview(user=self.user)
