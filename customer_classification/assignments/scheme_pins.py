from odoo import models


class CustomerClassificationScheme(models.Model):
    """How long the pin of a choice by hand holds."""

    _inherit = "customer.classification.scheme"

    def _pin_of(self, vals):
        """The pin that a move with these values gets, unless they have one."""
        if not self or "pinned" in vals or vals.get("origin", "manual") != "manual":
            return {}
        return self._pin_values()

    def _pin_values(self):
        """The pin that a choice by hand gets: in an automatic scheme, until the end of the fiscal year."""
        self.ensure_one()
        if self.mode == "manual":
            return {"pinned": False, "pinned_until": False}
        company = self.sudo().company_id or self.env.company
        return {
            "pinned": True,
            "pinned_until": company.compute_fiscalyear_dates(company._classification_today())["date_to"],
        }
