from odoo import api, models

from .overview_data import ANALYSIS, target

AGGREGATES = {
    "customers": "__count",
    "satisfaction": "satisfaction:avg",
    "unhappy": "unhappy_count:sum",
    "growth": "order_growth:avg",
    "retention": "retention_rate:avg",
    "overdue": "overdue_amount:sum",
    "overdue_customers": "overdue_count:sum",
    "delay": "payment_delay_days:avg",
    "receivable": "receivable_amount:sum",
}
LEVELS = ("level_1_id", "level_2_id", "level_3_id")


class CustomerClassificationOverview(models.AbstractModel):
    """How customers of each category are doing: are they content, do they grow, do they pay?"""

    _inherit = "customer.classification.overview"

    @api.model
    def _get_care(self, choice):
        """A row per category of the first three levels and one for all, over the last 12 months.

        :return: a list of ``{id, parent_id, name, level, targets, …}`` with the numbers of :data:`AGGREGATES`; a rate
            that is not known is None
        """
        found = self._care_numbers(choice)
        rows = [
            {
                "id": category.id,
                "parent_id": category.parent_id.id,
                "name": category.name,
                "code": category.code or "",
                "level": category.level,
                **found[category.id],
                "targets": self._care_targets(choice, category.name, ("category_id", "child_of", category.id)),
            }
            for category in choice.categories
            if category.id in found
        ]
        everybody = found.get(False)
        if everybody and everybody["customers"]:
            total = {"id": False, "name": self.env._("Classified"), **everybody}
            rows.append({**total, "targets": self._care_targets(choice, choice.scheme.name)})
        return rows

    def _care_numbers(self, choice):
        """{category id, or False for all: {name: number}}."""
        sets = self.env[ANALYSIS]._read_grouping_sets(
            choice.customers(), [*([level] for level in LEVELS), []], list(AGGREGATES.values())
        )
        *by_level, everybody = sets
        found = {False: self._named(everybody[0])} if everybody else {}
        for rows in by_level:
            found.update((category.id, self._named(values)) for category, *values in rows if category)
        return found

    @api.model
    def _named(self, values):
        return {name: None if value is False else value for name, value in zip(AGGREGATES, values, strict=True)}

    @api.model
    def _care_targets(self, choice, name, *conditions):
        def where(order, *more):
            return target(name, ANALYSIS, choice.customers(*conditions, *more), order=order)

        return {
            "customers": where("order_amount desc"),
            "unhappy": where("satisfaction", ("unhappy_count", "=", 1)),
            "satisfaction": where("satisfaction", ("rating_count", ">", 0)),
            "overdue": where("overdue_amount desc", ("overdue_amount", ">", 0)),
            "overdue_customers": where("overdue_since", ("overdue_amount", ">", 0)),
            "growth": where("order_growth"),
            "receivable": where("receivable_amount desc", ("receivable_amount", "!=", 0)),
        }
