from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..common.roles import USERS
from ..common.soft_references import SoftMany2many
from ..customers.customers import is_customer

BADGES = 3


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
    customer_category_ids = SoftMany2many(
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

    # CRUD -------------------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_category_ids(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_category_ids(vals)
        if vals.keys() & {"parent_id", "is_company"}:
            # before Odoo hands on what categories set: it is taken back from them, not given to the new company
            self._becoming_contacts(vals)._leave_classification_as_contact(vals.get("parent_id"))
        result = super().write(vals)
        if vals.keys() & {"parent_id", "is_company"}:
            self.filtered(lambda partner: partner.commercial_partner_id != partner)._leave_classification_as_contact()
        return result

    def _becoming_contacts(self, vals):
        """Those of these companies that are contacts of another one when ``vals`` are written."""
        return self.filtered(
            lambda partner: (
                partner.commercial_partner_id == partner
                and vals.get("parent_id", partner.parent_id.id)
                and not vals.get("is_company", partner.is_company)
            )
        )

    def _leave_classification_as_contact(self, parent_id=None):
        """A company that became a contact shows the categories of its new company; its own ones end.

        :param parent_id: its new company, if that is not written yet
        """
        for partner in self.sudo().filtered("classification_assignment_ids"):
            company = self.sudo().browse(parent_id or partner.parent_id.id).commercial_partner_id
            reason = self.env._("Became a contact of %s", company.display_name)
            partner.classification_assignment_ids._leave(reason=reason)

    @api.model
    def _refuse_category_ids(self, vals):
        """The relation table is the assignment model's own: written there, each move has its change row."""
        if vals.get("customer_category_ids"):
            raise UserError(
                self.env._("Customer categories are changed on the “Classification” page, one line per scheme.")
            )

    # Actions ----------------------------------------------------------------------------------------------------------

    def action_open_classification_changes(self):
        """Open the history of this customer's categories."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_changes")
        domain = [("partner_id", "=", self.commercial_partner_id.id), ("state", "=", "applied")]
        return {**action, "domain": domain, "context": {}}
