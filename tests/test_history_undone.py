"""A move that was undone never was: not in the form, not on a past day, not in a report."""

from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .test_approval import ApprovalCase


@tagged("post_install", "-at_install")
class TestUndone(ApprovalCase):
    def setUp(self):
        super().setUp()
        with freeze_time("2026-03-10 08:00:00"):
            self.make_order(self.customer, "2026-03-01", 5000)
            self.new = self.make_customer("Cid")
            self.run_ = self.scheme.classify()
        with freeze_time("2026-03-15 08:00:00"):
            self.run_.action_undo()
        self.line = self.customer.classification_assignment_ids

    def test_form_period_and_past_day_agree_since_when_the_customer_is_there(self):
        periods = self.env["customer.classification.period"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(self.line.since, date(2026, 1, 1))
        self.assertEqual(
            [(p.category_id, p.since, p.until) for p in periods], [(self.ordinary, self.line.since, False)]
        )
        for day in ("2026-01-01", "2026-03-12", "2026-03-20"):
            self.assertEqual(self.customer.classification_at(day), {self.scheme.code: self.ordinary.code}, day)

    def test_who_was_in_no_category_before_was_in_none_in_between(self):
        self.assertFalse(self.new.classification_assignment_ids)
        self.assertEqual(self.new.classification_at("2026-03-12"), {})
        self.assertFalse(self.env["customer.classification.difference"].search([("scheme_id", "=", self.scheme.id)]))

    def test_neither_the_undone_move_nor_the_one_that_undid_it_is_a_movement(self):
        moves = self.env["customer.classification.movement"].search([("scheme_id", "=", self.scheme.id)])
        real = moves.filtered(lambda move: not move.is_taken_back)
        self.assertEqual(set(real.mapped("date")), {date(2026, 1, 1)})
        wizard = self.env["customer.classification.movement.matrix"].create(
            {"scheme_id": self.scheme.id, "date_from": "2026-03-09", "date_to": "2026-03-12"}
        )
        wizard.action_show()
        self.assertEqual({cell["from"] == cell["to"] for cell in wizard.result["cells"]}, {True})
