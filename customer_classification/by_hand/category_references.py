from odoo import fields, models
from odoo.tools import SQL


class CustomerClassificationCategory(models.Model):
    """References of customers that come from the code of their category."""

    _inherit = "customer.classification.category"

    last_reference = fields.Integer(
        readonly=True,
        copy=False,
        help="The last number given out in references of customers, such as the 7 of 0301-0007.",
    )

    def _give_references(self, partners):
        """Give those of ``partners`` who have no reference the next ones of this category, such as 0301-0007.

        None is ever given out twice, and none changes when the customer moves or the category gets another code.
        """
        self.ensure_one()
        prefix = f"{self.code}-"
        self.env["res.partner"].flush_model(["ref"])
        self.flush_recordset(["last_reference"])
        self.env.cr.execute(self._numbering(prefix, partners))
        self.invalidate_recordset(["last_reference"])
        partners.invalidate_recordset(["ref"])
        partners.modified(["ref"])

    def _numbering(self, prefix, partners):
        """The statement that numbers those of ``partners`` who have no reference, and keeps the last number."""
        return SQL(
            """-- one row: one customer without a reference, with the next free number of the category;
               -- it must not miss numbers that archived customers have
               WITH taken AS (
                   SELECT MAX(substr(ref, %(begin)s)::int8) AS number FROM res_partner
                    WHERE left(ref, %(length)s) = %(prefix)s AND substr(ref, %(begin)s) ~ '^[0-9]{1,9}$'
               ), given AS (
                   UPDATE res_partner partner
                      SET ref = %(prefix)s || lpad(number::text, greatest(4, length(number::text)), '0')
                     FROM (SELECT id, row_number() OVER (ORDER BY id) + greatest(%(last)s, taken.number) AS number
                             FROM res_partner, taken
                            WHERE id = ANY(%(partners)s) AND COALESCE(ref, '') = '') nameless
                    WHERE partner.id = nameless.id
                RETURNING number
               )
               UPDATE customer_classification_category
                  SET last_reference = COALESCE((SELECT MAX(number) FROM given), last_reference)
                WHERE id = %(category)s""",
            begin=len(prefix) + 1,
            length=len(prefix),
            prefix=prefix,
            last=self.last_reference,
            partners=partners.ids,
            category=self.id,
        )


class CustomerClassificationAssignment(models.Model):
    _inherit = "customer.classification.assignment"

    def _enter(self, vals_list, reason=None):
        lines = super()._enter(vals_list, reason)
        lines._give_references()
        return lines

    def _give_references(self):
        """Give customers without a reference one from the code of their category, where their scheme does that."""
        by_hand = self.filtered(lambda line: line.scheme_id.gives_references and line.origin in ("manual", "import"))
        for category, lines in by_hand.grouped("category_id").items():
            category.sudo()._give_references(lines.partner_id)
