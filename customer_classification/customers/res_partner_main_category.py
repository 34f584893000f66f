from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..common.roles import USERS


class ResPartner(models.Model):
    """The category in the main scheme: at the head of the form, in lists, to search, to sort and to group."""

    _inherit = "res.partner"

    main_category_id = fields.Many2one(
        groups=USERS,
        comodel_name="customer.classification.category",
        string="Customer Category",
        compute="_compute_main_category_id",
        inverse="_inverse_main_category_id",
        search="_search_main_category_id",
        group_expand="_group_expand_main_category_id",
        domain="[('scheme_id', '=', main_scheme_id), ('id', 'in', main_scheme_target_ids)]",
        help="The category in the main scheme. Contacts show that of their company.",
    )
    main_scheme_id = fields.Many2one(
        groups=USERS,
        comodel_name="customer.classification.scheme",
        compute="_compute_main_scheme_id",
        help="The scheme whose category heads the form.",
    )
    main_scheme_target_ids = fields.Many2many(
        groups=USERS,
        comodel_name="customer.classification.category",
        compute="_compute_main_scheme_id",
        help="The categories of the main scheme that can hold customers.",
    )
    main_category_note = fields.Char(
        groups=USERS,
        compute="_compute_main_category_note",
        help="How the customer came into the category, since when, and how long they are pinned there.",
    )
    main_scheme_required = fields.Boolean(groups=USERS, compute="_compute_main_scheme_id")

    @api.depends_context("company")
    def _compute_main_scheme_id(self):
        scheme = self.env["customer.classification.scheme"]._main_scheme()
        self.main_scheme_id = scheme
        self.main_scheme_target_ids = scheme._target_categories()
        self.main_scheme_required = scheme.ask_category == "required"

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_main_category_id(self):
        """Read anew after each write of an assignment, not while lines are edited: a choice at the head would go."""
        scheme = self.env["customer.classification.scheme"]._main_scheme()
        for partner in self:
            assignments = partner.commercial_partner_id.classification_assignment_ids
            partner.main_category_id = assignments.filtered(lambda a: a.scheme_id == scheme).category_id

    def _inverse_main_category_id(self):
        """Write the choice by hand into the assignment; a contact is refused in favour of its company."""
        scheme = self.env["customer.classification.scheme"]._main_scheme()
        chosen = {partner: partner.main_category_id for partner in self}  # writing the first makes all be read anew
        for partner, category in chosen.items():
            if not scheme:
                if category:
                    raise UserError(
                        self.env._(
                            "No scheme is the main one. Make one the main scheme in Customer Classification › "
                            "Configuration › Schemes."
                        )
                    )
                continue
            company = partner.commercial_partner_id
            assignment = company.classification_assignment_ids.filtered(lambda a: a.scheme_id == scheme)
            if assignment.category_id == category:
                continue
            if company != partner:
                raise UserError(
                    self.env._(
                        "%(contact)s is a contact of %(company)s and shows the categories of the company. "
                        "Classify %(company)s instead.",
                        contact=partner.display_name,
                        company=company.display_name,
                    )
                )
            partner._set_category(scheme, category)

    def _set_category(self, scheme, category):
        """Put this customer by hand into ``category`` of ``scheme``; an empty category takes them out of the scheme."""
        self.ensure_one()
        assignment = self.env["customer.classification.assignment"].search(
            [("partner_id", "=", self.id), ("scheme_id", "=", scheme.id)]
        )
        if not category:
            assignment.unlink()
        elif assignment:
            assignment.category_id = category
        else:
            assignment.create({"partner_id": self.id, "scheme_id": scheme.id, "category_id": category.id})

    def _search_main_category_id(self, operator, value):
        """Search contacts by the category of their company; negative operators are turned round by the ORM."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        scheme = self.env["customer.classification.scheme"]._main_scheme()
        classified = Domain("scheme_id", "=", scheme.id)
        if operator == "in" and False in value:
            return ~self._search_by_assignment(classified) | self._search_by_assignment(
                classified & Domain("category_id", "in", [category for category in value if category])
            )
        return self._search_by_assignment(classified & Domain("category_id", operator, value))

    @api.model
    def _search_by_assignment(self, domain):
        """Customers and contacts whose company has such an assignment; without record rules, as in the grouping."""
        # “any!” asks no record rules: else a list and its groups would count differently
        return Domain("commercial_partner_id", "any!", Domain("classification_assignment_ids", "any!", domain))

    @api.model
    def _group_expand_main_category_id(self, categories, domain):
        return categories | self.env["customer.classification.scheme"]._main_scheme()._target_categories()

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let lists sort and group by the main category, which no column of the partner holds."""
        if field_expr != "main_category_id" or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        scheme = self.env["customer.classification.scheme"]._main_scheme()
        Assignment = self.env["customer.classification.assignment"].sudo()
        joined = query.make_alias(alias, "main_assignment")
        condition = SQL(
            "%s = %s AND %s = %s",
            Assignment._field_to_sql(joined, "partner_id"),
            self._field_to_sql(alias, "commercial_partner_id", query),
            Assignment._field_to_sql(joined, "scheme_id"),
            scheme.id or None,
        )
        query.add_join("LEFT JOIN", joined, Assignment._table, condition)
        return Assignment._field_to_sql(joined, "category_id")

    @api.depends("commercial_partner_id.classification_assignment_ids")
    @api.depends_context("company", "lang")
    def _compute_main_category_note(self):
        scheme = self.env["customer.classification.scheme"]._main_scheme()
        for partner in self:
            assignments = partner.commercial_partner_id.classification_assignment_ids
            partner.main_category_note = assignments.filtered(lambda a: a.scheme_id == scheme)._how_and_since_when()
