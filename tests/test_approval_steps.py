"""Approvers who are away hand over, and moves into categories with much credit are approved twice."""

from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .test_approval import ApprovalCase


class StepsCase(ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme.manual_change = "propose"
        cls.today = cls.scheme._today()

    def propose(self, category, user=None):
        self.customer.classification_assignment_ids.with_user(user or self.user).category_id = category.id
        return self.proposals()


@tagged("post_install", "-at_install")
class TestDelegates(StepsCase):
    def setUp(self):
        super().setUp()
        self.scheme.approver_ids = self.manager
        self.helper = self.new_user("t_helper", "customer_classification.group_classification_user")

    def hand_over(self, user=None, first=0, last=3, **values):
        return (
            self.env["customer.classification.delegation"]
            .with_user(user or self.manager)
            .create(
                {
                    "user_id": self.manager.id,
                    "delegate_id": self.helper.id,
                    "date_from": self.today + timedelta(days=first),
                    "date_until": self.today + timedelta(days=last),
                    **values,
                }
            )
        )

    def test_the_delegate_decides_until_the_last_day(self):
        proposal = self.propose(self.vip).with_user(self.helper)
        with self.assertRaises(AccessError):
            proposal.action_approve()
        delegation = self.hand_over(last=0)
        proposal.invalidate_recordset()
        self.assertTrue(proposal.can_decide)
        self.assertIn(proposal, proposal.search([("can_decide", "=", True)]))
        proposal.action_approve()
        self.assertEqual((proposal.state, proposal.decision_user_id), ("applied", self.helper))
        delegation.sudo().write(
            {"date_from": self.today - timedelta(days=2), "date_until": self.today - timedelta(days=1)}
        )
        self.assertNotIn(self.helper, self.scheme._approvers())

    def test_the_approver_still_decides(self):
        self.hand_over()
        self.propose(self.vip).with_user(self.manager).action_approve()

    def test_nobody_decides_on_behalf_of_who_proposed(self):
        """Managers move at once unless the move must be approved; then their delegate is not somebody else."""
        self.scheme.approval = "all"
        self.hand_over()
        proposal = self.propose(self.vip, self.manager)
        self.assertFalse(proposal.with_user(self.helper).can_decide)
        with self.assertRaisesRegex(AccessError, "yourself"):
            proposal.with_user(self.helper).action_approve()

    def test_everybody_hands_over_their_own(self):
        with self.assertRaisesRegex(AccessError, "your own approvals"):
            self.hand_over(self.helper)
        with self.assertRaisesRegex(ValidationError, "somebody else"):
            self.hand_over(delegate_id=self.manager.id)
        with self.assertRaisesRegex(ValidationError, "before the first"):
            self.hand_over(first=3, last=1)


@tagged("post_install", "-at_install")
class TestTwoSteps(StepsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme.second_step_from = 10_000
        cls.vip.write({"use_credit_limit": True, "credit_limit": 10_000})
        cls.ordinary.write({"use_credit_limit": True, "credit_limit": 9_999})
        cls.leader = cls.new_user("t_leader", "sales_team.group_sale_salesman_all_leads")
        cls.team = cls.env["crm.team"].create(
            {"name": "South", "company_id": cls.company.id, "user_id": cls.leader.id, "member_ids": cls.user.ids}
        )
        cls.customer.user_id = cls.user

    def test_two_people_approve(self):
        proposal = self.propose(self.vip)
        self.assertEqual(proposal.steps, "Needs two approvals")
        proposal.with_user(self.manager).action_approve()
        self.assertEqual((proposal.state, proposal.first_approver_id), ("proposed", self.manager))
        self.assertFalse(proposal.with_user(self.manager).can_decide)
        with self.assertRaisesRegex(AccessError, "first approval"):
            proposal.with_user(self.manager).action_approve()
        proposal.with_user(self.second).action_approve()
        self.assertEqual((proposal.state, proposal.decision_user_id), ("applied", self.second))

    def test_the_leader_of_the_team_first(self):
        proposal = self.propose(self.vip).with_user(self.leader)
        self.assertTrue(proposal.can_decide)
        self.assertIn(proposal, proposal.search([("can_decide", "=", True)]))
        proposal.action_approve()
        self.assertEqual((proposal.state, proposal.first_approver_id), ("proposed", self.leader))
        with self.assertRaises(AccessError):
            proposal.action_approve()
        proposal.with_user(self.manager).action_approve()
        self.assertEqual(proposal.state, "applied")

    def test_below_the_amount_once(self):
        self.customer.classification_assignment_ids._move({"category_id": self.potential.id})
        proposal = self.propose(self.ordinary)
        self.assertFalse(proposal.steps)
        with self.assertRaises(AccessError):
            proposal.with_user(self.leader).action_approve()
        proposal.with_user(self.manager).action_approve()
        self.assertEqual(proposal.state, "applied")

    def test_no_client_gives_the_first_approval(self):
        with self.assertRaises(AccessError):
            self.propose(self.vip).with_user(self.user).write({"first_approver_id": self.manager.id})
