from odoo import models
from odoo.fields import Domain

# What a merge of customers does to the rows that a model keeps per customer: each such model says it in its attribute
# ``_on_customer_merge``.  Odoo repoints all foreign keys to the survivor and knows constraints, yet no unique indexes.
JOINED = "joined"  # the rows go to the survivor: histories, answers
RECOMPUTED = "recomputed"  # the rows of those who go are dropped, for the survivor's are computed anew
BY_ITSELF = "by itself"  # the room of the model extends the merge


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Categories are merged scheme by scheme, before the histories go to the survivor with all else."""
        self.env["customer.classification.assignment"].sudo()._merge_customers(src_partners.sudo(), dst_partner.sudo())
        for name, model in self.env.registry.items():
            if getattr(model, "_on_customer_merge", None) == RECOMPUTED:
                self.env[name].sudo().search(Domain("partner_id", "in", src_partners.ids)).unlink()
        return super()._update_foreign_keys(src_partners, dst_partner)
