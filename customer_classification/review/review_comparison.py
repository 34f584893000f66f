from dateutil.relativedelta import relativedelta

from odoo import models

from ..consequences.default_fields import DEFAULTS
from .standards import Look

PAST_DAYS = [relativedelta(months=months) for months in (3, 6, 12)]


class CustomerClassificationReview(models.Model):
    """Two standards side by side: those in force, and an alternative."""

    _inherit = "customer.classification.review"

    def _compared(self, look):
        """What the alternative does today and on three past days, and what was bought after the earliest of them."""
        today = look.spec.scope.as_of
        days = [self._on_day(look, today)]
        afterwards = []
        for back in PAST_DAYS:
            day = today - back
            with Look(self.env, self.scheme_id._spec(day), self.alternative_id._spec(day)) as past:
                days.append(self._on_day(past, day))
                if back == PAST_DAYS[-1]:
                    afterwards = past.afterwards(today)
        return {
            "alternative": self.alternative_id.name,
            "lines": [
                {"condition": line.condition_id.id, "present": line.present_value, "value": line.value}
                for line in self.alternative_id.line_ids
                if line.value != line.present_value
            ],
            "rules": self.alternative_id._changed_rules(),
            "matrix": look.matrix(),
            "affected": look.affected(),
            "days": days,
            "afterwards": afterwards,
            "credit": self._credit(look),
        }

    @staticmethod
    def _on_day(look, day):
        """How many customers belong to each category by both standards on one day."""
        matrix = look.matrix()
        sides = {"present": {}, "other": {}}
        for cell in matrix:
            for side, key in (("present", "from"), ("other", "to")):
                name = str(cell[key] or 0)
                sides[side][name] = sides[side].get(name, 0) + cell["customers"]
        changed = sum(cell["customers"] for cell in matrix if cell["from"] != cell["to"])
        return {"day": str(day), "changed": changed, **sides}

    def _credit(self, look):
        """The sum of the credit limits that the categories give, by both standards; and whose prices change."""
        company = self.scheme_id.company_id or self.env.company
        limits, lists = {}, {}
        for category in self.scheme_id.category_ids.with_company(company):
            limited, priced = (category._nearest_with(DEFAULTS[name]) for name in ("credit_limit", "pricelist_id"))
            limits[category.id] = limited.credit_limit if limited else 0.0
            lists[category.id] = priced.pricelist_id.id or None
        cells = look.matrix()
        return {
            "present": sum(limits.get(cell["from"], 0) * cell["customers"] for cell in cells),
            "other": sum(limits.get(cell["to"], 0) * cell["customers"] for cell in cells),
            "prices": [
                {"from": lists.get(cell["from"]), "to": lists.get(cell["to"]), "customers": cell["customers"]}
                for cell in cells
                if lists.get(cell["from"]) != lists.get(cell["to"])
            ],
        }
