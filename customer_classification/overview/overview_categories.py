from odoo import api, models

from .overview_data import REPORT, target


class CustomerClassificationOverview(models.AbstractModel):
    """Customers and sales by category, along the tree."""

    _inherit = "customer.classification.overview"

    @api.model
    def _get_categories(self, choice):
        """A row per category, in the order of the tree, and the total; a category counts those below it, too.

        :return: a list of ``{id, parent_id, code, name, level, color, customers, customers_before, revenue,
            revenue_before, targets}``; the total comes last and has no id
        """
        rows = []
        for category in choice.categories:
            numbers = choice.by_category.get(category.id)
            if numbers or category.active:
                rows.append(
                    {
                        "id": category.id,
                        "parent_id": category.parent_id.id,
                        "code": category.code or "",
                        "name": category.name,
                        "level": category.level,
                        "color": category.color,
                        **(numbers or self._no_numbers()),
                        "targets": self._category_targets(
                            choice, category.name, ("category_id", "child_of", category.id)
                        ),
                    }
                )
        total = {"id": False, "name": self.env._("All"), **choice.by_category.get(0, self._no_numbers())}
        total["targets"] = self._category_targets(choice, choice.scheme.name, ("category_id", "!=", False))
        return [*rows, total]

    @api.model
    def _no_numbers(self):
        return {"customers": 0, "customers_before": 0, "revenue": 0, "revenue_before": 0}

    @api.model
    def _category_targets(self, choice, name, condition):
        return {
            "customers": target(name, REPORT, choice.customers(condition), order="order_amount desc"),
            "revenue": target(name, "sale.order", choice.orders(choice.period, condition), order="amount_total desc"),
        }
