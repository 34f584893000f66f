"""What follows a move follows it whoever made it; another addon adds an entry and touches nothing of ours."""

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import SQL

from ..customer_classification.assignments import change_columns
from ..customer_classification.consequences.registry import CONSEQUENCES, Consequence
from .test_approval import ApprovalCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 08:00:00")
class TestConsequences(ApprovalCase):
    def setUp(self):
        super().setUp()
        self.seen = []
        self.add_entry("first")

    def add_entry(self, name, **values):
        entry = Consequence(
            name,
            concerns=lambda env, scheme_id: scheme_id == self.scheme.id,
            apply=lambda env, moved: self.see(name, env, moved),
            undo=lambda env, moved: self.see(f"{name} undone", env, moved),
            **values,
        )
        CONSEQUENCES.append(entry)
        self.addCleanup(CONSEQUENCES.remove, entry)

    def see(self, name, env, moved):
        for partner_id, category_id in env.execute_query(
            SQL("SELECT partner_id, to_category_id FROM (%s) moved", moved.carried)
        ):
            customer, category = env["res.partner"].browse(partner_id), self.vip.browse(category_id or ())
            self.seen.append((name, customer.name.removeprefix("T-"), category.name))

    def taken(self):
        seen, self.seen = self.seen, []
        return seen

    def test_rules_and_undoing(self):
        self.make_order(self.customer, "2026-03-01", 5000)
        run = self.scheme.classify()
        self.assertEqual(self.taken(), [("first", "Ann", "VIP")])
        run.action_undo()
        self.assertEqual(self.taken(), [("first undone", "Ann", "Ordinary")])

    def test_a_dry_run_lets_nothing_follow_until_it_is_applied(self):
        self.make_order(self.customer, "2026-03-01", 5000)
        run = self.scheme.classify(simulate=True)
        self.assertEqual(self.taken(), [])
        run.action_apply()
        self.assertEqual(self.taken(), [("first", "Ann", "VIP")])

    def test_people(self):
        line = self.customer.classification_assignment_ids
        line.category_id = self.potential
        self.assertEqual(self.taken(), [("first", "Ann", "Potential")])
        line.unlink()
        self.assertEqual(self.taken(), [("first", "Ann", False)])
        line.create({"partner_id": self.customer.id, "category_id": self.vip.id})
        self.assertEqual(self.taken(), [("first", "Ann", "VIP")])

    def test_a_proposal_is_followed_once_it_is_approved(self):
        self.scheme.approval = "upgrade"
        self.make_order(self.customer, "2026-03-01", 5000)
        self.scheme.classify()
        self.assertEqual(self.taken(), [])
        self.proposals().with_user(self.manager).action_approve()
        self.assertEqual(self.taken(), [("first", "Ann", "VIP")])

    def test_a_change_of_the_tree_is_followed_by_entries_that_want_that(self):
        self.add_entry("second", of_trees=False)
        self.rule.category_id = self.potential
        self.customer.classification_assignment_ids.category_id = self.vip
        self.taken()
        self.env["customer.classification.adjustment"].create(
            {
                "operation": "merge",
                "scheme_id": self.scheme.id,
                "category_id": self.vip.id,
                "target_category_id": self.potential.id,
            }
        ).action_apply()
        self.assertEqual(self.taken(), [("first", "Ann", "Potential")])

    def test_entries_follow_in_their_order(self):
        self.add_entry("second")
        self.customer.classification_assignment_ids.category_id = self.vip
        self.assertEqual([name for name, *_rest in self.taken()], ["first", "second"])

    def test_the_rows_of_people_and_of_the_engine_have_the_same_columns(self):
        line = self.customer.classification_assignment_ids
        self.assertLessEqual(line._prepare_change().keys(), set(change_columns.COLUMNS))
        with self.assertRaisesRegex(ValueError, "No column of a change: decision_note"):
            change_columns.complete(decision_note="Agreed")
