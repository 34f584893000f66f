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
