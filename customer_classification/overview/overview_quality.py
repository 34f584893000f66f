from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain

from ..cleaning.checks import CHECKS
from .overview_data import target

QUALITY = "customer.classification.quality"
REVIEW = "customer.classification.review"
KINDS = ("complete", "unique", "valid", "alive")


class CustomerClassificationOverview(models.AbstractModel):
    """How good the data of the customers are, against the month before; and reviews of standards that are under way."""

    _inherit = "customer.classification.overview"

    @api.model
    def _parts(self):
        return [*super()._parts(), "quality"]

    @api.model
    def _todo_names(self):
        review = ["review"] if self.env[REVIEW].has_access("read") else []
        return [*super()._todo_names(), *review]

    def _todo_review(self, choice):
        ours = Domain("scheme_id", "=", choice.scheme.id) & Domain("state", "!=", "done")
        return (
            self.env._("Review of the standards"),
            self.env._("Ask whether the rules are still right, and record the outcome."),
            target("", REVIEW, ours, action="customer_classification.action_reviews"),
        )

    @api.model
    def _get_quality(self, choice):
        """A list of ``{key, label, share, before, target}``, as the last look at the customers found them; empty where
        nobody has looked yet.
        """
        ours = Domain("scheme_id", "=", choice.scheme.id)
        last = self.env[QUALITY].search(ours, order="month desc", limit=1).month
        if not last:
            return []
        now, before = (self._quality_of(ours, month) for month in (last, last - relativedelta(months=1)))
        labels = {
            "complete": self.env._("Complete"),
            "unique": self.env._("Unique"),
            "valid": self.env._("Valid"),
            "alive": self.env._("Alive"),
        }
        return [
            {
                "key": kind,
                "label": labels[kind],
                "share": now.get(kind),
                "before": before.get(kind),
                "target": self._quality_target(kind, labels[kind]),
            }
            for kind in KINDS
        ]

    def _quality_of(self, ours, month):
        """{kind: share of the customers whom the user sees}"""
        [(customers, *counts)] = self.env[QUALITY]._read_group(
            ours & Domain("month", "=", month), [], ["customers:sum", *(f"{kind}:sum" for kind in KINDS)]
        )
        return {kind: count / customers for kind, count in zip(KINDS, counts, strict=True)} if customers else {}

    def _quality_target(self, kind, label):
        """The list of those who are not: faults, duplicates, dead customers."""
        model, action = {
            "unique": ("customer.classification.duplicate", "customer_classification.action_duplicates"),
            "alive": ("customer.classification.dead", "customer_classification.action_dead"),
        }.get(kind, ("customer.classification.fault", "customer_classification.action_faults"))
        domain = Domain("state", "=", "open")
        if kind in ("complete", "valid"):
            domain &= Domain("check_name", "in", [check.name for check in CHECKS.values() if check.quality == kind])
        return target(label, model, domain, action=action)
