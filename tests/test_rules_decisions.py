"""One decision, every way to it: whoever asks where a customer belongs on a day hears the same.

:data:`DECISIONS` are the ways. Keep values and stays are set aside: they look at the past by design. Some customers are
in a category by hand beforehand, with a pin that holds or one that has expired; some are decided on as a group.
"""

import os
from collections import Counter
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..customer_classification.common.days import noon_of
from .common import ZONE, ClassificationCase

EXAMPLES = int(os.environ.get("EXAMPLES") or 6)  # EXAMPLES=1000 make test K=test_rules_decisions tries more
D = date(2026, 3, 31)
CUSTOMERS = 5
YEAR = {"window": "months", "window_length": 12}
SHARE = "revenue_share_before"
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
        "group": st.sampled_from([False, False, True]),  # of the first three customers
        "head_archived": st.sampled_from([False, False, True]),
        # customer → days until the last day of the pin; one that nobody decides on stays where people put them
        "pins": st.dictionaries(st.integers(0, CUSTOMERS - 1), st.sampled_from([-30, -1, 0, 1, None]), max_size=2),
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
    if not scheme.default_category_id or case.assignments(scheme):
        return None  # whom no rule matches stays where they are, and a pin once held
    for months in (15, 12, 3, 2, 1, 0):
        scheme.classify(as_of=D - relativedelta(months=months))
    return case.present(scheme)


@decision
def dry_run(case, scheme):
    run = scheme.classify(as_of=D, simulate=True)
    found = {**case.present(scheme), **{change.partner_id: change.to_category_id for change in run.change_ids}}
    counted = Counter()
    for cell in run.matrix:
        counted[cell["to"]] += cell["customers"]
    counted.pop(None, None)
    assert counted == Counter(category.id for category in found.values()), run.matrix
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
    for customer in case.customers.filtered("active"):
        code = customer.classification_at(D).get(scheme.code)
        if code:
            found[customer] = scheme.category_ids.filtered(lambda category, code=code: category.code == code)
    return found


@decision
def replayed(case, scheme):
    """The moves up to that day, one after the other; what was undone is left out."""
    run = scheme.classify(as_of=D - relativedelta(months=3))
    if run.can_undo:
        run.action_undo()
    scheme.classify(as_of=D)
    scheme.classify(as_of=D + relativedelta(months=9))
    moves = case.env["customer.classification.change"].search(
        [("scheme_id", "=", scheme.id), ("state", "=", "applied"), ("effective_date", "<=", D)]
    )
    found = {}
    for move in moves.sorted(lambda move: (move.effective_date, move.id)):
        found[move.partner_id] = move.to_category_id
    return {customer: category for customer, category in found.items() if category and customer.active}


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


@decision
def outlook(case, scheme):
    """Who is said to drop does by the run of that day, and not by the one before."""
    scheme.classify(as_of=D)
    found = case.present(scheme)
    compared = scheme.rule_ids.condition_ids.filtered(lambda c: c.measure.endswith("_score"))
    if compared and not scheme.recency_boundaries:
        return found  # the fifths are taken anew by each run
    scheme.write({"schedule": "weekly", "realtime": False})
    scheme.action_activate()
    Outlook = case.env["customer.classification.outlook"]
    Outlook._refresh(scheme)
    for row in Outlook.search([("scheme_id", "=", scheme.id), ("kind", "=", "drop")]):
        for day in (max(row.day - timedelta(days=7), D), row.day):
            changes = scheme.classify(as_of=day, simulate=True).change_ids
            change = changes.filtered(lambda c, row=row: c.partner_id == row.partner_id)
            lower = change.to_category_id.sequence > row.category_id.sequence
            said = (row.partner_id.name, row.day, day, change.to_category_id.name)
            assert lower == (day == row.day), said
            assert day != row.day or change.to_category_id == row.next_category_id, said
    return found


@tagged("post_install", "-at_install")
@freeze_time(noon_of(D, ZONE))
class TestDecisions(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        named = [{"name": f"T-{number}", "is_company": True, "customer_rank": 1} for number in range(CUSTOMERS)]
        cls.customers = cls.env["res.partner"].create(named)

    @settings(max_examples=EXAMPLES, phases=[Phase.generate])
    @given(history=histories)
    def test_every_way_leads_to_the_same_category(self, history):
        with self.cr.savepoint() as savepoint:
            self.make_orders(
                (self.customers[n], D - timedelta(days=days), amount) for n, days, amount in history["orders"]
            )
            if history["group"]:
                self.customers[1:3].parent_id = self.customers[0]
            self.customers[0].active = not history["head_archived"]
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
            self.compare_preview(history, expected)
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
        scheme.customer_level = "group" if history["group"] else "company"
        self.pin(scheme, history["pins"])
        return scheme

    def pin(self, scheme, pins):
        """Put customers into a category by hand, long ago, until a day that may be over."""
        Assignment = self.env["customer.classification.assignment"]
        for number, days in pins.items():
            values = {"partner_id": self.customers[number].id, "category_id": self.category(scheme, "Ordinary").id}
            line = Assignment.create({**values, "since": D - timedelta(days=600)})
            line.flush_recordset()
            until = None if days is None else D + timedelta(days=days)
            self.cr.execute(
                "UPDATE customer_classification_assignment SET pinned_until = %s WHERE id = %s", (until, line.id)
            )
            line.invalidate_recordset()

    def compare_preview(self, history, expected):
        """How many customers would get another category, as the preview of the last rule counts them."""
        scheme = self.scheme_of(history)
        former = {customer.name: category.name for customer, category in self.present(scheme).items()}
        moving = [name for name, category in expected.items() if former.get(name) != category]
        previewed = scheme.rule_ids.sorted("sequence")[-1].preview({}, as_of=D)
        self.assertEqual(previewed["moves"], len(moving), f"the preview of a rule: {former}, {expected}")

    def assignments(self, scheme):
        return self.env["customer.classification.assignment"].search(
            [("scheme_id", "=", scheme.id), ("partner_id.active", "=", True)]
        )

    def present(self, scheme):
        return {assignment.partner_id: assignment.category_id for assignment in self.assignments(scheme)}
