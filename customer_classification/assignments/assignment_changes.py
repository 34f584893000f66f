from odoo import fields, models


class CustomerClassificationAssignment(models.Model):
    """The change rows of what people and imports do."""

    _inherit = "customer.classification.assignment"

    def _log_moves(self, before, reason=None):
        """Write the change rows of moves that just happened.

        :param before: {line id: former category id}; who is not in it had none
        :param reason: for the history; without it, that of the pin
        """
        changes = (
            self.env["customer.classification.change"]
            .sudo()
            .create([{**line._prepare_change(reason), "from_category_id": before.get(line.id)} for line in self])
        )
        for line, change in zip(self, changes, strict=True):
            line._write_plainly({"change_id": change.id})

    def _log_removals(self, origin, reason=None):
        """Write and return the change rows of customers who are about to leave their scheme."""
        return self.env["customer.classification.change"].sudo().create(self._prepare_removals(origin, reason))

    def _prepare_removals(self, origin, reason):
        """The values of the change rows of customers who are about to leave their scheme, one for each line."""
        return [
            {
                **line._prepare_change(reason),
                "from_category_id": line.category_id.id,
                "to_category_id": False,
                "effective_date": line.scheme_id._today(),
                "origin": origin,
                "rule_id": False,
                "reason": reason,
            }
            for line in self
        ]

    def _prepare_change(self, reason=None):
        """The values of the change row that leads to the present state of this line."""
        self.ensure_one()
        partner = self.partner_id.sudo()
        return {
            "partner_id": partner.id,
            "scheme_id": self.scheme_id.id,
            "to_category_id": self.category_id.id,
            "date": fields.Datetime.now(),
            "effective_date": self.since,
            "origin": self.origin,
            "rule_id": self.rule_id.id,
            "user_id": self.env.uid,
            "salesperson_id": partner.user_id.id,
            "team_id": partner.user_id.sale_team_id.id,
            "reason": reason,
            "state": "applied",
        }
