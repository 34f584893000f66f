"""Undoing a run or one move, and what is in the way of it."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_approval import ApprovalCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 08:00:00")
class TestUndo(ApprovalCase):
    def make_run(self):
        """A run by a threshold that was too low: both customers become VIP."""
        self.rule.condition_ids.value = 10
        for customer in (self.customer, self.other):
            self.make_order(customer, "2026-03-01", 50)
        self.scheme.action_activate()
        return self.scheme.with_user(self.manager).classify()

    def test_a_run_is_undone_and_the_customers_are_where_they_were_since_when_they_were(self):
        before = self.customer.classification_assignment_ids.since
        run = self.make_run()
        self.assertEqual(self.categories_of(self.scheme), {"Ann": "VIP", "Bob": "VIP"})
        run.action_undo()
        self.assertEqual(self.categories_of(self.scheme), {"Ann": "Ordinary", "Bob": "Ordinary"})
        line = self.customer.classification_assignment_ids
        self.assertEqual((line.origin, line.since, line.pinned), ("undo", before, False))
        self.assertEqual((run.state, run.undone_by_id, run.kept_count), ("undone", self.manager, 0))
        self.assertEqual(
            self.states(),
            [
                ("Ann", "VIP", "undone"),
                ("Bob", "VIP", "undone"),
                ("Ann", "Ordinary", "applied"),
                ("Bob", "Ordinary", "applied"),
            ],
        )

    def test_a_scheme_that_would_do_it_again_waits_for_a_new_activation(self):
        self.make_run().action_undo()
        self.assertEqual(self.scheme.state, "changed")
        self.scheme.action_activate()
        again = self.scheme.classify()
        self.rule.condition_ids.value = 1000
        self.scheme.action_activate()
        again.action_undo()
        self.assertEqual(self.scheme.state, "active", "the rules are others already")

    def test_to_whom_something_newer_happened_he_stays(self):
        run = self.make_run()
        self.customer.classification_assignment_ids.category_id = self.potential
        run.action_undo()
        self.assertEqual(self.categories_of(self.scheme), {"Ann": "Potential", "Bob": "Ordinary"})
        self.assertEqual(run.kept_count, 1)
        kept = self.env["customer.classification.change"].search(run.action_open_kept()["domain"])
        self.assertEqual(kept.partner_id, self.customer)

    def test_who_was_pinned_since_stays(self):
        run = self.make_run()
        self.other.classification_assignment_ids.write({"pinned": True, "pin_reason": "Chairman"})
        run.action_undo()
        self.assertEqual(self.categories_of(self.scheme), {"Ann": "Ordinary", "Bob": "VIP"})

    def test_a_first_classification_undone_leaves_nobody_classified(self):
        new = self.make_customer("Cid")
        run = self.scheme.classify(partner_ids=new.ids)
        self.assertEqual(self.categories_of(self.scheme)["Cid"], "Ordinary")
        run.action_undo()
        self.assertNotIn("Cid", self.categories_of(self.scheme))

    def test_attribute_values_come_back(self):
        self.ordinary.attribute_definition = [{"name": "output", "type": "integer", "string": "Output"}]
        self.customer.classification_assignment_ids.set_attributes({"output": 12})
        run = self.make_run()
        line = self.customer.classification_assignment_ids
        self.assertFalse(line.attributes)
        run.action_undo()
        self.assertEqual(dict(line.attributes), {"output": 12})

    def test_documents_in_between_are_listed(self):
        run = self.make_run()
        with freeze_time("2026-03-11 08:00:00"):
            order = self.make_order(self.customer, "2026-03-11", 700)
            self.env.cr.execute("UPDATE sale_order SET create_date = %s WHERE id = %s", (order.date_order, order.id))
        with freeze_time("2026-03-12 08:00:00"):
            run.action_undo()
        listed = self.env["sale.order"].search(run.action_open_orders_between()["domain"])
        self.assertEqual(listed, order)

    def test_a_single_move_is_undone_and_rules_leave_the_customer_there(self):
        self.make_run()
        change = self.customer.classification_assignment_ids.change_id
        change.with_user(self.manager).action_undo()
        line = self.customer.classification_assignment_ids
        self.assertEqual((line.category_id, line.pinned, line.origin), (self.ordinary, True, "undo"))
        self.assertEqual(line.pinned_until, date(2026, 12, 31))
        self.scheme.classify()
        self.assertEqual(self.categories_of(self.scheme), {"Ann": "Ordinary", "Bob": "VIP"})

    def test_refusals(self):
        run = self.make_run()
        change = self.customer.classification_assignment_ids.change_id
        with self.assertRaisesRegex(AccessError, "Only classification managers"):
            run.with_user(self.user).action_undo()
        with self.assertRaisesRegex(AccessError, "Only classification managers"):
            change.with_user(self.user).action_undo()
        self.customer.classification_assignment_ids.category_id = self.potential
        with self.assertRaisesRegex(UserError, "Something newer happened to T-Ann"):
            change.action_undo()
        self.assertEqual(change.state, "applied", "nothing is half undone")
        run.action_undo()
        with self.assertRaisesRegex(UserError, "was undone already"):
            run.action_undo()
        with self.assertRaisesRegex(UserError, "is not in force"):
            run.change_ids.filtered(lambda c: c.state == "undone").action_undo()
        with self.assertRaisesRegex(UserError, "moved nobody"):
            self.scheme.classify(simulate=True).action_undo()

    def test_undoing_costs_the_same_for_two_customers_and_for_fifty(self):
        def statements(number):
            customers = [self.make_customer(f"{number}-{n}") for n in range(number)]
            run = self.scheme.classify(partner_ids=[customer.id for customer in customers])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run.action_undo()
            return self.env.cr.sql_log_count - before

        statements(1)  # what is read once
        self.assertEqual(statements(2), statements(50))


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 08:00:00")
class TestStaleDryRun(ApprovalCase):
    """A dry run is applied as it was seen, or says what has changed since."""

    def test_a_dry_run_is_applied_as_it_was_seen(self):
        self.make_order(self.customer, "2026-03-01", 5000)
        run = self.scheme.classify(simulate=True)
        run.action_apply()
        self.assertEqual(self.categories_of(self.scheme), {"Ann": "VIP", "Bob": "Ordinary"})

    def test_changed_documents_are_told(self):
        order = self.make_order(self.customer, "2026-03-01", 5000)
        run = self.scheme.classify(simulate=True)
        order._action_cancel()
        self.make_order(self.other, "2026-03-02", 5000)
        with self.assertRaisesRegex(UserError, r"2 customers would go elsewhere now \(T-Ann, T-Bob\)"):
            run.action_apply()
        self.assertEqual(self.categories_of(self.scheme), {"Ann": "Ordinary", "Bob": "Ordinary"})

    def test_edited_rules_are_told(self):
        run = self.scheme.classify(simulate=True)
        self.rule.condition_ids.value = 2000
        with self.assertRaisesRegex(UserError, "rules were edited since this dry run"):
            run.action_apply()

    def test_another_name_is_no_other_rule(self):
        self.make_order(self.customer, "2026-03-01", 5000)
        run = self.scheme.classify(simulate=True)
        self.rule.name = "Large buyers"
        run.action_apply()
        self.assertEqual(self.categories_of(self.scheme)["Ann"], "VIP")

    def test_who_was_moved_by_hand_since_stays_and_holds_nobody_up(self):
        for customer in (self.customer, self.other):
            self.make_order(customer, "2026-03-01", 5000)
        run = self.scheme.classify(simulate=True)
        self.customer.classification_assignment_ids.category_id = self.potential
        run.action_apply()
        self.assertEqual(self.categories_of(self.scheme), {"Ann": "Potential", "Bob": "VIP"})
