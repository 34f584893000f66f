"""Every number of the overview is the count, or the sum, of the records that it opens."""

import json
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.customer_classification.customer_classification.overview.overview_period import compared, period
from odoo.tests import tagged

from .common import ClassificationCase

TODAY = date(2026, 11, 24)
SHANGHAI = ZoneInfo("Asia/Shanghai")
PERIODS = ("this_month", "last_month", "this_quarter", "this_year", "months_12")

QUIET = {"by_contact": False, "in_dollars": False, "archived": False, "rating": None}

orders = st.tuples(st.integers(0, 900), st.sampled_from([10, 10, 250, 4000, 99.5]), st.integers(0, 23))
moves = st.tuples(st.integers(0, 800), st.integers(0, 2))  # days ago, into which category
customers = st.fixed_dictionaries(
    {
        "orders": st.lists(orders, max_size=4),
        "moves": st.lists(moves, min_size=1, max_size=3),
        "by_contact": st.booleans(),
        "in_dollars": st.booleans(),
        "archived": st.sampled_from([False, False, False, True]),
        "rating": st.sampled_from([None, 1, 3, 5]),
    }
)
situations = st.fixed_dictionaries(
    {
        "customers": st.lists(customers, min_size=1, max_size=5),
        "ranked": st.booleans(),
        "period": st.sampled_from(PERIODS),
        "comparison": st.sampled_from(["year", "previous"]),
    }
)


@tagged("post_install", "-at_install")
@freeze_time("2026-11-24 08:00:00")
class TestOverview(ClassificationCase):
    """Random customers who move and order, looked at with random filters."""

    @settings(max_examples=25)
    @given(situation=situations)
    def test_numbers_are_those_of_the_records_they_open(self, situation):
        with self.cr.savepoint() as savepoint:
            self.build(situation)
            page = self.overview(**{name: situation[name] for name in ("period", "comparison")})
            json.dumps(page, allow_nan=False)  # browsers read no infinity
            for number, where, measure in self.numbers(page):
                self.assertAlmostEqual(number or 0, self.measured(where, measure), places=2, msg=f"{measure} {where}")
            self.assert_as_counted_by_hand(page, situation)
            savepoint.rollback()
            self.env.invalidate_all()

    # What is given

    def build(self, situation):
        self.scheme = self.make_scheme(("High", "Middle", "Low"), mode="manual", is_ranked=situation["ranked"])
        self.categories = self.scheme.category_ids.sorted("code")
        self.customers = []
        for number, values in enumerate(situation["customers"]):
            customer = self.make_customer(f"{number}")
            contact = self.env["res.partner"].create({"name": "Ann", "parent_id": customer.id})
            buyer = contact if values["by_contact"] else customer
            for days, amount, hour in values["orders"]:
                currency = "USD" if values["in_dollars"] else None
                self.make_order(buyer, TODAY - timedelta(days=days), amount, hour=hour, currency=currency)
            self.move(customer, sorted(values["moves"], key=lambda move: -move[0]))
            if values["rating"]:
                self.env["rating.rating"].create(
                    {
                        "rating": values["rating"],
                        "consumed": True,
                        "partner_id": customer.id,
                        "res_id": customer.id,
                        "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                    }
                )
            customer.active = not values["archived"]
            self.customers.append(customer)
        self.env["customer.classification.profile"]._refresh_scope(
            next(iter(self.env["customer.classification.profile"]._scopes(self.scheme)))
        )

    def move(self, customer, steps):
        """Put the customer into one category after the other, each on its day."""
        Change = self.env["customer.classification.change"]
        for days, number in steps:
            before = Change.search([], order="id desc", limit=1)
            assignment = customer.classification_assignment_ids
            if assignment.category_id == self.categories[number]:
                continue
            customer._set_category(self.scheme, self.categories[number])
            written = Change.search([("id", ">", before.id), ("partner_id", "=", customer.id)])
            self.env.flush_all()
            self.cr.execute(
                "UPDATE customer_classification_change SET effective_date = %s WHERE id = %s",
                (TODAY - timedelta(days=days), written.id),
            )
            self.env.invalidate_all()

    def overview(self, **options):
        return self.env["customer.classification.overview"].get_overview({"scheme_id": self.scheme.id, **options})

    # What is counted

    def numbers(self, page):
        """(number, where it leads, what of the records there it is)."""
        for tile in page["tiles"]:
            yield tile["value"], tile["target"], "orders" if tile["unit"] == "money" else "count"
            if "money" in tile:
                yield tile["money"], tile["target"], "revenue"
        for row in page["categories"]:
            yield row["customers"], row["targets"]["customers"], "count"
            yield row["revenue"], row["targets"]["revenue"], "orders"
        for cell in [*page["moves"]["cells"], page["moves"], *page["todo"]]:
            yield cell["count"], cell["target"], "count"
        for cell in [*page["value"]["rfm"], *page["value"]["classes"]]:
            yield cell["customers"], cell["target"], "count"
            yield cell["revenue"], cell["target"], "order_amount"
        bought = sum(cell["revenue"] for cell in page["value"]["classes"])
        for top in page["value"]["tops"]:
            yield top["share"] * bought, top["target"], "order_amount"
        for row in page["care"]:
            yield row["customers"], row["targets"]["customers"], "count"
            yield row["unhappy"], row["targets"]["unhappy"], "count"
            yield row["overdue_customers"], row["targets"]["overdue_customers"], "count"
            for name in ("overdue", "receivable"):
                yield row[name], row["targets"][name], f"{name}_amount"
            yield row["satisfaction"], row["targets"]["satisfaction"], "satisfaction"
            yield row["growth"], row["targets"]["growth"], "growth"

    def measured(self, where, measure):
        records = self.env[where["model"]].search(where["domain"])
        match measure:
            case "count":
                return len(records)
            case "orders":
                return sum(order.amount_untaxed / (order.currency_rate or 1) for order in records)
            case "satisfaction":
                ratings = sum(records.mapped("rating_count"))
                return sum(record.satisfaction * record.rating_count for record in records) / (ratings or 1)
            case "growth":
                before = sum(records.mapped("order_amount_before"))
                return 100 * (sum(records.mapped("order_amount")) - before) / before if before else 0
        return sum(records.mapped(measure))

    def assert_as_counted_by_hand(self, page, situation):
        """Customers, sales and moves by category, each customer and order looked at by itself."""
        chosen = period(situation["period"], TODAY)
        before = compared(situation["period"], chosen, situation["comparison"])
        rows = {row["id"]: row for row in page["categories"]}
        for category in self.categories:
            active = [customer for customer in self.customers if customer.active]
            members = [c for c in active if c.classification_assignment_ids.category_id == category]
            self.assertEqual(rows[category.id]["customers"], len(members))
            self.assertAlmostEqual(rows[category.id]["revenue"], self.ordered(members, chosen))
            self.assertAlmostEqual(rows[category.id]["revenue_before"], self.ordered(members, before))
        moved = [
            change
            for customer in self.customers
            if customer.active
            for change in customer.classification_change_ids
            if chosen.first <= change.effective_date <= chosen.last
        ]
        self.assertEqual(page["moves"]["count"], len(moved))
        if situation["ranked"]:
            rank = dict(zip(self.categories, (1, 2, 3), strict=True))
            up = [c for c in moved if c.from_category_id and rank[c.to_category_id] < rank[c.from_category_id]]
            [tile] = [tile for tile in page["tiles"] if tile["key"] == "up"]
            self.assertEqual(tile["value"], len(up))

    def ordered(self, members, days):
        total = 0
        for customer in members:
            for order in self.env["sale.order"].search([("partner_id", "child_of", customer.id)]):
                day = order.date_order.replace(tzinfo=ZoneInfo("UTC")).astimezone(SHANGHAI).date()
                if days.first <= day <= days.last:
                    total += order.amount_untaxed / (order.currency_rate or 1)
        return total

    def test_customers_are_compared_with_those_of_a_day(self):
        self.build(
            {
                "ranked": True,
                "customers": [
                    {"orders": [], "moves": [(500, 1), (100, 0)], **QUIET},
                    {"orders": [], "moves": [(20, 2)], **QUIET},
                ],
            }
        )
        high, middle, low, _total = self.overview(period="this_month", comparison="year")["categories"]
        self.assertEqual([row["customers"] for row in (high, middle, low)], [1, 0, 1])
        self.assertEqual([row["customers_before"] for row in (high, middle, low)], [0, 1, 0])
        before_november = self.overview(period="this_month", comparison="previous")["categories"]
        self.assertEqual([row["customers_before"] for row in before_november], [1, 0, 0, 1])


@tagged("post_install", "-at_install")
class TestOverviewPeriods(ClassificationCase):
    """Which days are looked at, and with which they are compared."""

    def days(self, kind, today, comparison):
        chosen = period(kind, date.fromisoformat(today))
        return [str(day) for side in (chosen, compared(kind, chosen, comparison)) for day in (side.first, side.last)]

    def test_a_month_that_is_not_over_is_compared_with_as_many_days(self):
        self.assertEqual(
            self.days("this_month", "2026-11-24", "previous"), ["2026-11-01", "2026-11-24", "2026-10-01", "2026-10-24"]
        )
        self.assertEqual(
            self.days("this_month", "2026-11-24", "year"), ["2026-11-01", "2026-11-24", "2025-11-01", "2025-11-24"]
        )

    def test_whole_months_are_compared_with_whole_months(self):
        self.assertEqual(
            self.days("last_month", "2026-03-31", "previous"), ["2026-02-01", "2026-02-28", "2026-01-01", "2026-01-31"]
        )
        self.assertEqual(
            self.days("last_month", "2025-03-05", "year"), ["2025-02-01", "2025-02-28", "2024-02-01", "2024-02-29"]
        )

    def test_quarters_years_and_twelve_months(self):
        self.assertEqual(
            self.days("last_quarter", "2026-02-10", "previous"),
            ["2025-10-01", "2025-12-31", "2025-07-01", "2025-09-30"],
        )
        self.assertEqual(
            self.days("this_year", "2026-11-24", "previous"), ["2026-01-01", "2026-11-24", "2025-01-01", "2025-11-24"]
        )
        self.assertEqual(
            self.days("months_12", "2026-11-24", "previous"), ["2025-11-25", "2026-11-24", "2024-11-25", "2025-11-24"]
        )

    @given(today=st.dates(date(2001, 1, 1), date(2040, 1, 1)), kind=st.sampled_from(PERIODS))
    def test_what_is_compared_ends_before_the_period_begins(self, today, kind):
        chosen = period(kind, today)
        self.assertLessEqual(chosen.last, today)
        for comparison in ("year", "previous"):
            before = compared(kind, chosen, comparison)
            self.assertLess(before.last, chosen.first)
            self.assertLessEqual(before.first, before.last)
            self.assertLess(today - before.first, timedelta(days=3 * 366))
