"""A pin that has expired holds nobody, wherever somebody asks."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..customer_classification.assignments import pins
from .test_approval import ApprovalCase


@tagged("post_install", "-at_install")
class TestPins(ApprovalCase):
    def pin_until(self, day):
        """Pin Ann until ``day``; that may be past by the time that the tests look."""
        self.assignment = self.customer.classification_assignment_ids
        self.assignment.write({"pinned": True, "pinned_until": day, "pin_reason": "Chairman"})

    @freeze_time("2026-03-10 08:00:00")
    def test_the_last_day_counts_for_records_and_statements_alike(self):
        self.pin_until("2026-03-20")
        self.env.flush_all()
        for day, holds in ((date(2026, 3, 19), True), (date(2026, 3, 20), True), (date(2026, 3, 21), False)):
            [(found,)] = self.env.execute_query(
                self.env["customer.classification.assignment"]
                ._search([("id", "=", self.assignment.id)])
                .select(pins.hold("customer_classification_assignment", day))
            )
            self.assertEqual((found, pins.holds(self.assignment, day)), (holds, holds), day)

    def test_undoing_moves_a_customer_whose_pin_has_expired(self):
        with freeze_time("2026-03-10 08:00:00"):
            self.make_order(self.customer, "2026-03-01", 5000)
            run = self.scheme.classify()
            self.pin_until("2026-03-20")
        with freeze_time("2026-03-21 08:00:00"):
            run.action_undo()
        self.assertEqual((self.categories_of(self.scheme)["Ann"], run.kept_count), ("Ordinary", 0))

    def test_a_dry_run_knows_that_a_pin_has_expired(self):
        with freeze_time("2026-03-10 08:00:00"):
            self.pin_until("2026-03-20")
        with freeze_time("2026-03-21 08:00:00"):
            order = self.make_order(self.customer, "2026-03-01", 5000)
            run = self.scheme.classify(simulate=True)
            order._action_cancel()
            with self.assertRaisesRegex(UserError, "T-Ann"):
                run.action_apply()

    def test_pages_and_the_filter_tell_only_of_pins_that_hold(self):
        with freeze_time("2026-03-10 08:00:00"):
            self.pin_until("2026-03-20")
            self.assertIn("pinned until", self.assignment._how_and_since_when())
        lines = self.env["customer.classification.assignment"]
        pinned = [("scheme_id", "=", self.scheme.id), ("is_pinned", "=", True)]
        with freeze_time("2026-03-20 08:00:00"):
            self.env.invalidate_all()
            self.assertEqual(lines.search(pinned), self.assignment)
        with freeze_time("2026-03-21 08:00:00"):
            self.env.invalidate_all()
            self.assertFalse(lines.search(pinned))
            self.assertEqual(
                lines.search([*pinned[:1], ("is_pinned", "=", False)]).partner_id, self.customer | self.other
            )
            self.assertNotIn("pinned", self.assignment._how_and_since_when())
            self.assertFalse(
                self.env["customer.classification.why"].create({"assignment_id": self.assignment.id})._pin()
            )
