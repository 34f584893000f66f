"""Who is about to be downgraded, who is close to an upgrade, and how people hear of it."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged

from .common import ClassificationCase
from .test_approval import SALESPERSON, ApprovalCase

TODAY = date(2026, 3, 10)
SALES = {"measure": "order_amount", "window": "days", "window_length": 60, "operator": ">=", "value": 1000}
FEW = {"measure": "order_count", "window": "months", "window_length": 12, "operator": "<", "value": 3}
WINDOWS = [("days", 30), ("months", 2), ("this_month", 0), ("this_quarter", 0)]


class OutlookCase(ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule.condition_ids.write(SALES)
        cls.scheme.action_activate()

    def outlook(self, kind):
        rows = self.env["customer.classification.outlook"].search(
            [("scheme_id", "=", self.scheme.id), ("kind", "=", kind)]
        )
        return {row.partner_id.name.removeprefix("T-"): row for row in rows}

    def look_ahead(self):
        self.env["customer.classification.outlook"]._refresh(self.scheme)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 08:00:00")
class TestOutlook(OutlookCase):
    def test_a_customer_is_listed_with_the_day_on_which_he_falls(self):
        self.make_order(self.customer, "2026-01-15", 1500)  # in the window until 15 March
        self.scheme.classify()
        self.look_ahead()
        row = self.outlook("drop")["Ann"]
        self.assertEqual((row.category_id, row.next_category_id), (self.vip, self.ordinary))
        self.assertEqual((row.day, row.days_left, row.revenue), (date(2026, 3, 16), 6, 1500))

    def test_minimum_stay_and_pins_put_the_fall_off(self):
        for customer in (self.customer, self.other):
            self.make_order(customer, "2026-01-15", 1500)
        self.scheme.classify(as_of="2026-03-01")
        self.vip.min_stay_days = 20
        self.other.classification_assignment_ids.pinned = True
        self.scheme.action_activate()
        self.look_ahead()
        rows = self.outlook("drop")
        self.assertEqual((list(rows), rows["Ann"].day), (["Ann"], date(2026, 3, 21)))

    def test_a_customer_close_to_rising_is_listed_with_what_is_missing_and_until_when(self):
        self.make_order(self.customer, "2026-01-12", 300)  # in the window until 12 March
        self.make_order(self.customer, "2026-03-05", 528)
        self.make_order(self.other, "2026-03-05", 500)
        self.scheme.classify()
        self.look_ahead()
        rows = self.outlook("rise")
        self.assertEqual(list(rows), ["Ann"], "50 % are not close")
        row = rows["Ann"]
        self.assertEqual((row.next_category_id, round(row.gap, 2), round(row.reached, 1)), (self.vip, 172, 82.8))
        self.assertEqual(row.day, date(2026, 3, 12))
        self.assertEqual(row.gap_text, "¥\N{NO-BREAK SPACE}172.00 more of Sales (orders), last 60 days")

    def test_who_outgrows_what_keeps_him_down_is_close_too(self):
        self.make_rule(self.scheme, "Potential", FEW)
        self.scheme.action_activate()
        for day in ("2025-09-01", "2025-10-01"):
            self.make_order(self.customer, day, 10)
        self.scheme.classify()
        self.assertEqual(self.categories_of(self.scheme)["Ann"], "Potential")
        self.look_ahead()
        row = self.outlook("rise")["Ann"]
        self.assertEqual(
            (row.next_category_id, row.gap_text), (self.ordinary, "1 more of Number of orders, last 12 months")
        )

    def test_rows_follow_documents(self):
        self.make_order(self.customer, "2026-01-15", 1500)
        self.scheme.classify()
        self.look_ahead()
        self.make_order(self.customer, "2026-03-09", 1200)
        self.env["customer.classification.queue"]._react(tuple(self.customer.ids))
        self.assertFalse(self.outlook("drop"))

    def test_salesperson_and_leader_are_told_once_and_no_more_when_it_is_over(self):
        seller, leader = self.new_user("t_seller", SALESPERSON), self.new_user("t_leader", SALESPERSON)
        self.env["crm.team"].create(
            {"name": "T", "user_id": leader.id, "company_id": self.company.id, "member_ids": [Command.set(seller.ids)]}
        )
        self.customer.user_id = seller
        self.make_order(self.customer, "2026-01-15", 1500)
        self.scheme.classify()
        self.look_ahead()
        Outlook = self.env["customer.classification.outlook"]
        Outlook._cron_warn()
        Outlook._cron_warn()
        self.assertEqual(self.customer.activity_ids.mapped("user_id.login"), ["t_seller", "t_leader"])
        self.assertIn("downgraded from VIP to Ordinary on 03/16/2026", self.customer.activity_ids[0].summary)
        self.make_order(self.customer, "2026-03-09", 1200)
        self.look_ahead()
        Outlook._cron_warn()
        self.assertFalse(self.env["mail.activity"].search([("res_id", "=", self.customer.id)]))

    def test_what_next_is_told_of_one_customer_within_few_statements(self):
        self.make_order(self.customer, "2026-01-15", 1500)
        self.scheme.classify()
        Outlook = self.env["customer.classification.outlook"]
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        sentences = Outlook._of_customer(self.scheme, self.customer)
        self.assertEqual(sentences, ["Downgraded to Ordinary on 03/16/2026 if nothing happens."])
        self.assertLess(self.env.cr.sql_log_count - before, 40)

    def test_several_schemes_are_looked_at_together(self):
        another = self.make_scheme()
        self.make_rule(another, "VIP", {**SALES, "value": 500})
        another.default_category_id = self.category(another, "Ordinary")
        self.make_order(self.customer, "2026-01-15", 1500)
        (self.scheme | another).classify()
        another.action_activate()
        runs = self.env["customer.classification.run"].search_count([])
        self.env["customer.classification.outlook"]._refresh(self.scheme | another)
        rows = self.env["customer.classification.outlook"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(rows.mapped("day"), [date(2026, 3, 16)] * 2)
        self.assertEqual(self.env["customer.classification.run"].search_count([]), runs, "nothing failed")

    def test_a_scheme_without_ranks_has_no_outlook(self):
        self.scheme.is_ranked = False
        self.make_order(self.customer, "2026-01-15", 1500)
        self.scheme.classify()
        self.look_ahead()
        self.assertFalse(self.outlook("drop") | self.outlook("rise"))


@tagged("post_install", "-at_install")
class TestOutlookOracle(ClassificationCase):
    """The day of a downgrade against a plain loop over the days to come."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Ann")
        cls.schemes = {}
        for kind, length in WINDOWS:
            cls.schemes[kind] = scheme = cls.make_scheme(categories=("VIP", "Ordinary"))
            condition = {**SALES, "window": kind, "window_length": length or 1, "value": 20}
            cls.make_rule(scheme, "VIP", condition)
            scheme.default_category_id = cls.category(scheme, "Ordinary")

    @given(
        orders=st.lists(st.tuples(st.integers(0, 80), st.integers(1, 30)), min_size=1, max_size=8),
        kind=st.sampled_from([kind for kind, _length in WINDOWS]),
        stay=st.sampled_from([0, 20]),
    )
    def test_falls(self, orders, kind, stay):
        with self.env.cr.savepoint() as savepoint, freeze_time("2026-03-10 08:00:00"):
            scheme = self.schemes[kind]
            scheme.category_ids.min_stay_days = stay
            self.make_orders((self.customer, TODAY - timedelta(days=ago), amount) for ago, amount in orders)
            scheme.classify()
            scheme.action_activate()
            self.env["customer.classification.outlook"]._refresh(scheme)
            found = self.env["customer.classification.outlook"].search(
                [("scheme_id", "=", scheme.id), ("kind", "=", "drop")]
            )
            self.assertEqual(found.day or None, self.first_fall(scheme, orders, kind, stay))
            savepoint.rollback()
            self.env.invalidate_all()

    def first_fall(self, scheme, orders, window, stay):
        """Day by day, from the orders alone; only downgrades that still hold in 30 days count."""

        def is_vip(day):
            first = {
                "days": day - timedelta(days=29),
                "months": day - relativedelta(months=2) + timedelta(days=1),
                "this_month": day.replace(day=1),
                "this_quarter": day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
            }[window]
            days = [(TODAY - timedelta(days=ago), amount) for ago, amount in orders]
            return sum(amount for placed, amount in days if first <= placed <= day) >= 20

        ahead = [TODAY + timedelta(days=number) for number in range(1, 31)]
        downgrades = [day for day in ahead if not is_vip(day) and day >= TODAY + timedelta(days=stay)]
        return downgrades[0] if is_vip(TODAY) and ahead[-1] in downgrades else None
