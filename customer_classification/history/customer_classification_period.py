from odoo import fields, models
from odoo.fields import Domain

from . import history


class CustomerClassificationPeriod(models.Model):
    """The history as periods: who was in which category from when to when."""

    _name = "customer.classification.period"
    _description = "Customer Category over Time"
    _auto = False
    _order = "since desc, id desc"
    _rec_name = "category_id"

    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer", readonly=True)
    scheme_id = fields.Many2one(comodel_name="customer.classification.scheme", readonly=True)
    category_id = fields.Many2one(comodel_name="customer.classification.category", readonly=True)
    since = fields.Date(readonly=True, help="The first day in the category.")
    until = fields.Date(
        string="Last Day", readonly=True, help="The last day in the category; empty for the present one."
    )

    _depends = {
        "customer.classification.change": history.REPLAYED,
    }

    @property
    def _table_query(self):
        return history.periods()

    def _on(self, day):
        """The domain of the periods that contain ``day``."""
        day = fields.Date.to_string(day)
        return Domain("since", "<=", day) & (Domain("until", "=", False) | Domain("until", ">=", day))


class CustomerClassificationChange(models.Model):
    _inherit = "customer.classification.change"

    def _categories_at(self, scheme, day):
        """The statement that gives ``partner_id`` and ``category_id`` in ``scheme`` as of the end of ``day``."""
        self.flush_model()
        return history.at(scheme.id, day)
