from odoo import api, fields, models, tools

STOPS = [
    ("warn", "Confirm it and note it"),
    ("approve", "A manager must release it"),
    ("refuse", "Refuse it"),
]


class CustomerClassificationCategory(models.Model):
    """What becomes of an order beyond the credit limit of a customer of the category."""

    _inherit = "customer.classification.category"

    credit_stop = fields.Selection(
        selection=STOPS,
        string="Beyond the Credit Limit",
        help="What happens to an order that brings a customer beyond their credit limit: what is open, what is "
        "confirmed and not invoiced, and the order. Empty: what the category above says; nothing if none says "
        "anything. Of several categories of a customer, the strictest counts.",
    )

    @api.model
    @tools.ormcache()
    def _stop_orders(self):
        """Whether any category has something to say about orders: confirming one asks no more where none has."""
        return bool(self.sudo().with_context(active_test=False).search_count([("credit_stop", "!=", False)], limit=1))

    @api.model_create_multi
    def create(self, vals_list):
        categories = super().create(vals_list)
        if any(vals.get("credit_stop") for vals in vals_list):
            self.env.registry.clear_cache()
        return categories

    def write(self, vals):
        result = super().write(vals)
        if "credit_stop" in vals:
            self.env.registry.clear_cache()
        return result

    def _credit_stop(self):
        """What this category, or the nearest one above that says something, does with orders beyond the limit."""
        category = self
        while category and not category.credit_stop:
            category = category.parent_id
        return category.credit_stop
