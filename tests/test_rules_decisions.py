"""One decision, every way to it: whoever asks where a customer belongs on a day hears the same.

:data:`DECISIONS` are the ways. Keep values, stays and pins are set aside: they look at the past by design.
"""

import os
from datetime import date

from dateutil.relativedelta import relativedelta
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..customer_classification.figures.catalogue import MEASURES
from .common import ClassificationCase

EXAMPLES = int(os.environ.get("EXAMPLES") or 10)  # EXAMPLES=1000 make test K=test_decisions tries more
D = date(2026, 3, 31)
CUSTOMERS = 5
YEAR = {"window": "months", "window_length": 12}
SHARE = "revenue_share_before" if "revenue_share_before" in MEASURES else "revenue_share_cumulative"
RULES = {
    "amounts": [
        ("VIP", [{"measure": "order_amount", "operator": ">=", "value": 200, **YEAR}]),
        ("Ordinary", [{"measure": "order_count", "operator": ">=", "value": 1, **YEAR}]),
    ],
    "scores": [
        (
            "VIP",
            [
                {"measure": "recency_score", "operator": ">=", "value": 4, **YEAR},
                {"measure": "monetary_score", "operator": ">=", "value": 3, **YEAR},
            ],
        ),
        ("Ordinary", [{"measure": "frequency_score", "operator": ">=", "value": 2, **YEAR}]),
        ("Potential", [{"measure": "recency_score", "operator": "<=", "value": 3, **YEAR}]),
    ],
    "shares": [
        ("VIP", [{"measure": SHARE, "operator": "<", "value": 80, **YEAR}]),
        ("Ordinary", [{"measure": SHARE, "operator": "<", "value": 95, **YEAR}]),
    ],
    "silence": [
        ("Potential", [{"measure": "days_since_last_order", "operator": ">", "value": 180}]),
        ("VIP", [{"measure": "order_amount", "operator": ">=", "value": 200, **YEAR}]),
    ],
}
histories = st.fixed_dictionaries(
    {
        "rules": st.sampled_from(sorted(RULES)),
        "default": st.booleans(),
        "boundaries": st.booleans(),
        "orders": st.lists(
            st.tuples(
                st.integers(0, CUSTOMERS - 1),
                st.sampled_from([0, 1, 15, 31, 100, 180, 364, 365, 366, 420, 500]),
                st.sampled_from([100, 200, 50.5, 1000]),
            ),
            max_size=8,
        ),
    }
)
DECISIONS = {}


def decision(function):
    """Register a way to decide: from (the test, a scheme that nobody was classified in) to {customer: category}."""
    DECISIONS[function.__name__] = function
    return function


@decision
def first_run(case, scheme):
    scheme.classify(as_of=D)
    return case.present(scheme)


@decision
def run_again(case, scheme):
    scheme.classify(as_of=D)
    assert not scheme.classify(as_of=D).change_count
    return case.present(scheme)


@decision
def continued_month_by_month(case, scheme):
    if not scheme.default_category_id:
        return None  # whom no rule matches stays where they are
    for months in (15, 12, 3, 2, 1, 0):
        scheme.classify(as_of=D - relativedelta(months=months))
    return case.present(scheme)


@decision
def dry_run(case, scheme):
    run = scheme.classify(as_of=D, simulate=True)
    found = {change.partner_id: change.to_category_id for change in run.change_ids}
    counted = {cell["to"]: cell["customers"] for cell in run.matrix if cell["to"]}
    assert counted == {c.id: list(found.values()).count(c) for c in set(found.values())}, run.matrix
    return found


@decision
def dry_run_applied(case, scheme):
    scheme.classify(as_of=D, simulate=True).action_apply()
    return case.present(scheme)


@decision
def one_customer_after_the_other(case, scheme):
    for customer in case.customers:
        scheme.classify(as_of=D, partner_ids=customer.ids)
    return case.present(scheme)


@decision
def as_of_that_day(case, scheme):
    """The history, asked for that day after later runs."""
    scheme.classify(as_of=D)
    scheme.classify(as_of=D + relativedelta(months=9))
    found = {}
    for customer in case.customers:
        code = customer.classification_at(D).get(scheme.code)
        if code:
            found[customer] = scheme.category_ids.filtered(lambda category, code=code: category.code == code)
    return found


@decision
def why_page(case, scheme):
    """The conditions that it shows hold for the rule that it names."""
    scheme.classify(as_of=D)
    found = {}
    for assignment in case.assignments(scheme):
        lines = assignment.change_id.explain() if assignment.rule_id else []
        assert all(line["holds"] for line in lines), lines
        found[assignment.partner_id] = assignment.rule_id.category_id or assignment.category_id
    return found


@tagged("post_install", "-at_install")
class TestDecisions(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].union(*(cls.make_customer(f"{n}") for n in range(CUSTOMERS)))

    @settings(max_examples=EXAMPLES, phases=[Phase.generate])
    @given(history=histories)
    def test_every_way_leads_to_the_same_category(self, history):
        with self.cr.savepoint() as savepoint:
            for customer, days, amount in history["orders"]:
                self.make_order(self.customers[customer], D - relativedelta(days=days), amount)
            expected = None
            for name, decide in DECISIONS.items():
                with self.cr.savepoint() as own:
                    scheme = self.scheme_of(history)
                    decided = decide(self, scheme)
                    if decided is not None:
                        found = {customer.name: category.name for customer, category in decided.items()}
                        expected = found if expected is None else expected
                        with self.subTest(way=name, rules=history["rules"]):
                            self.assertEqual(found, expected)
                    own.rollback()
                    self.env.invalidate_all()
                    self.env.registry.clear_all_caches()
            self.assertEqual(self.previewed(history), len(expected), "the preview of a rule")
            savepoint.rollback()
            self.env.invalidate_all()

    def scheme_of(self, history):
        typed = {
            "recency_boundaries": "30, 90, 180, 365",
            "frequency_boundaries": "1, 2",
            "monetary_boundaries": "100, 300",
        }
        scheme = self.make_scheme(**(typed if history["boundaries"] else {}))
        if history["default"]:
            scheme.default_category_id = self.category(scheme, "Potential")
        for number, (category, conditions) in enumerate(RULES[history["rules"]]):
            self.make_rule(scheme, category, *conditions, sequence=number)
        return scheme

    def previewed(self, history):
        """How many customers would get a category, as the preview of the last rule counts them."""
        return self.scheme_of(history).rule_ids.sorted("sequence")[-1].preview({}, as_of=D)["moves"]

    def assignments(self, scheme):
        return self.env["customer.classification.assignment"].search([("scheme_id", "=", scheme.id)])

    def present(self, scheme):
        return {assignment.partner_id: assignment.category_id for assignment in self.assignments(scheme)}
