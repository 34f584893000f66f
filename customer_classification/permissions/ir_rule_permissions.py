from odoo import models

SEEN, CHANGED = "classification_permitted", "classification_changeable"


class IrRule(models.Model):
    """Record rules name the conditions of data permissions, which are empty for whom none binds: they cost nothing."""

    _inherit = "ir.rule"

    def _eval_context(self):
        """With ``partners_permitted`` and ``partners_changeable`` on contacts, ``customers_permitted`` and
        ``customers_changeable`` on records of a ``partner_id`` that may be empty, and ``schemes_hidden``, ids.
        """
        Permission = self.env["customer.classification.permission"]
        named = {"schemes_hidden": Permission._hidden_schemes().ids}
        for right, field, name in (("see", SEEN, "permitted"), ("change", CHANGED, "changeable")):
            binds = any(p.category_ids or p.salesperson_ids for p in Permission._binding(right))
            named[f"partners_{name}"] = [(field, "=", True)] if binds else []
            of_partner = ["|", ("partner_id", "=", False), ("partner_id", "any", [(field, "=", True)])]
            named[f"customers_{name}"] = of_partner if binds else []
        return {**super()._eval_context(), **named}
