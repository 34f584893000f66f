"""Why an order has its price list; and undoing gives back what a category had set."""

from freezegun import freeze_time

from odoo.tests import tagged

from .test_consequences_defaults import DefaultsCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 08:00:00")
class TestPriceReason(DefaultsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        best, good, _own = cls.lists
        cls.vip.pricelist_id, cls.ordinary.pricelist_id = best, good

    def order(self):
        self.env.invalidate_all()
        return self.env["sale.order"].create({"partner_id": self.customer.id})

    def test_an_order_says_which_category_set_its_price_list_and_who_approved_it(self):
        self.put(self.ordinary)
        self.scheme.approval = "upgrade"
        self.put(self.vip)
        proposal = self.customer.classification_proposal_ids
        proposal.with_user(self.env.ref("base.user_admin")).sudo().action_approve()
        admin = self.env.ref("base.user_admin").name
        self.assertEqual(
            self.order().pricelist_reason, f"VIP since 03/02/2026, CH/{proposal.id:05}, approved by {admin}"
        )

    def test_a_price_list_chosen_by_hand_has_no_reason(self):
        self.put(self.vip)
        order = self.order()
        self.assertTrue(order.pricelist_reason.startswith("VIP since"))
        order.pricelist_id = self.lists[2]
        self.assertFalse(order.pricelist_reason)

    def test_undoing_a_run_gives_the_former_defaults_back(self):
        self.put(self.ordinary)
        self.customer.classification_assignment_ids.pinned = False
        self.scheme.default_category_id = self.vip
        run = self.scheme.classify()
        self.assertEqual(self.value("pricelist_id"), self.lists[0])
        run.action_undo()
        self.assertEqual(self.value("pricelist_id"), self.lists[1])
        self.assertIn("Good", self.notes())

    def test_undoing_a_first_move_gives_the_emptiness_back(self):
        self.put(self.vip)
        self.customer.classification_assignment_ids.change_id.action_undo()
        self.assertFalse(self.value("pricelist_id"))
