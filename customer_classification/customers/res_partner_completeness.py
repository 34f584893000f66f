from odoo import api, fields, models
from odoo.fields import Command, Domain

from ..common import words
from ..common.roles import USERS
from . import filters
from .customers import of_company


class ResPartner(models.Model):
    """Who has no category, or lacks attributes that their category requires; what new customers are asked for."""

    _inherit = "res.partner"

    unclassified_in_ids = fields.Many2many(
        groups=USERS,
        comodel_name="customer.classification.scheme",
        string="Unclassified in",
        compute="_compute_unclassified_in_ids",
        search="_search_unclassified_in_ids",
        help="The schemes in which the customer has no category.",
    )
    is_unclassified = fields.Boolean(
        groups=USERS,
        string="Not Classified",
        compute="_compute_is_unclassified",
        search="_search_is_unclassified",
        help="The main scheme is about this customer, who has no category in it: those whom the overview counts too.",
    )
    asking_schemes = fields.Char(
        groups=USERS,
        compute="_compute_unclassified_in_ids",
        help="The schemes that ask for a category of this customer.",
    )
    classification_completeness = fields.Integer(
        groups=USERS,
        string="Completeness",
        compute="_compute_classification_completeness",
        help="How many of the attributes that the customer's categories require have a value, in %.",
    )
    has_missing_attributes = fields.Boolean(
        groups=USERS,
        string="Attributes Missing",
        compute="_compute_classification_completeness",
        search="_search_has_missing_attributes",
        help="A category of the customer requires an attribute that has no value.",
    )

    @api.depends(
        "commercial_partner_id.classification_assignment_ids.scheme_id",
        "classification_assignment_ids.scheme_id",  # the same lines, of a customer who is not saved yet
    )
    @api.depends_context("companies", "lang")
    def _compute_unclassified_in_ids(self):
        schemes = self.env["customer.classification.scheme"].search(
            [("company_id", "in", [False, *self.env.companies.ids])]
        )
        for partner in self:
            missing = schemes - partner.commercial_partner_id.classification_assignment_ids.scheme_id
            partner.unclassified_in_ids = missing
            asking = missing.filtered(lambda scheme: scheme.ask_category != "no")
            partner.asking_schemes = words.listed(self.env, asking.mapped("name"))

    @api.model
    def _search_unclassified_in_ids(self, operator, value):
        """Customers of at least one of the schemes that match, without a category in it: whom a run would look at."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        Scheme = self.env["customer.classification.scheme"]
        if operator in ("any", "any!"):
            schemes = Scheme.search(Domain(value))
        else:
            schemes = Scheme.search(Domain("display_name" if operator.endswith("like") else "id", operator, value))
        return Domain.OR(
            of_company(scheme.company_id.id)
            & filters.usable(self.env, scheme.customer_domain)
            & ~self._search_by_assignment(Domain("scheme_id", "=", scheme.id))
            for scheme in schemes
        )

    def _compute_is_unclassified(self):
        found = self.search(Domain("is_unclassified", "=", True) & Domain("id", "in", self.ids))
        for partner in self:
            partner.is_unclassified = partner._origin in found

    @api.model
    def _search_is_unclassified(self, operator, value):
        if operator != "in":
            return NotImplemented
        scheme = self.env["customer.classification.scheme"]._main_scheme()
        missing = Domain("unclassified_in_ids", "in", scheme.ids) if scheme else Domain.FALSE
        return missing if True in value else ~missing

    @api.depends("commercial_partner_id.classification_assignment_ids.attributes")
    def _compute_classification_completeness(self):
        for partner in self:
            assignments = partner.commercial_partner_id.classification_assignment_ids
            shares = assignments.filtered(lambda a: a.has_attributes).mapped("completeness")
            partner.classification_completeness = sum(shares) / len(shares) if shares else 100
            partner.has_missing_attributes = any(assignments.mapped("has_missing_attributes"))

    @api.model
    def _search_has_missing_attributes(self, operator, value):
        if operator != "in":
            return NotImplemented
        incomplete = self._search_by_assignment(Domain("has_missing_attributes", "=", True))
        return incomplete if True in value else ~incomplete

    # What the form of a new customer asks -----------------------------------------------------------------------------

    def onchange(self, values, field_names, fields_spec):
        """The form of a new customer begins with a line for each scheme that requires a category."""
        this = self
        if not self and not field_names and self.env.context.get("res_partner_search_mode") == "customer":
            this = self.with_context(default_classification_assignment_ids=self._asked_lines(fields_spec))
        return super(ResPartner, this).onchange(values, field_names, fields_spec)

    @api.model
    def _asked_lines(self, names):
        """A line for each scheme that requires a category of a new customer, if the form shows them."""
        lines = self._fields["classification_assignment_ids"]
        if (
            lines.name not in names
            or not self._has_field_access(lines, "write")
            or self.env.context.get("default_parent_id")
        ):
            return []
        schemes = self.env["customer.classification.scheme"].search(
            [("ask_category", "=", "required"), ("company_id", "in", [False, self.env.company.id])]
        )
        return [Command.create({"scheme_id": scheme.id}) for scheme in schemes - schemes._main_scheme()]

    @api.onchange("parent_id")
    def _onchange_parent_classification(self):
        """A contact is classified with its company: what the new form asked for goes."""
        if self.parent_id and not self._origin:
            self.classification_assignment_ids = False
