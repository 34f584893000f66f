"""Moves that must be approved: who decides, what rests, what is overtaken, and how approvers hear of it."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import ClassificationCase

SALES = {"measure": "order_amount", "window": "months", "window_length": 12, "operator": ">=", "value": 1000}
SALESPERSON = "base.group_partner_manager,sales_team.group_sale_salesman_all_leads"
MANAGER = f"{SALESPERSON},customer_classification.group_classification_manager"


class ApprovalCase(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme(default_category_id=False, state="active")
        cls.vip, cls.ordinary, cls.potential = (cls.category(cls.scheme, n) for n in ("VIP", "Ordinary", "Potential"))
        cls.rule = cls.make_rule(cls.scheme, "VIP", SALES)
        cls.scheme.default_category_id = cls.ordinary
        cls.customer, cls.other = cls.make_customer("Ann"), cls.make_customer("Bob")
        cls.scheme.classify(as_of="2026-01-01")
        cls.scheme.action_activate()
        cls.last = cls.env["customer.classification.change"].search([], order="id desc", limit=1)
        cls.manager, cls.second = cls.new_user("t_manager", MANAGER), cls.new_user("t_second", MANAGER)
        cls.user = cls.new_user("t_user", SALESPERSON)

    @classmethod
    def new_user(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            email=f"{login}@example.com",
        )

    def proposals(self, *states):
        return self.env["customer.classification.change"].search(
            [("scheme_id", "=", self.scheme.id), ("state", "in", states or ("proposed",))], order="id"
        )

    def states(self):
        changes = self.env["customer.classification.change"].search(
            [("scheme_id", "=", self.scheme.id), ("id", ">", self.last.id)], order="id"
        )
        return [(c.partner_id.name.removeprefix("T-"), c.to_category_id.name, c.state) for c in changes]


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 08:00:00")
class TestApproval(ApprovalCase):
    def test_a_rule_proposes_what_must_be_approved_and_moves_the_rest(self):
        self.make_order(self.customer, "2026-03-01", 5000)
        self.scheme.approval = "downgrade"
        run = self.scheme.classify()
        self.assertEqual(self.categories_of(self.scheme), {"Ann": "VIP", "Bob": "Ordinary"})
        self.assertEqual((run.change_count, run.proposed_count), (1, 0))
        self.customer.sale_order_ids._action_cancel()
        run = self.scheme.classify()
        self.assertEqual((run.change_count, run.proposed_count), (0, 1))
        self.assertEqual(self.categories_of(self.scheme)["Ann"], "VIP", "the downgrade waits")
        proposal = self.proposals()
        self.assertEqual((proposal.run_id, proposal.origin, proposal.to_category_id), (run, "rule", self.ordinary))

    def test_a_second_run_proposes_nothing_twice(self):
        self.scheme.approval = "upgrade"
        self.make_order(self.customer, "2026-03-01", 5000)
        self.scheme.classify()
        before = self.proposals()
        run = self.scheme.classify()
        self.assertEqual((self.proposals(), run.proposed_count), (before, 0))

    @freeze_time("2026-03-12 08:00:00")
    def test_an_approved_move_counts_from_the_decision_and_says_who_decided(self):
        self.scheme.approval = "all"
        self.make_order(self.customer, "2026-03-01", 5000)
        self.scheme.classify(as_of="2026-03-10")
        proposal = self.proposals()
        proposal.with_user(self.manager).action_approve()
        assignment = self.customer.classification_assignment_ids
        self.assertEqual((assignment.category_id, assignment.since), (self.vip, date(2026, 3, 12)))
        self.assertEqual((assignment.origin, assignment.pinned, assignment.rule_id), ("rule", False, self.rule))
        self.assertEqual((proposal.state, proposal.decision_user_id), ("applied", self.manager))

    def test_a_proposal_that_no_longer_holds_is_superseded(self):
        self.scheme.approval = "upgrade"
        order = self.make_order(self.customer, "2026-03-01", 5000)
        self.scheme.classify()
        order._action_cancel()
        self.scheme.classify()
        self.assertEqual(self.states(), [("Ann", "VIP", "superseded")])

    def test_an_event_run_supersedes_without_leaving_a_run(self):
        self.scheme.approval = "upgrade"
        Run = self.env["customer.classification.run"]
        order = self.make_order(self.customer, "2026-03-01", 5000)
        first = Run._execute(self.scheme, partner_ids=self.customer.ids, trigger="event")
        self.assertEqual(first.proposed_count, 1)
        self.assertFalse(Run._execute(self.scheme, partner_ids=self.customer.ids, trigger="event"), "proposed already")
        order._action_cancel()
        self.assertFalse(Run._execute(self.scheme, partner_ids=self.customer.ids, trigger="event"))
        self.assertEqual(self.states(), [("Ann", "VIP", "superseded")])

    def test_a_rejected_proposal_rests_until_figures_change_or_30_days_passed(self):
        self.scheme.approval = "upgrade"
        self.make_order(self.customer, "2026-03-01", 5000)
        self.scheme.classify()
        self.proposals().with_user(self.manager).action_reject("Not yet")
        rejected = self.proposals("rejected")
        self.assertEqual((rejected.decision_user_id, rejected.decision_note), (self.manager, "Not yet"))
        with freeze_time("2026-03-20 08:00:00"):
            self.scheme.classify()
            self.assertFalse(self.proposals(), "the same figures: it rests")
            self.make_order(self.customer, "2026-03-15", 10)
            self.scheme.classify()
            self.assertEqual(len(self.proposals()), 1, "the figures have changed")
            self.proposals().with_user(self.manager).action_reject()
        with freeze_time("2026-04-25 08:00:00"):
            self.scheme.classify()
            self.assertEqual(len(self.proposals()), 1, "30 days have passed")

    def test_days_that_pass_wake_no_rejected_proposal(self):
        silent = {"measure": "days_since_last_order", "window": "lifetime", "operator": ">", "value": 5}
        self.make_rule(self.scheme, "Potential", silent, sequence=1)
        self.scheme.approval = "downgrade"
        self.make_order(self.customer, "2026-03-01", 10)
        self.scheme.classify()
        self.proposals().with_user(self.manager).action_reject()
        with freeze_time("2026-03-20 08:00:00"):
            self.scheme.classify()
        self.assertFalse(self.proposals())

    def test_choices_by_hand_need_approval_too_and_nobody_approves_his_own(self):
        self.scheme.approval = "all"
        line = self.customer.classification_assignment_ids.with_user(self.manager)
        line.category_id = self.vip
        self.assertEqual(line.category_id, self.ordinary)
        proposal = self.proposals()
        self.assertEqual((proposal.user_id, proposal.origin), (self.manager, "manual"))
        with self.assertRaisesRegex(AccessError, "yourself"):
            proposal.with_user(self.manager).action_approve()
        self.assertFalse(proposal.with_user(self.manager).can_decide)
        proposal.with_user(self.second).action_approve()
        self.assertEqual(line.category_id, self.vip)
        self.assertTrue(line.pinned, "a choice by hand in an automatic scheme")

    def test_only_the_named_approvers_decide(self):
        self.scheme.write({"approval": "upgrade", "approver_ids": self.user.ids})
        self.make_order(self.customer, "2026-03-01", 5000)
        self.scheme.classify()
        proposal = self.proposals()
        with self.assertRaisesRegex(AccessError, "decide: t_user"):
            proposal.with_user(self.manager).action_approve()
        Change = self.env["customer.classification.change"]
        self.assertEqual(Change.with_user(self.user).search([("can_decide", "=", True)]), proposal)
        self.assertNotIn(proposal, Change.with_user(self.manager).search([("can_decide", "=", True)]))
        proposal.with_user(self.user).action_approve()
        self.assertEqual(self.categories_of(self.scheme)["Ann"], "VIP")

    def test_a_customer_keeps_his_category_until_a_day_for_a_reason(self):
        self.scheme.approval = "downgrade"
        self.make_order(self.customer, "2025-03-20", 5000)
        self.scheme.classify()
        with freeze_time("2026-03-21 08:00:00"):
            self.scheme.classify()
            proposal = self.proposals().with_user(self.manager)
            wizard = Form.from_action(proposal.env, proposal.action_ask_extension())
            wizard.until = date(2026, 4, 30)
            wizard.note = "A large order comes in April"
            wizard.save().action_decide()
            line = self.customer.classification_assignment_ids
            self.assertEqual((line.pinned_until, line.pin_reason), (date(2026, 4, 30), "A large order comes in April"))
            self.assertEqual(proposal.state, "rejected")
        with freeze_time("2026-05-01 08:00:00"):
            self.scheme.classify()
            self.assertEqual(len(self.proposals()), 1, "the pin is over, the rule proposes again")

    def test_a_category_is_kept_only_where_there_is_one_and_until_a_day_to_come(self):
        self.scheme.approval = "all"
        new = self.make_customer("Cid")
        self.scheme.classify(partner_ids=new.ids)
        with self.assertRaisesRegex(ValidationError, "no category yet that could be kept"):
            self.proposals().action_extend("2026-04-30", "Why not")
        with self.assertRaisesRegex(ValidationError, "which is past"):
            self.proposals().action_extend("2026-03-01", "Why not")
        self.assertEqual(self.proposals().state, "proposed")

    def test_moves_of_a_dry_run_that_must_be_approved_become_proposals(self):
        self.scheme.approval = "upgrade"
        self.make_order(self.customer, "2026-03-01", 5000)
        run = self.scheme.classify(simulate=True)
        self.assertIn("waits", run.matrix_html)
        run.action_apply()
        self.assertEqual(self.states(), [("Ann", "VIP", "proposed")])
        self.assertEqual((run.change_count, run.proposed_count), (0, 1))

    def test_approvers_have_one_activity_as_long_as_something_waits_and_one_mail(self):
        self.scheme.approval = "upgrade"
        for customer in (self.customer, self.other):
            self.make_order(customer, "2026-03-01", 5000)
        self.scheme.classify()
        self.assertEqual(self.scheme.activity_ids.user_id & (self.manager | self.second), self.manager | self.second)
        self.assertEqual(len(self.scheme.activity_ids.filtered(lambda a: a.user_id == self.manager)), 1)
        self.scheme._cron_digest()
        mails = self.env["mail.mail"].search([("email_to", "ilike", "t_manager@example.com")])
        self.assertEqual(len(mails), 1)
        self.assertIn("T-Ann", mails.body_html)
        self.assertIn("T-Bob", mails.body_html)
        self.scheme._cron_digest()
        self.assertEqual(self.env["mail.mail"].search([("email_to", "ilike", "t_manager@example.com")]), mails)
        self.proposals().with_user(self.manager).action_approve()
        self.assertFalse(self.scheme.activity_ids)

    def test_a_mail_counts_only_what_its_reader_may_see(self):
        """The customer of another company is none of their business, not even as a number."""
        elsewhere = self.make_company("Elsewhere", "CNY", "Asia/Shanghai")
        self.scheme.write({"company_id": False, "approval": "upgrade"})
        for customer in (self.customer, self.other):
            self.make_order(customer, "2026-03-01", 5000)
        self.scheme.classify()
        self.assertEqual(len(self.proposals()), 2)
        self.other.company_id = elsewhere
        self.scheme._cron_digest()
        mail = self.env["mail.mail"].search([("email_to", "ilike", "t_manager@example.com")])
        self.assertEqual(mail.subject, "1 proposed category moves wait for you")
        self.assertNotIn("T-Bob", mail.body_html)

    def test_a_first_category_is_no_upgrade_unless_the_scheme_says_so(self):
        self.scheme.approval = "upgrade"
        for approve_first, expected in ((False, "VIP"), (True, False)):
            with self.subTest(approve_first=approve_first):
                self.scheme.approve_first = approve_first
                newcomer = self.make_customer(f"New {approve_first}")
                self.make_order(newcomer, "2026-03-01", 5000)
                run = self.scheme.classify(partner_ids=newcomer.ids)
                self.assertEqual(newcomer.classification_assignment_ids.category_id.name, expected)
                self.assertEqual(run.proposed_count, int(approve_first))

    def test_a_company_that_becomes_a_contact_leaves_without_asking(self):
        self.scheme.approval = "all"
        self.customer.write({"is_company": False, "parent_id": self.other.id})
        self.assertFalse(self.customer.classification_assignment_ids)
        self.assertFalse(self.proposals())

    def test_what_is_no_open_proposal_cannot_be_decided_on(self):
        applied = self.proposals("applied")[:1]
        for decide in (applied.action_approve, applied.action_reject):
            with self.assertRaisesRegex(UserError, "no proposal that waits"):
                decide()
