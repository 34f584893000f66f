"""The customer's main category as a dimension of leads and ratings, in the main scheme of the company of each."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..common.roles import USERS


class CustomerCategoryOfDocument(models.AbstractModel):
    """The category of today, of the customer whom the document names."""

    _name = "customer.classification.document.category"
    _description = "Customer Category of a Document"

    main_category_id = fields.Many2one(
        comodel_name="customer.classification.category",
        compute="_compute_main_category_id",
        search="_search_main_category_id",
        string="Customer Category",
        groups=USERS,
        help="In the main scheme of the company of the document.",
    )

    def _document_company(self):
        """The company whose main scheme counts; of a document of no company it is the present one."""
        return ("company_id" in self._fields and self.company_id) or self.env.company

    @api.depends(lambda self: ("classification_partner_id.main_category_id", *({"company_id"} & self._fields.keys())))
    @api.depends_context("company")
    def _compute_main_category_id(self):
        for document in self:
            customer = document.classification_partner_id.with_company(document._document_company())
            document.main_category_id = customer.main_category_id

    @api.model
    def _main_schemes(self) -> dict:
        """{company: its main scheme} of the companies whose documents the user sees, the present one first."""
        Scheme = self.env["customer.classification.scheme"]
        companies = self.env.company | self.env.companies
        return {company: Scheme.with_company(company)._main_scheme() for company in companies}

    @api.model
    def _search_main_category_id(self, operator, value):
        """Search by the main scheme of each company; negative operators are turned round by the ORM."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        found = Domain.FALSE
        for company in self._main_schemes():
            Partner = self.env["res.partner"].with_company(company)
            matching = Partner._search_main_category_id(operator, value)
            own = Domain("classification_partner_id", "any!", matching)
            if operator == "in" and False in value:
                own |= Domain("classification_partner_id", "=", False)
            found |= self._of_company(company) & own
        return found

    @api.model
    def _of_company(self, company) -> Domain:
        """The documents that count in the main scheme of ``company``."""
        present = company == self.env.company
        if "company_id" not in self._fields:
            return Domain.TRUE if present else Domain.FALSE
        return Domain("company_id", "in", [company.id, False] if present else company.ids)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let lists sort and group by the category, which no column of the document holds."""
        if field_expr != "main_category_id" or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        Partner = self.env["res.partner"].sudo()
        Assignment = self.env["customer.classification.assignment"].sudo()
        customer, assignment = query.make_alias(alias, "named_customer"), query.make_alias(alias, "named_assignment")
        customer_id = self._field_to_sql(alias, "classification_partner_id", query)
        named = SQL("%s = %s", Partner._field_to_sql(customer, "id"), customer_id)
        query.add_join("LEFT JOIN", customer, Partner._table, named)
        classified = SQL(
            "%s = %s AND %s = %s",
            Assignment._field_to_sql(assignment, "partner_id"),
            Partner._field_to_sql(customer, "commercial_partner_id"),
            Assignment._field_to_sql(assignment, "scheme_id"),
            self._main_scheme_sql(alias),
        )
        query.add_join("LEFT JOIN", assignment, Assignment._table, classified)
        return Assignment._field_to_sql(assignment, "category_id")

    @api.model
    def _main_scheme_sql(self, alias) -> SQL:
        """The main scheme of the company of a document; NULL for a company without one."""
        present, *others = self._main_schemes().items()
        if "company_id" not in self._fields:
            return SQL("%s::int4", present[1].id or None)
        company_id = SQL.identifier(alias, "company_id")
        own = SQL(
            "WHEN %s IS NULL OR %s = %s THEN %s::int4", company_id, company_id, present[0].id, present[1].id or None
        )
        return SQL(
            "CASE %s %s END",
            own,
            SQL(" ").join(SQL("WHEN %s = %s THEN %s", company_id, c.id, scheme.id or None) for c, scheme in others),
        )


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "customer.classification.document.category"]


class RatingRating(models.Model):
    _name = "rating.rating"
    _inherit = ["rating.rating", "customer.classification.document.category"]
