import logging

from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..common import access
from . import registry
from .formats import files, plain

_logger = logging.getLogger(__name__)


class CustomerClassificationSavedReport(models.Model):
    """A report that is kept with its parameters, and mailed regularly: to each reader what they may read, in their
    language.
    """

    _name = "customer.classification.saved.report"
    _inherit = "customer.classification.report.options"
    _description = "Saved Report"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    category_ids = fields.Many2many(
        comodel_name="customer.classification.category",
        relation="classification_report_category",
        string="Categories",
        domain="[('scheme_id', '=', scheme_id)]",
        help="Only customers of these categories and those below them. Empty: all.",
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner", relation="classification_report_partner", string="Customers"
    )
    schedule = fields.Selection(
        selection=[("manual", "Not at all"), ("weekly", "Every Monday"), ("monthly", "On the first of each month")],
        string="Mailed",
        required=True,
        default="monthly",
    )
    next_date = fields.Date(
        string="Next Mail", compute="_compute_next_date", store=True, readonly=False, precompute=True, copy=False
    )
    last_sent = fields.Datetime(readonly=True, copy=False)
    user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="classification_report_user",
        string="Recipients",
        domain="[('share', '=', False)]",
        help="Empty: all classification managers of the scheme's companies.",
    )

    kept_for_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_kept_for_id",
        store=True,
        precompute=True,
        index=True,
        help="The company whose people see the report: that of the scheme or the documents, else that of who keeps it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        access.refuse_values(self.browse(), vals_list)
        return super().create(vals_list)

    def write(self, vals):
        access.refuse_values(self, [vals])
        return super().write(vals)

    @api.depends("scheme_id.company_id", "company_id")
    def _compute_kept_for_id(self):
        """A report on a scheme that all companies share is nobody else's for that."""
        for report in self:
            mine = report.create_uid.sudo().company_id if report.create_uid else self.env.company
            report.kept_for_id = report.scheme_id.sudo().company_id or report.company_id or mine

    @api.depends("schedule")
    def _compute_next_date(self):
        for report in self:
            report.next_date = report._next_date(report.scheme_id._today())

    def _next_date(self, today):
        """The first day after ``today`` on which the report is due."""
        if self.schedule == "manual":
            return False
        return fields.Date.start_of(today, "week" if self.schedule == "weekly" else "month") + (
            relativedelta(weeks=1) if self.schedule == "weekly" else relativedelta(months=1)
        )

    # As data ----------------------------------------------------------------------------------------------------------

    @api.model
    def dataset(self, report, **options):
        """A report as data, of what the caller may read.

        :param report: its name, for example ``category_statistics``
        :param options: ``scheme_ids``, ``category_ids``, ``partner_ids``, ``period`` or ``first_day`` and ``last_day``,
            ``comparison``, ``company_id``, ``salesperson_id``, ``levels``
        :return: a list with a dictionary per scheme
        :raises UserError: there is no such report or option
        :raises AccessError: the caller may not see it
        """
        with registry.datasets(self.env, report, **options) as datasets:
            return plain.render(datasets)

    # Mailing ----------------------------------------------------------------------------------------------------------

    def action_send(self):
        """Mail the report now."""
        self.check_access("write")
        for report in self:
            sent = report._send()
            if not sent:
                raise UserError(self.env._("“%s” has no recipient with a mail address. Choose some.", report.name))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": self.env._("Mailed to %s recipients.", sent)},
        }

    @api.model
    def _cron_send(self):
        """Mail the reports that are due; one that fails is told to the log and tried again the next day."""
        scheduled = self.sudo().search([("schedule", "!=", "manual"), ("next_date", "!=", False)])
        due = scheduled.filtered(lambda report: report.next_date <= report.scheme_id._today())
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due))
        for report in due:
            try:
                report._send()
                report.next_date = report._next_date(report.scheme_id._today())
            except Exception as error:
                self.env.cr.rollback()
                _logger.error("The report %s could not be mailed", report.name, exc_info=error)
            cron._commit_progress(1)

    def _send(self):
        """Make the report for each recipient and mail it to them.

        :return: how many got it
        """
        recipients = self._recipients().filtered("email")
        for user in recipients:
            self._send_to(user)
        self.sudo().last_sent = fields.Datetime.now()
        return len(recipients)

    def _recipients(self):
        """Who gets the report: those chosen, else the managers of the scheme's companies."""
        self.ensure_one()
        if self.user_ids:
            return self.sudo().user_ids.filtered("active")
        managers = self.env.ref("customer_classification.group_classification_manager").sudo().all_user_ids
        companies = self.sudo().scheme_id._companies()
        return managers.filtered(
            lambda user: user.active and not user.share and user.id != SUPERUSER_ID and user.company_ids & companies
        )

    def _send_to(self, user):
        """Mail to ``user`` what they may read, in their language."""
        scheme_company = self.sudo().scheme_id.company_id
        companies = scheme_company.ids or user.company_ids.ids
        reader = self.env(
            user=user.id, su=False, context={"lang": user.lang, "tz": user.tz, "allowed_company_ids": companies}
        )
        made = files.make(reader, self.report, self.file_format, **self.sudo()._options())
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": made.name,
                    "raw": made.content,
                    "mimetype": made.mimetype,
                    "res_model": "mail.mail",
                    "res_id": 0,
                }
            )
        )
        attached = reader._("the report “%(report)s” is attached: %(file)s.", report=self.name, file=made.name)
        user._mail_about_classification(
            reader,
            "customer_classification.report_mail",
            made.name.rpartition(".")[0],
            reader._("report"),
            {"attached": attached},
            attachment_ids=[fields.Command.link(attachment.id)],
        )
