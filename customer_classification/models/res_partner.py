from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ..engine.customers import is_customer

BADGES = 3
USERS = "customer_classification.group_classification_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    classification_assignment_ids = fields.One2many(
        groups=USERS,
        comodel_name="customer.classification.assignment",
        inverse_name="partner_id",
        string="Customer Categories by Scheme",
        copy=False,
        help="The customer's category in each scheme.",
    )
    customer_category_ids = fields.Many2many(
        groups=USERS,
        comodel_name="customer.classification.category",
        relation="customer_classification_assignment",
        column1="partner_id",
        column2="category_id",
        string="Customer Categories",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="The customer's categories in all schemes.",
    )
    is_classifiable = fields.Boolean(
        groups=USERS,
        string="Customer of Classification",
        compute="_compute_is_classifiable",
        search="_search_is_classifiable",
        help="An active company (or person of its own) with a quotation, an order, an opportunity, an invoice, or a "
        "category chosen by hand.",
    )
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
    classification_badge_ids = fields.Many2many(
        groups=USERS,
        comodel_name="customer.classification.category",
        string="Other Categories",
        compute="_compute_classification_badge_ids",
        help="The customer's categories in up to three other schemes. Contacts show those of their company.",
    )
    company_assignment_ids = fields.One2many(
        groups=USERS,
        related="commercial_partner_id.classification_assignment_ids",
        string="Categories of the Company",
        help="Contacts show the categories of their company.",
    )
    classification_change_ids = fields.One2many(
        groups=USERS,
        comodel_name="customer.classification.change",
        inverse_name="partner_id",
        string="Category History",
        domain=[("state", "=", "applied")],
        readonly=True,
        copy=False,
    )
    classification_proposal_ids = fields.One2many(
        groups=USERS,
        comodel_name="customer.classification.change",
        inverse_name="partner_id",
        string="Proposed Moves",
        domain=[("state", "=", "proposed")],
        readonly=True,
        copy=False,
    )
    main_category_note = fields.Char(
        groups=USERS,
        compute="_compute_main_category_note",
        help="How the customer came into the category, since when, and how long he is pinned there.",
    )
    main_scheme_required = fields.Boolean(groups=USERS, compute="_compute_main_scheme_id")
    unclassified_in_ids = fields.Many2many(
        groups=USERS,
        comodel_name="customer.classification.scheme",
        string="Unclassified in",
        compute="_compute_unclassified_in_ids",
        search="_search_unclassified_in_ids",
        help="The schemes in which the customer has no category.",
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
    classification_profile_ids = fields.One2many(
        groups=USERS,
        comodel_name="customer.classification.profile",
        inverse_name="partner_id",
        string="Customer Figures",
        readonly=True,
        copy=False,
    )
    classification_profile_id = fields.Many2one(
        groups=USERS,
        comodel_name="customer.classification.profile",
        string="Figures",
        compute="_compute_classification_profile_id",
        help="The figures of the current company, else those of all companies.",
    )
    classification_order_amount = fields.Monetary(
        groups=USERS,
        string="Sales, 12 months",
        compute="_compute_classification_profile_id",
        currency_field="classification_currency_id",
    )
    classification_currency_id = fields.Many2one(
        groups=USERS, comodel_name="res.currency", compute="_compute_classification_profile_id"
    )
    classification_change_count = fields.Integer(compute="_compute_classification_change_count", groups=USERS)

    def _compute_is_classifiable(self):
        found = self.search(Domain("is_classifiable", "=", True) & Domain("id", "in", self.ids))
        for partner in self:
            partner.is_classifiable = partner._origin in found

    def _search_is_classifiable(self, operator, value):
        if operator != "in":
            return NotImplemented
        customers = is_customer(self.env.companies.ids)
        return customers if True in value else ~customers

    # Main category ----------------------------------------------------------------------------------------------------

    @api.depends_context("company")
    def _compute_main_scheme_id(self):
        scheme = self.env["customer.classification.scheme"]._main_scheme()
        self.main_scheme_id = scheme
        self.main_scheme_target_ids = scheme._target_categories()
        self.main_scheme_required = scheme.ask_category == "required"

    @api.depends("commercial_partner_id.classification_assignment_ids.category_id")
    @api.depends_context("company")
    def _compute_main_category_id(self):
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
                        self.env._("No scheme is the main one. Make one the main scheme in Customer Classification › "
                                   "Configuration › Schemes.")
                    )  # fmt: skip
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
        """Put this customer by hand into ``category`` of ``scheme``; an empty category takes him out of the scheme."""
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
            partner.main_category_note = assignments.filtered(lambda a: a.scheme_id == scheme)._note()

    # Finding who has none, or not enough ------------------------------------------------------------------------------

    @api.depends("commercial_partner_id.classification_assignment_ids.scheme_id")
    @api.depends_context("companies", "lang")
    def _compute_unclassified_in_ids(self):
        schemes = self.env["customer.classification.scheme"].search(
            [("company_id", "in", [False, *self.env.companies.ids])]
        )
        for partner in self:
            missing = schemes - partner.commercial_partner_id.classification_assignment_ids.scheme_id
            partner.unclassified_in_ids = missing
            asking = missing.filtered(lambda scheme: scheme.ask_category != "no")
            partner.asking_schemes = self.env._(", ").join(asking.mapped("name"))

    @api.model
    def _search_unclassified_in_ids(self, operator, value):
        """Customers without a category in at least one of the schemes that match."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        Scheme = self.env["customer.classification.scheme"]
        if operator in ("any", "any!"):
            schemes = Scheme.search(Domain(value))
        else:
            schemes = Scheme.search(Domain("display_name" if operator.endswith("like") else "id", operator, value))
        return Domain.OR(~self._search_by_assignment(Domain("scheme_id", "=", scheme.id)) for scheme in schemes)

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

    # Other fields -----------------------------------------------------------------------------------------------------

    @api.depends("commercial_partner_id.classification_assignment_ids.category_id")
    @api.depends_context("company")
    def _compute_classification_badge_ids(self):
        for partner in self:
            assignments = partner.commercial_partner_id.classification_assignment_ids
            others = assignments.filtered(lambda a: not a.scheme_id.is_main and a.scheme_id.active)
            partner.classification_badge_ids = others.sorted()[:BADGES].category_id

    def _compute_classification_change_count(self):
        counts = dict(
            self.env["customer.classification.change"]._read_group(
                [("partner_id", "in", self.commercial_partner_id.ids), ("state", "=", "applied")],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.classification_change_count = counts.get(partner.commercial_partner_id, 0)

    @api.depends("commercial_partner_id.classification_profile_ids")
    @api.depends_context("company")
    def _compute_classification_profile_id(self):
        for partner in self:
            profiles = partner.commercial_partner_id.classification_profile_ids
            own = profiles.filtered(lambda profile: profile.company_id == self.env.company)
            profile = own or profiles.filtered(lambda profile: not profile.company_id)
            partner.classification_profile_id = profile
            partner.classification_order_amount = profile.order_amount
            partner.classification_currency_id = profile.currency_id

    # CRUD -------------------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_category_ids(vals)
        partners = super().create(vals_list)
        self.env["customer.classification.queue"]._mark(partners.filtered("customer_rank"))
        return partners

    def write(self, vals):
        self._refuse_category_ids(vals)
        result = super().write(vals)
        if vals.keys() & {"parent_id", "is_company"}:
            self._leave_classification_as_contact()
        if vals.keys() & self._classifying_fields():
            self.env["customer.classification.queue"]._mark(self)
        return result

    def _classifying_fields(self):
        """The fields of the customer himself that decide, as far as they stand in rules, filters and mappings."""
        always = {"customer_rank", "active", "parent_id", "is_company"}
        return always | self.env["customer.classification.scheme"]._partner_fields()

    def _leave_classification_as_contact(self):
        """A company that became a contact shows the categories of its new company; its own ones end."""
        for partner in self.sudo().filtered(lambda partner: partner.commercial_partner_id != partner):
            if partner.classification_assignment_ids:
                reason = self.env._("Became a contact of %s", partner.commercial_partner_id.display_name)
                partner.classification_assignment_ids.with_context(classification_reason=reason).unlink()

    def onchange(self, values, field_names, fields_spec):
        """The form of a new customer begins with a line for each scheme that requires a category."""
        if self or field_names or self.env.context.get("res_partner_search_mode") != "customer":
            return super().onchange(values, field_names, fields_spec)
        return super(ResPartner, self.with_context(classification_ask=True)).onchange(values, field_names, fields_spec)

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        asked = (
            self.env.context.get("classification_ask")
            and "classification_assignment_ids" in fields
            and self._has_field_access(self._fields["classification_assignment_ids"], "write")
            and not defaults.get("parent_id")
        )
        if asked:
            schemes = self.env["customer.classification.scheme"].search(
                [("ask_category", "=", "required"), ("company_id", "in", [False, self.env.company.id])]
            )
            schemes -= schemes._main_scheme()
            defaults["classification_assignment_ids"] = [Command.create({"scheme_id": s.id}) for s in schemes]
        return defaults

    @api.onchange("parent_id")
    def _onchange_parent_classification(self):
        """A contact is classified with its company: what the new form asked for goes."""
        if self.parent_id and not self._origin:
            self.classification_assignment_ids = False

    @api.model
    def _refuse_category_ids(self, vals):
        """The relation table is the assignment model's own: written there, each move has its change row."""
        if vals.get("customer_category_ids"):
            raise UserError(
                self.env._("Customer categories are changed on the “Classification” page, one line per scheme.")
            )

    # Actions ----------------------------------------------------------------------------------------------------------

    def action_classify(self):
        """Classify these customers by all active schemes that classify by themselves, and open the runs.

        :raises UserError: no scheme can decide
        """
        schemes = self.env["customer.classification.scheme"].search(
            [("mode", "!=", "manual"), ("state", "=", "active"), ("company_id", "in", [False, *self.env.companies.ids])]
        )
        if not schemes:
            raise UserError(self.env._("No scheme is active that classifies by rules. Activate one first."))
        return schemes.classify(partner_ids=self.ids)._action_open()

    def action_classify_by_hand(self):
        """Open the wizard that chooses the categories of these customers by hand.

        :raises AccessError: the user may not edit one of the customers
        """
        wizard = self.env["customer.classification.assign"]._start(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_assign")
        return {**action, "res_id": wizard.id}

    def action_open_classification_figures(self):
        """Open the figures of this customer, of the current company or of all companies."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_profiles")
        profile = self.classification_profile_id
        if not profile:
            raise UserError(
                self.env._("There are no figures of %s yet: they come with the first scheme and the first document.",
                           self.display_name)
            )  # fmt: skip
        return {**action, "res_id": profile.id, "views": [(False, "form")], "context": {}}

    def action_open_classification_changes(self):
        """Open the history of this customer's categories."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_changes")
        domain = [("partner_id", "=", self.commercial_partner_id.id), ("state", "!=", "simulated")]
        return {**action, "domain": domain, "context": {}}
