from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..common import words
from ..customers import filters


class CustomerClassificationAsOf(models.TransientModel):
    """Looking back: where one customer was on a day, or which customers were where."""

    _name = "customer.classification.as.of"
    _inherit = "customer.classification.references"
    _description = "Customers as of a Date"

    day = fields.Date(
        string="On",
        required=True,
        default=lambda self: self.env.company._classification_today(),
        help="As of the end of this day.",
    )
    scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme",
        default=lambda self: self.env["customer.classification.scheme"]._main_scheme(),
    )
    choice = fields.Selection(
        selection=[("category", "In a category"), ("none", "In no category")], required=True, default="category"
    )
    category_id = fields.Many2one(
        comodel_name="customer.classification.category",
        compute="_compute_category_id",
        store=True,
        readonly=False,
        domain="[('scheme_id', '=', scheme_id)]",
        context={"active_test": False},
        help="Customers in the categories below it are found too.",
    )
    customer_count = fields.Integer(compute="_compute_customer_count", string="Number of Customers")
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer", ondelete="cascade")
    period_ids = fields.Many2many(comodel_name="customer.classification.period", compute="_compute_period_ids")

    @api.depends("scheme_id", "choice")
    def _compute_category_id(self):
        for wizard in self:
            if wizard.choice == "none" or wizard.category_id.scheme_id != wizard.scheme_id:
                wizard.category_id = False

    @api.depends("day", "scheme_id", "choice", "category_id")
    def _compute_customer_count(self):
        for wizard in self:
            complete = wizard.day and wizard.scheme_id and (wizard.category_id or wizard.choice == "none")
            wizard.customer_count = self.env["res.partner"].search_count(wizard._domain()) if complete else 0

    @api.depends("day", "partner_id")
    def _compute_period_ids(self):
        Period = self.env["customer.classification.period"]
        for wizard in self:
            of_customer = Domain("partner_id", "=", wizard.partner_id.id)
            found = Period.search(of_customer & Period._on(wizard.day)) if wizard.day else Period
            wizard.period_ids = found.sorted("scheme_id")

    def _domain(self):
        """The customers who were there; with the day in it, so that it says the same on any later day."""
        inside = self.env["customer.classification.period"]._on(self.day) & Domain("scheme_id", "=", self.scheme_id.id)
        if self.choice == "none":
            everybody = filters.usable(self.env, self.scheme_id.customer_domain) & Domain("is_classifiable", "=", True)
            return everybody & Domain("classification_period_ids", "not any", inside)
        inside &= Domain("category_id", "child_of", self.category_id.id)
        return Domain("classification_period_ids", "any", inside)

    def action_open_customers(self):
        """Open the customers who were in the category, or in none, on that day.

        :raises UserError: the scheme or the category is missing
        """
        self.ensure_one()
        if not self.scheme_id or not (self.category_id or self.choice == "none"):
            raise UserError(self.env._("Choose the scheme, and the category that the customers were in."))
        name = self.env._(
            "%(category)s on %(day)s",
            category=self.category_id.name or self.env._("Unclassified in %s", self.scheme_id.name),
            day=words.day(self.env, self.day),
        )
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_customers")
        return {**action, "name": name, "display_name": name, "domain": list(self._domain())}
