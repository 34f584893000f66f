"""On which days a scheme classifies by itself."""

from datetime import date

from odoo.tests import tagged

from .common import ClassificationCase


@tagged("post_install", "-at_install")
class TestRunDays(ClassificationCase):
    def run_days(self, schedule, first, last):
        return [str(day) for day in self.make_scheme(schedule=schedule)._run_days(first, last)]

    def test_the_first_night_of_each_period(self):
        first, last = date(2026, 12, 28), date(2027, 1, 5)
        self.assertEqual(self.run_days("weekly", first, last), ["2026-12-28", "2027-01-04"])
        for schedule in ("monthly", "quarterly", "yearly"):
            self.assertEqual(self.run_days(schedule, first, last), ["2027-01-01"], schedule)
        self.assertEqual(self.run_days("quarterly", date(2026, 11, 27), date(2026, 12, 27)), [])
        self.assertEqual(len(self.run_days("daily", first, last)), 9)

    def test_on_demand_any_day_may_be_the_one(self):
        self.assertEqual(self.run_days("manual", date(2026, 12, 28), date(2026, 12, 29)), ["2026-12-28", "2026-12-29"])
