from odoo import api, models

from ..common import visibility
from .overview_data import ANALYSIS, CLASSIFIED, EVERYBODY, UNCLASSIFIED, target


class CustomerClassificationOverview(models.AbstractModel):
    """Customers and sales by category, along the tree."""

    _inherit = "customer.classification.overview"

    @api.model
    def _get_categories(self, choice):
        """A row per category, in the order of the tree, and the total of who is classified; a category counts those
        below it, too.

        :return: a list of ``{id, parent_id, code, name, level, color, customers, customers_before, revenue,
            revenue_before, targets}``; the total comes last, has no id, and has ``beside``: the rows of the customers
            who are not classified and of all
        """
        rows = [
            {
                "id": category.id,
                "parent_id": category.parent_id.id,
                "code": category.code or "",
                "name": category.name,
                "level": category.level,
                "color": category.color,
                **choice.numbers_of(category.id),
                "targets": self._category_targets(choice, category.name, ("category_id", "child_of", category.id)),
            }
            for category in choice.categories
            if category.active or category.id in choice.by_category
        ]
        total = {"id": False, "name": self.env._("Classified"), **choice.numbers_of(CLASSIFIED)}
        total["targets"] = self._category_targets(choice, choice.scheme.name, ("category_id", "!=", False))
        total["beside"] = [self._unclassified_row(choice), self._everybody_row(choice)]
        return [*rows, total]

    def _unclassified_row(self, choice):
        name = self.env._("Not classified")
        where = target(name, "res.partner", choice.unclassified, action="customer_classification.action_customers")
        return {"name": name, **choice.numbers_of(UNCLASSIFIED), "targets": {"customers": where, "revenue": False}}

    def _everybody_row(self, choice):
        none = {"customers": False, "revenue": False}
        return {"name": self.env._("All customers"), **choice.numbers_of(EVERYBODY), "targets": none}

    @api.model
    def _category_targets(self, choice, name, condition):
        """What the numbers open: the customers, and their orders; to who may not open all of these, the customers."""
        customers = target(name, ANALYSIS, choice.customers(condition), order="order_amount desc")
        if not visibility.opens_all_documents(self.env):
            return {"customers": customers, "revenue": customers}
        orders = choice.orders(choice.period, condition)
        return {"customers": customers, "revenue": target(name, "sale.order", orders, order="amount_total desc")}
