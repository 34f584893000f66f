from odoo import api, models

from .overview_data import MOVEMENT, target


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
                "row": former.id,
                "column": new.id,
                "count": count,
                "direction": direction,
                "target": target(
                    f"{self._name_of(former)} → {self._name_of(new)}",
                    MOVEMENT,
                    choice.moved(choice.period, ("from_category_id", "=", former.id), ("to_category_id", "=", new.id)),
                ),
            }
            for former, new, direction, count, _revenue in moves
        ]
        return {
            "rows": self._axis(choice, {former.id for former, *_rest in moves}),
            "columns": self._axis(choice, {new.id for _former, new, *_rest in moves}),
            "cells": cells,
            "count": sum(cell["count"] for cell in cells),
            "target": target(self.env._("Moves"), MOVEMENT, choice.moved(choice.period)),
        }

    @api.model
    def _axis(self, choice, ids):
        axis = [
            {"id": category.id, "name": category.name, "code": category.code or ""}
            for category in choice.categories
            if category.id in ids
        ]
        return axis + [{"id": False, "name": self._name_of(choice.categories.browse()), "code": ""}] * (False in ids)

    @api.model
    def _name_of(self, category):
        return category.name or self.env._("No category")
