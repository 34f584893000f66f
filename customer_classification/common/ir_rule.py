from odoo import models
from odoo.fields import Domain

from . import visibility


class IrRule(models.Model):
    """Record rules of figures name the customers whom the user sees, so that all of them say it in one way."""

    _inherit = "ir.rule"

    def _eval_context(self):
        """With ``customers_seen``, a domain on records of a ``partner_id``, and ``scopes_seen``, the companies whose
        figures the user sees; False stands for those of all companies together.
        """
        seen = [] if visibility.sees_all(self.env) else [("partner_id", "any", visibility.of_customers(self.env))]
        scopes = [*self.env.companies.ids, *([False] if visibility.sees_all_companies(self.env) else [])]
        return {**super()._eval_context(), "customers_seen": list(Domain(seen)), "scopes_seen": scopes}
