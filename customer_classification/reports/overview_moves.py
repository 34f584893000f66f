from odoo import api, models
from odoo.fields import Domain

from .overview_data import CHANGE, target


class CustomerClassificationOverview(models.AbstractModel):
    """Who moved from where to where in the period."""

    _inherit = "customer.classification.overview"

    @api.model
    def _get_moves(self, choice):
        """A table of moves: categories left are rows, categories entered are columns; False is “no category”.

        :return: ``{rows, columns: [{id, name}], cells: [{row, column, count, direction, target}], target}``
        """
        moves = choice.moves[True]
        cells = [
            {
                "row": former.id, "column": new.id, "count": count, "direction": self._direction(choice, former, new),
                "target": target(
                    f"{self._name_of(former)} → {self._name_of(new)}", CHANGE,
                    choice.changes(choice.period) & self._from_to(former, new),
                ),
            }
            for former, new, count, _revenue in moves
        ]  # fmt: skip
        return {
            "rows": self._axis(choice, {former.id for former, *_rest in moves}),
            "columns": self._axis(choice, {new.id for _former, new, *_rest in moves}),
            "cells": cells,
            "count": sum(cell["count"] for cell in cells),
            "target": target(self.env._("Moves"), CHANGE, choice.changes(choice.period)),
        }

    @api.model
    def _axis(self, choice, ids):
        axis = [{"id": category.id, "name": category.name, "code": category.code or ""}
                for category in choice.categories if category.id in ids]  # fmt: skip
        return axis + [{"id": False, "name": self._name_of(choice.categories.browse()), "code": ""}] * (False in ids)

    @api.model
    def _name_of(self, category):
        return category.name or self.env._("No category")

    @api.model
    def _from_to(self, former, new):
        return Domain("from_category_id", "=", former.id) & Domain("to_category_id", "=", new.id)

    @api.model
    def _direction(self, choice, former, new):
        """``up``, ``down`` or ``aside`` between categories of a ranked scheme; ``new`` and ``gone`` at its border."""
        if not former or not new:
            return "gone" if former else "new"
        if not choice.scheme.is_ranked or former.sequence == new.sequence:
            return "aside"
        return "up" if new.sequence < former.sequence else "down"

    @api.model
    def _moved(self, choice, *directions):
        """Moves in these directions: how many, how many in the period before, their sales, and what they are."""
        counts, revenue, pairs = {True: 0, False: 0}, 0, []
        for now, moves in choice.moves.items():
            for former, new, count, money in moves:
                if self._direction(choice, former, new) in directions:
                    counts[now] += count
                    if now:
                        revenue += money or 0
                        pairs.append(self._from_to(former, new))
        domain = choice.changes(choice.period) & Domain.OR(pairs)
        return counts[True], counts[False], revenue, domain
