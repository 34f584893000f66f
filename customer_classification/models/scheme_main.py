from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerClassificationScheme(models.Model):
    """The main scheme, whose category heads the customer form."""

    _inherit = "customer.classification.scheme"

    is_main = fields.Boolean(
        string="Main Scheme",
        tracking=True,
        help="Its category heads the customer form. One per company; a company's own comes before the shared one.",
    )

    @api.constrains("is_main", "company_id", "active")
    def _check_one_main(self):
        for scheme in self.filtered(lambda s: s.is_main and s.active):
            other = self.search(
                [("is_main", "=", True), ("company_id", "=", scheme.company_id.id), ("id", "!=", scheme.id)], limit=1
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "“%s” already is the main scheme. Take that from it first, then make this one the main scheme.",
                        other.name,
                    )
                )

    @api.model
    def _main_scheme(self):
        """Return the main scheme of the current company: its own, else the shared one, else none."""
        return (
            self.sudo()
            .search(
                [("is_main", "=", True), ("company_id", "in", [self.env.company.id, False])],
                order="company_id, sequence, id",  # NULL (shared) comes last
                limit=1,
            )
            .sudo(False)
        )
