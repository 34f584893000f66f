"""Movement: each move with its direction and money, and the matrix between two dates."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from ..customer_classification.schemes import direction
from .test_history import CUSTOMERS, EXAMPLES, HistoryCase

FIRST, SECOND = date(2026, 1, 31), date(2026, 3, 31)
DAYS = [FIRST - timedelta(days=1), FIRST, FIRST + timedelta(days=1), SECOND, SECOND + timedelta(days=1)]
AMOUNT = {"measure": "order_amount", "window": "months", "window_length": 12, "operator": ">="}


class MovementCase(HistoryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Movement = cls.env["customer.classification.movement"]

    def movements(self):
        return self.Movement.search([("scheme_id", "=", self.scheme.id)], order="id")

    def matrix(self, **values):
        return self.env["customer.classification.movement.matrix"].create(
            {"scheme_id": self.scheme.id, "date_from": FIRST, "date_to": SECOND, **values}
        )


@tagged("post_install", "-at_install")
class TestMovement(MovementCase):
    def test_directions(self):
        customer = self.customers[0]
        for category in (self.ordinary, self.vip, self.potential):
            self.put(customer, category, FIRST)
        self.assignment(customer).unlink()
        self.assertEqual(self.movements().mapped("direction"), ["new", "up", "down", "left"])
        self.scheme.is_ranked = False
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.movements().mapped("direction"), ["new", "sideways", "sideways", "left"])

    def test_the_direction_in_sql_and_in_python_are_one(self):
        customer = self.customers[0]
        self.potential.sequence = self.ordinary.sequence
        for category in (self.ordinary, self.potential, self.vip, self.potential, self.ordinary, self.vip):
            self.put(customer, category, FIRST)
        for movement in self.movements():
            self.assertEqual(movement.direction, direction.of(movement.from_category_id, movement.to_category_id))

    def test_only_what_was_really_done(self):
        self.scheme.default_category_id = self.vip
        self.scheme.classify(simulate=True)
        self.assertFalse(self.movements(), "a dry run moves nobody")
        customer = self.customers[0]
        self.assignment(customer).with_user(self.salesperson).create(
            {"partner_id": customer.id, "category_id": self.vip.id}
        )
        self.assertFalse(self.movements(), "a proposal neither")
        self.put(customer, self.ordinary, FIRST)
        self.put(customer, self.vip, FIRST)
        self.assignment(customer).change_id.action_undo()
        self.assertEqual(self.movements().mapped("is_taken_back"), [False, True, True])
        opened = self.movements()[0].action_open_change()
        self.assertEqual(
            (opened["res_model"], opened["res_id"]), ("customer.classification.change", self.movements()[0].id)
        )

    def test_sales_of_then(self):
        """The run writes the figure that it computed; by hand it is the one that was kept."""
        by_rule, by_hand, many, without = self.customers
        today = self.scheme._today()
        self.make_rule(self.scheme, "VIP", {**AMOUNT, "value": 100})
        for customer in self.customers[:3]:
            self.make_order(customer, today, 120)
        self.make_order(by_rule, today - timedelta(days=400), 50)
        self.scheme.classify()
        self.assignment(by_hand).category_id = self.ordinary
        wizard = self.env["customer.classification.assign"]._start(many)
        line = wizard.line_ids.filtered(lambda line: line.scheme_id == self.scheme)
        line.write({"choice": "set", "category_id": self.ordinary.id})
        wizard.action_apply()
        self.put(without, self.potential, today)
        revenue = {(move.partner_id, move.to_category_id): move.revenue for move in self.movements()}
        self.assertEqual(
            revenue,
            {
                (by_rule, self.vip): 120,
                (by_hand, self.vip): 120,
                (many, self.vip): 120,
                (by_hand, self.ordinary): 120,
                (many, self.ordinary): 120,
                (without, self.potential): 0,
            },
        )

    def test_grouping_by_what_people_ask_for(self):
        team = self.env["crm.team"].create({"name": "North", "company_id": self.company.id})
        self.customers.write({"user_id": self.salesperson.id})
        self.salesperson.crm_team_ids = team
        self.put(self.customers[0], self.ordinary, FIRST)
        self.put(self.customers[0], self.vip, SECOND)
        self.customers.write({"user_id": False})
        groups = self.Movement._read_group(
            [("scheme_id", "=", self.scheme.id)], ["date:month", "direction", "salesperson_id"], ["__count"]
        )
        self.assertEqual(
            groups,
            [(date(2026, 1, 1), "new", self.salesperson, 1), (date(2026, 3, 1), "up", self.salesperson, 1)],
        )

    def test_companies_do_not_mix(self):
        self.put(self.customers[0], self.vip, FIRST)
        elsewhere = self.make_company("Elsewhere", "CNY", "UTC")
        stranger = new_test_user(
            self.env,
            "t_stranger",
            groups="customer_classification.group_classification_administrator",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        Movement = self.Movement.with_user(stranger).with_context(allowed_company_ids=elsewhere.ids)
        self.assertFalse(Movement.search([("scheme_id", "=", self.scheme.id)]))


stories = st.fixed_dictionaries(
    {
        "moves": st.lists(
            st.tuples(st.integers(0, CUSTOMERS - 1), st.sampled_from([0, 1, 2, None]), st.sampled_from(DAYS)),
            max_size=8,
        ),
        "orders": st.lists(
            st.tuples(st.integers(0, CUSTOMERS - 1), st.sampled_from(DAYS), st.sampled_from([10, 25])), max_size=4
        ),
        "archived": st.sampled_from([None, 0]),
    }
)


@tagged("post_install", "-at_install")
class TestMovementMatrix(MovementCase):
    @settings(max_examples=EXAMPLES)
    @given(story=stories)
    def test_the_matrix_is_what_a_loop_over_customers_finds(self, story):
        with self.cr.savepoint() as savepoint:
            for number, category, day in story["moves"]:
                if category is None:
                    self.assignment(self.customers[number]).unlink()
                else:
                    self.put(self.customers[number], self.categories[category], day)
            for number, day, amount in story["orders"]:
                self.make_order(self.customers[number], day, amount)
            if story["archived"] is not None:
                self.customers[story["archived"]].active = False
            wizard = self.matrix()
            wizard.action_show()
            found = {
                (cell["from"] or False, cell["to"] or False): (
                    cell["customers"],
                    cell["revenue"],
                    cell["former_revenue"],
                )
                for cell in wizard.result["cells"]
            }
            self.assertEqual(found, self.expected(story["orders"]))
            for former, latter in found:
                action = wizard.action_open_cell(former, latter)
                opened = self.env["res.partner"].search(action["domain"])
                self.assertEqual(len(opened), found[former, latter][0])
            savepoint.rollback()
            self.env.invalidate_all()

    def expected(self, orders):
        """{(former, latter): (customers, their sales as of the second day, as of the first)}."""
        ids = {category.code: category.id for category in self.categories}
        cells = {}
        for number, customer in enumerate(self.customers):
            former, latter = (
                ids.get(customer.classification_at(day).get(self.scheme.code), False) for day in (FIRST, SECOND)
            )
            if customer.active and (former or latter):
                sales = [
                    sum(amount for who, when, amount in orders if who == number and when <= day)
                    for day in (SECOND, FIRST)
                ]
                count, now, before = cells.get((former, latter), (0, 0, 0))
                cells[former, latter] = (count + 1, now + sales[0], before + sales[1])
        return cells

    def test_totals_and_who_stayed(self):
        first, second, third, fourth = self.customers
        for customer in (first, second, third):
            self.put(customer, self.ordinary, FIRST)
        self.put(fourth, self.vip, FIRST)
        self.put(first, self.vip, SECOND)
        self.put(second, self.potential, SECOND)
        self.make_order(first, SECOND, 500)
        wizard = self.matrix()
        wizard.action_show()
        values = wizard._matrix_values()
        self.assertEqual(
            {key: tuple(total.values()) for key, _label, total in values["directions"]},
            {"up": (1, 500, 500), "down": (1, 0, 0)},
        )
        self.assertEqual(values["retention"], [(self.vip, 1, 1, 1), (self.ordinary, 3, 1, 2)])
        self.assertIn("500.00", wizard.matrix_html)
        self.assertIn("Still there or higher", wizard.matrix_html)

    def test_other_days_make_it_be_computed_again(self):
        self.put(self.customers[0], self.vip, FIRST)
        with Form(self.env["customer.classification.movement.matrix"]) as form:
            self.assertEqual((form.date_from.month, form.date_from.day), (12, 31))
            form.scheme_id = self.scheme
            form.date_from = FIRST
            form.date_to = SECOND
        wizard = form.record
        wizard.action_show()
        self.assertIn("action_open_cell", wizard.matrix_html)
        with Form(wizard) as form:
            form.date_from = FIRST - timedelta(days=40)
            self.assertFalse(form.matrix_html)
        with self.assertRaisesRegex(UserError, "must come after"):
            self.matrix(date_to=FIRST).action_show()

    def test_money_that_is_not_known_is_left_out(self):
        self.put(self.customers[0], self.vip, FIRST)
        self.company.classification_history_since = FIRST
        wizard = self.matrix()
        wizard.action_show()
        self.assertEqual([(cell["revenue"], cell["former_revenue"]) for cell in wizard.result["cells"]], [(None, None)])
        self.assertIn("action_open_cell", wizard.matrix_html)

    def test_who_sees_few_customers_counts_few(self):
        elsewhere = self.make_company("Elsewhere", "CNY", "UTC")
        self.scheme.company_id = False
        for customer in self.customers:
            self.put(customer, self.vip, FIRST)
        self.customers[1:].company_id = self.company
        stranger = new_test_user(
            self.env,
            "t_stranger",
            groups="sales_team.group_sale_salesman_all_leads",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        wizard = self.matrix().with_user(stranger).with_context(allowed_company_ids=elsewhere.ids)
        wizard = wizard.create({"scheme_id": self.scheme.id, "date_from": FIRST, "date_to": SECOND})
        wizard.action_show()
        self.assertEqual([cell["customers"] for cell in wizard.result["cells"]], [1])

    def test_the_number_of_statements_does_not_depend_on_the_customers(self):
        def statements():
            wizard = self.matrix()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            wizard.action_show()
            return self.env.cr.sql_log_count - before

        statements()
        few = statements()
        for number in range(10):
            self.put(self.make_customer(f"more {number}"), self.vip, FIRST)
        self.assertEqual(statements(), few)
