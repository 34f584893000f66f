"""Of a customer one proposal waits in a scheme, whoever proposes, and whatever becomes of the customer."""

import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_approval import ApprovalCase


@tagged("post_install", "-at_install")
class TestOneProposal(ApprovalCase):
    def propose(self, customer, category):
        """As somebody who may only propose."""
        self.scheme.manual_change = "propose"
        line = customer.classification_assignment_ids.with_user(self.user)
        line.category_id = category.id
        return self.proposals().filtered(lambda change: change.partner_id == customer)

    def test_who_proposes_again_ends_the_former_proposal(self):
        first = self.propose(self.customer, self.vip)
        second = self.propose(self.customer, self.potential)
        self.assertEqual((first.state, second.to_category_id), ("superseded", self.potential))

    def test_a_rule_waits_until_a_persons_proposal_is_decided_on(self):
        mine = self.propose(self.customer, self.potential)
        self.scheme.approval = "all"
        self.make_order(self.customer, self.scheme._today(), 5000)
        run = self.scheme.classify()
        self.assertEqual((self.proposals(), run.proposed_count), (mine, 0))
        mine.with_user(self.manager).action_reject("no")
        run = self.scheme.classify()
        self.assertEqual((self.proposals().to_category_id, run.proposed_count), (self.vip, 1))

    def test_merged_customers_keep_one_that_leads_away_from_where_the_survivor_stands(self):
        theirs, mine = self.propose(self.other, self.potential), self.propose(self.customer, self.vip)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.other | self.customer).ids, self.customer)
        self.env.invalidate_all()
        self.assertEqual((theirs.state, mine.state), ("superseded", "proposed"))
        self.assertEqual(self.proposals(), mine)

    def test_the_proposal_of_who_goes_is_taken_over(self):
        theirs = self.propose(self.other, self.potential)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.other | self.customer).ids, self.customer)
        self.env.invalidate_all()
        self.assertEqual((self.proposals(), theirs.partner_id), (theirs, self.customer))

    def test_the_database_says_so_too(self):
        mine = self.propose(self.customer, self.vip)
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.UniqueViolation), self.cr.savepoint():
            mine.copy({"state": "proposed", "effective_date": "2026-01-01"})
