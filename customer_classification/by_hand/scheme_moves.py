from dataclasses import replace

from odoo import fields, models
from odoo.tools import SQL

from ..approval import proposals
from ..moves import moves
from ..moves.change_rows import CHANGED


class CustomerClassificationScheme(models.Model):
    """Many customers are moved as somebody chose, in a dialog or in a file: one way, with the same questions."""

    _inherit = "customer.classification.scheme"

    def _move_many(self, targets, begin=None, **chosen):
        """Move customers, or propose to where the scheme asks for it; a constant number of statements.

        :param targets: {customer: category, or None to leave the scheme}
        :param begin: is called with the move and its matrix before anything is written, and returns the move
        :param chosen: what else is said of the :class:`moves.Move`: its origin, a reason, a pin
        :return: the move, how many customers moved, and how many moves were proposed
        :raises AccessError: the user may not move one of the customers
        """
        self.ensure_one()
        move = moves.Move(
            scheme_id=self.id, effective_date=self._today(), user_id=self.env.uid, now=fields.Datetime.now(), **chosen
        )
        table = moves.choose_each(self.env, targets, move)
        everybody = moves.matrix(self.env, table)
        matrix = [cell for cell in everybody if cell["from"] != cell["to"]]
        if self._by_hand() == "propose":
            waiting = tuple((cell["from"], cell["to"]) for cell in matrix)
        else:
            self._check_many(table)
            waiting = self._waiting(matrix)
        move = replace(move, waiting=waiting)
        move = begin(move, everybody) if begin else move
        proposals.supersede(self.env, table, move)
        proposed = proposals.make(self.env, table, move, [])
        moved = moves.apply(self.env, table, move)
        self._tell_approvers()
        return move, moved, proposed

    def _check_many(self, table):
        """Raise where the user may not move one of the customers who belong elsewhere now, or a pin protects them.

        :param table: the choices, see :func:`moves.choose_each`
        """
        if self.env.su:
            return
        Category, Partner = self.env["customer.classification.category"], self.env["res.partner"]
        moving = self.env.execute_query(
            SQL(
                """SELECT from_category_id, category_id, array_agg(partner_id) FROM %s decision
                    WHERE %s GROUP BY 1, 2""",
                SQL.identifier(table),
                CHANGED,
            )
        )
        for former_id, latter_id, partner_ids in moving:
            former, latter = Category.browse(former_id or ()), Category.browse(latter_id or ())
            self._check_movers(former, latter, Partner.browse(partner_ids))
            if not self._needs_approval(former, latter):
                held = [("scheme_id", "=", self.id), ("pin_level", "=", "manager"), ("partner_id", "in", partner_ids)]
                self.env["customer.classification.assignment"].search(held)._check_protected()
