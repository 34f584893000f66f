from odoo import models


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """The survivor has the documents of all now: figures and categories follow."""
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env["customer.classification.queue"].sudo()._mark(dst_partner)
        return result
