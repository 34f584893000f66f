from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..customer_classification.figures import windows
from ..customer_classification.figures.specs import Window
from ..customer_classification.schemes import codes

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))
LEVELS = st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["", "A"])), min_size=1, max_size=4)


@tagged("post_install", "-at_install")
class TestValues(BaseCase):
    """Windows and codes, which need no database."""

    def test_windows_of_the_design(self):
        day = date(2026, 11, 23)
        for window, expected in {
            Window("months", 12): ("2025-11-24", "2026-11-23"),
            Window("months", 1): ("2026-10-24", "2026-11-23"),
            Window("days", 30): ("2026-10-25", "2026-11-23"),
            Window("this_month"): ("2026-11-01", "2026-11-23"),
            Window("this_quarter"): ("2026-10-01", "2026-11-23"),
            Window("this_year"): ("2026-01-01", "2026-11-23"),
            Window("last_year"): ("2025-01-01", "2025-12-31"),
            Window("lifetime"): ("None", "2026-11-23"),
        }.items():
            self.assertEqual(tuple(map(str, windows.bounds(window, day))), expected)
        self.assertEqual(windows.bounds(Window("months", 12), date(2024, 2, 29))[0], date(2023, 3, 1))

    def test_the_period_before(self):
        """Days and months go back by their length; what runs until today is as far on; ends of months stay ends."""
        for window, day, expected in (
            (Window("months", 12), "2026-11-23", ("2024-11-24", "2025-11-23")),
            (Window("months", 12), "2025-02-28", ("2023-03-01", "2024-02-28")),
            (Window("months", 12), "2024-02-29", ("2022-03-01", "2023-02-28")),
            (Window("months", 1), "2026-03-31", ("2026-02-01", "2026-02-28")),
            (Window("days", 30), "2026-03-05", ("2026-01-05", "2026-02-03")),
            (Window("this_month"), "2026-11-27", ("2026-10-01", "2026-10-27")),
            (Window("this_month"), "2026-03-31", ("2026-02-01", "2026-02-28")),
            (Window("this_month"), "2026-02-28", ("2026-01-01", "2026-01-31")),
            (Window("this_quarter"), "2026-11-27", ("2026-07-01", "2026-08-27")),
            (Window("this_year"), "2026-11-27", ("2025-01-01", "2025-11-27")),
            (Window("this_year"), "2025-02-28", ("2024-01-01", "2024-02-29")),
            (Window("last_month"), "2026-03-05", ("2026-01-01", "2026-01-31")),
            (Window("last_quarter"), "2026-03-05", ("2025-07-01", "2025-09-30")),
            (Window("last_year"), "2026-03-05", ("2024-01-01", "2024-12-31")),
        ):
            with self.subTest(window, day=day):
                self.assertEqual(tuple(map(str, windows.before(window, date.fromisoformat(day)))), expected)
        self.assertIsNone(windows.before(Window(), date(2026, 11, 23)))

    @given(day=DAYS, length=st.integers(1, 60))
    def test_no_day_is_lost_between_months_or_in_both(self, day, length):
        first, last = windows.bounds(Window("months", length), day)
        former = windows.before(Window("months", length), day)
        self.assertEqual(former[1] + timedelta(days=1), first)
        # As many months, which have 28 to 31 days.
        self.assertAlmostEqual((first - former[0]).days, (last - first).days + 1, delta=4)
        self.assertGreaterEqual(windows.earlier(first, last, 12 * length)[0], date(1900, 1, 1))

    @given(first=DAYS, days=st.integers(0, 800), months=st.integers(1, 24))
    def test_earlier_days_never_overlap(self, first, days, months):
        last = first + timedelta(days=days)
        for former in (windows.earlier(first, last, months), windows.before_days(first, last)):
            self.assertLess(former[1], first)

    def test_days_without_a_name(self):
        for first, last, expected in (
            ("2026-01-01", "2026-03-31", ("2025-10-01", "2025-12-31")),
            ("2026-02-01", "2026-02-28", ("2026-01-01", "2026-01-31")),
            ("2026-11-05", "2026-11-06", ("2026-11-03", "2026-11-04")),
        ):
            found = windows.before_days(date.fromisoformat(first), date.fromisoformat(last))
            self.assertEqual(tuple(map(str, found)), expected)

    def test_periods_that_reports_name_are_windows(self):
        self.assertEqual(windows.of_period("months_12"), Window("months", 12))
        self.assertEqual(windows.of_period("last_quarter"), Window("last_quarter"))

    def test_impossible_windows_are_refused(self):
        for window in (Window("months", 0), Window("days", -1), Window("decade", 1)):
            with self.assertRaises(ValueError):
                windows.bounds(window, date(2026, 11, 23))

    @given(day=DAYS, length=st.integers(1, 400))
    def test_days_count_exactly_so_many(self, day, length):
        first, last = windows.bounds(Window("days", length), day)
        self.assertEqual(((last - first).days + 1, last), (length, day))

    @given(day=DAYS, length=st.integers(1, 60))
    def test_months_follow_each_other_without_gap(self, day, length):
        """The months before the window end the day before it begins, save where a month is too short."""
        first, last = windows.bounds(Window("months", length), day)
        self.assertEqual(last, day)
        before = first - timedelta(days=1)
        self.assertEqual((day.year - before.year) * 12 + day.month - before.month, length)
        self.assertLessEqual(before.day, day.day)

    @given(levels=LEVELS)
    def test_examples_fit_their_pattern(self, levels):
        pattern = "-".join(f"{length}{letters}" for length, letters in levels)
        examples = codes.example(pattern)
        parsed = codes.parse(pattern)
        above = ""
        for code, level in zip(examples, parsed, strict=True):
            self.assertTrue(code.startswith(above))
            self.assertTrue(level.fits(code[len(above) :]))
            above = code

    def test_a_pattern_that_is_none_is_refused(self):
        for pattern in ("2-x", "0", "2--a", "-2-0"):
            with self.assertRaises(ValueError):
                codes.parse(pattern)
