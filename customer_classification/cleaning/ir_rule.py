from odoo import models
from odoo.fields import Domain

from ..common import visibility


class IrRule(models.Model):
    """A pair is seen by who sees one of the two as their own; both they may read in any case."""

    _inherit = "ir.rule"

    def _eval_context(self):
        """With ``pairs_seen``, a domain on records of a ``partner_id`` and an ``other_id``, and
        ``salespeople_seen``, one on sums of a ``user_id``.
        """
        seen = Domain.TRUE
        if not visibility.sees_all(self.env):
            own = visibility.of_customers(self.env)
            seen = Domain("partner_id", "any", own) | Domain("other_id", "any", own)
        salespeople = [] if visibility.sees_all(self.env) else [("user_id", "in", [self.env.uid, False])]
        return {
            **super()._eval_context(),
            "pairs_seen": [] if seen.is_true() else list(seen),
            "salespeople_seen": salespeople,
        }
