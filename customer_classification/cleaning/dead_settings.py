"""After how many months without a sign of life a customer is dead: the company says it, a category may say another."""

from odoo import fields, models

MONTHS = 24


class CustomerClassificationCategory(models.Model):
    _inherit = "customer.classification.category"

    dead_months = fields.Integer(
        string="Dead After",
        help="After so many months without order, quotation, invoice, payment or contact a customer is proposed as "
        "dead. Categories below take it over unless they have their own. 0: as the company says.",
    )

    _dead_months_positive = models.Constraint(
        "CHECK(dead_months >= 0)", "A customer is dead after a number of months, or after 0 for what the company says."
    )


class ResCompany(models.Model):
    _inherit = "res.company"

    classification_dead_months = fields.Integer(
        string="Customers Are Dead After",
        default=MONTHS,
        help="After so many months without order, quotation, invoice, payment or contact a customer without an open "
        "balance is proposed as dead. 0: nobody is.",
    )

    _classification_dead_months_positive = models.Constraint(
        "CHECK(classification_dead_months >= 0)", "Customers are dead after a number of months, or 0 for never."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    classification_dead_months = fields.Integer(related="company_id.classification_dead_months", readonly=False)
