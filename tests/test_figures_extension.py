"""What another addon adds to the catalogue, and what happens when it is gone or wrong: its schemes fail alone."""

from unittest.mock import patch

import psycopg2

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger

from ..customer_classification.figures import catalogue
from ..customer_classification.figures.catalogue import MEASURES, SOURCES, Measure, register
from .common import ClassificationCase

D = "2026-11-23"
YEAR = {"window": "months", "window_length": 12}
AMOUNT = {"measure": "order_amount", "operator": ">=", **YEAR}


class ExtensionCase(ClassificationCase):
    def register(self, name, sql, source="order", **values):
        values = {"label": "Largest order", "unit": "currency", **values}
        self.addCleanup(MEASURES.pop, name, None)
        return register(Measure(name=name, source=source, sql=sql, **values))

    def largest(self, inside, as_of):
        return SQL("COALESCE(MAX(docs.amount) FILTER (WHERE %s), 0)", inside)

    def impossible(self, inside, as_of):
        return SQL("SUM(docs.amount / 0) FILTER (WHERE %s)", inside)


@tagged("post_install", "-at_install")
class TestExtension(ExtensionCase):
    def test_a_measure_is_one_entry(self):
        self.register("largest_order", self.largest)
        scheme = self.make_scheme()
        rule = self.make_rule(scheme, "VIP", {"measure": "largest_order", "operator": ">", "value": 250, **YEAR})
        self.assertIn("Largest order, last 12 months: more than", rule.summary)
        customer = self.make_customer("buyer")
        for day, amount in (("2026-11-01", 200), ("2026-11-02", 300), ("2024-01-01", 9000)):
            self.make_order(customer, day, amount)
        change = scheme.classify(as_of=D).change_ids
        self.assertEqual((change.to_category_id.name, change.explain()[0]["value"]), ("VIP", 300))
        with Form(rule) as form, form.condition_ids.edit(0) as condition:
            self.assertIn("largest_order", str(condition.measure_groups))
            condition.value = 9000
        self.assertEqual(rule.matching, "0 customers today")

    def test_a_source_of_documents_is_one_entry_too(self):
        self.addCleanup(SOURCES.pop, "visit", None)
        SOURCES["visit"] = lambda basis: SQL(
            "SELECT partner.id AS partner_id, %s::date AS day FROM res_partner partner JOIN company ON TRUE "
            "WHERE partner.city = 'Suzhou'",
            D,
        )
        self.register("visits", lambda inside, as_of: SQL("COUNT(*) FILTER (WHERE %s)", inside), "visit", unit="count")
        scheme = self.make_scheme()
        self.make_rule(scheme, "VIP", {"measure": "visits", "operator": "=", "value": 1})
        self.make_customer("visited", city="Suzhou")
        self.make_customer("other")
        scheme.classify(as_of=D)
        self.assertEqual(self.categories_of(scheme), {"visited": "VIP"})
        with self.assertRaisesRegex(ValueError, "unknown source"):
            self.register("nonsense", self.largest, "no such source")


@tagged("post_install", "-at_install")
class TestFailing(ExtensionCase):
    """A scheme that cannot be carried out fails alone, with the message on its run and to its managers."""

    def setUp(self):
        super().setUp()
        self.env["customer.classification.scheme"].search([]).write({"schedule": "manual", "realtime": False})
        self.manager = self.make_user("t_manager", "customer_classification.group_classification_manager")
        self.customer = self.make_customer("buyer")
        self.make_order(self.customer, self.company._classification_today(), 300)
        self.sound = self.make_scheme(schedule="daily", sequence=2)
        self.make_rule(self.sound, "VIP", {**AMOUNT, "value": 100})

    def broken(self, condition, **values):
        scheme = self.make_scheme(schedule="daily", sequence=1)
        self.make_rule(scheme, "VIP", condition, **values)
        (scheme + self.sound).action_activate()
        return scheme

    def cron(self, name):
        self.env.flush_all()
        with self.enter_registry_test_mode(), mute_logger("odoo.addons.customer_classification", "odoo.sql_db"):
            self.env.ref(f"customer_classification.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def assert_failed_alone(self, scheme, message):
        self.assertEqual((scheme.run_ids.state, self.sound.run_ids.state), ("failed", "applied"))
        self.assertRegex(scheme.run_ids.error, message)
        self.assertEqual(self.categories_of(self.sound), {"buyer": "VIP"})
        self.assertFalse(self.categories_of(scheme))
        told = scheme.activity_ids.filtered(lambda activity: activity.user_id == self.manager)
        self.assertRegex(told.note, message)

    def test_a_measure_that_is_gone(self):
        self.register("largest_order", self.largest)
        scheme = self.broken({"measure": "largest_order", "value": 1})
        del catalogue.MEASURES["largest_order"]
        self.cron("classify")
        self.assert_failed_alone(scheme, "to VIP.*largest_order.*no figure of the catalogue")
        with self.assertRaisesRegex(ValidationError, "no figure of the catalogue"):
            scheme.classify()

    def test_a_measure_that_the_database_refuses(self):
        self.register("impossible", self.impossible)
        scheme = self.broken({"measure": "impossible", "value": 1})
        self.cron("classify")
        self.assert_failed_alone(scheme, "division by zero")

    def test_a_filter_that_means_nothing_any_more(self):
        scheme = self.broken({**AMOUNT, "value": 1})
        self.env.cr.execute(  # as another addon's uninstallation leaves it
            SQL(
                "UPDATE customer_classification_rule SET partner_domain = %s WHERE scheme_id = %s",
                "[('gone_field', '=', 1)]",
                scheme.id,
            )
        )
        self.env.invalidate_all()
        self.cron("classify")
        self.assertEqual((scheme.state, self.sound.run_ids.state), ("changed", "applied"), "it is on hold, alone")
        self.assertFalse(scheme.run_ids)
        told = scheme.activity_ids.filtered(lambda activity: activity.user_id == self.manager)
        self.assertRegex(told.note, "to VIP.*gone_field")

    def test_a_category_that_holds_no_customers_any_more(self):
        scheme = self.broken({**AMOUNT, "value": 1})
        vip = self.category(scheme, "VIP")
        with self.assertRaisesRegex(ValidationError, "lead to “1 VIP”"):
            vip.active = False
        with self.assertRaisesRegex(ValidationError, "lead to “1 VIP”"):
            vip.create({"name": "below", "parent_id": vip.id})
        self.env.cr.execute(SQL("UPDATE customer_classification_category SET active = FALSE WHERE id = %s", vip.id))
        self.env.invalidate_all()
        self.cron("classify")
        self.assert_failed_alone(scheme, "is archived")

    def test_events_go_on_for_the_others_and_the_failure_is_told_once(self):
        self.register("impossible", self.impossible)
        scheme = self.broken({"measure": "impossible", "value": 1})
        Queue = self.env["customer.classification.queue"]
        for _turn in range(2):
            Queue._mark(self.customer)
            self.cron("react")
            self.assertFalse(Queue.search([]), "nobody waits for a scheme that fails")
        self.assert_failed_alone(scheme, "division by zero")

    def test_figures_that_a_document_wrote_meanwhile_are_computed_again(self):
        self.sound.action_activate()
        Profile = type(self.env["customer.classification.profile"])
        refresh, turns = Profile._refresh, []

        def first_time_fails(profile, *arguments):
            turns.append(1)
            if len(turns) == 1:
                raise psycopg2.errors.SerializationFailure
            return refresh(profile, *arguments)

        with patch.object(Profile, "_refresh", first_time_fails):
            self.cron("classify")
        self.assertEqual((self.sound.run_ids.state, self.sound.run_ids.change_count), ("applied", 1))
