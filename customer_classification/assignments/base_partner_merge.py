from odoo import models


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Categories are merged scheme by scheme, before the histories go to the survivor with all else."""
        self.env["customer.classification.assignment"].sudo()._merge_customers(src_partners.sudo(), dst_partner.sudo())
        return super()._update_foreign_keys(src_partners, dst_partner)
