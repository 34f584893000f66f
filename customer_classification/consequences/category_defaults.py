from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..common import words
from . import defaults
from .default_fields import DEFAULTS

ACCOUNTANTS = "account.group_account_invoice,account.group_account_readonly"  # as on the customer


class CustomerClassificationCategory(models.Model):
    """What a category fills into its customers, company by company."""

    _inherit = "customer.classification.category"
    _check_company_auto = True

    pricelist_id = fields.Many2one(
        comodel_name="product.pricelist",
        string="Price List",
        company_dependent=True,
        check_company=True,
        domain="[('company_id', 'in', (False, current_company_id))]",
        help="Customers without a price list of their own get this one, as long as they are in this category or below.",
    )
    payment_term_id = fields.Many2one(
        comodel_name="account.payment.term",
        string="Payment Terms",
        company_dependent=True,
        check_company=True,
        help="Customers without payment terms of their own get these.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        company_dependent=True,
        domain="[('share', '=', False), ('company_ids', 'in', current_company_id)]",
        help="Customers without a salesperson get this one. A customer has one salesperson for all companies.",
    )
    use_credit_limit = fields.Boolean(
        string="Sets a Credit Limit",
        company_dependent=True,
        groups=ACCOUNTANTS,
        help="Customers without a credit limit of their own get one.",
    )
    credit_limit = fields.Float(company_dependent=True, groups=ACCOUNTANTS, help="In the currency of the company.")
    company_currency_id = fields.Many2one("res.currency", compute="_compute_company_currency_id")
    inherited_defaults = fields.Char(
        compute="_compute_inherited_defaults", help="What the categories above set, where this one sets nothing."
    )
    outstanding_count = fields.Integer(
        compute="_compute_outstanding_count",
        help="Customers in this category and below who do not have yet what it sets now.",
    )

    @api.depends_context("company")
    def _compute_company_currency_id(self):
        self.company_currency_id = self.env.company.currency_id

    @api.depends(lambda self: ("parent_id", *DEFAULTS))
    @api.depends_context("company", "lang")
    def _compute_inherited_defaults(self):
        Default = self.env["customer.classification.default"]
        for category in self:
            sources = {
                default: category.parent_id._nearest_with(default)
                for default in DEFAULTS.values()
                if not default.is_set(category) and self._has_field_access(self._fields[default.name], "read")
            }
            category.inherited_defaults = words.stated(
                self.env,
                (
                    self.env._(
                        "%(field)s: %(value)s (%(category)s)",
                        field=Default._field_name(default.name),
                        value=Default._value_name(default.name, default.value(source), self.env.company.id),
                        category=source.name,
                    )
                    for default, source in sources.items()
                    if source
                ),
            )

    def _nearest_with(self, default):
        """This category or the nearest one above that sets the default; empty if none does."""
        category = self
        while category and not default.is_set(category):
            category = category.parent_id
        return category

    @api.depends(lambda self: [*DEFAULTS, *(default.switch for default in DEFAULTS.values() if default.switch)])
    def _compute_outstanding_count(self):
        for category in self:
            category.outstanding_count = category._outstanding()

    def _outstanding(self):
        """How many customers would get other values if the defaults were applied now."""
        if not self._origin or not defaults.exist(self.env, self.scheme_id.id):
            return 0
        self._flush_for_defaults()
        return defaults.outstanding(self.env, self._customer_rows())

    def _customer_rows(self):
        """The customers in this category and below, as changes that lead to where they are."""
        return SQL(
            """SELECT NULL::int4 AS id, assignment.partner_id, assignment.scheme_id,
                      assignment.category_id AS to_category_id
                 FROM customer_classification_assignment assignment
                 JOIN customer_classification_category category ON category.id = assignment.category_id
                 JOIN res_partner partner ON partner.id = assignment.partner_id AND partner.active
                WHERE category.parent_path LIKE %s""",
            f"{self._origin.parent_path}%",
        )

    def _flush_for_defaults(self):
        self.env["customer.classification.assignment"].flush_model()
        self.env["customer.classification.category"].flush_model()
        self.env["res.partner"].flush_model()

    @api.constrains("credit_limit", "use_credit_limit")
    def _check_credit_limit(self):
        for category in self.sudo():
            if category.use_credit_limit and category.credit_limit <= 0:
                raise ValidationError(
                    self.env._("Enter the credit limit that “%s” sets, or let it set none.", category.display_name)
                )

    @api.model
    def _references(self):
        return {**super()._references(), ("customer.classification.default", "category_id"): "tells"}

    def action_apply_defaults(self):
        """Give the customers of these categories what they set now; what a person typed stays.

        :return: the action that tells how many customers have other values now
        """
        self.check_access("write")
        self._flush_for_defaults()
        changed, now = set(), fields.Datetime.now()
        for category in self:
            changed.update(defaults.follow(self.env, category._customer_rows(), self.env.uid, now))
        customers = self.env["res.partner"].browse(changed).commercial_partner_id
        self.invalidate_recordset(["outstanding_count"])
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s customers have the values of the category now.", len(customers)),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
