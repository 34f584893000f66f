"""Asking customers by mail, some days after an invoice, with faces to click on."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

CATCH_UP = 7  # days that an invoice can be asked about late, after the scheduled action did not run


class ResCompany(models.Model):
    _inherit = "res.company"

    satisfaction_days = fields.Integer(
        string="Ask for Satisfaction after",
        help="So many days after an invoice its customer is asked by mail how satisfied they are. 0: nobody is asked.",
    )
    satisfaction_pause = fields.Integer(
        string="Not More Often than Every",
        default=90,
        help="So many days after such a mail the same customer is not asked again.",
    )

    satisfaction_reminder = fields.Integer(
        string="Remind after",
        help="So many days after they were asked, chosen customers who have not answered are reminded, once. "
        "0: nobody is reminded.",
    )

    _satisfaction_days_positive = models.Constraint(
        "CHECK(satisfaction_days >= 0 AND satisfaction_pause >= 0 AND COALESCE(satisfaction_reminder, 0) >= 0)",
        "Enter a number of days, or 0.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    satisfaction_days = fields.Integer(related="company_id.satisfaction_days", readonly=False)
    satisfaction_pause = fields.Integer(related="company_id.satisfaction_pause", readonly=False)
    satisfaction_reminder = fields.Integer(related="company_id.satisfaction_reminder", readonly=False)


class AccountMove(models.Model):
    _inherit = "account.move"

    satisfaction_asked_on = fields.Date(
        readonly=True, copy=False, help="When the customer was asked by mail how satisfied they are with this invoice."
    )

    @api.model
    def _cron_ask_for_satisfaction(self):
        """Ask the customers of the invoices that are old enough, each of them once in a while."""
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search([("satisfaction_days", ">", 0)])
        asked = [(invoice, company) for company in companies for invoice in self._to_ask_about(company)]
        cron._commit_progress(remaining=len(asked))
        for invoice, company in asked:
            invoice.with_company(company)._ask_for_satisfaction()
            if not cron._commit_progress(1):
                return

    @api.model
    def _to_ask_about(self, company):
        """The invoices of ``company`` about which customers are to be asked now, one per customer."""
        today = company._classification_today()
        last = today - relativedelta(days=company.satisfaction_days)
        invoices = self.search(
            [
                ("company_id", "=", company.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("invoice_date", "<=", last),
                ("invoice_date", ">", last - relativedelta(days=CATCH_UP)),
                ("satisfaction_asked_on", "=", False),
                ("partner_id.email", "!=", False),
            ],
            order="invoice_date desc, id desc",
        )
        resting = self.env["customer.classification.request"]._resting(invoices.commercial_partner_id, company)
        one_each = {invoice.commercial_partner_id: invoice for invoice in reversed(invoices)}
        return self.concat(*(invoice for customer, invoice in one_each.items() if customer not in resting))

    def _ask_for_satisfaction(self):
        """Send the mail with the faces; the answer becomes a rating of this invoice."""
        self.ensure_one()
        self.satisfaction_asked_on = self.company_id._classification_today()
        self.rating_send_request(
            self.env.ref("customer_classification.mail_template_satisfaction"),
            lang=self.partner_id.lang,
            force_send=False,
        )
        self.env["customer.classification.request"].sudo().create(
            {
                "partner_id": self.commercial_partner_id.id,
                "recipient_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "user_id": self.invoice_user_id.id,
                "invoice_id": self.id,
                "asked_on": self.satisfaction_asked_on,
                "rating_id": self.rating_ids.sudo().filtered(lambda rating: not rating.consumed)[:1].id,
            }
        )

    def _rating_get_operator(self):
        """The salesperson is rated."""
        return self.invoice_user_id.partner_id or super()._rating_get_operator()
