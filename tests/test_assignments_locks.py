"""What a client sends grants nothing: neither the context of a call nor the values that only the server may set."""

from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ClassificationCase

USERS = "sales_team.group_sale_salesman_all_leads,base.group_partner_manager"
GROUP = "customer_classification.group_classification_"
# Keys that once meant something, and those by which Odoo fills what a call leaves out.
SENT = {
    "classification_plain": True,
    "classification_approved": True,
    "classification_silent": True,
    "classification_origin": "merge",
    "classification_reason": "because",
    "classification_import_seen": [],
    "classification_emptied": True,
    "classification_same_meaning": True,
    "import_file": True,
    "default_origin": "rule",
    "default_since": "2020-01-01",
    "default_pinned": True,
}


@tagged("post_install", "-at_install")
class TestAssignmentLocks(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme(mode="manual", code="T-LOCKS")
        cls.vip, cls.ordinary = cls.category(cls.scheme, "VIP"), cls.category(cls.scheme, "Ordinary")
        cls.customer, cls.other = (cls.make_customer(name, ref=f"T-{name}") for name in ("Known", "New"))
        cls.line = cls.env["customer.classification.assignment"].create(
            {"partner_id": cls.customer.id, "category_id": cls.ordinary.id}
        )
        cls.reader = cls.new_user("t_reader", f"{GROUP}user")  # sees customers, and edits none
        cls.user = cls.new_user("t_user", USERS)
        cls.manager = cls.new_user("t_manager", f"{USERS},{GROUP}manager")
        cls.administrator = cls.new_user("t_administrator", f"{USERS},{GROUP}administrator")

    @classmethod
    def new_user(cls, login, groups):
        companies = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        return new_test_user(cls.env, login, groups=groups, **companies)

    def of(self, user, **context):
        """The assignments as a client of ``user`` reaches them, with what it sends."""
        self.env.invalidate_all()
        env = self.env(user=user.id, context={"allowed_company_ids": self.company.ids, **context})
        return self.line.with_env(env)

    def history(self):
        changes = self.env["customer.classification.change"].search([("scheme_id", "=", self.scheme.id)], order="id")
        return [(c.partner_id, c.from_category_id.name, c.to_category_id.name, c.origin, c.state) for c in changes]

    def assert_nothing_happened(self, act, message=""):
        before = self.history()
        with self.assertRaisesRegex((AccessError, UserError), message), self.cr.savepoint():
            act()
        self.env.invalidate_all()
        self.assertEqual(self.line.category_id, self.ordinary)
        self.assertEqual(self.history(), before)

    # Contexts ---------------------------------------------------------------------------------------------------------

    def test_no_context_lets_somebody_move_a_customer_whom_they_may_not_edit(self):
        line = self.of(self.reader, **SENT)
        self.assert_nothing_happened(lambda: line.write({"category_id": self.vip.id}))
        self.assert_nothing_happened(lambda: line.write({"pinned": True}))
        self.assert_nothing_happened(line.unlink)
        self.assert_nothing_happened(line.action_remove)
        self.assert_nothing_happened(
            lambda: line.create({"partner_id": self.other.id, "category_id": self.vip.id}),
        )

    def test_no_context_replaces_the_right_to_choose(self):
        self.scheme.manual_change = "managers"
        line = self.of(self.user, **SENT)
        only = "Only classification managers"
        self.assert_nothing_happened(lambda: line.write({"category_id": self.vip.id}), only)
        self.assert_nothing_happened(line.unlink, only)
        values = {"partner_id": self.other.id, "category_id": self.vip.id}
        self.assert_nothing_happened(lambda: line.create(values), only)
        self.assert_nothing_happened(
            lambda: self.of(self.user, default_category_id=self.vip.id).create(
                {"partner_id": self.other.id, "scheme_id": self.scheme.id}
            ),
            only,
        )

    def test_no_context_replaces_an_approval(self):
        self.scheme.approval = "all"
        self.of(self.user, **SENT).write({"category_id": self.vip.id})
        self.of(self.user, **SENT).unlink()
        self.assertEqual(self.line.category_id, self.ordinary)
        self.assertEqual([state for *_move, state in self.history()], ["applied", "superseded", "proposed"])

    def test_a_context_leaves_its_line_in_the_history_as_any_choice_by_hand(self):
        self.of(self.user, **SENT).write({"category_id": self.vip.id})
        made = self.of(self.user, **SENT).create({"partner_id": self.other.id, "category_id": self.vip.id})
        self.assertEqual((made.origin, made.since), ("manual", self.line.since))
        self.of(self.user, **SENT).unlink()
        self.assertEqual(
            self.history(),
            [
                (self.customer, False, "Ordinary", "manual", "applied"),
                (self.customer, "Ordinary", "VIP", "manual", "applied"),
                (self.other, False, "VIP", "manual", "applied"),
                (self.customer, "VIP", False, "manual", "applied"),
            ],
        )
        self.assertNotIn("because", self.env["customer.classification.change"].search([]).mapped("reason"))

    # Values -----------------------------------------------------------------------------------------------------------

    def test_nobody_says_where_a_move_came_from_or_since_when_it_holds(self):
        rule = self.make_rule(self.scheme, "VIP")
        sent = {
            "origin": "rule",
            "rule_id": rule.id,
            "since": "2020-01-01",
            "change_id": self.line.change_id.id,
        }
        for user in (self.user, self.manager, self.administrator):
            line = self.of(user)
            for name, value in sent.items():
                with self.subTest(name, user=user.login):
                    new = {"partner_id": self.other.id, "category_id": self.vip.id, name: value}
                    for act in (
                        lambda line=line, name=name, value=value: line.write({name: value}),
                        lambda line=line, name=name, value=value: line.write({name: value, "category_id": self.vip.id}),
                        lambda line=line, new=new: line.create(new),
                        lambda line=line, new=new: self.other.with_env(line.env).write(
                            {"classification_assignment_ids": [Command.create(new)]}
                        ),
                    ):
                        self.assert_nothing_happened(act, "the server does")

    def test_an_import_says_since_when_and_nothing_else(self):
        lines = self.of(self.user)
        columns = ["customer_reference", "scheme_code", "category_code", "since", "origin"]
        day = fields.Date.to_string(self.line.since - timedelta(days=400))
        result = lines.load(columns, [["T-New", "T-LOCKS", "1", day, "rule"]])
        self.assertFalse(result["messages"])
        made = self.env["customer.classification.assignment"].browse(result["ids"])
        self.assertEqual((made.partner_id, made.category_id, made.origin), (self.other, self.vip, "import"))
        self.assertEqual(str(made.since), day)
        self.assertEqual(str(made.change_id.effective_date), day)
        result = lines.load(columns, [["T-Known", "T-LOCKS", "1", str(date.max), ""]])
        self.assertIn("still to come", result["messages"][0]["message"])
        self.assertEqual(self.line.category_id, self.ordinary)

    def test_an_import_grants_nothing(self):
        self.scheme.manual_change = "managers"
        result = self.of(self.user).load(
            ["partner_id/.id", "category_id/.id"], [[str(self.other.id), str(self.vip.id)]]
        )
        self.assertIn("Only classification managers", result["messages"][0]["message"])
        self.assertFalse(self.other.classification_assignment_ids)

    def test_a_pin_needs_the_right_to_choose_and_gives_none(self):
        pin = {"pinned": True, "pin_reason": "mine"}
        self.scheme.manual_change = "managers"
        self.assert_nothing_happened(lambda: self.of(self.user).write(pin), "Only classification managers")
        self.scheme.manual_change = "propose"
        self.assert_nothing_happened(lambda: self.of(self.user).write(pin), "a manager decides")
        self.of(self.user).write({**pin, "category_id": self.vip.id})
        self.assertEqual((self.line.category_id, self.line.pinned), (self.ordinary, False), "only proposed")
        self.of(self.manager).write(pin)
        self.assert_nothing_happened(lambda: self.of(self.user).write({"pinned": False}), "a manager decides")
        self.assertTrue(self.line.pinned)

    def test_who_is_there_already_keeps_since_when(self):
        other = self.make_customer("Third")
        lines = self.line | self.line.create(
            {"partner_id": other.id, "category_id": self.vip.id, "since": "2026-01-01"}
        )
        lines.write({"category_id": self.vip.id})
        self.assertEqual(str(lines[1].since), "2026-01-01")
        self.assertEqual(len(self.history()), 3, "one of two moved")

    # Bad input --------------------------------------------------------------------------------------------------------

    def test_what_is_missing_or_is_none_is_said_in_a_sentence(self):
        line = self.of(self.user)
        for values, message in {
            (): "customer is missing",
            (("partner_id", self.other.id),): "category is missing",
            (("category_id", self.vip.id),): "customer is missing",
            (("partner_id", "x"), ("category_id", self.vip.id)): "Give its id",
            (("partner_id", self.other.id), ("category_id", True)): "Give its id",
        }.items():
            with self.subTest(values):
                self.assert_nothing_happened(lambda values=values: line.create([dict(values)]), message)
        self.assert_nothing_happened(lambda: line.create([None]), "is no assignment")
        self.assert_nothing_happened(lambda: line.write({"category_id": False}), "Remove the line")
        self.assert_nothing_happened(lambda: line.write({"category_id": "x"}), "Give its id")
        self.assert_nothing_happened(lambda: line.set_attributes(None), "by their names")
