from odoo import api, fields, models, tools
from odoo.addons.base.models.res_partner import _tz_get
from odoo.fields import Domain

from .days import begin_of, day_of

PARAMETER = "customer_classification.tz"  # the time zone of who installed the addon


class ResCompany(models.Model):
    _inherit = "res.company"

    classification_history_since = fields.Date(
        string="Documents Complete Since",
        help="For a company that began with Odoo later: the day from which its orders and invoices are here. A rule "
        "that looks back further has no figure instead of one that is too low, so that nobody loses their category.",
    )
    classification_tz = fields.Selection(
        selection=_tz_get,
        string="Time Zone",
        compute="_compute_classification_tz",
        inverse="_inverse_classification_tz",
        help="Where the day of an order, a payment or a run begins and ends: the time zone in the company's contact, "
        "else the one of its working hours, else the one of who installed the classification.",
    )

    @api.depends("partner_id.tz", "resource_calendar_id.tz")
    def _compute_classification_tz(self):
        for company in self:
            company.classification_tz = company._classification_tz()

    def _inverse_classification_tz(self):
        """Write it where Odoo has it: into the company's contact."""
        for company in self:
            company.partner_id.sudo().tz = company.classification_tz

    def _classification_tz(self):
        """The name of this company's time zone, for Python and PostgreSQL alike."""
        self.ensure_one()
        company = self.sudo()
        return company.partner_id.tz or company.resource_calendar_id.tz or self._classification_default_tz()

    @api.model
    def _classification_default_tz(self):
        """The time zone of who installed the addon, for companies that have none."""
        return self.env["ir.config_parameter"].sudo().get_param(PARAMETER) or "UTC"

    @api.model
    def _classification_installer_tz(self):
        """The time zone of who is installing the addon just now: who pressed the button, else the administrator."""
        installer = self.env.ref("base.module_customer_classification").write_uid
        return installer.tz or self.env.ref("base.user_admin").tz or "UTC"

    @api.model
    @tools.ormcache()
    def _classification_every_id(self):
        """The ids of all companies; Odoo clears this cache where they become more or fewer."""
        return frozenset(self.sudo().search(Domain.TRUE).ids)

    def _classification_since(self):
        """The day from which the documents of all these companies are complete; None if they always were."""
        return max(filter(None, self.sudo().mapped("classification_history_since")), default=None)

    def _classification_today(self):
        """The day that it is in these companies, or in the first of them where it is a new day already.

        Nothing else in the addon decides what day it is.
        """
        now = fields.Datetime.now()
        zones = {company._classification_tz() for company in self} or {self._classification_default_tz()}
        return max(day_of(now, zone) for zone in zones)

    def _classification_begin(self, day=None):
        """The moment at which ``day``, by default today, begins in this company, in UTC."""
        return begin_of(day or self._classification_today(), self._classification_tz())
