"""The customer's main category, then and now, as a dimension of Odoo's own analyses."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..common.roles import USERS

CATEGORY = "customer.classification.category"
# Which scheme is the main one of each company: its own, else the shared one
MAIN_SCHEMES = """(SELECT company.id AS company_id,
                          (SELECT scheme.id FROM customer_classification_scheme scheme
                            WHERE scheme.active AND scheme.is_main
                              AND (scheme.company_id = company.id OR scheme.company_id IS NULL)
                            ORDER BY scheme.company_id, scheme.sequence, scheme.id LIMIT 1) AS scheme_id
                     FROM res_company company)"""
DEPENDS = {
    "customer.classification.assignment": ["partner_id", "scheme_id", "category_id"],
    "customer.classification.scheme": ["active", "is_main", "company_id", "sequence"],
}


class CustomerCategoryThenAndNow(models.AbstractModel):
    """The two dimensions of a report on documents."""

    _name = "customer.classification.then.now"
    _description = "Customer Category, Then and Now"

    customer_category_id = fields.Many2one(
        CATEGORY,
        string="Customer Category, then",
        groups=USERS,
        readonly=True,
        help="In the main scheme, when the document came into force.",
    )
    main_category_id = fields.Many2one(
        CATEGORY, string="Customer Category, now", groups=USERS, readonly=True, help="In the main scheme, today."
    )


class SaleReport(models.Model):
    _name = "sale.report"
    _inherit = ["sale.report", "customer.classification.then.now"]
    _depends = {**DEPENDS, "sale.order": ["customer_category_id", "classification_partner_id"]}

    def _select_additional_fields(self):
        return {
            **super()._select_additional_fields(),
            "customer_category_id": "s.customer_category_id",
            "main_category_id": "main_assignment.category_id",
        }

    def _from_sale(self):
        return f"""{super()._from_sale()}
            LEFT JOIN {MAIN_SCHEMES} main_scheme ON main_scheme.company_id = s.company_id
            LEFT JOIN res_partner named_partner ON named_partner.id = s.classification_partner_id
            LEFT JOIN customer_classification_assignment main_assignment
              ON main_assignment.scheme_id = main_scheme.scheme_id
             AND main_assignment.partner_id = named_partner.commercial_partner_id"""

    def _group_by_sale(self):
        return f"{super()._group_by_sale()}, s.customer_category_id, main_assignment.category_id"


class AccountInvoiceReport(models.Model):
    _name = "account.invoice.report"
    _inherit = ["account.invoice.report", "customer.classification.then.now"]
    _depends = {**DEPENDS, "account.move": ["customer_category_id"]}

    @api.model
    def _select(self) -> SQL:
        return SQL("%s, move.customer_category_id, main_assignment.category_id AS main_category_id", super()._select())

    @api.model
    def _from(self) -> SQL:
        return SQL(
            """%s LEFT JOIN %s main_scheme ON main_scheme.company_id = line.company_id
                  LEFT JOIN customer_classification_assignment main_assignment
                    ON main_assignment.scheme_id = main_scheme.scheme_id
                   AND main_assignment.partner_id = move.commercial_partner_id""",
            super()._from(),
            SQL(MAIN_SCHEMES),
        )
