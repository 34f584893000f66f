import tracemalloc
from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..customer_classification.customers import customers
from .common import ClassificationCase

YEAR = {"window": "months", "window_length": 12}
AMOUNT = {"measure": "order_amount", "operator": ">=", **YEAR}
D = "2026-11-23"


@tagged("post_install", "-at_install")
class TestEngine(ClassificationCase):
    """Each behaviour of the engine, through ``classify()`` and the buttons of a run."""

    def setUp(self):
        super().setUp()
        self.scheme = self.make_scheme()
        self.scheme.default_category_id = self.category(self.scheme, "Ordinary")

    def classify(self, **values):
        return self.scheme.classify(**{"as_of": D, **values})

    # Windows and figures

    def test_twelve_months_begin_the_day_after_the_same_day_of_last_year(self):
        self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 100})
        self.make_order(self.make_customer("inside"), "2025-11-24")
        self.make_order(self.make_customer("outside"), "2025-11-23")
        self.make_order(self.make_customer("last day"), D)
        self.make_order(self.make_customer("tomorrow"), "2026-11-24")
        self.classify()
        self.assertEqual(
            self.categories_of(self.scheme),
            {"inside": "VIP", "last day": "VIP", "outside": "Ordinary", "tomorrow": "Ordinary"},
        )

    def test_a_day_is_a_day_of_the_company(self):
        """17 o'clock in Greenwich is one o'clock of the next day in Shanghai."""
        self.company.partner_id.tz = "Asia/Shanghai"
        self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 100})
        self.make_order(self.make_customer("night"), D, hour=17)
        self.make_order(self.make_customer("first night"), "2025-11-23", hour=17)
        self.classify()
        self.assertEqual(self.categories_of(self.scheme), {"night": "Ordinary", "first night": "VIP"})

    def test_only_confirmed_orders_count_and_those_of_contacts_do(self):
        self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 300})
        customer = self.make_customer("company")
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": customer.id})
        for partner, state in ((customer, "sale"), (contact, "sale"), (customer, "draft"), (customer, "cancel")):
            self.make_order(partner, D, 150, state=state)
        run = self.classify()
        self.assertEqual(self.categories_of(self.scheme), {"company": "VIP"})
        self.assertEqual(list(run.change_ids.evidence.values()), [300])

    def test_other_companies_and_currencies(self):
        other = self.make_company("Other", "USD", "America/New_York")
        self.env["res.currency.rate"].create(
            [
                {
                    "name": "2020-01-01",
                    "currency_id": self.env.ref("base.USD").id,
                    "company_id": company.id,
                    "company_rate": rate,
                }
                for company, rate in ((self.company, 0.125), (other, 1.0))
            ]
        )
        self.env["res.currency.rate"].create(
            {
                "name": "2020-01-01",
                "currency_id": self.env.ref("base.CNY").id,
                "company_id": other.id,
                "company_rate": 8.0,
            }
        )
        customer = self.make_customer("both")
        self.make_order(customer, D, 100, currency="USD")
        self.make_order(customer, D, 50, company=other)
        self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 1})
        shared = self.make_scheme(company_id=False, currency_id=self.company.currency_id.id)
        self.make_rule(shared, "VIP", {**AMOUNT, "value": 1})
        self.assertEqual(list(self.classify().change_ids.evidence.values()), [800], "its own documents, in its money")
        self.assertEqual(list(shared.classify(as_of=D).change_ids.evidence.values()), [1200], "those of both companies")

    def test_days_since_and_empty_figures(self):
        self.make_rule(self.scheme, "VIP", {"measure": "days_since_last_order", "operator": "<=", "value": 10})
        self.make_rule(self.scheme, "Potential", {"measure": "days_since_first_order", "operator": "not_set"})
        self.make_order(self.make_customer("recent"), "2026-11-13")
        self.make_order(self.make_customer("older"), "2026-11-12")
        self.make_customer("never")
        self.classify()
        self.assertEqual(self.categories_of(self.scheme), {"recent": "VIP", "older": "Ordinary", "never": "Potential"})

    def test_a_comparison_with_an_empty_figure_is_false_unless_it_counts(self):
        rule = self.make_rule(self.scheme, "VIP", {"measure": "days_since_last_order", "operator": ">", "value": 10})
        self.make_customer("never")
        self.classify()
        self.assertEqual(self.categories_of(self.scheme), {"never": "Ordinary"})
        rule.condition_ids.empty_counts = True
        self.classify()
        self.assertEqual(self.categories_of(self.scheme), {"never": "VIP"})

    # Rules

    def test_the_first_rule_that_holds_decides(self):
        self.make_order(self.make_customer("large"), D, 500)
        self.make_rule(self.scheme, "Potential", {**AMOUNT, "value": 100}, sequence=20)
        first = self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 100}, sequence=10)
        run = self.classify()
        self.assertEqual((run.change_ids.to_category_id.name, run.change_ids.rule_id), ("VIP", first))
        first.active = False
        self.classify()
        self.assertEqual(self.categories_of(self.scheme), {"large": "Potential"})

    def test_without_a_default_category_customers_stay(self):
        self.scheme.default_category_id = False
        self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 100})
        customer = self.make_customer("small")
        self.classify()
        self.assertEqual(self.categories_of(self.scheme), {})
        self.make_order(customer, D)
        self.classify()
        self.classify(as_of="2028-01-01")
        self.assertEqual(self.categories_of(self.scheme), {"small": "VIP"})

    def test_keep_value(self):
        self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 1000, "keep_value": 800})
        customer, fresh = self.make_customer("old"), self.make_customer("fresh")
        self.make_order(customer, "2025-06-01", 1000)
        self.classify(as_of="2025-12-31")
        for partner in (customer, fresh):
            self.make_order(partner, "2026-10-01", 850)
        self.classify()
        self.assertEqual(self.categories_of(self.scheme), {"old": "VIP", "fresh": "Ordinary"})

    def test_the_filter_of_a_rule_and_of_the_scheme(self):
        self.make_rule(self.scheme, "VIP", partner_domain="[('city', '=', 'Suzhou')]")
        self.make_customer("here", city="Suzhou")
        self.make_customer("there", city="Wuxi")
        self.env["res.partner"].create({"name": "not ours", "is_company": True, "customer_rank": 1, "city": "Suzhou"})
        self.classify()
        self.assertEqual(self.categories_of(self.scheme), {"here": "VIP", "there": "Ordinary"})

    def test_relative_dates_and_nonsense_are_refused_in_filters(self):
        for domain, message in (
            ("[('create_date', '>', 'today -30d')]", "Days since the last order"),
            ("[('no_such_field', '=', 1)]", "cannot be understood"),
            ("__import__('os')", "cannot be understood"),
            ("[('country_id.write_date', '>=', '-1m')]", "Days since the last order"),
        ):
            with self.subTest(domain), self.assertRaisesRegex(ValidationError, message):
                self.make_rule(self.scheme, "VIP", partner_domain=domain)

    def test_mapping_by_a_linked_record_a_text_and_a_choice(self):
        province = self.env.ref("base.state_cn_JS")
        self.make_customer("first", state_id=province.id, city="Suzhou ", lang="en_US")
        self.make_customer("second", city="Wuxi", lang=False)
        field = self.env["ir.model.fields"]
        for name, value in (("state_id", str(province.id)), ("city", "suzhou"), ("lang", "en_US")):
            with self.subTest(name):
                scheme = self.make_scheme(
                    categories=("East", name), mode="mapping", mapping_field_id=field._get("res.partner", name).id
                )
                self.env["customer.classification.mapping"].create(
                    {"scheme_id": scheme.id, "value": value, "category_id": self.category(scheme, "East").id}
                )
                run = scheme.classify()
                self.assertEqual(self.categories_of(scheme), {"first": "East"})
                self.assertEqual(run.change_ids.origin, "mapping")

    # Customers

    def test_who_is_a_customer(self):
        self.scheme.customer_domain = "[('name', '=like', 'C-%')]"
        Partner = self.env["res.partner"]
        names = ("rank", "quotation", "opportunity", "by hand", "nothing", "archived")
        found = {name: Partner.create({"name": f"C-{name}", "is_company": True}) for name in names}
        found["rank"].customer_rank = 1
        found["archived"].write({"customer_rank": 1, "active": False})
        self.make_order(found["quotation"], D, state="draft")
        self.env["crm.lead"].create({"name": "x", "type": "opportunity", "partner_id": found["opportunity"].id})
        contact = Partner.create({"name": "C-contact", "parent_id": found["rank"].id, "customer_rank": 1})
        other = self.make_scheme(mode="manual")
        self.env["customer.classification.assignment"].create(
            {"partner_id": found["by hand"].id, "category_id": self.category(other, "VIP").id}
        )
        self.classify()
        self.assertEqual(set(self.categories_of(self.scheme)), {"C-rank", "C-quotation", "C-opportunity", "C-by hand"})
        self.assertNotIn(contact, self.scheme.run_ids.change_ids.partner_id)

    def test_all_customers_at_once_are_those_found_one_by_one(self):
        """For many at once there is another statement than for lists; the demo company has all kinds of partners."""
        one_by_one = self.env["res.partner"].search(customers.is_customer())
        self.assertGreater(len(one_by_one), 10)
        table = SQL.identifier(customers.table(self.env))
        self.assertEqual(
            {number for (number,) in self.env.execute_query(SQL("SELECT id FROM %s", table))}, set(one_by_one.ids)
        )

    def test_only_the_given_customers_or_the_companies_of_the_given_contacts(self):
        first, second = self.make_customer("first"), self.make_customer("second")
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": second.id})
        self.classify(partner_ids=contact.ids)
        self.assertEqual(self.categories_of(self.scheme), {"second": "Ordinary"})
        self.classify(partner_ids=[])
        self.assertEqual(self.categories_of(self.scheme), {"second": "Ordinary"})
        self.classify(partner_ids=first.ids)
        self.assertEqual(set(self.categories_of(self.scheme)), {"first", "second"})

    def test_pins_are_respected_and_let_go(self):
        customer = self.make_customer("pinned")
        with freeze_time("2026-01-15 08:00:00"):
            self.env["customer.classification.assignment"].create(
                {
                    "partner_id": customer.id,
                    "category_id": self.category(self.scheme, "VIP").id,
                    "pinned_until": "2026-06-30",
                    "pinned": True,
                }
            )
        self.classify(as_of="2026-06-30")
        self.assertEqual(self.categories_of(self.scheme), {"pinned": "VIP"})
        self.classify(as_of="2026-07-01")
        self.assertEqual(self.categories_of(self.scheme), {"pinned": "Ordinary"})
        self.assertFalse(customer.classification_assignment_ids.pinned)

    # Runs

    def test_a_second_run_writes_its_own_row_and_nothing_else(self):
        self.make_customer("one")
        self.classify()
        Change = self.env["customer.classification.change"]
        before = Change.search_count([]), self.scheme.last_run_id
        written = self.env["customer.classification.assignment"].search([]).mapped("write_date")
        run = self.classify()
        self.assertEqual((run.state, run.customer_count, run.change_count), ("applied", 1, 0))
        self.assertEqual(Change.search_count([]), before[0])
        self.assertEqual(self.env["customer.classification.assignment"].search([]).mapped("write_date"), written)

    def test_a_dry_run_moves_nobody_until_it_is_applied(self):
        self.make_customer("one")
        run = self.classify(simulate=True)
        self.assertEqual((run.state, run.change_count, run.change_ids.state), ("simulated", 1, "simulated"))
        self.assertEqual(self.categories_of(self.scheme), {})
        run.action_apply()
        self.assertEqual((run.state, run.change_ids.state), ("applied", "applied"))
        self.assertEqual(self.categories_of(self.scheme), {"one": "Ordinary"})
        with self.assertRaisesRegex(UserError, "no dry run"):
            run.action_apply()

    def test_who_was_moved_meanwhile_stays(self):
        customer, other = self.make_customer("moved"), self.make_customer("other")
        run = self.classify(simulate=True)
        self.env["customer.classification.assignment"].create(
            {"partner_id": customer.id, "category_id": self.category(self.scheme, "VIP").id}
        )
        run.action_apply()
        self.assertEqual(self.categories_of(self.scheme), {"moved": "VIP", "other": "Ordinary"})
        states = {change.partner_id: change.state for change in run.change_ids}
        self.assertEqual(states, {customer: "superseded", other: "applied"})

    def test_a_discarded_dry_run(self):
        self.make_customer("one")
        run = self.classify(simulate=True)
        run.action_cancel()
        self.assertEqual((run.state, run.change_ids.state), ("cancelled", "superseded"))
        self.assertEqual(self.categories_of(self.scheme), {})

    def test_every_move_is_explained(self):
        self.make_rule(
            self.scheme,
            "VIP",
            {**AMOUNT, "value": 400},
            {"measure": "order_count", "operator": "<", "value": 1, **YEAR},
            match="any",
        )
        self.make_order(self.make_customer("large"), D, 500)
        change = self.classify().change_ids
        first, second = change.explain()
        self.assertEqual(
            (first["measure"], first["window"], first["value"], first["threshold"], first["holds"]),
            ("order_amount", "last 12 months", 500, 400, True),
        )
        self.assertEqual((second["value"], second["holds"]), (1, False))
        self.assertIn("at least", str(change.explanation))

    def test_the_matrix_counts_everybody(self):
        self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 400})
        self.make_order(self.make_customer("large"), D, 500)
        self.make_customer("small")
        self.classify()
        self.make_order(self.make_customer("new"), D, 900)
        matrix = {(cell["from"], cell["to"]): (cell["customers"], cell["revenue"]) for cell in self.classify().matrix}
        vip, ordinary = self.category(self.scheme, "VIP").id, self.category(self.scheme, "Ordinary").id
        self.assertEqual(matrix, {(vip, vip): (1, 500), (ordinary, ordinary): (1, 0), (None, vip): (1, 900)})

    def test_replaying_the_changes_gives_the_assignments(self):
        self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 400})
        customers = [self.make_customer(str(number)) for number in range(6)]
        for number, customer in enumerate(customers):
            self.make_order(customer, date(2026, 1, 1) + timedelta(days=40 * number), 500)
        for as_of in ("2026-01-31", "2026-06-30", "2027-02-28", D):
            self.classify(as_of=as_of)
        customers[0].classification_assignment_ids.category_id = self.category(self.scheme, "Potential")
        customers[1].classification_assignment_ids.unlink()
        replayed = {}
        changes = self.env["customer.classification.change"].search([("scheme_id", "=", self.scheme.id)], order="id")
        for change in changes:
            self.assertEqual(change.from_category_id, replayed.get(change.partner_id, change.from_category_id.browse()))
            replayed[change.partner_id] = change.to_category_id
        assignments = self.env["customer.classification.assignment"].search([("scheme_id", "=", self.scheme.id)])
        self.assertEqual(
            {partner: category for partner, category in replayed.items() if category},
            {assignment.partner_id: assignment.category_id for assignment in assignments},
        )

    # Who may, and when

    def test_only_managers_run_rules_and_only_where_rules_decide(self):
        company = {"company_id": self.company.id, "company_ids": [(6, 0, self.company.ids)]}
        user = new_test_user(self.env, "t_user", groups="customer_classification.group_classification_user", **company)
        manager = new_test_user(
            self.env, "t_manager", groups="customer_classification.group_classification_manager", **company
        )
        self.make_customer("one")
        with self.assertRaisesRegex(AccessError, "classification managers"):
            self.scheme.with_user(user).classify()
        run = self.scheme.with_user(manager).classify(simulate=True)
        self.assertEqual((run.user_id, run.change_count), (manager, 1))
        with self.assertRaisesRegex(AccessError, "classification managers"):
            run.with_user(user).action_apply()
        run.action_apply()
        self.scheme.mode = "manual"
        with self.assertRaisesRegex(UserError, "classified by hand"):
            self.scheme.with_user(manager).classify()

    def test_two_runs_never_overlap(self):
        with self.registry.cursor() as cr:
            cr.execute(
                SQL("SELECT pg_advisory_xact_lock(hashtext('customer.classification.scheme'), %s)", self.scheme.id)
            )
            with self.assertRaisesRegex(UserError, "being classified at this moment"):
                self.classify()
        self.assertEqual(self.classify().state, "applied")

    def test_editing_an_active_scheme_stops_its_automatic_moves(self):
        rule = self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 400})
        self.scheme.action_activate()
        for edit in (
            lambda: rule.write({"match": "any"}),
            lambda: rule.condition_ids.write({"value": 500}),
            lambda: self.make_rule(self.scheme, "Potential"),
            lambda: self.scheme.write({"default_category_id": False}),
        ):
            edit()
            self.assertEqual(self.scheme.state, "changed")
            self.scheme.action_activate()
        self.scheme.name = "Another name"
        self.assertEqual(self.scheme.state, "active")

    @freeze_time("2026-11-23 08:00:00")
    def test_the_schedule(self):
        self.env["customer.classification.scheme"].search([("id", "!=", self.scheme.id)]).schedule = "manual"
        self.make_customer("one")
        self.scheme.write({"schedule": "monthly"})
        cron = self.env.ref("customer_classification.ir_cron_classify")

        def night():
            before = self.scheme.run_ids
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()
            return self.scheme.run_ids - before

        self.assertFalse(night(), "a draft is not run")
        self.scheme.action_activate()
        run = night()
        self.assertEqual((run.trigger, run.state, run.change_count), ("schedule", "applied", 1))
        self.assertFalse(night(), "once in a month")
        with freeze_time("2026-12-01 08:00:00"):
            self.assertEqual(len(night()), 1, "the next month has begun")

    def new_manager(self):
        return self.make_user("t_manager", "customer_classification.group_classification_manager")

    def nightly(self):
        """The scheduled run of the scheme on a new day."""
        before = self.scheme.run_ids
        cron = self.env.ref("customer_classification.ir_cron_classify")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        return self.scheme.run_ids - before

    def test_a_scheduled_run_that_would_move_too_many_waits_for_a_manager(self):
        self.env["customer.classification.scheme"].search([("id", "!=", self.scheme.id)]).schedule = "manual"
        manager = self.new_manager()
        self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 100})
        customers = [self.make_customer(str(number)) for number in range(10)]
        for customer in customers[:2]:
            self.make_order(customer, "2026-10-01")
        self.scheme.schedule = "daily"
        with freeze_time("2026-11-23 08:00:00"):
            self.scheme.action_activate()
            self.assertEqual(self.nightly().state, "applied", "the first run after an activation is as previewed")
        for number, day, held in ((2, "2026-11-24", False), (3, "2026-11-25", True)):
            with freeze_time(f"{day} 08:00:00"):
                for customer in customers[number : number + (2 if held else 1)]:
                    self.make_order(customer, day)
                self.scheme.safety_revenue = 100
                run = self.nightly()
                self.assertEqual(run.state, "held" if held else "applied", f"{run.change_count} of 10 customers")
        self.assertEqual(self.categories_of(self.scheme)["3"], "Ordinary", "nobody was moved")
        self.assertIn(manager, self.scheme.activity_ids.user_id)
        self.assertIn("20.0 % of the classified customers would move (limit 10 %)", run.safety_note)
        run.with_user(manager).action_apply()
        self.assertEqual((run.state, self.categories_of(self.scheme)["3"]), ("applied", "VIP"))

    def test_a_scheduled_run_that_would_move_too_much_money_waits(self):
        self.env["customer.classification.scheme"].search([("id", "!=", self.scheme.id)]).schedule = "manual"
        self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 1000})
        large, *_small = [self.make_customer(str(number)) for number in range(20)]
        self.make_order(large, "2025-11-24", 5000)
        self.make_order(large, "2026-11-01", 600)
        self.scheme.write({"schedule": "daily", "safety_customers": 50})
        with freeze_time("2026-11-23 08:00:00"):
            self.scheme.action_activate()
            self.assertEqual(self.nightly().state, "applied")
        with freeze_time("2026-11-24 08:00:00"):
            self.assertEqual(self.nightly().state, "held", "one customer of twenty, but all of the sales")
        with self.assertRaisesRegex(ValidationError, "from 0 to 100"):
            self.scheme.safety_revenue = 101

    def test_rules_that_are_probably_not_meant_so_are_pointed_out(self):
        self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 1}, sequence=1)
        everybody = self.make_rule(self.scheme, "Ordinary", sequence=2)
        late = self.make_rule(self.scheme, "Potential", {**AMOUNT, "window": "this_year"}, sequence=3)
        self.assertFalse(everybody.hint)
        self.assertIn("“to Ordinary” before it holds for all customers", late.hint)
        self.assertIn("begins anew on 1 January", late.hint)
        late.sequence = 0
        self.scheme.is_ranked = False
        self.assertFalse(late.hint)

    def test_a_group_of_companies_is_decided_on_together(self):
        self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 250})
        holding = self.make_customer("holding")
        address = self.env["res.partner"].create({"name": "Branch", "parent_id": holding.id, "type": "other"})
        east, west = (self.make_customer(name, parent_id=holding.id, customer_rank=0) for name in ("east", "west"))
        deep = self.make_customer("deep", parent_id=west.id)
        alone = self.make_customer("alone")
        for buyer in (holding, address, deep, alone):
            self.make_order(buyer, "2026-11-01", 100)
        self.classify()
        self.assertEqual(self.categories_of(self.scheme), dict.fromkeys(("holding", "deep", "alone"), "Ordinary"))
        self.scheme.customer_level = "group"
        run = self.classify()
        self.assertEqual(
            self.categories_of(self.scheme),
            {
                "holding": "VIP",
                "east": "VIP",
                "west": "VIP",
                "deep": "VIP",
                "alone": "Ordinary",
            },
        )
        change = run.change_ids.filtered(lambda change: change.partner_id == east)
        self.assertEqual(change.explain()[0]["value"], 300)
        self.assertEqual(sum(cell["revenue"] for cell in run.matrix), 400, "the money is counted once")
        east.classification_assignment_ids.write({"category_id": self.category(self.scheme, "Potential").id})
        west.active = False
        self.make_order(alone, "2026-11-02", 1000)
        self.assertEqual(self.classify(partner_ids=deep.ids).change_count, 0, "pins hold, archived ones are skipped")
        self.assertEqual(self.categories_of(self.scheme)["east"], "Potential")
        self.assertEqual(self.classify().change_count, 1, "the one of its own")

    def test_a_downgrade_waits_for_the_minimum_stay(self):
        self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 100})
        self.category(self.scheme, "VIP").min_stay_days = 30
        self.make_order(self.make_customer("buyer"), "2025-11-01")
        self.classify(as_of="2026-10-31")
        self.classify(as_of="2026-11-29")
        self.assertEqual(self.categories_of(self.scheme), {"buyer": "VIP"}, "29 days only")
        self.classify(as_of="2026-11-30")
        self.assertEqual(self.categories_of(self.scheme), {"buyer": "Ordinary"})
        self.scheme.is_ranked = False
        self.make_order(self.env["res.partner"].search([("name", "=", "T-buyer")]), "2026-11-30")
        self.classify(as_of="2026-11-30")
        self.classify(as_of="2026-12-01", partner_ids=[])
        self.assertEqual(self.categories_of(self.scheme), {"buyer": "VIP"}, "upgrades never wait")

    @freeze_time("2026-11-23 08:00:00")
    def test_a_scheme_that_fails_does_not_keep_others_from_running(self):
        self.env["customer.classification.scheme"].search([("id", "!=", self.scheme.id)]).schedule = "manual"
        manager = self.new_manager()
        broken = self.make_scheme(sequence=0, schedule="daily", code="BROKEN")
        self.make_rule(broken, "VIP", partner_domain="[('main_category_id', '=', 'VIP')]")
        self.scheme.schedule = "daily"
        (broken + self.scheme).action_activate()
        self.env.cr.execute(  # as another addon's uninstallation leaves it
            SQL(
                "UPDATE customer_classification_rule SET partner_domain = %s WHERE scheme_id = %s",
                "[('gone_field', '=', 1)]",
                broken.id,
            )
        )
        self.env.invalidate_all()
        cron = self.env.ref("customer_classification.ir_cron_classify")
        with self.enter_registry_test_mode(), mute_logger("odoo.addons.customer_classification"):
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((broken.state, self.scheme.run_ids.state), ("changed", "applied"), "it is on hold")
        told = broken.activity_ids.filtered(lambda activity: activity.user_id == manager)
        self.assertIn("gone_field", told.note)

    def test_neither_statements_nor_memory_depend_on_the_number_of_customers(self):
        self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 100})

        def statements(count):
            customers = self.env["res.partner"].create(
                [{"name": f"T-{count}-{number}", "customer_rank": 1} for number in range(count)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            tracemalloc.start()
            run = self.classify()
            _present, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            self.assertGreaterEqual(run.change_count, len(customers))
            return self.cr.sql_log_count - before, peak

        statements(1)
        (few, memory_for_few), (many, memory_for_many) = statements(10), statements(1000)
        self.assertEqual(few, many)
        self.assertLess(many, 60)
        self.assertLess(memory_for_many, memory_for_few + 100_000, "bytes")

    def test_activation_is_looked_at_first_and_the_rules_are_kept(self):
        rule = self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 100})
        self.make_order(self.make_customer("buyer"), self.scheme._today(), 150)
        manager = self.new_manager()
        scheme = self.scheme.with_user(manager)
        run = self.env["customer.classification.run"].browse(scheme.action_try_activation()["res_id"])
        self.assertEqual((run.state, self.scheme.state, self.categories_of(self.scheme)), ("simulated", "draft", {}))
        rule.condition_ids.value = 200
        with self.assertRaisesRegex(UserError, "edited since this dry run"):
            run.with_user(manager).action_activate_and_apply()
        rule.condition_ids.value = 100
        run.with_user(manager).action_activate_and_apply()
        self.assertEqual((run.state, self.scheme.state), ("applied", "active"))
        self.assertEqual(self.categories_of(self.scheme), {"buyer": "VIP"})
        first = self.scheme.message_ids[:1]
        self.assertEqual(first.author_id, manager.partner_id)
        self.assertRegex(first.body, r"\+ to VIP: Sales \(orders\), last 12 months: at least \S+100.00 → 1 VIP")
        rule.condition_ids.value = 300
        self.assertEqual(self.scheme.state, "changed")
        scheme.action_activate()
        text = self.scheme.message_ids[:1].body
        self.assertRegex(text, r"− to VIP: .*at least \S+100.00")
        self.assertRegex(text, r"\+ to VIP: .*at least \S+300.00")
        count = len(self.scheme.message_ids)
        scheme.action_activate()
        self.assertEqual(len(self.scheme.message_ids), count, "the same rules are no revision")
