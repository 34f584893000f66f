from odoo import fields, models


class CustomerClassificationAssignment(models.Model):
    """The change rows of what people and imports do."""

    _inherit = "customer.classification.assignment"

    def _log_moves(self, before):
        """Write the change rows of moves that just happened; ``before`` is {assignment id: former category id}."""
        Change = self.env["customer.classification.change"].sudo()
        changes = Change.create(
            [{**assignment._prepare_change(), "from_category_id": before[assignment.id]} for assignment in self]
        )
        for assignment, change in zip(self.sudo(), changes, strict=True):
            assignment.change_id = change
        changes._write_notes()

    def _log_removals(self):
        """Write and return the change rows of customers who are about to leave their scheme."""
        kept = self._stored_attributes()
        changes = (
            self.env["customer.classification.change"]
            .sudo()
            .create(
                [
                    {
                        **assignment._prepare_change(),
                        "from_category_id": assignment.category_id.id,
                        "to_category_id": False,
                        "effective_date": assignment.scheme_id._today(),
                        "origin": self.env.context.get("classification_origin", "manual"),
                        "rule_id": False,
                        "reason": self.env.context.get("classification_reason"),
                        "evidence": {"dropped": kept[assignment.id]} if kept.get(assignment.id) else False,
                    }
                    for assignment in self
                ]
            )
        )
        changes._write_notes()
        return changes

    def _prepare_change(self):
        """The values of the change row that leads to the present state of this assignment."""
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
            "team_id": partner.team_id.id if "team_id" in partner._fields else False,
            "revenue": partner._kept_revenue(self.scheme_id),
            "reason": self.env.context.get("classification_reason") or self.pin_reason,
            "state": "applied",
        }
