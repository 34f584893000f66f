"""The customer whom a document names, kept so that the document stays with them when a contact changes employer."""

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

COLUMN = "classification_partner_id"


class CustomerClassificationDocument(models.AbstractModel):
    """A document of a partner that has no customer of its own, as an invoice has one."""

    _name = "customer.classification.document"
    _description = "Document of a Customer"

    classification_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer (Company)",
        compute="_compute_classification_partner_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The company to which the document belongs. It stays when the contact goes to another company.",
    )

    @api.depends("partner_id")
    def _compute_classification_partner_id(self):
        for document in self:
            document.classification_partner_id = document.partner_id.commercial_partner_id

    def _auto_init(self):
        """Documents that are there already belong to the present companies of their contacts."""
        if self._auto and not self._abstract and not column_exists(self.env.cr, self._table, COLUMN):
            create_column(self.env.cr, self._table, COLUMN, "int4")
            self.env.cr.execute(
                SQL(
                    """UPDATE %(table)s document SET %(column)s = partner.commercial_partner_id
                         FROM res_partner partner WHERE partner.id = document.partner_id""",
                    table=SQL.identifier(self._table),
                    column=SQL.identifier(COLUMN),
                )
            )
        return super()._auto_init()


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "customer.classification.document"]


class AccountPayment(models.Model):
    _name = "account.payment"
    _inherit = ["account.payment", "customer.classification.document"]


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "customer.classification.document"]


class RatingRating(models.Model):
    _name = "rating.rating"
    _inherit = ["rating.rating", "customer.classification.document"]


class AccountMove(models.Model):
    """Invoices know their customer from Odoo; those of one customer are found without reading all."""

    _inherit = "account.move"

    _classification_customer_idx = models.Index("(commercial_partner_id) WHERE commercial_partner_id IS NOT NULL")
