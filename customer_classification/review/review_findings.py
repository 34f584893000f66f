from datetime import datetime, time
from itertools import pairwise

from dateutil.relativedelta import relativedelta

from odoo import models

from ..activation import histogram
from ..rules import coverage
from . import suggestions
from .standards import Look, baskets, distance, moved

YEAR = relativedelta(months=12)
SWOLLEN = 0.6  # of all customers in one of several categories
ALIKE = 0.1  # by so much two baskets differ at least


class CustomerClassificationReview(models.Model):
    """What a review looks at: all items for all customers in statements on the decisions of one moment."""

    _inherit = "customer.classification.review"

    def _look(self, day=None):
        """Look at the customers, and keep what was found.

        :param day: today if None; of a day in the past, categories are those that the rules of now give for it
        """
        self.ensure_one()
        scheme = self.scheme_id
        self.env.flush_all()
        day = day or scheme._today()
        since = self.baseline_id.day or day - YEAR
        alternative = self.alternative_id
        with Look(self.env, scheme._spec(day), alternative._spec(day) if alternative else None) as look:
            findings = self._findings(look, since)
            comparison = self._compared(look) if alternative else None
        thresholds = findings["thresholds"]
        self.write(
            {
                "day": day,
                "findings": findings,
                "comparison": comparison,
                "rules": scheme._revision_snapshot(),
                "customer_count": findings["customers"],
                "moved_count": findings["moved"]["customers"],
                "near_count": max((threshold["near"] for threshold in thresholds), default=0),
            }
        )

    def _findings(self, look, since):
        scheme = self.scheme_id
        categories = self._category_rows(look)
        return {
            "since": str(since),
            "customers": sum(row["customers"] for row in categories),
            "sales": sum(row["sales"] or 0 for row in categories),
            "categories": categories,
            "alike": self._alike(since),
            "moved": moved(self.env, scheme.id, since),
            "rules": self._rule_rows(look),
            "thresholds": [
                self._threshold_row(look, rule, condition)
                for rule in look.spec.rules
                for condition in rule.conditions
                if self.env["customer.classification.condition"].browse(condition.key).thresholds
            ],
            "contradicted": look.contradicted(),
        }

    def _category_rows(self, look):
        """Each category that may hold customers, beside what the last review found in it."""
        past = look.spec.scope.as_of < self.scheme_id._today()
        found = {row["category"]: row for row in look.categories("category_id" if past else "from_category_id")}
        before = {row["category"]: row for row in (self.baseline_id.findings or {}).get("categories", [])}
        whole = sum(row["customers"] for row in found.values()) or 1
        targets = self.scheme_id._target_categories()
        return [
            {
                "category": category,
                "customers": (row := found.get(category, {})).get("customers", 0),
                "sales": row.get("sales"),
                "customers_before": before.get(category, {}).get("customers") if before else None,
                "sales_before": before.get(category, {}).get("sales") if before else None,
                "note": self._category_note(category, row.get("customers", 0) / whole, len(targets)),
            }
            for category in [*targets.ids, *(found.keys() - set(targets.ids))]
        ]

    def _category_note(self, category, share, number):
        if not category:
            return ""
        return "empty" if not share else "swollen" if number > 1 and share > SWOLLEN else ""

    def _alike(self, since):
        """Neighbouring categories whose customers buy nearly the same: ``[[category, category]]``."""
        scheme = self.scheme_id
        company = scheme.company_id.id or None
        bought = baskets(self.env, scheme.id, company, datetime.combine(since, time()))
        targets = [category for category in scheme._target_categories().ids if category in bought]
        return [[one, other] for one, other in pairwise(targets) if distance(bought[one], bought[other]) < ALIKE]

    def _rule_rows(self, look):
        """Each rule with the customers on whom it decides; and the rule before that covers it."""
        deciding = look.deciding()
        rules = look.spec.rules
        return [
            {
                "rule": rule.key,
                "customers": deciding.get(rule.key, 0),
                "covered_by": next((r.key for r in rules[:place] if coverage.covers(r, rule)), None),
            }
            for place, rule in enumerate(rules)
        ]

    def _threshold_row(self, look, rule, condition):
        """A threshold against today's figures, with those that suggest themselves."""
        spread = histogram.of_condition(look.env, look.spec, rule, look.tables, condition)
        kept = {row["condition"]: row for row in (self.baseline_id.findings or {}).get("thresholds", [])}
        before = kept.get(condition.key, {})
        values = look.values(condition.figure)
        upwards = condition.operator in (">", ">=")  # others do not ask for the best
        customers, share = (before.get("reached"), before.get("share")) if upwards else (None, None)
        whole = before.get("total")
        positive = sum(part["customers"] for part in spread["bins"] or []) or 1
        return {
            "condition": condition.key,
            "value": condition.value,
            "near": look.near(condition),
            "reached": spread["customers"],
            "total": spread["total"],
            "share": spread["share"],
            "bins": spread["bins"],
            "keeps_customers": customers
            and suggestions.share_of_customers(look.env, values, customers / whole * spread["total"] / positive),
            "keeps_sales": share and suggestions.share_of_sales(look.env, values, share / 100),
            "natural_break": suggestions.natural_break(look.env, values),
        }
