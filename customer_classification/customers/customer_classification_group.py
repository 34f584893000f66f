from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from . import filters


class CustomerClassificationGroup(models.Model):
    """A saved selection of customers, across schemes; who belongs to it is looked up each time."""

    _name = "customer.classification.group"
    _description = "Customer Group"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True, help="For example: VIP in the south, not contacted for 30 days.")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="Of several groups with price lists, the first one counts.")
    color = fields.Integer()
    domain = fields.Char(
        string="Customers",
        default="[]",
        required=True,
        help="Which customers belong to the group: their categories in any scheme, their figures, and any other field. "
        "Dates can be relative to today.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        default=lambda self: self.env.company,
        index="btree_not_null",
        help="Only this company uses the group. Empty: all companies do.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Only For",
        default=lambda self: self.env.user,
        index="btree_not_null",
        help="Who sees the group. Empty: everybody.",
    )
    customer_count = fields.Integer(compute="_compute_customer_count", string="Customers Now")

    @api.depends("domain")
    @api.depends_context("uid", "companies")
    def _compute_customer_count(self):
        for group in self:
            try:
                group.customer_count = self.env["res.partner"].search_count(group._customer_domain())
            except AccessError:  # beyond the user's rights
                group.customer_count = 0

    @api.constrains("domain")
    def _check_domain(self):
        for group in self:
            if "classification_group_ids" in group.domain:  # at any depth: it would go round in circles
                raise ValidationError(
                    self.env._(
                        "A customer group is not made of customer groups. Use their conditions in “%s”.", group.name
                    )
                )
            try:
                filters.tried(self.env, group.domain)
            except filters.Unusable as error:
                raise ValidationError(
                    self.env._("The customer filter cannot be understood: %s. Build it with the filter editor.", error)
                ) from error

    def _own_domain(self):
        """The stored domain; nothing in it is executed. Where it cannot be evaluated any more, it finds nobody."""
        self.ensure_one()
        return filters.usable(self.env, self.domain)

    def _customer_domain(self):
        """The customers who belong to the group, contacts left out."""
        return Domain("is_classifiable", "=", True) & self._own_domain()

    # Actions ----------------------------------------------------------------------------------------------------------

    def action_open_customers(self):
        """Open the customers of the group, to write to them, export them or plan something with them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_customers")
        return {**action, "name": self.name, "display_name": self.name, "domain": list(self._customer_domain())}


class ResPartner(models.Model):
    _inherit = "res.partner"

    classification_group_ids = fields.Many2many(
        comodel_name="customer.classification.group",
        string="Customer Groups",
        compute="_compute_classification_group_ids",
        search="_search_classification_group_ids",
        groups="customer_classification.group_classification_user",
        help="The groups to which the customer belongs now. Contacts belong to those of their company.",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "companies")
    def _compute_classification_group_ids(self):
        customers = self.commercial_partner_id._origin
        members = {
            group: self.search(Domain("id", "in", customers.ids) & group._own_domain())
            for group in self.env["customer.classification.group"].search([("active", "=", True)])
        }
        for partner in self:
            customer = partner.commercial_partner_id._origin
            belonging = [group.id for group, found in members.items() if customer in found]
            partner.classification_group_ids = [fields.Command.set(belonging)]

    @api.model
    def _search_classification_group_ids(self, operator, value):
        """Customers who belong to one of the groups, and their contacts."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        Group = self.env["customer.classification.group"]
        if operator in ("any", "any!"):
            groups = Group.search(Domain(value))
        elif operator == "in":
            groups = Group.search([("id", "in", [number for number in value if number])])
        else:
            groups = Group.search([("display_name", operator, value)])
        found = self._of_groups(groups)
        if operator == "in" and False in value:
            return ~self._of_groups(Group.search([("active", "=", True)])) | found
        return found

    @api.model
    def _of_groups(self, groups):
        members = Domain.OR(group._own_domain() for group in groups)
        return Domain("commercial_partner_id", "any", members) if groups else Domain.FALSE
