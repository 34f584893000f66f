from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerClassificationScheme(models.Model):
    """When a scheduled run must wait for a manager, and who is told."""

    _inherit = "customer.classification.scheme"

    safety_customers = fields.Float(
        string="Safety Limit, Customers",
        default=10,
        tracking=True,
        help="A scheduled run that would move more than this share of the classified customers (in %) waits until a "
        "manager applies it. The first run after an activation does not wait.",
    )
    safety_revenue = fields.Float(
        string="Safety Limit, Sales",
        default=20,
        tracking=True,
        help="A scheduled run that would move customers with more than this share of the 12-month sales (in %) waits "
        "until a manager applies it.",
    )

    @api.constrains("safety_customers", "safety_revenue")
    def _check_safety(self):
        for scheme in self:
            if not (0 <= scheme.safety_customers <= 100 and 0 <= scheme.safety_revenue <= 100):
                raise ValidationError(self.env._("A safety limit is a share: enter a number from 0 to 100."))

    def _exceeds_safety(self, matrix):
        """Whether a scheduled run with these moves must wait for a manager.

        Customers who had no category before do not count: growing fast is no reason to stop. Nor do moves that wait
        for somebody's approval anyway.
        """
        self.ensure_one()
        began = [("scheme_id", "=", self.id), ("trigger", "=", "schedule"), ("state", "in", ("applied", "held"))]
        if self.activated_at:
            began.append(("started_at", ">=", self.activated_at))
        if not self.env["customer.classification.run"].search_count(began, limit=1):
            return False

        customers, revenue = self._moved_shares(matrix)
        if revenue is None:
            return customers > self.safety_customers or self.safety_revenue < 100
        return customers > self.safety_customers or revenue > self.safety_revenue

    def _moved_shares(self, matrix):
        """Which share (in %) of the customers who were classified before would move, and which share of their sales.

        Where somebody moves of whom nobody knows how much they bought, the share of the sales is None.
        """
        waiting = self._waiting(matrix)

        def share(name):
            classified = [cell for cell in matrix if cell["from"]]
            moving = [cell for cell in classified if cell["from"] != cell["to"]]
            moving = [cell for cell in moving if (cell["from"], cell["to"]) not in waiting]
            if moving and None in (cell[name] for cell in classified):
                return None
            return 100 * sum(cell[name] for cell in moving) / (sum(cell[name] or 0 for cell in classified) or 1)

        return share("customers"), share("revenue")
