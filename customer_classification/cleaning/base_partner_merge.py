from odoo import models
from odoo.tools import SQL


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Who was found to be another customer than one who goes is another one than the survivor, too."""
        self.env["customer.classification.duplicate"].flush_model()
        self.env.execute_query(
            SQL(
                """
                -- One row a pair with somebody who goes. A pair must not be asked about again once it was decided.
                WITH gone AS (
                    DELETE FROM customer_classification_duplicate
                     WHERE partner_id = ANY(%(sources)s) OR other_id = ANY(%(sources)s)
                 RETURNING *
                ), moved AS (
                    SELECT CASE WHEN partner_id = ANY(%(sources)s) THEN other_id ELSE partner_id END AS third_id, *
                      FROM gone
                     WHERE state != 'open'
                )
                INSERT INTO customer_classification_duplicate
                    (partner_id, other_id, score, evidence, is_certain, state, decided_by_id, create_uid, create_date)
                SELECT DISTINCT ON (third_id)
                       LEAST(third_id, %(survivor)s), GREATEST(third_id, %(survivor)s),
                       score, evidence, is_certain, state, decided_by_id, create_uid, create_date
                  FROM moved
                 WHERE third_id != %(survivor)s AND third_id != ALL(%(sources)s)
              ORDER BY third_id, id
                    ON CONFLICT (partner_id, other_id) DO NOTHING
             RETURNING id
                """,
                sources=src_partners.ids,
                survivor=dst_partner.id,
            )
        )
        self.env["customer.classification.duplicate"].invalidate_model()
        return super()._update_foreign_keys(src_partners, dst_partner)
