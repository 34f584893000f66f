from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

SCHEDULES = ("daily", "weekly", "monthly", "quarterly", "yearly")


class CustomerClassificationScheme(models.Model):
    """When a scheme classifies by itself."""

    _inherit = "customer.classification.scheme"

    schedule = fields.Selection(
        selection=[
            ("manual", "On demand"),
            ("daily", "Every day"),
            ("weekly", "Every week"),
            ("monthly", "Every month"),
            ("quarterly", "Every quarter"),
            ("yearly", "Every year"),
        ],
        default="manual",
        required=True,
        tracking=True,
        help="How often the scheduled action classifies, at the first night of the period.",
    )
    realtime = fields.Boolean(
        string="React at Once",
        compute="_compute_realtime",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="When an order, an invoice, a payment, a rating or the customer changes, the customer is classified "
        "within seconds. What time alone changes waits for the schedule.",
    )

    close_share = fields.Float(
        string="Close to an Upgrade From",
        default=60,
        help="Customers who have reached this share (in %) of what the next higher category asks for are listed as "
        "close to an upgrade.",
    )

    @api.depends("schedule")
    def _compute_realtime(self):
        for scheme in self:
            scheme.realtime = scheme.schedule == "daily"

    @api.model
    def _cron_classify(self):
        """Classify the active schemes whose period has begun and that were not classified in it yet."""
        self.search([("state", "=", "active")])._hold_where_broken()
        self.env["customer.classification.group"].search(Domain.TRUE)._hold_where_broken()
        Run = self.env["customer.classification.run"].sudo()
        Profile = self.env["customer.classification.profile"].sudo()
        due = self.search([("state", "=", "active"), ("mode", "!=", "manual"), ("schedule", "in", SCHEDULES)]).filtered(
            lambda scheme: scheme._is_due()
        )
        runs = Run.browse(Run._begin(scheme, scheme._today(), "schedule", progress=0).id for scheme in due)
        self.env["ir.cron"]._commit_progress(remaining=100 * len(runs))
        Run._in_background(runs)
        scopes = Profile._scopes(self.search([("active", "=", True)]))
        Profile._forget_others(scopes)
        for scope in scopes - Profile._scopes(due):
            Profile._refresh_scope(scope)
            self.env["ir.cron"]._commit_progress()
        self._after_figures(self.search([("state", "=", "active")]))

    @api.model
    def _after_figures(self, schemes, partner_ids=None):
        """What is kept anew once the figures and categories of customers are; what extends this keeps it.

        :param partner_ids: only of these customers; all if None, which is once a night
        """

    def _is_due(self):
        """Whether no scheduled run was made in the scheme's period that contains today."""
        self.ensure_one()
        start = self._period_start(self._today())
        return not self.env["customer.classification.run"].search_count(
            [
                ("scheme_id", "=", self.id),
                ("trigger", "=", "schedule"),
                ("state", "in", ("running", "applied", "held")),
                ("as_of", ">=", start),
            ],
            limit=1,
        )

    def _period_start(self, day):
        """The first day of the period of the schedule in which ``day`` lies: the scheme classifies in its night."""
        self.ensure_one()
        return day if self.schedule == "daily" else fields.Date.start_of(day, self.schedule.removesuffix("ly"))

    def _run_days(self, first, last):
        """The days from ``first`` to ``last``, both included, on which the schedule classifies; on demand, any day."""
        self.ensure_one()
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        return days if self.schedule == "manual" else [day for day in days if day == self._period_start(day)]
