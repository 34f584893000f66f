from odoo import api, fields, models

from ..figures import catalogue
from . import operators

WINDOWS = [
    ("lifetime", "ever"),
    ("days", "last N days"),
    ("months", "last N months"),
    ("this_month", "this month"),
    ("this_quarter", "this quarter"),
    ("this_year", "this year"),
    ("last_year", "last year"),
]


class CustomerClassificationComparison(models.AbstractModel):
    """A figure compared with thresholds, as rules ask it and drafts of rules."""

    _name = "customer.classification.comparison"
    _description = "Comparison with a Threshold"

    measure = fields.Selection(
        selection="_selection_measure",
        required=True,
        default="order_amount",
        help="What is measured.",
    )
    window = fields.Selection(
        selection=WINDOWS,
        required=True,
        help="Which days count, up to the day for which customers are classified.",
    )
    window_length = fields.Integer(string="Length", default=12, help="The number of days or months.")
    operator = fields.Selection(
        selection=[(operator.name, operator.label) for operator in operators.OPERATORS.values()],
        required=True,
        default=">=",
        help="How the figure is compared with the threshold.",
    )
    value = fields.Float(string="Threshold", digits=(16, 2), help="What the figure is compared with.")
    value_to = fields.Float(string="Up to", digits=(16, 2), help="The upper end of “between”, included.")
    empty_counts = fields.Boolean(
        help="The condition also holds for customers of whom there is no figure, for example no order yet.",
    )

    @api.model
    def _selection_measure(self):
        return [(measure.name, str(measure.label)) for measure in catalogue.MEASURES.values()]
