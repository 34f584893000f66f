from odoo import api, fields, models
from odoo.exceptions import ValidationError

BOUNDARIES = {
    "recency_score": "recency_boundaries",
    "frequency_score": "frequency_boundaries",
    "monetary_score": "monetary_boundaries",
}


class CustomerClassificationScheme(models.Model):
    """What the scores of a scheme look at, and the boundaries between them."""

    _inherit = "customer.classification.scheme"

    score_source = fields.Selection(
        selection=[("order", "Orders"), ("invoice", "Invoices")],
        string="Scores Rank",
        default="order",
        required=True,
        tracking=True,
        help="Which documents the recency, frequency and monetary scores and the Pareto curve look at.",
    )
    recency_boundaries = fields.Char(
        tracking=True,
        help="Four numbers of days, for example 30, 90, 180, 365: up to the first the score is 5, beyond the last 1. "
        "Empty: the fifths of the customers.",
    )
    frequency_boundaries = fields.Char(
        tracking=True,
        help="Four numbers of documents, for example 1, 3, 6, 12: up to the first the score is 1, beyond the last 5. "
        "Empty: the fifths of the customers.",
    )
    monetary_boundaries = fields.Char(
        tracking=True,
        help="Four amounts, for example 10000, 50000, 200000, 1000000: up to the first the score is 1, beyond the last "
        "it is 5. Empty: the fifths of the customers.",
    )

    @api.constrains(*BOUNDARIES.values())
    def _check_boundaries(self):
        for scheme in self:
            try:
                typed = dict(scheme._typed_boundaries())
            except ValueError as error:
                raise ValidationError(
                    self.env._("Boundaries are numbers with commas between them, for example 30, 90, 180, 365.")
                ) from error
            for numbers in typed.values():
                if list(numbers) != sorted(set(numbers)) or len(numbers) > 4:
                    raise ValidationError(
                        self.env._(
                            "Enter up to four boundaries, each larger than the one before, for example 1, 3, 6, 12."
                        )
                    )

    def _typed_boundaries(self):
        """The boundaries of scores that were typed in, as the engine wants them."""
        return tuple(
            (measure, tuple(map(float, self[field].replace("，", ",").split(","))))
            for measure, field in BOUNDARIES.items()
            if self[field]
        )
