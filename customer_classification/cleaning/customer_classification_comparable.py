from odoo import fields, models
from odoo.tools import SQL


class CustomerClassificationComparable(models.Model):
    """What of a customer is compared with others: kept, so that only who is new or changed is looked at again.

    ``comparing`` alone reads and writes it.
    """

    _name = "customer.classification.comparable"
    _description = "Customer as They Are Compared"
    _log_access = False
    _rec_name = "partner_id"
    _on_customer_merge = "recomputed"

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True, readonly=True, ondelete="cascade"
    )
    texts = fields.Char(readonly=True, help="What they looked like when they were compared: other texts, other digits.")
    core = fields.Char(readonly=True, help="The name without place and legal form, whose end may be a trade.")
    is_judged = fields.Boolean(readonly=True, help="Whether they were compared with all others.")

    _partner_unique = models.UniqueIndex("(partner_id)")

    def _auto_init(self):
        """The keys under which likely duplicates meet are numbers in an array, a type that no field has."""
        result = super()._auto_init()
        self.env.cr.execute(SQL("ALTER TABLE %s ADD COLUMN IF NOT EXISTS keys bigint[]", SQL.identifier(self._table)))
        return result
