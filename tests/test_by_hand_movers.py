"""Who may move whom by hand, and pins that only managers change."""

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ClassificationCase

SALESPERSON = "base.group_partner_manager,sales_team.group_sale_salesman_all_leads"
MANAGERS = "customer_classification.group_classification_manager"


class HandCase(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme(mode="manual", is_main=True)
        cls.vip, cls.ordinary, cls.potential = (cls.category(cls.scheme, n) for n in ("VIP", "Ordinary", "Potential"))
        cls.seller, cls.colleague, cls.stranger = (cls.new_user(f"t_{n}") for n in ("seller", "colleague", "stranger"))
        cls.manager = cls.new_user("t_boss", f"{SALESPERSON},{MANAGERS}")
        cls.team = cls.env["crm.team"].create(
            {
                "name": "South",
                "company_id": cls.company.id,
                "member_ids": [Command.set((cls.seller | cls.colleague).ids)],
            }
        )
        cls.mine, cls.theirs, cls.foreign = (
            cls.make_customer(user.login, user_id=user.id) for user in (cls.seller, cls.colleague, cls.stranger)
        )
        for customer in (cls.mine, cls.theirs, cls.foreign):
            customer.main_category_id = False
            cls.env["customer.classification.assignment"].create(
                {"partner_id": customer.id, "category_id": cls.ordinary.id}
            )

    @classmethod
    def new_user(cls, login, groups=SALESPERSON):
        companies = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        return new_test_user(cls.env, login, groups=groups, **companies)

    def move(self, user, customer, category):
        """By the form of the line."""
        customer.classification_assignment_ids.with_user(user).category_id = category.id

    def assign(self, user, customers, category):
        """By the wizard for many customers."""
        wizard = self.env["customer.classification.assign"].with_user(user)._start(customers.with_user(user))
        wizard.line_ids.filtered(lambda line: line.scheme_id == self.scheme).category_id = category
        return wizard.action_apply()

    def assert_may(self, user, customer, category):
        for way in (self.move, self.assign):
            with self.subTest(user=user.login, customer=customer.name, way=way.__name__), self.cr.savepoint() as point:
                way(user, customer, category)
                self.env.invalidate_all()
                self.assertEqual(customer.classification_assignment_ids.category_id, category)
                point.rollback()
                self.env.invalidate_all()

    def assert_may_not(self, user, customer, category, message=""):
        for way in (self.move, self.assign):
            with self.subTest(user=user.login, customer=customer.name, way=way.__name__):
                with self.assertRaisesRegex(AccessError, message), self.cr.savepoint():
                    way(user, customer, category)
                self.env.invalidate_all()
                self.assertEqual(customer.classification_assignment_ids.category_id, self.ordinary)


@tagged("post_install", "-at_install")
class TestMovers(HandCase):
    def allow(self, **values):
        return self.env["customer.classification.mover"].create({"scheme_id": self.scheme.id, **values})

    def test_without_lines_whoever_may_choose_moves(self):
        self.assert_may(self.seller, self.foreign, self.vip)

    def test_whom(self):
        line = self.allow(whose="own")
        self.assert_may(self.seller, self.mine, self.vip)
        self.assert_may_not(self.seller, self.theirs, self.vip, "Their own customers")
        line.whose = "team"
        self.assert_may(self.seller, self.theirs, self.vip)
        self.assert_may_not(self.seller, self.foreign, self.vip)
        self.team.user_id = self.stranger
        self.assert_may(self.stranger, self.theirs, self.vip)

    def test_only_managers_make_a_vip_and_anybody_a_potential_customer(self):
        self.allow(category_id=self.vip.id, direction="into", group_id=self.env.ref(MANAGERS).id)
        self.assert_may_not(self.seller, self.mine, self.vip, "into “1 VIP”.*Only these may:.*Manager")
        self.assert_may(self.manager, self.mine, self.vip)
        self.assert_may(self.seller, self.mine, self.potential)

    def test_out_of_a_category(self):
        self.allow(category_id=self.ordinary.id, direction="out", group_id=self.env.ref(MANAGERS).id)
        self.assert_may_not(self.seller, self.mine, self.vip, "out of")
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.mine.classification_assignment_ids.with_user(self.seller).action_remove()
        self.assert_may(self.manager, self.mine, self.vip)

    def test_the_lines_of_a_category_come_before_those_of_the_scheme(self):
        self.allow(group_id=self.env.ref(MANAGERS).id)
        self.allow(category_id=self.potential.id, direction="into")
        self.allow(category_id=self.ordinary.id, direction="out")
        self.assert_may(self.seller, self.mine, self.potential)
        self.assert_may_not(self.seller, self.mine, self.vip)

    def test_a_new_customer(self):
        self.allow(category_id=self.vip.id, direction="into", group_id=self.env.ref(MANAGERS).id)
        new = self.make_customer("new")
        lines = self.env["customer.classification.assignment"].with_user(self.seller)
        with self.assertRaises(AccessError), self.cr.savepoint():
            lines.create({"partner_id": new.id, "category_id": self.vip.id})
        with self.assertRaises(AccessError), self.cr.savepoint():
            new.with_user(self.seller).main_category_id = self.vip
        lines.create({"partner_id": new.id, "category_id": self.potential.id})

    def test_the_dialog_names_beforehand_whom_the_user_may_not_move(self):
        self.allow(category_id=self.vip.id, direction="into", whose="own")
        self.foreign.classification_assignment_ids.with_user(self.manager).write(
            {"pinned": True, "pin_reason": "Chairman"}
        )
        customers = (self.mine | self.theirs | self.foreign | self.make_customer("new")).with_user(self.seller)
        wizard = self.env["customer.classification.assign"].with_user(self.seller)._start(customers)
        line = wizard.line_ids.filtered(lambda line: line.scheme_id == self.scheme)
        line.category_id = self.potential
        self.assertEqual(line.note, "A manager pinned them, leave them out: T-t_stranger")
        line.category_id = self.vip
        self.assertTrue(line.is_refused)
        self.assertIn("Only others may move them, leave them out: T-", line.note)
        line.choice = "clear"
        self.assertEqual(line.note, "A manager pinned them, leave them out: T-t_stranger; In no category anyway: T-new")
        by_manager = self.env["customer.classification.assign"].with_user(self.manager)._start(customers)
        by_manager.line_ids.filtered(lambda line: line.scheme_id == self.scheme).choice = "clear"
        self.assertFalse(any(by_manager.line_ids.mapped("is_refused")))

    def test_a_category_of_another_scheme(self):
        with self.assertRaisesRegex(ValidationError, "another scheme"):
            self.allow(category_id=self.category(self.make_scheme(), "VIP").id)


@tagged("post_install", "-at_install")
class TestProtectedPins(HandCase):
    def setUp(self):
        super().setUp()
        self.line = self.mine.classification_assignment_ids
        self.line.with_user(self.manager).write({"pinned": True, "pin_reason": "Chairman"})

    def last(self, customer=None):
        theirs = [("partner_id", "=", (customer or self.mine).id)]
        return self.env["customer.classification.change"].search(theirs, order="id desc", limit=1)

    def test_nobody_but_managers_moves_who_is_pinned_by_one(self):
        self.assertEqual(self.line.pin_level, "manager")
        self.assert_may_not(self.seller, self.mine, self.vip, "A manager pinned.*Chairman")
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.line.with_user(self.seller).action_remove()
        for values in (
            {"pinned": False},
            {"pinned_until": "2099-01-01"},
            {"pin_reason": "mine"},
            {"pin_level": "user"},
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.line.with_user(self.seller).write(values)
        self.assert_may(self.manager, self.mine, self.vip)

    def test_removing_one_is_a_line_in_the_history_with_who_and_why(self):
        with self.assertRaisesRegex(ValidationError, "Say why"), self.cr.savepoint():
            self.line.with_user(self.manager).pinned = False
        self.line.with_user(self.manager).write({"pinned": False, "pin_reason": "Retired"})
        change = self.last()
        self.assertEqual((change.user_id, change.reason), (self.manager, "Pin removed: Retired"))
        self.assertEqual((change.from_category_id, change.to_category_id), (self.ordinary, self.ordinary))
        self.assertEqual((self.line.pinned, self.line.pin_reason, self.line.pin_level), (False, False, "user"))
        self.assertFalse(self.env["customer.classification.movement"].search([("id", "=", change.id)]), "no movement")
        self.assert_may(self.seller, self.mine, self.vip)

    def test_a_later_end_is_a_line_in_the_history_too(self):
        self.line.with_user(self.manager).pinned_until = "2099-12-31"
        self.assertIn("2099", self.last().reason)

    def test_the_pin_of_a_salesperson_is_changed_by_others(self):
        line = self.theirs.classification_assignment_ids
        line.with_user(self.seller).write({"pinned": True, "pin_reason": "Mine"})
        self.assertEqual(line.pin_level, "user")
        with self.assertRaisesRegex(AccessError, "Only classification managers"), self.cr.savepoint():
            line.with_user(self.seller).pin_level = "manager"
        line.with_user(self.colleague).pinned = False
        self.assertEqual(self.last(self.theirs).user_id, self.colleague)

    def test_a_choice_by_a_manager_without_a_word_about_a_pin_protects_nothing(self):
        self.scheme.mode = "rules"
        self.move(self.manager, self.theirs, self.vip)
        line = self.theirs.classification_assignment_ids
        self.assertEqual((line.pinned, line.pin_level), (True, "user"))

    def test_a_pin_that_has_gone_keeps_no_run_from_being_undone(self):
        self.line.with_user(self.manager).write({"pinned": False, "pin_reason": "x"})
        self.scheme.mode = "rules"
        self.make_rule(self.scheme, "VIP")
        run = self.scheme.classify(partner_ids=self.mine.ids)
        self.line.write({"pinned": True})
        self.line.write({"pinned": False})
        run.action_undo()
        self.assertEqual(self.line.category_id, self.ordinary)
