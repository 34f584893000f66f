"""Looking ahead where customers are compared with each other, on the days of the schedule, and in groups."""

from datetime import date, timedelta

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools import SQL

from ..customer_classification.reports import inquiry, parameters
from .common import ClassificationCase
from .test_rules_engine_oracle import EXAMPLES

TODAY = date(2026, 12, 10)
YEAR = {"window": "months", "window_length": 12}
purchases = st.tuples(st.integers(0, 5), st.integers(0, 370), st.sampled_from([1, 5, 10, 10, 60, 85, 300]))


class AheadCase(ClassificationCase):
    def abc(self, **values):
        scheme = self.make_scheme(["A", "B", "C"], **{"schedule": "monthly", "realtime": False, **values})
        for category, share in (("A", 80), ("B", 95)):
            condition = {"measure": "revenue_share_before", "operator": "<", "value": share, **YEAR}
            self.make_rule(scheme, category, condition)
        scheme.default_category_id = self.category(scheme, "C")
        return scheme

    def start(self, scheme):
        """Classify, activate, say that the scheduled run of the period is done, and look ahead."""
        scheme.classify()
        scheme.action_activate()
        run = scheme.classify()
        run.trigger = "schedule"
        self.env["customer.classification.outlook"]._refresh(scheme)

    def rows(self, scheme, kind):
        """{customer: row} of the outlook."""
        rows = self.env["customer.classification.outlook"].search([("scheme_id", "=", scheme.id), ("kind", "=", kind)])
        return {row.partner_id.name.removeprefix("T-"): row for row in rows}


@tagged("post_install", "-at_install")
@freeze_time("2026-12-10 08:00:00")
class TestAbcOutlook(AheadCase):
    def test_what_is_missing_is_sales(self):
        """Who would be A with the sales of the last who is A; who bought nothing is close to nothing."""
        for name, amount in (("a", 700), ("b", 120), ("c", 100), ("d", 50), ("e", 30), ("silent", 0)):
            customer = self.make_customer(name)
            if amount:
                self.make_order(customer, "2026-11-01", amount)
        scheme = self.abc()
        self.start(scheme)
        self.assertEqual(self.categories_of(scheme), {"a": "A", "b": "A", "c": "B", "d": "B", "e": "C", "silent": "C"})
        rows = self.rows(scheme, "rise")
        self.assertEqual(
            {name: (row.next_category_id.name, row.gap, round(row.reached)) for name, row in rows.items()},
            {"c": ("A", 20, 83), "e": ("B", 20, 60)},
        )
        self.assertEqual(rows["c"].gap_text, "¥\N{NO-BREAK SPACE}20.00 more of Sales (orders), last 12 months")
        for name, row in rows.items():
            with self.subTest(name), self.cr.savepoint() as savepoint:
                self.make_order(row.partner_id, "2026-12-01", row.gap)
                after = {c.partner_id: c.to_category_id for c in scheme.classify(simulate=True).change_ids}
                self.assertEqual(
                    after.get(row.partner_id), row.next_category_id, "with what was missing they are upgraded"
                )
                savepoint.rollback()
                self.env.invalidate_all()

    def test_falls_are_on_the_day_of_the_next_run(self):
        for name, day, amount in (("a", "2026-11-01", 1000), ("b", "2025-12-15", 900), ("c", "2026-11-01", 800)):
            self.make_order(self.make_customer(name), day, amount)
        for schedule, expected in (
            ("daily", date(2026, 12, 15)),
            ("weekly", date(2026, 12, 21)),
            ("monthly", date(2027, 1, 1)),
            ("quarterly", date(2027, 1, 1)),
            ("yearly", date(2027, 1, 1)),
        ):
            with self.subTest(schedule):
                scheme = self.abc(schedule=schedule, realtime=False)
                self.start(scheme)
                self.assertEqual({name: row.day for name, row in self.rows(scheme, "drop").items()}, {"b": expected})
                customer = self.env["res.partner"].search([("name", "=", "T-b")])
                told = self.env["customer.classification.outlook"]._of_customer(scheme, customer)
                self.assertIn(f"Downgraded to C on {expected:%m/%d/%Y} if nothing happens.", told)

    def test_a_run_that_is_too_far_away_says_nothing(self):
        with freeze_time("2026-11-27 08:00:00"):
            for name, day, amount in (("a", "2026-11-01", 1000), ("b", "2025-12-15", 900)):
                self.make_order(self.make_customer(name), day, amount)
            scheme = self.abc(schedule="quarterly")
            self.start(scheme)
            self.assertFalse(self.rows(scheme, "drop"))


@tagged("post_install", "-at_install")
class TestAbcOutlookOracle(AheadCase):
    @settings(max_examples=max(EXAMPLES // 6, 3))
    @given(
        bought=st.lists(purchases, min_size=1, max_size=12), schedule=st.sampled_from(["daily", "weekly", "monthly"])
    )
    def test_falls_are_what_runs_on_those_days_would_decide(self, bought, schedule):
        with self.cr.savepoint() as savepoint, freeze_time("2026-12-10 08:00:00"):
            named = [{"name": f"T-{number}", "is_company": True, "customer_rank": 1} for number in range(6)]
            customers = self.env["res.partner"].create(named)
            self.make_orders((customers[n], TODAY - timedelta(days=ago), amount) for n, ago, amount in bought)
            scheme = self.abc(schedule=schedule, realtime=False)
            self.start(scheme)
            expected = {}
            for day in (TODAY + timedelta(days=number) for number in range(1, 31)):
                runs = {"daily": True, "weekly": day.weekday() == 0, "monthly": day.day == 1}[schedule]
                for change in scheme.classify(as_of=day, simulate=True).change_ids if runs else ():
                    if change.to_category_id.sequence > change.from_category_id.sequence:
                        expected.setdefault(change.partner_id, (change.to_category_id, day))
            found = self.rows(scheme, "drop").values()
            self.assertEqual({row.partner_id: (row.next_category_id, row.day) for row in found}, expected)
            savepoint.rollback()
            self.env.invalidate_all()


@tagged("post_install", "-at_install")
@freeze_time("2026-12-10 08:00:00")
class TestGroupsOfCompanies(AheadCase):
    """One decision for a group, told the same everywhere, with and without an active topmost company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.make_customer("head", customer_rank=0)
        cls.members = [cls.make_customer(name, parent_id=cls.head.id) for name in ("one", "two")]
        cls.alone = cls.make_customer("alone")
        for customer, day, amount in (
            (cls.members[0], "2025-12-20", 600),
            (cls.members[1], "2026-11-01", 500),
            (cls.alone, "2026-11-01", 700),
        ):
            cls.make_order(customer, day, amount)
        cls.scheme = cls.make_scheme(["VIP", "Ordinary"], customer_level="group", schedule="daily", realtime=False)
        condition = {"measure": "order_amount", "operator": ">=", "value": 1000, **YEAR}
        cls.rule = cls.make_rule(cls.scheme, "VIP", condition)
        cls.scheme.default_category_id = cls.category(cls.scheme, "Ordinary")

    def test_each_company_sees_why_and_what_comes(self):
        self.start(self.scheme)
        together = {"head": "VIP", "one": "VIP", "two": "VIP", "alone": "Ordinary"}
        self.assertEqual(self.categories_of(self.scheme), together)
        downgrades = self.rows(self.scheme, "drop")
        self.assertEqual(
            {name: row.day for name, row in downgrades.items()},
            dict.fromkeys(("head", "one", "two"), date(2026, 12, 20)),
        )
        self.assertEqual({row.revenue for row in downgrades.values()}, {1100})
        near = self.rows(self.scheme, "rise")
        self.assertEqual({name: row.gap for name, row in near.items()}, {"alone": 300})
        for company in (self.head, *self.members):
            action = company.classification_assignment_ids.action_why()
            page = self.env[action["res_model"]].browse(action["res_id"]).content
            self.assertIn("Downgraded to Ordinary on 12/20/2026", page)

    def test_a_group_is_close_to_rising_as_a_whole(self):
        self.rule.condition_ids.value = 1200
        self.start(self.scheme)
        near = self.rows(self.scheme, "rise")
        self.assertEqual({name: row.gap for name, row in near.items()}, dict.fromkeys(("head", "one", "two"), 100))

    def test_the_sales_of_a_group_count_once_and_always(self):
        """Also where the topmost company is archived: in the matrix, in a rule's count, and in what came afterwards."""
        for active, customers in ((True, 4), (False, 3)):
            with self.subTest(active=active):
                self.head.active = active
                run = self.scheme.classify(simulate=True)
                self.assertEqual(run.customer_count, customers)
                vip = self.category(self.scheme, "VIP")
                self.assertEqual(sum(cell["revenue"] for cell in run.matrix if cell["to"] == vip.id), 1100)
                self.env.invalidate_all()
                self.assertEqual(self.rule.matching, f"{customers - 1} customers today")
        run = self.scheme.classify(as_of="2026-06-30", simulate=True)
        after = {row["category"].name: float(row["amount"]) for row in run._aftermath(TODAY)}
        self.assertEqual(sum(after.values()), 1200)

    def test_reports_have_the_topmost_company_that_bought_nothing(self):
        self.scheme.classify()
        asked = parameters.parse(self.env, "movement", scheme_ids=self.scheme.ids, last_day=TODAY)
        [report] = inquiry.of_schemes(self.env, asked)
        with report.customers({}) as table:
            rows = self.env.execute_query(SQL("SELECT partner_id FROM %s WHERE category_id IS NOT NULL", table))
        self.assertEqual({id_ for (id_,) in rows}, {c.id for c in (self.head, *self.members, self.alone)})
