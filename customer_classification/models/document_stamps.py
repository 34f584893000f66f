"""The customer's main category as it was when an order was confirmed or an invoice posted."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .res_partner import USERS


class CustomerClassificationStamp(models.AbstractModel):
    """A document of a customer and a company that keeps the customer's category once it is in force."""

    _name = "customer.classification.stamp"
    _description = "Document with the Customer's Category"
    _stamped_in = None  # the state in which the document is in force

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
        for document, category in self._stamps(vals).items():
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

    def _stamps(self, vals):
        """{document: category} that writing ``vals`` brings along, to be written together with what is pending anyway.

        What comes into force takes the present category unless it has one; what goes to another customer loses it.
        """
        none = self.env["customer.classification.category"]
        if vals.get("partner_id"):
            customer = self.env["res.partner"].browse(vals["partner_id"]).sudo().commercial_partner_id
            return {document: none for document in self if document.partner_id.commercial_partner_id != customer}
        if vals.get("state") != self._stamped_in:
            return {}
        return self.sudo().filtered(lambda document: not document.customer_category_id)._present_categories()

    def _present_categories(self):
        """{document: category} of those of these documents that are a customer's."""
        documents = self.filtered("partner_id")
        pairs = {document: (document.partner_id.id, document.company_id.id) for document in documents}
        found = self.env["customer.classification.assignment"]._main_categories(set(pairs.values()))
        Category = self.env["customer.classification.category"]
        return {document: Category.browse(found.get(pair)) for document, pair in pairs.items()}


class CustomerClassificationAssignment(models.Model):
    _inherit = "customer.classification.assignment"

    @api.model
    def _main_categories(self, pairs):
        """The present categories in the main schemes, in one statement: confirming an order waits for it.

        :param pairs: of a partner's and a company's number; a contact stands for its customer
        :return: {pair: category's number} of those who have a category
        """
        if not pairs:
            return {}
        Partner, Scheme = self.env["res.partner"], self.env["customer.classification.scheme"]
        self.flush_model(["partner_id", "scheme_id", "category_id"])
        Partner.flush_model(["commercial_partner_id"])
        Scheme.flush_model(["is_main", "active", "company_id", "sequence"])
        return {
            (partner_id, company_id): category_id
            for partner_id, company_id, category_id in self.env.execute_query(
                SQL(
                    """SELECT asked.partner_id, asked.company_id, assignment.category_id
                         FROM (VALUES %s) asked(partner_id, company_id)
                         JOIN res_partner partner ON partner.id = asked.partner_id
                        CROSS JOIN LATERAL (SELECT id
                                              FROM customer_classification_scheme
                                             WHERE is_main AND active
                                               AND (company_id = asked.company_id OR company_id IS NULL)
                                             ORDER BY company_id, sequence, id
                                             LIMIT 1) main
                         JOIN customer_classification_assignment assignment
                           ON assignment.partner_id = partner.commercial_partner_id
                          AND assignment.scheme_id = main.id""",
                    SQL(", ").join(SQL("%s", pair) for pair in pairs),
                )
            )
        }


class CustomerClassificationCategory(models.Model):
    _inherit = "customer.classification.category"

    def _reference_fields(self):
        return [
            *super()._reference_fields(),
            ("sale.order", "customer_category_id"),
            ("account.move", "customer_category_id"),
        ]


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "customer.classification.stamp"]
    _stamped_in = "sale"


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "customer.classification.stamp"]
    _stamped_in = "posted"

    def _present_categories(self):
        """Invoices take the present category of their customers, credit notes what their invoices have."""
        moves = self.filtered(lambda move: move.is_sale_document(include_receipts=True))
        reversing = moves.filtered(lambda move: move.move_type == "out_refund" and move.reversed_entry_id)
        carried = {move: move.reversed_entry_id.customer_category_id for move in reversing}
        return {**super(AccountMove, moves - reversing)._present_categories(), **carried}
