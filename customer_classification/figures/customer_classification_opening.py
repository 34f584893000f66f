from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..customers import customers

customers.MAKERS.append(
    lambda of_companies: (
        SQL("opening.partner_id"),
        SQL("SELECT FROM customer_classification_opening opening WHERE %s", of_companies("opening")),
    )
)


class CustomerClassificationOpening(models.Model):
    """What a customer bought before the company's documents begin: sales of a month or a year, or what is known ever.

    The figures of a month or a year count on its last day, so that twelve months always hold twelve whole ones.
    """

    _name = "customer.classification.opening"
    _description = "Opening Figures"
    _order = "day desc, partner_id"
    _rec_name = "partner_id"
    _on_customer_merge = "by itself"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('commercial_partner_id', '=', id)]",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, default=lambda self: self.env.company
    )
    period = fields.Selection(
        selection=[("month", "Month"), ("year", "Year"), ("ever", "Since the beginning")],
        default="month",
        required=True,
        help="Since the beginning: only the days of the first and the last sale, which windows need no amounts for.",
    )
    day = fields.Date(
        string="Last Day",
        required=True,
        help="Any day of the month or year; its last one is kept. Its sales count on that day.",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        required=True,
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    amount = fields.Monetary(string="Sales", help="Without tax, of orders and invoices alike; below zero for returns.")
    order_count = fields.Integer(string="Orders")
    receivable_amount = fields.Monetary(
        string="Open Receivable", help="At the end of the period. Only that of the company's last period counts."
    )
    first_date = fields.Date(string="First Sale")
    last_date = fields.Date(string="Last Sale")
    company_amount = fields.Float(compute="_compute_company_amount", store=True, digits=(16, 2))
    company_receivable = fields.Float(compute="_compute_company_amount", store=True, digits=(16, 2))

    _period_unique = models.Constraint(
        "UNIQUE(partner_id, company_id, period, day)", "This customer has opening figures of this period already."
    )

    @api.depends("company_id")
    def _compute_currency_id(self):
        for opening in self:
            opening.currency_id = opening.company_id.currency_id

    @api.depends("amount", "receivable_amount", "currency_id", "company_id", "day")
    def _compute_company_amount(self):
        """The amounts in the currency of the company, at the rate of the last day."""
        for opening in self:
            source, target, company = opening.currency_id, opening.company_id.currency_id, opening.company_id
            rate = source._get_conversion_rate(source, target, company, opening.day) if source and target else 1
            opening.company_amount = opening.amount * rate
            opening.company_receivable = opening.receivable_amount * rate

    def _merge_into(self, survivor):
        """Let the survivor of a merge have these figures, added to its own of the same period."""
        own = {(o.company_id, o.period, o.day): o for o in self.search([("partner_id", "=", survivor.id)])}
        for opening in self:
            key = (opening.company_id, opening.period, opening.day)
            if key not in own:
                opening.partner_id = survivor
                own[key] = opening
                continue
            kept, company, day = own[key], opening.company_id, opening.day
            convert = opening.currency_id._convert
            first_days = list(filter(None, (kept.first_date, opening.first_date)))
            last_days = list(filter(None, (kept.last_date, opening.last_date)))
            kept.write(
                {
                    "amount": kept.amount + convert(opening.amount, kept.currency_id, company, day),
                    "order_count": kept.order_count + opening.order_count,
                    "receivable_amount": kept.receivable_amount
                    + convert(opening.receivable_amount, kept.currency_id, company, day),
                    "first_date": min(first_days, default=False),
                    "last_date": max(last_days, default=False),
                }
            )
            opening.unlink()

    @api.constrains("partner_id")
    def _check_partner(self):
        for opening in self:
            if opening.partner_id.commercial_partner_id != opening.partner_id:
                raise ValidationError(
                    self.env._(
                        "Opening figures belong to “%(company)s”, not to its contact “%(contact)s”.",
                        company=opening.partner_id.commercial_partner_id.display_name,
                        contact=opening.partner_id.display_name,
                    )
                )

    @api.constrains("amount", "order_count", "period")
    def _check_figures(self):
        for opening in self:
            if opening.order_count < 0:
                raise ValidationError(self.env._("The number of orders cannot be below zero."))
            if opening.period == "ever" and (opening.amount or opening.order_count):
                raise ValidationError(
                    self.env._("Sales belong to a month or a year: since the beginning only days are known.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_last_day(vals) for vals in vals_list])

    def write(self, vals):
        if vals.keys().isdisjoint({"day", "period"}):
            return super().write(vals)
        for opening in self:
            super(CustomerClassificationOpening, opening).write(
                opening._with_last_day({"day": opening.day, "period": opening.period, **vals})
            )
        return True

    @api.model
    def _with_last_day(self, vals):
        """``vals`` with the last day of the period in the place of any day of it."""
        day = fields.Date.to_date(vals.get("day"))
        last = {"month": relativedelta(day=31), "year": relativedelta(month=12, day=31)}
        return {**vals, "day": day + last.get(vals.get("period") or "month", relativedelta())} if day else vals


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Opening figures are added up; Odoo would drop those of a period that both have."""
        openings = self.env["customer.classification.opening"].sudo()
        openings.search([("partner_id", "in", src_partners.ids)])._merge_into(dst_partner)
        openings.flush_model()
        return super()._update_foreign_keys(src_partners, dst_partner)


class ResCompany(models.Model):
    _inherit = "res.company"

    classification_documents_since = fields.Date(
        string="Documents Begin On",
        help="For a company that moved to Odoo with opening figures: the day from which its orders and invoices are "
        "here. Opening figures of months that begin on this day or later do not count.",
    )
