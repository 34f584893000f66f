"""The engine against a slow and obvious way to say the same: Python loops over records, customer by customer."""

import os
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common import ClassificationCase

D = date(2026, 3, 31)
EXAMPLES = int(os.environ.get("EXAMPLES") or 60)  # EXAMPLES=5000 make test K=oracle tries more
DOLLARS = Decimal("0.2")  # for a yuan on D
CUSTOMERS = 8


def cents(amount):
    """An exact amount as money: half a cent is a cent, which floats would not tell from a little less."""
    return float(Decimal(amount).quantize(Decimal("0.01"), ROUND_HALF_UP))


conditions = st.fixed_dictionaries(
    {
        "measure": st.sampled_from(
            [
                "order_amount",
                "order_amount",
                "order_count",
                "order_average",
                "active_months",
                "days_since_last_order",
                "days_since_first_order",
                "order_gap_days",
                "quotation_count",
                "quotation_conversion",
            ]
        ),
        "window": st.sampled_from(
            ["lifetime", "days", "months", "this_month", "this_quarter", "this_year", "last_year"]
        ),
        "window_length": st.sampled_from([1, 2, 12, 31, 90]),
        "operator": st.sampled_from([">=", ">", "<=", "<", "=", "between", "set", "not_set"]),
        "value": st.sampled_from([0, 1, 2, 30, 100, 200, 365]),
        "extent": st.sampled_from([0, 100]),
        "keep": st.sampled_from([None, None, 0, 1, 50]),
        "empty_counts": st.booleans(),
    }
)
rules = st.fixed_dictionaries(
    {
        "category": st.integers(0, 2),
        "match": st.sampled_from(["all", "any"]),
        "filter": st.sampled_from(
            ["[]", "[('city', '=', 'Suzhou')]", "['|', ('city', '=', 'Wuxi'), ('ref', '!=', False)]"]
        ),
        "conditions": st.lists(conditions, max_size=3),
    }
)
orders = st.fixed_dictionaries(
    {
        "customer": st.integers(0, CUSTOMERS - 1),
        "by_contact": st.booleans(),
        "days_ago": st.sampled_from([-1, 0, 1, 29, 30, 31, 89, 90, 91, 300, 364, 365, 366, 400, 500]),
        "hour": st.sampled_from([0, 4, 15, 16, 23]),
        "amount": st.sampled_from([1, 50, 99.99, 100, 200.01]),
        "dollars": st.booleans(),
        "state": st.sampled_from(["draft", "sent", "sale", "sale", "sale", "cancel"]),
        "elsewhere": st.integers(0, 4).map(lambda number: number == 0),
    }
)
situations = st.fixed_dictionaries(
    {
        "orders": st.lists(orders, max_size=25),
        "rules": st.lists(rules, max_size=4),
        "default": st.sampled_from([None, 1]),
        "pinned": st.dictionaries(st.integers(0, CUSTOMERS - 1), st.sampled_from([-1, 0, 1, None]), max_size=3),
        "present": st.dictionaries(st.integers(0, CUSTOMERS - 1), st.integers(0, 2), max_size=5),
        "ranked": st.booleans(),
        "stay": st.tuples(*[st.sampled_from([0, 0, 1, 30, 31])] * 3),
        "since": st.sampled_from([0, 1, 30]),
        "level": st.sampled_from(["company", "company", "group"]),
        "shared": st.booleans(),
    }
)


@tagged("post_install", "-at_install")
class TestOracle(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.make_company("Elsewhere", "CNY", "America/New_York")
        dollar = cls.env.ref("base.USD")
        cls.env["res.currency.rate"].create(
            [
                {"name": name, "currency_id": dollar.id, "company_id": company.id, "company_rate": rate}
                for company in cls.company + cls.elsewhere
                for name, rate in (("2020-01-01", 0.125), ("2026-01-01", 0.2))
            ]
        )
        cls.dollars = cls.env["product.pricelist"].create(
            {"name": "USD", "currency_id": dollar.id, "company_id": False}
        )
        cls.customers = cls.env["res.partner"].create(
            [
                {
                    "name": f"T-{number}",
                    "is_company": True,
                    "customer_rank": 1,
                    "city": ("Suzhou", "Wuxi", False)[number % 3],
                    "ref": str(number) if number % 2 else False,
                }
                for number in range(CUSTOMERS)
            ]
        )
        for member, parent in ((1, 0), (2, 1), (5, 4)):  # two groups; the others are for themselves
            cls.customers[member].parent_id = cls.customers[parent]
        cls.contacts = cls.env["res.partner"].create(
            [{"name": f"Contact {customer.name}", "parent_id": customer.id} for customer in cls.customers]
        )

    @settings(max_examples=EXAMPLES)
    @given(situation=situations)
    def test_engine_and_oracle_agree(self, situation):
        with self.cr.savepoint() as savepoint:
            self.build(situation)
            self.documents = self.read_documents()
            expected = {customer: self.decide(customer) for customer in self.customers}
            before = {customer: self.present(customer).category_id for customer in self.customers}
            self.assert_dry_run(expected, before)
            run = self.scheme.classify(as_of=D)
            self.assertEqual({customer: self.present(customer).category_id for customer in self.customers}, expected)
            self.assert_changes(run, expected, before)
            again = self.scheme.classify(as_of=D)
            self.assertTrue(again.change_count == 0 or situation["ranked"], "nothing moves twice")
            savepoint.rollback()
            self.env.invalidate_all()

    # What is given

    def build(self, situation):
        shared = {"company_id": False, "currency_id": self.env.ref("base.USD").id} if situation["shared"] else {}
        self.scheme = self.make_scheme(is_ranked=situation["ranked"], customer_level=situation["level"], **shared)
        self.targets = self.scheme.category_ids.sorted("sequence")
        for rule in situation["rules"]:
            self.make_rule(
                self.scheme,
                self.targets[rule["category"]].name,
                *map(self.condition, rule["conditions"]),
                match=rule["match"],
                partner_domain=rule["filter"],
            )
        if situation["default"] is not None:
            self.scheme.default_category_id = self.targets[situation["default"]]
        self.place(situation)
        self.env["sale.order"].create([self.order(values) for values in situation["orders"]])
        self.env.flush_all()

    @staticmethod
    def condition(values):
        plain = {key: value for key, value in values.items() if key not in ("extent", "keep")}
        keep = {} if values["keep"] is None else {"keep_value": values["keep"], "has_keep_value": True}
        return {**plain, "value_to": values["value"] + values["extent"], **keep}

    def place(self, situation):
        for category, days in zip(self.targets, situation["stay"], strict=True):
            category.min_stay_days = days
        for number in {**situation["present"], **situation["pinned"]}:
            until = situation["pinned"].get(number)
            self.env["customer.classification.assignment"].create(
                {
                    "partner_id": self.customers[number].id,
                    "category_id": self.targets[situation["present"].get(number, 0)].id,
                    "pinned": number in situation["pinned"],
                    "pinned_until": False,
                    "since": D - timedelta(days=situation["since"]),
                }
            )
            if until is not None:  # a pin is never made for a day that is past: time went by
                self.env.flush_all()
                self.env.cr.execute(
                    SQL(
                        "UPDATE customer_classification_assignment SET pinned_until = %s"
                        " WHERE partner_id = %s AND scheme_id = %s",
                        D + timedelta(days=until),
                        self.customers[number].id,
                        self.scheme.id,
                    )
                )
        self.env.invalidate_all()

    def order(self, values):
        partner = (self.contacts if values["by_contact"] else self.customers)[values["customer"]]
        company = self.elsewhere if values["elsewhere"] else self.company
        line = {"product_id": self.product.id, "product_uom_qty": 1, "price_unit": values["amount"]}
        return {
            "partner_id": partner.id,
            "company_id": company.id,
            "state": values["state"],
            "date_order": datetime.combine(D - timedelta(days=values["days_ago"]), datetime.min.time())
            + timedelta(hours=values["hour"]),
            "order_line": [Command.create({**line, "tax_ids": [Command.clear()]})],
            **({"pricelist_id": self.dollars.id} if values["dollars"] else {}),
        }

    # The oracle: no word of it is the engine's

    def present(self, customer):
        return self.env["customer.classification.assignment"].search(
            [("partner_id", "=", customer.id), ("scheme_id", "=", self.scheme.id)]
        )

    def decide(self, customer):
        present = self.present(customer)
        if present.pinned and (not present.pinned_until or present.pinned_until >= D):
            return present.category_id
        decisive = self.decisive(customer)
        for rule in self.env["customer.classification.rule"].search([("scheme_id", "=", self.scheme.id)]):
            if self.rule_holds(rule, decisive, self.present(decisive).category_id):
                return self.after_the_stay(present, rule.category_id)
        return self.after_the_stay(present, self.scheme.default_category_id) or present.category_id

    def decisive(self, customer):
        """Of whom is decided: the customer, or the topmost company of their group."""
        while self.scheme.customer_level == "group" and customer.parent_id:
            customer = customer.parent_id
        return customer

    def after_the_stay(self, present, target):
        """A downgrade in a ranked scheme waits."""
        down = present and target and self.scheme.is_ranked and target.sequence > present.category_id.sequence
        waits = down and present.since + timedelta(days=present.category_id.min_stay_days) > D
        return present.category_id if waits else target

    def rule_holds(self, rule, customer, present):
        if customer not in self.env["res.partner"].search(rule.partner_domain and eval(rule.partner_domain)):
            return False
        keeps = self.scheme.is_ranked and present == rule.category_id
        results = [self.condition_holds(condition, customer, keeps) for condition in rule.condition_ids]
        return all(results) if rule.match == "all" or not results else any(results)

    def condition_holds(self, condition, customer, keeps):
        figure = self.figure(condition, customer)
        if condition.operator == "set":
            return figure is not None
        if condition.operator == "not_set":
            return figure is None
        if figure is None:
            return condition.empty_counts
        threshold = condition.keep_value if keeps and condition.has_keep_value else condition.value
        return {
            ">=": figure >= threshold,
            ">": figure > threshold,
            "<=": figure <= threshold,
            "<": figure < threshold,
            "=": figure == threshold,
            "between": threshold <= figure <= condition.value_to,
        }[condition.operator]

    def read_documents(self):
        """{customer: [(day, amount, confirmed)]} of the orders and quotations that count."""
        documents = {customer: [] for customer in self.customers}
        zones = {company: company.partner_id.tz for company in self.company + self.elsewhere}
        counted = self.scheme.company_id or self.company + self.elsewhere
        for order in (
            self.env["sale.order"]
            .with_context(active_test=False)
            .search([("company_id", "in", counted.ids), ("partner_id", "child_of", self.customers.ids)])
        ):
            day = order.date_order.replace(tzinfo=UTC).astimezone(ZoneInfo(zones[order.company_id])).date()
            if day <= D:
                rate = order.currency_rate if order.currency_id.name == "USD" else 1
                amount = Decimal(str(order.amount_untaxed)) / Decimal(str(rate))
                amount *= DOLLARS if not self.scheme.company_id else 1
                customer = self.decisive(order.partner_id.commercial_partner_id)
                documents[customer].append((day, amount, order.state == "sale"))
        return documents

    def figure(self, condition, customer):
        documents = self.documents[customer]
        orders = [(day, amount) for day, amount, confirmed in documents if confirmed]
        days = sorted(day for day, _amount in orders)
        inside = [(day, amount) for day, amount in orders if self.in_window(condition, day)]
        offered = [confirmed for day, _amount, confirmed in documents if self.in_window(condition, day)]
        total = sum(amount for _day, amount in inside)
        return {
            "days_since_last_order": lambda: (D - days[-1]).days if days else None,
            "days_since_first_order": lambda: (D - days[0]).days if days else None,
            "order_gap_days": lambda: (days[-1] - days[-2]).days if len(days) > 1 else None,
            "order_amount": lambda: cents(total),
            "order_count": lambda: len(inside),
            "order_average": lambda: cents(total / len(inside)) if inside else None,
            "active_months": lambda: len({(day.year, day.month) for day, _amount in inside}),
            "quotation_count": lambda: len(offered),
            "quotation_conversion": lambda: 100 * sum(offered) / len(offered) if offered else None,
        }[condition.measure]()

    @staticmethod
    def in_window(condition, day):
        length = condition.window_length
        return {
            "lifetime": True,
            "days": (D - day).days < length,
            "months": day > D - relativedelta(months=length),
            "this_month": (day.year, day.month) == (D.year, D.month),
            "this_quarter": (day.year, (day.month - 1) // 3) == (D.year, (D.month - 1) // 3),
            "this_year": day.year == D.year,
            "last_year": day.year == D.year - 1,
        }[condition.window]

    # What must follow

    def assert_dry_run(self, expected, before):
        run = self.scheme.classify(as_of=D, simulate=True)
        moved = {change.partner_id: change.to_category_id for change in run.change_ids}
        self.assertEqual(moved, {partner: to for partner, to in expected.items() if to != before[partner]})
        self.assertEqual({customer: self.present(customer).category_id for customer in self.customers}, before)

    def assert_changes(self, run, expected, before):
        self.assertEqual(run.change_count, sum(expected[customer] != before[customer] for customer in self.customers))
        self.assertEqual(sum(cell["customers"] for cell in run.matrix), len(self.customers))
        for change in run.change_ids:
            self.assertEqual(change.from_category_id, before[change.partner_id])
            for key, value in (change.evidence or {}).items():
                condition = self.env["customer.classification.condition"].browse(int(key))
                figure = self.figure(condition, self.decisive(change.partner_id))
                if figure is None:
                    self.assertIsNone(value, condition.display_name)
                else:
                    self.assertAlmostEqual(value, figure, 9, condition.display_name)
