from odoo import api, models

from .overview_data import ANALYSIS, CHANGE, CLASSIFIED, EVERYBODY, MOVEMENT, UNCLASSIFIED, target


class CustomerClassificationOverview(models.AbstractModel):
    """The six numbers at the top."""

    _inherit = "customer.classification.overview"

    @api.model
    def _get_tiles(self, choice):
        """A list of ``{key, label, value, unit, before, share, note, good, target}``.

        ``unit`` is ``count`` or ``money``; ``before`` is what the value is compared with, None where there is nothing
        to compare; ``good`` says whether more is better (1), worse (-1) or neither (0).
        """
        total = choice.numbers_of(CLASSIFIED)
        return [
            self._tile(
                "classified",
                self.env._("Customers classified"),
                total["customers"],
                total["customers_before"],
                target(choice.scheme.name, ANALYSIS, choice.customers()),
                good=1,
            ),
            self._unclassified_tile(choice),
            self._top_tile(choice),
            *(self._ranked_tiles(choice) if choice.scheme.is_ranked else self._unranked_tiles(choice)),
            self._approval_tile(choice),
        ]

    @api.model
    def _tile(self, key, label, value, before, where, unit="count", good=0, **more):
        return {
            "key": key,
            "label": label,
            "value": value,
            "before": before,
            "target": where,
            "unit": unit,
            "good": good,
            **more,
        }

    def _unclassified_tile(self, choice):
        count = choice.numbers_of(UNCLASSIFIED)["customers"]
        name = self.env._("Not classified")
        where = target(name, "res.partner", choice.unclassified, action="customer_classification.action_customers")
        return self._tile("unclassified", name, count, None, where, good=-1)

    def _top_tile(self, choice):
        """The highest category of a ranked scheme; in others the one at the top of the tree with the largest sales."""
        tops = choice.categories.filtered(lambda category: category.active and not category.parent_id)
        if not choice.scheme.is_ranked:
            tops = tops.sorted(lambda category: -(choice.numbers_of(category.id)["revenue"] or 0))
        top = tops[:1]
        numbers, everybody = choice.numbers_of(top.id), choice.numbers_of(EVERYBODY)["revenue"]
        return self._tile(
            "top",
            self.env._("Sales of %s", top.name or "–"),
            numbers["revenue"],
            numbers["revenue_before"],
            self._category_targets(choice, top.name or "", ("category_id", "child_of", top.ids))["revenue"],
            unit="money",
            good=1,
            share=numbers["revenue"] / everybody if everybody else None,
        )

    def _ranked_tiles(self, choice):
        return [
            self._moved_tile(choice, "up", self.env._("Moved up"), "up", good=1),
            self._moved_tile(choice, "down", self.env._("Moved down"), "down", good=-1),
        ]

    def _unranked_tiles(self, choice):
        return [
            self._moved_tile(choice, "new", self.env._("Newly classified"), "new"),
            self._moved_tile(choice, "sideways", self.env._("Moved elsewhere"), "sideways", "left"),
        ]

    def _moved_tile(self, choice, key, label, *directions, good=0):
        """How many moves there were in these directions, now and before, with the sales of those who moved."""
        sums = {
            now: [
                sum(values)
                for values in zip(
                    (0, 0),
                    *((count, revenue or 0) for *_pair, direction, count, revenue in moves if direction in directions),
                    strict=True,
                )
            ]
            for now, moves in choice.moves.items()
        }
        where = target(label, MOVEMENT, choice.moved(choice.period, ("direction", "in", list(directions))))
        return self._tile(key, label, sums[True][0], sums[False][0], where, good=good, money=sums[True][1])

    def _approval_tile(self, choice):
        domain = choice.proposals()
        label = self.env._("Waiting for approval")
        count = self.env[CHANGE].search_count(domain)
        where = target(label, CHANGE, domain, action="customer_classification.action_proposals")
        return self._tile("approval", label, count, None, where, good=-1)
