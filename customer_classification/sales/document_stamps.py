"""The customer's main category as it was when an order was confirmed or an invoice posted."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..common.roles import USERS


class CustomerClassificationStamp(models.AbstractModel):
    """A document of a customer and a company that keeps the customer's category once it is in force."""

    _name = "customer.classification.stamp"
    _description = "Document with the Customer's Category"
    _stamped_in = None  # the state in which the document is in force
    _named = None  # the field of the company to which it belongs

    customer_category_id = fields.Many2one(
        comodel_name="customer.classification.category",
        groups=USERS,
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The customer's category in the main scheme when the document came into force. "
        "It stays when the customer moves on.",
    )

    def write(self, vals):
        self._refuse_rewriting(vals)
        for document, category in self._prepare_stamps(vals).items():
            if document.sudo().customer_category_id != category:
                super(CustomerClassificationStamp, document.sudo()).write({"customer_category_id": category.id})
        return super().write(vals)

    def _refuse_rewriting(self, vals):
        """A stamp is set once."""
        if "customer_category_id" not in vals:
            return
        for document in self.sudo():
            stamp = document.customer_category_id
            if stamp and stamp.id != vals["customer_category_id"]:
                raise UserError(
                    self.env._(
                        "“%(document)s” keeps the category that the customer had at its time, “%(category)s”.",
                        document=document.display_name,
                        category=stamp.display_name,
                    )
                )

    def _prepare_stamps(self, vals):
        """{document: category} that writing ``vals`` brings along, to be written together with what is pending anyway.

        What comes into force takes the present category unless it has one; what goes to another customer loses it.
        """
        none = self.env["customer.classification.category"]
        if vals.get("partner_id"):
            customer = self.env["res.partner"].browse(vals["partner_id"]).sudo().commercial_partner_id
            return {document: none for document in self if document[self._named] != customer}
        return self._coming_into_force(vals).sudo()._take_present_categories()

    def _coming_into_force(self, vals):
        """Those of these documents that get their stamp if ``vals`` are written."""
        if vals.get("state") != self._stamped_in or vals.get("partner_id"):
            return self.browse()
        return self.filtered(lambda document: document.partner_id and not document.sudo().customer_category_id)

    def _take_present_categories(self):
        """{document: present category} of these documents, which come into force with it."""
        found = {}
        Category = self.env["customer.classification.category"]
        for company, documents in self.grouped("company_id").items():
            categories = documents._come_into_force(Category.scheme_id.with_company(company)._main_scheme())
            found.update({d: Category.browse(categories.get(d[self._named].id)) for d in documents})
        return found

    def _come_into_force(self, scheme):
        """Do what is due when these documents come into force; what extends this may write.

        :return: {partner's number: category's number, or None}, without reading the partners
        """
        partner_ids = self[self._named].ids
        if not partner_ids or not scheme:
            return {}
        category = scheme._category_of(SQL("asked"))
        return dict(self.env.execute_query(SQL("SELECT asked, %s FROM unnest(%s) asked", category, partner_ids)))


class CustomerClassificationScheme(models.Model):
    _inherit = "customer.classification.scheme"

    def _category_of(self, partner):
        """An expression for the number of the category that a partner's customer has in this scheme.

        :param SQL partner: the partner's number
        """
        self.ensure_one()
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        self.env["customer.classification.assignment"].flush_model(["partner_id", "scheme_id", "category_id"])
        return SQL(
            """(SELECT category_id
                  FROM customer_classification_assignment
                 WHERE scheme_id = %s
                   AND partner_id = (SELECT commercial_partner_id FROM res_partner WHERE id = %s))""",
            self.id,
            partner,
        )


class CustomerClassificationCategory(models.Model):
    _inherit = "customer.classification.category"

    @api.model
    def _references(self):
        return {
            **super()._references(),
            ("sale.order", "customer_category_id"): "tells",
            ("account.move", "customer_category_id"): "tells",
        }


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "customer.classification.stamp"]
    _stamped_in = "sale"
    _named = "classification_partner_id"


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "customer.classification.stamp"]
    _stamped_in = "posted"
    _named = "commercial_partner_id"

    def _take_present_categories(self):
        """Invoices take the present category of their customers, credit notes what their invoices have."""
        moves = self.filtered(lambda move: move.is_sale_document(include_receipts=True))
        reversing = moves.filtered(lambda move: move.move_type == "out_refund" and move.reversed_entry_id)
        carried = {move: move.reversed_entry_id.customer_category_id for move in reversing}
        return {**super(AccountMove, moves - reversing)._take_present_categories(), **carried}
