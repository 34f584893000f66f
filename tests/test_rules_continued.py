"""A first run and runs continued month by month agree, and what a past day shows is what was decided then."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged

from ..customer_classification.start.templates import TEMPLATES
from .common import ClassificationCase
from .test_rules_engine_oracle import EXAMPLES

D = date(2026, 3, 31)
MONTHS = [D - relativedelta(months=back) for back in (14, 13, 12, 6, 3, 2, 1, 0)]
CUSTOMERS = 6
orders = st.tuples(st.integers(0, CUSTOMERS - 1), st.integers(0, 900), st.sampled_from([1, 10, 10, 50, 85, 400]))


@tagged("post_install", "-at_install")
class TestContinued(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"T-{number}", "is_company": True, "customer_rank": 1} for number in range(CUSTOMERS)]
        )

    def from_template(self, code):
        """The scheme of a template of the guided start, with the fifths of the customers for boundaries."""
        template = TEMPLATES[code]
        scheme = self.make_scheme(
            [str(name) for _code, name in template.categories], is_ranked=bool(template.values.get("is_ranked"))
        )
        names = dict(template.categories)
        first, second = {"ABC": (80, 95), "LIFECYCLE": (60, 200), "IMPORTANCE": (100, 2)}.get(code, (0, 0))
        for target, name, match, conditions in template.rules(first, second):
            rule = self.make_rule(scheme, str(names[target]), name=str(name), match=match)
            plain = [{key: value for key, value in c.items() if key != "keep_value"} for c in conditions]
            rule.condition_ids = [Command.create(condition) for condition in plain]
        if template.default:
            scheme.default_category_id = self.category(scheme, str(names[template.default]))
        return scheme

    @settings(max_examples=max(EXAMPLES // 6, 3))
    @given(
        code=st.sampled_from(["RFM", "RFM11", "ABC", "LIFECYCLE", "IMPORTANCE"]),
        bought=st.lists(orders, max_size=14),
        source=st.sampled_from(["order", "order", "invoice"]),
    )
    def test_first_run_continued_runs_and_dry_run_agree(self, code, bought, source):
        with self.cr.savepoint() as savepoint:
            self.make_orders((self.customers[n], D - timedelta(days=ago), amount) for n, ago, amount in bought)
            continued, first = self.from_template(code), self.from_template(code)
            (continued | first).score_source = source
            then = {}
            for day in MONTHS:
                continued.classify(as_of=day)
                then[day] = self.categories_of(continued)
            dry = first.classify(as_of=D, simulate=True)
            shown = {c.partner_id.name.removeprefix("T-"): c.to_category_id.name for c in dry.change_ids}
            first.classify(as_of=D)
            self.assertEqual(self.categories_of(first), then[D])
            self.assertEqual(shown, then[D], "the dry run")
            self.assertEqual(len(then[D]), CUSTOMERS, "each customer has a category")
            names = {category.code: category.name for category in continued.category_ids}
            for day, categories in then.items():
                for customer in self.customers:
                    found = customer.classification_at(day)[continued.code]
                    self.assertEqual(names[found], categories[customer.name.removeprefix("T-")], day)
            self.assertEqual(continued.classify(as_of=D).change_count, 0)
            savepoint.rollback()
            self.env.invalidate_all()
