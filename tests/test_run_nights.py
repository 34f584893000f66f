"""Nights look only at whom they must: by a full run of the same day, over documents, edits and days that are drawn."""

import json
from datetime import date, timedelta

from freezegun import freeze_time
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..customer_classification.common.days import noon_of
from ..customer_classification.figures import environment, figures, marks, seen
from ..customer_classification.figures.catalogue import MEASURES
from ..customer_classification.figures.specs import REVENUE
from ..customer_classification.rules import decision, settled
from ..customer_classification.run import nights
from .common import ClassificationCase
from .documents import Documents
from .test_figures_oracle import BOUNDARIES, CUSTOMERS, SOURCES, documents
from .test_rules_engine_oracle import EXAMPLES

D = date(2026, 3, 30)
AMOUNT = {"measure": "order_amount", "operator": ">=", "window": "months", "window_length": 12}
AT_HOME = [name for name in MEASURES if name not in ("revenue_share_before", "revenue_share_cumulative")]
NIGHTS = "odoo.addons.customer_classification.customer_classification.run.run_nights"

conditions = st.fixed_dictionaries(
    {
        "measure": st.sampled_from(AT_HOME),
        "window": st.sampled_from(
            [("days", 1), ("days", 31), ("months", 1), ("months", 12), ("this_month", 1), ("last_year", 1)]
        ),
        "operator": st.sampled_from([">=", "<=", "<"]),
        "value": st.sampled_from([0, 1, 2, 5, 30, 90, 100, 366]),
        "keeps": st.booleans(),
        "empty_counts": st.booleans(),
    }
)
edits = st.one_of(
    st.tuples(st.sampled_from(sorted(SOURCES.keys() - {"meetings"})), st.integers(0, 10), documents),
    st.tuples(st.just("meeting"), st.integers(0, 3), st.booleans()),
    st.tuples(st.just("pin"), st.integers(0, CUSTOMERS - 1), st.sampled_from([None, 0, 1, 2])),
    st.tuples(st.just("move"), st.integers(0, CUSTOMERS - 1), st.integers(0, 2)),
    st.tuples(st.just("employer"), st.integers(0, CUSTOMERS - 1), st.integers(0, CUSTOMERS - 1)),
    st.tuples(st.just("name"), st.integers(0, CUSTOMERS - 1), st.sampled_from(["T-", "X-"])),
    st.tuples(st.just("active"), st.integers(0, CUSTOMERS - 1), st.booleans()),
    st.tuples(st.just("stay"), st.integers(0, 2), st.sampled_from([0, 1, 3])),
    st.tuples(st.just("delete"), st.integers(0, 3), st.none()),
)
steps = st.tuples(st.sampled_from([0, 1, 1, 1, 2, 6]), st.lists(edits, max_size=2))
situations = st.fixed_dictionaries(
    {
        "documents": st.fixed_dictionaries(
            {source: st.lists(documents, max_size=most) for source, most in SOURCES.items()}
        ),
        "rules": st.lists(st.lists(conditions, min_size=1, max_size=2), min_size=2, max_size=2),
        "typed": st.booleans(),
        "everybody": st.booleans(),
        "approval": st.sampled_from(["none", "none", "downgrade"]),
        "steps": st.lists(steps, min_size=1, max_size=3),
    }
)


class NightsCase(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.classification.scheme"].search([]).active = False
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"T-{number}", "is_company": True, "customer_rank": 1} for number in range(CUSTOMERS)]
        )
        cls.scheme = cls.make_scheme(schedule="daily")
        cls.scheme.default_category_id = cls.category(cls.scheme, "Potential")

    def at(self, day):
        """Noon of a day in the company."""
        return freeze_time(noon_of(day, self.company._classification_tz()))

    def ways(self):
        """Whom of the customers a run would look at now, for the scheme and for the kept figures; None for all."""
        self.env.flush_all()
        scheme = self.scheme.sudo()
        spec = scheme._spec(scheme._today())
        engine_env = environment.engine_env(self.env, self.company.id)
        found = {}
        with self.cr.savepoint() as savepoint:
            for part in nights.parts(engine_env, spec.scope, [(scheme, spec)], True):
                looked_at = part.night.partner_ids
                for key in {**part.night.known, **part.night.totals}:
                    mine = None if looked_at is None else set(looked_at) & set(self.customers.ids)
                    found[key.partition(" ")[0]] = mine
            savepoint.rollback()
        return found

    def outcome(self, full=False):
        """What a run leaves behind; nothing of it is left."""
        with self.cr.savepoint() as savepoint:
            if full:
                seen.forget(self.env, [nights.key_of(self.scheme._spec(self.scheme._today())), *self.keys()])
            run = self.scheme.classify()
            found = {
                "run": (run.state, run.is_partial, run.customer_count, run.change_count, run.proposed_count),
                "matrix": [[cell[name] for name in ("from", "to", "customers", "revenue")] for cell in run.matrix],
                **{
                    table: self.rows(table, "id", "updated_at", "write_date", "create_date", "change_id")
                    for table in ("customer_classification_assignment", "customer_classification_profile")
                },
                "changes": self.rows(
                    "customer_classification_change", "id", "run_id", "date", "applied_number", "create_date"
                ),
            }
            savepoint.rollback()
        self.env.invalidate_all()
        return found

    def keys(self):
        return [key for (key,) in self.env.execute_query(SQL("SELECT key FROM customer_classification_seen"))]

    def rows(self, table, *without):
        rows = self.env.execute_query(
            SQL("SELECT (to_jsonb(t) - %s)::text FROM %s t", list(without), SQL.identifier(table))
        )
        # 1 and 1.00 are the same
        return sorted((json.loads(row, parse_int=float) for (row,) in rows), key=json.dumps)


@tagged("post_install", "-at_install")
class TestNightsAgree(NightsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.make_company("Elsewhere", "CNY", "America/New_York")
        companies = (cls.company + cls.elsewhere).ids
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": companies, "mail_notrack": True})
        for company in cls.company + cls.elsewhere:
            cls.env["account.chart.template"].try_loading("generic_coa", company=company, install_demo=False)
            company.currency_id = cls.env.ref("base.CNY")
        cls.contacts = cls.env["res.partner"].create(
            [{"name": f"Contact {customer.name}", "parent_id": customer.id} for customer in cls.customers]
        )
        cls.pool = Documents(cls)
        cls.scheme = cls.scheme.with_env(cls.env)
        cls.customers = cls.customers.with_env(cls.env)

    @settings(max_examples=max(EXAMPLES // 4, 5), phases=[Phase.explicit, Phase.reuse, Phase.generate])
    @given(situation=situations)
    def test_a_night_ends_where_a_full_run_does(self, situation):
        with self.cr.savepoint() as savepoint:
            self.day = D
            self.arrange(situation)
            with self.at(self.day):
                self.scheme.classify()
            for days, drawn in situation["steps"]:
                self.day += timedelta(days=days)
                with self.at(self.day):
                    for edit in drawn:
                        self.edit(*edit)
                    self.env.flush_all()
                    self.env.invalidate_all()
                    self.look_at_few()
                    night, full = self.outcome(), self.outcome(full=True)
                    self.assertEqual(night, full, f"{self.day}, looking at {self.ways()}")
                    self.scheme.classify()
            savepoint.rollback()
        self.env.invalidate_all()

    def look_at_few(self):
        """What is seen at once of one customer is what the database says."""
        engine_env = environment.engine_env(self.env, self.company.id)
        for customer in self.customers:
            spec = self.scheme.sudo()._spec(self.day, (customer.id,))
            wanted = [REVENUE, *spec.figures]
            with figures.computed(engine_env, spec.scope, wanted, spec.partner_ids) as tables:
                if settled.surely(engine_env, spec, tables):
                    self.assertTrue(decision.is_settled(engine_env, spec, tables), customer.name)

    def partner(self, values):
        return (self.contacts if values["by_contact"] else self.customers)[values["customer"]]

    def ago(self, days):
        return self.day - timedelta(days=days)

    def arrange(self, situation):
        self.pool.place(situation["documents"], self.partner, self.ago)
        self.env.invalidate_all()
        for number, customer in enumerate(self.customers):
            self.pool.give(customer, create_date=noon_of(D - timedelta(days=number), "UTC"))
        self.env.invalidate_all()
        typed = {f"{name}_boundaries": ", ".join(map(str, numbers)) for name, numbers in BOUNDARIES.items()}
        chosen = {"customer_domain": "[]"} if situation["everybody"] else {}
        self.scheme.write({"approval": situation["approval"], **chosen, **(typed if situation["typed"] else {})})
        for category, drawn in zip(("VIP", "Ordinary"), situation["rules"], strict=True):
            self.make_rule(self.scheme, category, *map(self.condition, drawn))

    def condition(self, drawn):
        kind, length = drawn["window"]
        keep = {">=": 0.5, "<=": 2, "<": 2}[drawn["operator"]] * drawn["value"]
        return {
            **{name: drawn[name] for name in ("measure", "operator", "value", "empty_counts")},
            "window": "lifetime" if MEASURES[drawn["measure"]].lifetime else kind,
            "window_length": length,
            "has_keep_value": drawn["keeps"],
            "keep_value": keep if drawn["keeps"] else 0,
        }

    def edit(self, what, number, value):
        if what in SOURCES:
            records = getattr(self.pool, what)
            place = getattr(self.pool, f"_place_{what}")
            place(records[number % len(records)], self.partner(value), self.ago(value["days_ago"]), value, self.ago)
            self.env.invalidate_all()
            return
        getattr(self, f"_edit_{what}")(number, value)

    def assignment(self, number, **columns):
        line = self.env["customer.classification.assignment"].search(
            [("scheme_id", "=", self.scheme.id), ("partner_id", "=", self.customers[number].id)]
        )
        if line:
            self.pool.give(line, **columns)
            self.env.invalidate_all()

    def _edit_meeting(self, number, active):
        self.pool.give(self.pool.meetings[number], active=active)
        self.env.invalidate_all()

    def _edit_pin(self, number, days):
        until = None if days is None else self.day + timedelta(days=days)
        self.assignment(number, pinned=True, pinned_until=until, origin="manual")

    def _edit_move(self, number, place):
        self.assignment(number, category_id=self.scheme.category_ids[place].id, since=self.day, pinned=False)

    def _edit_employer(self, number, employer):
        self.contacts[number].parent_id = self.customers[employer]

    def _edit_name(self, number, prefix):
        self.customers[number].name = prefix + self.customers[number].name[2:]

    def _edit_active(self, number, active):
        self.customers[number].active = active

    def _edit_stay(self, number, days):
        self.scheme.category_ids[number].min_stay_days = days

    def _edit_delete(self, number, _value):
        lead = self.pool.leads[number].exists()
        if lead:
            self.env.cr.execute(SQL("DELETE FROM crm_lead WHERE id = %s", lead.id))
            self.env.invalidate_all()
            self.pool.leads -= lead
            self.addCleanup(lambda leads=self.pool.leads + lead: setattr(self.pool, "leads", leads))


@tagged("post_install", "-at_install")
class TestNights(NightsCase):
    def setUp(self):
        super().setUp()
        self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 100})
        for number, days in enumerate((0, 100, 364)):
            self.make_order(self.customers[number], D - timedelta(days=days))

    def classify(self, day):
        with self.at(day):
            return self.scheme.classify()

    def test_who_has_nothing_new_is_not_looked_at(self):
        self.classify(D)
        with self.at(D):
            self.assertEqual(self.ways(), {"scheme": set(), "figures": set()})
            self.make_order(self.customers[4], D)
            self.assertEqual(self.ways(), {"scheme": set(self.customers[4].ids), "figures": set(self.customers[4].ids)})
        run = self.classify(D)
        self.assertEqual((run.change_count, run.customer_count, run.is_partial), (1, CUSTOMERS, False))
        self.assertEqual(self.categories_of(self.scheme)["4"], "VIP")

    def test_a_window_that_lets_go_of_a_document_is_noticed_on_its_day(self):
        self.classify(D)
        self.assertEqual(self.categories_of(self.scheme)["2"], "VIP", "the order still is within 12 months")
        with self.at(D + timedelta(days=1)):
            self.assertIn(self.customers[2].id, self.ways()["scheme"])
            self.assertNotIn(self.customers[1].id, self.ways()["scheme"])
        self.classify(D + timedelta(days=1))
        self.assertEqual(self.categories_of(self.scheme)["2"], "Potential")

    def test_everybody_is_looked_at_after_a_change_of_rules_and_once_a_week(self):
        self.classify(D)
        with self.at(D + timedelta(days=6)):
            self.assertIsNotNone(self.ways()["scheme"])
        with self.at(D + timedelta(days=7)):
            self.assertIsNone(self.ways()["scheme"])
        self.scheme.rule_ids.condition_ids.value = 50
        with self.at(D):
            self.assertIsNone(self.ways()["scheme"])

    def test_who_is_compared_with_others_is_looked_at_with_them(self):
        self.make_rule(self.scheme, "Ordinary", {"measure": "monetary_score", "operator": ">=", "value": 3})
        self.classify(D)
        with self.at(D):
            self.assertEqual(self.ways()["scheme"], set())
            self.make_order(self.customers[4], D)
            self.assertIsNone(self.ways()["scheme"])

    def test_a_filter_on_other_records_looks_at_everybody(self):
        self.make_rule(self.scheme, "Ordinary", partner_domain="[('country_id.code', '=', 'CN')]")
        self.classify(D)
        with self.at(D):
            self.assertNotIn("scheme", self.ways(), "nothing of it is remembered")

    def test_what_other_programs_write_is_noticed(self):
        order = self.make_order(self.customers[4], D, state="draft")
        self.classify(D)
        self.env.cr.execute(SQL("UPDATE sale_order SET state = 'sale' WHERE id = %s", order.id))
        self.classify(D)
        self.assertEqual(self.categories_of(self.scheme)["4"], "VIP")

    def test_kept_figures_that_somebody_else_wrote_are_looked_at(self):
        self.classify(D)
        profile = self.env["customer.classification.profile"].search([("partner_id", "=", self.customers[0].id)])
        self.env.cr.execute(
            SQL("UPDATE customer_classification_profile SET order_amount = 7 WHERE id = %s", profile.id)
        )
        self.classify(D)
        self.assertEqual(profile.order_amount, 100)

    def test_a_transaction_that_ends_late_is_noticed(self):
        self.env.cr.execute(
            SQL(
                """SELECT transaction FROM (VALUES ('99'::xid8, 1), ('101', 2), ('102', 3), ('105', 4), ('110', 7))
                          mark(transaction, number) WHERE NOT %s ORDER BY number""",
                marks.known("mark", "100:105:102", "110", 7),
            )
        )
        self.assertEqual(self.env.cr.fetchall(), [("102",), ("105",)], "it was under way, or had not begun")

    def test_whom_the_nights_missed_the_weekly_look_tells(self):
        self.classify(D)
        self.make_order(self.customers[4], D - timedelta(days=10))
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM customer_classification_mark"))
        self.classify(D + timedelta(days=1))
        self.assertEqual(self.categories_of(self.scheme)["4"], "Potential", "as if nobody had noticed")
        with self.assertLogs(NIGHTS, "ERROR") as logs:
            self.classify(D + timedelta(days=7))
        self.assertIn(str(self.customers[4].id), logs.output[0])
        self.assertIn("T-4", str(self.scheme.message_ids[0].body))
        self.assertEqual(self.categories_of(self.scheme)["4"], "VIP")

    def test_a_dry_run_is_applied_without_deciding_again_where_nothing_changed(self):
        with self.at(D):
            run = self.scheme.classify(simulate=True)
            spec, engine_env = self.scheme.sudo()._spec(D), environment.engine_env(self.env, self.company.id)
            base = seen.of_json(engine_env, run.rules_snapshot["seen"])
            self.assertEqual(nights.news(engine_env, spec, base), ())
            self.make_order(self.customers[4], D)
            self.env.flush_all()
            self.assertIn(self.customers[4].id, nights.news(engine_env, spec, base))
            with self.assertRaisesRegex(UserError, "T-4"):
                run.action_apply()

    @mute_logger(NIGHTS)
    def test_marks_that_nobody_needs_are_swept(self):
        seen.forget_others(self.env, "scheme", ())
        seen.forget_others(self.env, "figures", ())
        self.make_order(self.customers[4], D)
        self.env.flush_all()
        self.classify(D)
        with self.at(D):
            self.env["customer.classification.run"]._gc_seen()
            [(left,)] = self.env.execute_query(SQL("SELECT COUNT(*) FROM customer_classification_mark"))
            self.assertFalse(left)
        with self.at(D + timedelta(days=30)):
            self.env["customer.classification.run"]._gc_seen()
            self.assertFalse(self.keys())
