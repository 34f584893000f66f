from odoo import api, models
from odoo.fields import Domain

from .overview_data import CHANGE, REPORT, target


class CustomerClassificationOverview(models.AbstractModel):
    """The six numbers at the top."""

    _inherit = "customer.classification.overview"

    @api.model
    def _get_tiles(self, choice):
        """A list of ``{key, label, value, unit, before, share, note, good, target}``.

        ``unit`` is ``count`` or ``money``; ``before`` is what the value is compared with, None where there is nothing
        to compare; ``good`` says whether more is better (1), worse (-1) or neither (0).
        """
        total = choice.by_category.get(0, self._no_numbers())
        return [
            self._tile("classified", self.env._("Customers classified"), total["customers"], total["customers_before"],
                       target(choice.scheme.name, REPORT, choice.customers()), good=1),
            self._unclassified_tile(choice),
            self._top_tile(choice, total),
            *(self._ranked_tiles(choice) if choice.scheme.is_ranked else self._unranked_tiles(choice)),
            self._approval_tile(choice),
        ]  # fmt: skip

    @api.model
    def _tile(self, key, label, value, before, where, unit="count", good=0, **more):
        return {"key": key, "label": label, "value": value, "before": before, "target": where, "unit": unit,
                "good": good, **more}  # fmt: skip

    def _unclassified_tile(self, choice):
        action = choice.scheme.action_open_unclassified()
        domain = Domain(action["domain"]) & choice.visible()
        count = self.env["res.partner"].search_count(domain)
        where = target(action["name"], "res.partner", domain, action="customer_classification.action_customers")
        return self._tile("unclassified", self.env._("Not classified"), count, None, where, good=-1)

    def _top_tile(self, choice, total):
        """The highest category of a ranked scheme; in others the one at the top of the tree with the largest sales."""
        tops = choice.categories.filtered(lambda category: category.active and not category.parent_id)
        zero = self._no_numbers()
        if not choice.scheme.is_ranked:
            tops = tops.sorted(lambda category: -choice.by_category.get(category.id, zero)["revenue"])
        top = tops[:1]
        numbers = choice.by_category.get(top.id, zero) if top else zero
        return self._tile(
            "top", self.env._("Sales of %s", top.name or "–"), numbers["revenue"], numbers["revenue_before"],
            self._category_targets(choice, top.name or "", ("category_id", "child_of", top.ids))["revenue"],
            unit="money", good=1, share=numbers["revenue"] / total["revenue"] if total["revenue"] else None,
        )  # fmt: skip

    def _ranked_tiles(self, choice):
        up, up_before, up_revenue, risen = self._moved(choice, "up")
        down, down_before, down_revenue, fallen = self._moved(choice, "down")
        labels = self.env._("Moved up"), self.env._("Moved down")
        return [
            self._tile("up", labels[0], up, up_before, target(labels[0], CHANGE, risen), good=1, money=up_revenue),
            self._tile("down", labels[1], down, down_before, target(labels[1], CHANGE, fallen), good=-1,
                       money=down_revenue),
        ]  # fmt: skip

    def _unranked_tiles(self, choice):
        came, came_before, came_revenue, entered = self._moved(choice, "new")
        moved, moved_before, moved_revenue, changed = self._moved(choice, "aside", "gone")
        labels = self.env._("Newly classified"), self.env._("Moved elsewhere")
        return [
            self._tile("new", labels[0], came, came_before, target(labels[0], CHANGE, entered), money=came_revenue),
            self._tile("aside", labels[1], moved, moved_before, target(labels[1], CHANGE, changed),
                       money=moved_revenue),
        ]  # fmt: skip

    def _approval_tile(self, choice):
        domain = choice.changes(state="proposed")
        label = self.env._("Waiting for approval")
        count = self.env[CHANGE].search_count(domain)
        where = target(label, CHANGE, domain, action="customer_classification.action_proposals")
        return self._tile("approval", label, count, None, where, good=-1)
