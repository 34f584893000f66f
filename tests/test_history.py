"""The history adds up, and says who was where on any day."""

import os
from contextlib import suppress
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import SQL

from .common import ClassificationCase

EXAMPLES = min(int(os.environ.get("EXAMPLES") or 60), 200)  # stories take long
CUSTOMERS = 4
D = date(2026, 3, 31)
DAYS = [D - timedelta(days=days) for days in (60, 31, 30, 1, 0)]

steps = st.tuples(
    st.sampled_from(
        [
            "by_hand",
            "by_hand",
            "remove",
            "full_run",
            "partial_run",
            "dry_run",
            "apply",
            "propose",
            "propose",
            "approve",
            "load",
            "undo",
            "undo_run",
            "merge",
        ]
    ),
    st.integers(0, CUSTOMERS - 1),
    st.integers(0, 2),
    st.sampled_from(DAYS),
)


class HistoryCase(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme(manual_change="propose")
        cls.categories = cls.scheme.category_ids.sorted("sequence")
        cls.vip, cls.ordinary, cls.potential = cls.categories
        cls.customers = cls.env["res.partner"].create(
            [
                {
                    "name": f"T-{number}",
                    "ref": f"T-{number}",
                    "is_company": True,
                    "customer_rank": 1,
                    "email": "t@x.test",
                }
                for number in range(CUSTOMERS)
            ]
        )
        cls.Change = cls.env["customer.classification.change"]
        cls.Difference = cls.env["customer.classification.difference"]
        cls.salesperson = cls.make_user("t_seller", "sales_team.group_sale_salesman_all_leads")

    def assignment(self, customer):
        return self.env["customer.classification.assignment"].search(
            [("partner_id", "=", customer.id), ("scheme_id", "=", self.scheme.id)]
        )

    def put(self, customer, category, day, **values):
        values = {"category_id": category.id, "since": day, "pinned": False, **values}
        line = self.assignment(customer)
        if line:
            line.write(values)
        else:
            line.create({"partner_id": customer.id, **values})


@tagged("post_install", "-at_install")
class TestHistoryAddsUp(HistoryCase):
    """Whatever happened in whatever order: replaying the changes gives the assignments."""

    @settings(max_examples=EXAMPLES)
    @given(story=st.lists(steps, max_size=14))
    def test_replaying_gives_the_assignments(self, story):
        with self.cr.savepoint() as savepoint:
            self.runs, self.dry_runs = [], []
            for kind, number, category, day in story:
                customer = self.customers[number].exists()
                if customer:
                    getattr(self, kind)(customer, self.categories[category], day)
            self.env.flush_all()
            self.assertEqual(self.replayed(), self.present())
            self.assertFalse(self.Difference.search([("scheme_id", "=", self.scheme.id)]))
            for day in [DAYS[0] - timedelta(days=1), *DAYS, D + timedelta(days=400)]:
                self.assertEqual(self.by_sql(day), self.replayed(day), day)
                self.assertEqual(self.by_codes(day), self.replayed(day), day)
            savepoint.rollback()
            self.env.invalidate_all()

    # What happens

    def by_hand(self, customer, category, day):
        self.put(customer, category, day)

    def remove(self, customer, _category, _day):
        self.assignment(customer).unlink()

    def classify(self, category, day, **kwargs):
        self.scheme.default_category_id = category
        run = self.scheme.classify(as_of=day, **kwargs)
        self.runs.append(run)
        return run

    def partial_run(self, customer, category, day):
        self.classify(category, day, partner_ids=customer.ids)

    def full_run(self, _customer, category, day):
        self.classify(category, day)

    def dry_run(self, _customer, category, day):
        self.dry_runs.append(self.classify(category, day, simulate=True))

    def apply(self, _customer, _category, _day):
        if self.dry_runs:
            run = self.dry_runs.pop()
            self.scheme.default_category_id = run.rules_snapshot["default_category_id"]
            self.unless_refused(run.action_apply)

    def propose(self, customer, category, _day):
        line = self.assignment(customer).with_user(self.salesperson)
        if line:
            line.category_id = category
        else:
            line.create({"partner_id": customer.id, "category_id": category.id})

    def approve(self, customer, _category, _day):
        self.Change.search(
            [("partner_id", "=", customer.id), ("scheme_id", "=", self.scheme.id), ("state", "=", "proposed")]
        ).action_approve()

    def load(self, customer, category, _day):
        result = self.env["customer.classification.assignment"].load(
            ["customer_reference", "scheme_code", "category_code"], [[customer.ref, self.scheme.code, category.code]]
        )
        self.assertTrue(result["ids"], result["messages"])

    def undo(self, customer, _category, _day):
        last = self.assignment(customer).change_id
        if last:
            self.unless_refused(last.action_undo)

    def undo_run(self, _customer, _category, _day):
        if self.runs:
            self.unless_refused(self.runs.pop().action_undo)

    def unless_refused(self, action):
        """What was overtaken may be refused; then nothing of it is done."""
        with suppress(UserError), self.cr.savepoint():
            action()

    def merge(self, customer, _category, _day):
        survivor = (self.customers.exists() - customer)[:1]
        if survivor:
            self.env["base.partner.merge.automatic.wizard"]._merge((customer | survivor).ids, survivor)
            self.env.invalidate_all()

    # The oracle

    def replayed(self, day=None):
        """{customer: category} by a loop over the changes; only those for days up to ``day``."""
        where = {}
        changes = self.Change.search([("scheme_id", "=", self.scheme.id), ("state", "in", ("applied", "undone"))])
        for change in changes.sorted(lambda change: change.applied_number or change.id):
            if not day or change.effective_date <= day:
                where[change.partner_id] = change.to_category_id
        return {customer: category for customer, category in where.items() if category}

    def present(self):
        lines = self.env["customer.classification.assignment"].search([("scheme_id", "=", self.scheme.id)])
        return {line.partner_id: line.category_id for line in lines}

    def by_sql(self, day):
        rows = self.env.execute_query(self.Change._categories_at(self.scheme, day))
        return {self.env["res.partner"].browse(row[0]): self.categories.browse(row[1]) for row in rows}

    def by_codes(self, day):
        codes = {customer: customer.classification_at(day) for customer in self.customers.exists()}
        by_code = {category.code: category for category in self.categories}
        return {customer: by_code[code[self.scheme.code]] for customer, code in codes.items() if code}


@tagged("post_install", "-at_install")
class TestHistory(HistoryCase):
    def test_a_proposal_takes_its_place_when_it_is_approved(self):
        customer = self.customers[0]
        self.put(customer, self.ordinary, D)
        self.assignment(customer).with_user(self.salesperson).category_id = self.vip
        proposal = self.Change.search([("partner_id", "=", customer.id), ("state", "=", "proposed")])
        self.put(customer, self.potential, D)
        self.put(customer, self.ordinary, D)
        proposal.action_approve()
        self.assertEqual(self.assignment(customer).category_id, self.vip)
        last = self.Change.search([("partner_id", "=", customer.id), ("state", "=", "applied")]).sorted("id")[-1:]
        self.assertGreater(proposal.applied_number, last.id)
        self.assertFalse(self.Difference.search([("partner_id", "=", customer.id)]))

    def test_the_check_says_that_all_adds_up_or_lists_who_does_not(self):
        settings = self.env["res.config.settings"].create({})
        self.put(self.customers[0], self.vip, D)
        self.assertEqual(settings.action_check_classification_history()["params"]["type"], "success")
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE customer_classification_assignment SET category_id = %s WHERE partner_id = %s",
                self.potential.id,
                self.customers[0].id,
            )
        )
        self.put(self.customers[1], self.vip, D)
        self.env.cr.execute(
            SQL("DELETE FROM customer_classification_assignment WHERE partner_id = %s", self.customers[1].id)
        )
        self.env.invalidate_all()
        action = settings.action_check_classification_history()
        found = self.env[action["res_model"]].search([("scheme_id", "=", self.scheme.id)])
        self.assertEqual(
            {(line.partner_id, line.replayed_category_id, line.category_id) for line in found},
            {(self.customers[0], self.vip, self.potential), (self.customers[1], self.vip, self.vip.browse())},
        )
        opened = found[0].action_open_history()
        self.assertEqual(self.Change.search(opened["domain"]).partner_id, found[0].partner_id)

    def test_categories_of_a_customer_on_a_day(self):
        customer = self.customers[0]
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": customer.id})
        code = self.scheme.code
        self.put(customer, self.ordinary, date(2026, 1, 1))
        self.put(customer, self.vip, date(2026, 2, 1))
        self.assertEqual(customer.classification_at("2025-12-31"), {})
        self.assertEqual(customer.classification_at("2026-01-01"), {code: "2"})
        self.assertEqual(customer.classification_at("2026-01-31"), {code: "2"})
        self.assertEqual(customer.classification_at("2026-02-01"), {code: "1"})
        self.assertEqual(contact.classification_at(), {code: "1"}, "today, of the company")

    def test_a_late_change_for_an_earlier_day_says_the_last_word(self):
        customer = self.customers[0]
        self.put(customer, self.vip, date(2026, 3, 1))
        self.put(customer, self.ordinary, date(2026, 2, 1))
        self.assertEqual(self.assignment(customer).since, date(2026, 2, 1))
        self.assertEqual(customer.classification_at("2026-03-02"), {self.scheme.code: "2"})

    def test_the_look_up_on_the_customer(self):
        customer = self.customers[0]
        self.put(customer, self.ordinary, date(2026, 1, 1))
        self.put(customer, self.vip, date(2026, 2, 1))
        action = customer.action_classification_at()
        view = self.env.ref("customer_classification.as_of_view_form_customer")
        with Form(self.env["customer.classification.as.of"].with_context(**action["context"]), view) as form:
            form.day = date(2026, 1, 15)
            self.assertEqual([period.category_id for period in form.period_ids[:]], [self.ordinary])
            form.day = date(2025, 12, 31)
            self.assertFalse(form.period_ids[:])

    def customers_by_wizard(self, day, category=None):
        with Form(self.env["customer.classification.as.of"]) as form:
            form.scheme_id = self.scheme
            form.day = day
            if category:
                form.category_id = category
            else:
                form.choice = "none"
        wizard = form.record
        action = wizard.action_open_customers()
        found = self.env["res.partner"].search(action["domain"])
        self.assertEqual(len(found), wizard.customer_count)
        return found

    def test_customers_as_of_a_date(self):
        first, second, third, fourth = self.customers
        self.put(first, self.ordinary, date(2026, 1, 1))
        self.put(first, self.vip, date(2026, 2, 1))
        self.put(second, self.vip, date(2026, 1, 1))
        self.put(third, self.vip, date(2026, 1, 1))
        self.assignment(third).unlink()
        self.assertEqual(self.customers_by_wizard(date(2026, 1, 31), self.vip), second | third)
        self.assertEqual(self.customers_by_wizard(date(2026, 2, 1), self.vip), first | second | third)
        self.assertEqual(self.customers_by_wizard(date(2026, 1, 1)), fourth)
        self.assertEqual(self.customers_by_wizard(self.scheme._today()), third | fourth)

    def test_categories_below_are_found_too(self):
        below = self.vip.create({"name": "Gold", "parent_id": self.vip.id, "scheme_id": self.scheme.id, "code": "11"})
        self.put(self.customers[0], below, date(2026, 1, 1))
        self.assertEqual(self.customers_by_wizard(date(2026, 1, 1), self.vip), self.customers[0])

    def test_the_opened_list_says_the_same_later(self):
        """The day stands in the domain, which the browser keeps as JSON."""
        customer = self.customers[0]
        self.put(customer, self.vip, date(2026, 1, 1))
        wizard = self.env["customer.classification.as.of"].create(
            {"scheme_id": self.scheme.id, "category_id": self.vip.id, "day": "2026-01-15"}
        )
        domain = wizard.action_open_customers()["domain"]
        self.assertIn("2026-01-15", str(domain))
        self.put(customer, self.potential, date(2026, 2, 1))
        wizard.unlink()
        self.assertEqual(self.env["res.partner"].search(domain), customer)

    def test_something_must_be_chosen(self):
        wizard = self.env["customer.classification.as.of"].create({"scheme_id": self.scheme.id})
        with self.assertRaisesRegex(UserError, "Choose the scheme"):
            wizard.action_open_customers()

    def test_rights(self):
        self.put(self.customers[0], self.vip, D)
        own = self.make_user("t_own", "sales_team.group_sale_salesman")
        self.assertEqual(self.customers[0].with_user(own).classification_at(), {self.scheme.code: "1"})
        elsewhere = self.make_company("Elsewhere", "CNY", "UTC")
        stranger = new_test_user(
            self.env,
            "t_stranger",
            groups="sales_team.group_sale_salesman_all_leads",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        there = self.customers[0].with_user(stranger).with_context(allowed_company_ids=elsewhere.ids)
        self.assertEqual(there.classification_at(), {}, "the scheme is another company's")
        self.customers[0].company_id = self.company
        with self.assertRaises(AccessError):
            there.classification_at()
        with self.assertRaises(AccessError):
            self.Difference.with_user(own).search([])
