from unittest.mock import patch

import psycopg2

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..customer_classification.run import run_background as execution
from ..customer_classification.run import scheme_lock
from .common import ClassificationCase

AMOUNT = {"measure": "order_amount", "operator": ">=", "window": "months", "window_length": 12}


class ReactionCase(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading("generic_coa", company=cls.company, install_demo=False)
        cls.env["customer.classification.scheme"].search([]).active = False  # those of the demo
        cls.scheme = cls.make_scheme(realtime=True)
        cls.scheme.default_category_id = cls.category(cls.scheme, "Ordinary")
        cls.customer = cls.make_customer("customer")
        cls.contact = cls.env["res.partner"].create({"name": "Ann", "parent_id": cls.customer.id})
        cls.queue = cls.env["customer.classification.queue"]

    def cron(self, name):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"customer_classification.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def waiting(self):
        """The customers who wait to be looked at; they are forgotten."""
        waiting = self.queue.search([])
        partners = self.env["res.partner"].browse(set(waiting.mapped("partner_id"))).commercial_partner_id
        waiting.unlink()
        return partners


@tagged("post_install", "-at_install")
class TestReactions(ReactionCase):
    """From a document to the new category in seconds."""

    def test_confirming_an_order_classifies_the_customer(self):
        self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 100})
        self.scheme.action_activate()
        order = self.make_order(self.contact, self.scheme._today(), state="draft")
        self.cron("react")
        self.assertEqual(self.categories_of(self.scheme), {"customer": "Ordinary"}, "a quotation is no order yet")
        order.action_confirm()
        self.cron("react")
        self.assertEqual(self.categories_of(self.scheme), {"customer": "VIP"})
        run = self.scheme.run_ids[:1]
        self.assertEqual((run.trigger, run.state, run.change_count), ("event", "applied", 1))
        order._action_cancel()
        self.cron("react")
        self.assertEqual(self.categories_of(self.scheme), {"customer": "Ordinary"})

    def test_what_makes_a_customer_be_looked_at(self):
        self.make_rule(self.scheme, "VIP", partner_domain="[('city', '=', 'Suzhou'), ('country_id.code', '=', 'CN')]")
        self.waiting()
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.contact.id,
                "invoice_date": "2026-11-01",
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": 100, "tax_ids": [Command.clear()]})],
            }
        )
        self.assertFalse(self.waiting(), "a draft invoice says nothing")

        def pay():
            context = {"active_model": "account.move", "active_ids": invoice.ids}
            self.env["account.payment.register"].with_context(**context).create({}).action_create_payments()

        def rate():
            self.env["rating.rating"].create(
                {
                    "rating": 5,
                    "consumed": True,
                    "partner_id": self.contact.id,
                    "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "res_id": self.customer.id,
                }
            )

        for what, event in {
            "posting an invoice": invoice.action_post,
            "paying it": pay,
            "a rating": rate,
            "an opportunity": lambda: self.env["crm.lead"].create(
                {"name": "x", "type": "opportunity", "partner_id": self.contact.id}
            ),
            "a field of a rule": lambda: self.customer.write({"city": "Suzhou"}),
            "the first name of a path": lambda: self.customer.write({"country_id": self.env.ref("base.cn").id}),
            "archiving": lambda: self.customer.write({"active": False}),
        }.items():
            with self.subTest(what):
                event()
                self.assertEqual(self.waiting(), self.customer)
        self.customer.write({"active": True})
        self.waiting()
        self.customer.write({"comment": "nothing decides on it", "website": "example.com"})
        self.assertFalse(self.waiting())
        self.assertEqual(self.waiting() + self.make_customer("new"), self.waiting(), "a new customer")

    def test_a_move_to_another_customer_looks_at_both(self):
        order = self.make_order(self.customer, "2026-11-01")
        other = self.make_customer("other")
        self.waiting()
        order.partner_id = other
        self.assertEqual(self.waiting(), self.customer + other)
        quotation = self.make_order(self.customer, "2026-11-01", state="draft")
        self.waiting()
        quotation.write({"partner_id": other.id, "state": "sale"})
        self.assertEqual(self.waiting(), self.customer + other, "confirmed at the same time")

    def test_many_documents_wake_the_scheduled_action_once(self):
        cron = self.env.ref("customer_classification.ir_cron_react")
        self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).unlink()
        for day in range(1, 4):
            self.make_order(self.customer, f"2026-11-0{day}")
        self.assertEqual(self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]), 1)

    def test_who_does_not_move_leaves_no_run(self):
        self.scheme.action_activate()
        self.cron("react")
        runs = self.scheme.run_ids
        self.make_order(self.customer, self.scheme._today())
        self.cron("react")
        self.assertEqual(self.scheme.run_ids, runs)
        self.assertFalse(self.queue.search([]))

    def test_only_active_schemes_that_react_move_customers(self):
        for state, realtime in (("draft", True), ("changed", True), ("active", False)):
            self.scheme.write({"state": state, "realtime": realtime})
            self.make_order(self.customer, self.scheme._today())
            self.cron("react")
            self.assertFalse(self.categories_of(self.scheme))

    def test_while_a_run_is_under_way_customers_wait(self):
        self.scheme.action_activate()
        self.make_order(self.customer, self.scheme._today())
        with self.registry.cursor() as cr:
            scheme_lock.CustomerClassificationRun._try_lock(self.scheme.run_ids, cr, self.scheme)
            self.cron("react")
        self.assertFalse(self.categories_of(self.scheme))
        self.cron("react")
        self.assertEqual(self.categories_of(self.scheme), {"customer": "Ordinary"})

    def test_a_scheme_that_fails_does_not_keep_others_from_reacting(self):
        broken = self.make_scheme(code="BROKEN", sequence=0, realtime=True)
        self.make_rule(broken, "VIP", partner_domain="[('main_category_id', '=', 'VIP')]")
        (broken + self.scheme).action_activate()
        self.env.cr.execute(
            SQL(
                "UPDATE customer_classification_rule SET partner_domain = %s WHERE scheme_id = %s",
                "[('gone_field', '=', 1)]",
                broken.id,
            )
        )
        self.env.invalidate_all()
        with mute_logger("odoo.addons.customer_classification"):
            self.cron("react")
        self.assertEqual(broken.run_ids.state, "failed")
        self.assertEqual(self.categories_of(self.scheme), {"customer": "Ordinary"})

    def test_a_serialization_failure_is_tried_again(self):
        self.scheme.action_activate()
        self.make_order(self.customer, self.scheme._today())
        taken, take = [], type(self.queue)._take

        def first_time_fails(queue):
            taken.append(1)
            if len(taken) == 1:
                raise psycopg2.errors.SerializationFailure
            return take(queue)

        with patch.object(type(self.queue), "_take", first_time_fails):
            self.cron("react")
        self.assertEqual(self.categories_of(self.scheme), {"customer": "Ordinary"})


@tagged("post_install", "-at_install")
class TestProfile(ReactionCase):
    """The figures that are kept of each customer."""

    def profile(self, customer=None):
        return (customer or self.customer).classification_profile_id

    def test_the_night_brings_the_figures(self):
        today = self.scheme._today()
        self.make_order(self.contact, today, 300)
        self.make_order(self.customer, today.replace(year=today.year - 2), 100)
        self.make_order(self.customer, today, 999, state="draft")
        self.scheme.mode = "manual"
        silent = self.make_customer("silent")
        self.cron("classify")
        profile = self.profile()
        self.assertEqual(
            (profile.order_amount, profile.order_count, profile.order_amount_total, profile.order_count_total),
            (300, 1, 400, 2),
        )
        self.assertEqual(
            (profile.first_order_date, profile.last_order_date), (today.replace(year=today.year - 2), today)
        )
        self.assertEqual((profile.currency_id, profile.company_id), (self.company.currency_id, self.company))
        self.assertEqual(self.contact.classification_profile_id, profile, "contacts show those of their company")
        self.assertEqual((self.profile(silent).order_amount, self.profile(silent).last_order_date), (0, False))
        self.assertEqual(self.customer.classification_order_amount, 300)
        self.assertEqual(self.customer.action_open_classification_figures()["res_id"], profile.id)

    def test_figures_follow_documents(self):
        order = self.make_order(self.customer, self.scheme._today(), 300)
        self.cron("react")
        self.assertEqual(self.profile().order_amount, 300, "whether or not a scheme reacts")
        order._action_cancel()
        self.cron("react")
        self.assertEqual(self.profile().order_amount, 0)

    def test_only_what_differs_is_written(self):
        self.make_order(self.customer, self.scheme._today(), 300)
        other = self.make_customer("other")
        self.scheme.classify()
        versions = SQL(
            "SELECT partner_id, ctid::text FROM customer_classification_profile WHERE partner_id IN %s",
            (self.customer.id, other.id),
        )
        before = dict(self.env.execute_query(versions))
        self.scheme.classify()
        self.assertEqual(dict(self.env.execute_query(versions)), before, "nothing new")
        self.make_order(other, self.scheme._today(), 50)
        self.scheme.classify()
        after = dict(self.env.execute_query(versions))
        self.assertEqual([key for key in before if before[key] != after[key]], [other.id])

    def test_figures_are_grouped_and_searched_by_category(self):
        self.scheme.is_main = True
        self.make_order(self.customer, self.scheme._today(), 300)
        self.make_order(self.make_customer("other"), self.scheme._today(), 50)
        self.scheme.classify()
        Profile = self.env["customer.classification.profile"]
        ordinary = self.category(self.scheme, "Ordinary")
        mine = [("partner_id.name", "=like", "T-%"), ("company_id", "=", self.company.id)]
        groups = Profile.formatted_read_group(mine, ["main_category_id"], ["order_amount:sum"])
        amounts = {
            group["main_category_id"][0]: group["order_amount:sum"] for group in groups if group["order_amount:sum"]
        }
        self.assertEqual(amounts, {ordinary.id: 350})
        self.assertEqual(Profile.search_count([*mine, ("main_category_id", "child_of", ordinary.ids)]), 2)

    def test_what_is_not_known_is_no_zero(self):
        self.make_order(self.customer, self.scheme._today(), 300)
        silent = self.make_customer("silent")
        self.scheme.classify()
        known, unknown = self.profile(), self.profile(silent)
        averages = {"order_average": 300, "satisfaction": False, "invoice_growth": False, "payment_delay_days": False}
        self.assertEqual(known.read(list(averages)), [{"id": known.id, **averages}])
        self.assertEqual(unknown.export_data(["order_count", "order_average"])["datas"], [[0, ""]])
        both = [("id", "in", (known + unknown).ids)]
        Profile = self.env["customer.classification.profile"]
        self.assertEqual(
            Profile._read_group(both, [], ["order_average:avg", "satisfaction:avg"]),
            [(300, False)],
            "only those who are known are averaged",
        )
        for order in ("order_average", "order_average desc"):
            self.assertEqual(Profile.search(both, order=order), known + unknown, "unknown is neither best nor worst")
        self.assertEqual(Profile.search([*both, ("order_average", "<", 500)]), known)
        self.assertEqual(Profile.search([*both, ("order_average", "=", False)]), unknown)

    def test_a_dry_run_and_the_past_leave_the_figures_alone(self):
        self.make_order(self.customer, self.scheme._today(), 300)
        self.scheme.classify(simulate=True)
        self.scheme.classify(as_of="2025-01-01")
        self.assertFalse(self.profile())

    def test_a_shared_scheme_adds_up_all_companies(self):
        elsewhere = self.make_company("Elsewhere", "CNY", "UTC")
        today = self.scheme._today()
        self.make_order(self.customer, today, 300)
        self.make_order(self.customer, today, 50, company=elsewhere)
        shared = self.make_scheme(company_id=False, code="SHARED", currency_id=self.company.currency_id.id)
        (self.scheme + shared).classify()
        amounts = {p.company_id: p.order_amount for p in self.customer.classification_profile_ids if p.order_amount}
        self.assertEqual(amounts, {self.company: 300, elsewhere: 50, self.env["res.company"]: 350})
        self.assertEqual(self.profile().order_amount, 300)
        self.assertEqual(self.customer.with_company(elsewhere).classification_profile_id.order_amount, 50)
        shared.is_main = True
        self.env.invalidate_all()
        self.assertEqual(self.profile().order_amount, 350, "what the main scheme looks at")

    def test_who_becomes_a_contact_has_no_figures_of_his_own(self):
        other = self.make_customer("other")
        self.scheme.classify()
        self.assertTrue(other.classification_profile_ids)
        other.write({"is_company": False, "parent_id": self.customer.id})
        self.scheme.classify()
        self.env.invalidate_all()
        self.assertFalse(other.classification_profile_ids)


@tagged("post_install", "-at_install")
class TestBackground(ReactionCase):
    """Runs that the scheduled action executes, batch by batch."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.others = [cls.make_customer(str(number)) for number in range(9)]
        cls.startClassPatcher(patch.object(execution, "BATCH_SIZE", 2))

    def asked(self, simulate=False):
        with patch.object(execution, "LARGE", 0):
            action = self.scheme.action_simulate() if simulate else self.scheme.action_classify()
        return self.env["customer.classification.run"].browse(action["res_id"])

    def during(self, call):
        """Let ``call`` happen after the first batch of a run."""
        write, turns = execution.CustomerClassificationRun._write_batch, []

        def wrapper(run, *args):
            turns.append(1)
            if len(turns) == 2:
                call(run)
                self.env.flush_all()
            return write(run, *args)

        return patch.object(self.registry["customer.classification.run"], "_write_batch", wrapper)

    def test_classify_now_on_a_large_base_waits_for_the_scheduled_action(self):
        run = self.asked()
        self.assertEqual((run.state, run.progress), ("running", 0))
        self.assertFalse(self.categories_of(self.scheme))
        self.assertEqual(self.asked(), run, "pressing twice asks once")
        self.asked(simulate=True).action_cancel()
        self.cron("execute")
        self.assertEqual((run.state, run.progress, run.change_count), ("applied", 100, 10))
        self.assertEqual(len(self.categories_of(self.scheme)), 10)
        self.assertEqual(sum(cell["customers"] for cell in run.matrix), 10)

    def test_a_dry_run_on_a_large_base(self):
        run = self.asked(simulate=True)
        self.cron("execute")
        self.assertEqual((run.state, run.change_count), ("simulated", 10))
        self.assertFalse(self.categories_of(self.scheme))
        run.action_apply()
        self.assertEqual(len(self.categories_of(self.scheme)), 10)

    def test_a_run_can_be_stopped(self):
        run = self.asked()
        with self.during(lambda run: run.action_cancel()):
            self.cron("execute")
        self.assertEqual((run.state, run.change_count), ("cancelled", 2))
        self.assertEqual(len(self.categories_of(self.scheme)), 2, "who was moved stays moved")
        self.asked()
        self.cron("execute")
        self.assertEqual(len(self.categories_of(self.scheme)), 10)

    def test_an_edit_by_a_user_during_the_run_wins(self):
        last = self.others[-1]
        values = {"partner_id": last.id, "category_id": self.category(self.scheme, "VIP").id}
        run = self.asked()
        with self.during(lambda _run: self.env["customer.classification.assignment"].create(values)):
            self.cron("execute")
        self.assertEqual((run.state, run.change_count), ("applied", 9))
        self.assertEqual(self.categories_of(self.scheme)["8"], "VIP")

    def test_an_interrupted_run_begins_again(self):
        run = self.asked()
        with self.during(lambda run: run.action_cancel()):
            self.cron("execute")
        run.state = "running"  # as a worker leaves it that was killed after the first batch
        self.cron("execute")
        self.assertEqual((run.state, run.change_count), ("applied", 10))
        changes = self.env["customer.classification.change"].search([("scheme_id", "=", self.scheme.id)])
        self.assertEqual(len(changes), 10, "nobody was moved twice")

    def test_a_run_that_fails_keeps_the_message(self):
        run = self.asked()
        with (
            self.during(lambda _run: (_ for _ in ()).throw(ValueError("out of paper"))),
            mute_logger("odoo.addons.customer_classification"),
        ):
            self.cron("execute")
        self.assertEqual((run.state, run.error), ("failed", "out of paper"))
        self.assertEqual(len(self.categories_of(self.scheme)), 2, "whole batches stay")
