from datetime import timedelta

from odoo import fields
from odoo.addons.customer_classification.customer_classification.moves import moves
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClassificationCase

MODEL = "odoo.addons.customer_classification.customer_classification.consequences.customer_classification_action"


@tagged("post_install", "-at_install")
class TestActions(ClassificationCase):
    """Server actions for customers who enter or leave a category."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.classification.scheme"].search([("is_main", "=", True)]).is_main = False
        cls.scheme = cls.make_scheme(is_main=True)
        cls.vip, cls.ordinary = cls.category(cls.scheme, "VIP"), cls.category(cls.scheme, "Ordinary")
        cls.customers = cls.env["res.partner"].concat(*(cls.make_customer(str(number)) for number in range(3)))
        cls.greet = cls.make_action("Greet", "record.write({'comment': (record.comment or '') + 'welcome '})")
        cls.part = cls.make_action("Part", "record.write({'comment': (record.comment or '') + 'farewell '})")
        cls.vip.enter_action_ids = cls.greet
        cls.vip.leave_action_ids = cls.part
        cls.cron = cls.env.ref("customer_classification.ir_cron_act")

    @classmethod
    def make_action(cls, name, code):
        return cls.env["ir.actions.server"].create(
            {
                "name": name,
                "model_id": cls.env.ref("base.model_res_partner").id,
                "state": "code",
                "code": f"for record in records:\n    {code}",
            }
        )

    def put(self, category, customers=None):
        for customer in customers or self.customers:
            customer.main_category_id = category

    def act(self, days=0):
        """What the scheduled action does, ``days`` from now."""
        due = self.env["customer.classification.action"].search([("state", "=", "waiting")])
        for one in due:
            one.due -= timedelta(days=days)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def said(self, customers=None):
        return [
            (customer.comment or "").replace("<p>", "").replace("</p>", "").strip()
            for customer in customers or self.customers
        ]

    def states(self):
        return self.env["customer.classification.action"].search([]).mapped("state")

    def test_who_enters_and_who_leaves(self):
        self.put(self.vip)
        self.assertEqual(self.said(), ["", "", ""], "not while the customer is being moved")
        self.act()
        self.assertEqual(self.said(), ["welcome"] * 3)
        self.put(self.ordinary)
        self.act()
        self.assertEqual(self.said(), ["welcome farewell"] * 3)
        self.assertEqual(self.states(), ["done"] * 6)

    def test_a_run_starts_them_too(self):
        self.make_rule(self.scheme, "VIP", {"measure": "order_amount", "operator": ">=", "value": 0})
        self.scheme.classify(simulate=True)
        self.assertFalse(self.states(), "a dry run starts nothing")
        run = self.scheme.run_ids[0]
        self.assertEqual(run.consequences, "Greet, for 3 customers who enter “VIP”")
        run.action_cancel()
        self.assertFalse(run.consequences)
        self.scheme.classify()
        self.act()
        self.assertEqual(self.said(), ["welcome"] * 3)

    def test_a_reconstructed_past_starts_nothing(self):
        self.make_rule(self.scheme, "VIP", {"measure": "order_amount", "operator": ">=", "value": 0})
        self.scheme.classify(as_of=self.scheme._today() - timedelta(days=31))
        self.assertEqual(self.customers.main_category_id, self.vip)
        self.assertFalse(self.states())

    def test_imports_and_what_is_undone_start_nothing(self):
        self.env["customer.classification.assignment"].create(
            {"partner_id": self.customers[0].id, "category_id": self.vip.id, "origin": "import"}
        )
        move = moves.Move(self.scheme.id, "undo", self.scheme._today(), self.env.uid, fields.Datetime.now())
        self.env.flush_all()
        moves.apply(self.env, moves.choose(self.env, self.customers.ids, move, self.vip.id), move)
        self.assertFalse(self.states())

    def test_a_move_inside_a_branch_neither_enters_nor_leaves_it(self):
        tree = self.make_scheme(["Electronics"])
        top = tree.category_ids
        cars, phones = self.env["customer.classification.category"].create(
            [{"name": name, "code": code, "parent_id": top.id} for name, code in (("Cars", "11"), ("Phones", "12"))]
        )
        top.enter_action_ids = self.greet
        assignment = self.env["customer.classification.assignment"].create(
            {"partner_id": self.customers[0].id, "category_id": cars.id}
        )
        self.act()
        assignment.category_id = phones
        self.act()
        self.assertEqual(self.said(self.customers[0]), ["welcome"])

    def test_after_some_days_only_for_who_is_still_there(self):
        self.vip.action_delay = 3
        self.put(self.vip)
        self.act()
        self.assertEqual(self.said(), ["", "", ""])
        self.vip.leave_action_ids = False
        self.put(self.ordinary, self.customers[0])
        self.act(days=3)
        self.assertEqual(self.said(), ["", "welcome", "welcome"])
        self.assertEqual(sorted(self.states()), ["done", "done", "overtaken"])

    @mute_logger(MODEL)
    def test_what_fails_is_told_tried_again_and_fails_nothing_else(self):
        self.make_user("t_manager", "customer_classification.group_classification_manager")
        bad = self.customers[1]
        self.greet.code = (
            f"if {bad.id} in records.ids and not env.context.get('mended'): raise UserError('No line')\n"
            "for record in records: record.write({'comment': 'welcome'})"
        )
        self.put(self.vip)
        self.act()
        self.assertEqual(self.said(), ["welcome", "", "welcome"])
        failing = self.env["customer.classification.action"].search([("error", "!=", False)])
        self.assertEqual((failing.partner_id, failing.tries, failing.state), (bad, 1, "waiting"))
        self.assertIn("No line", failing.error)
        self.assertGreater(failing.due, fields.Datetime.now())
        told = self.scheme.activity_ids.filtered(lambda activity: "Greet" in activity.summary)
        self.assertTrue(told)
        self.assertIn("T-1", told[0].note)
        for _try in range(3):
            self.act(days=1)
        self.assertEqual((failing.tries, failing.state), (4, "failed"))
        self.greet.code = "for record in records: record.write({'comment': 'late'})"
        failing.action_try_again()
        self.act()
        self.assertEqual(failing.state, "done")
        self.assertEqual(self.said(bad), ["late"])

    def test_the_ready_call_goes_to_the_salesperson(self):
        self.vip.enter_action_ids = self.env.ref("customer_classification.action_ready_call")
        self.customers[0].user_id = self.env.ref("base.user_admin")
        self.put(self.vip, self.customers[0])
        self.act()
        activity = self.customers[0].activity_ids
        self.assertEqual(activity.user_id, self.env.ref("base.user_admin"))
        moved = self.env.ref("customer_classification.mail_activity_type_moved")
        self.assertEqual((activity.activity_type_id, activity.summary), (moved, "Talk about the new category"))

    def test_the_ready_mail_says_what_is_promised(self):
        self.vip.enter_action_ids = self.env.ref("customer_classification.action_ready_mail")
        self.vip.service_policy = "An answer within 24 hours"
        self.customers[0].email = "buyer@example.com"
        self.put(self.vip, self.customers[0])
        self.act()
        mail = self.env["mail.mail"].sudo().search([("recipient_ids", "in", self.customers[0].ids)])
        self.assertIn("An answer within 24 hours", mail.body_html)

    @mute_logger(MODEL)
    def test_the_ready_mailing_list_needs_its_app(self):
        self.vip.enter_action_ids = self.env.ref("customer_classification.action_ready_mailing_list")
        self.put(self.vip, self.customers[0])
        if "mailing.list" in self.env:
            self.customers[0].email = "buyer@example.com"
            self.act()
            self.assertEqual(self.env["mailing.list"].search([("name", "=", "VIP")]).contact_ids.name, "T-0")
        else:
            self.act()
            [error] = self.env["customer.classification.action"].search([]).mapped("error")
            self.assertIn("Install “Email Marketing”", error)

    def test_an_action_of_another_model_is_refused(self):
        action = self.env["ir.actions.server"].create(
            {"name": "Of orders", "model_id": self.env.ref("sale.model_sale_order").id, "state": "code", "code": "pass"}
        )
        with self.assertRaisesRegex(ValidationError, "no action for customers"):
            self.vip.enter_action_ids = action

    def test_as_many_statements_for_many_customers_as_for_few(self):
        self.make_rule(self.scheme, "VIP", {"measure": "order_amount", "operator": ">=", "value": 0})
        counts = []
        for number in (1, 3, 60):
            for one in range(number):
                self.make_customer(f"{number}-{one}")
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.scheme.classify()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1])
