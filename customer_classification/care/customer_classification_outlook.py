from odoo import api, fields, models

from ..common.figure_fields import SchemeFigures, SchemeFloat
from ..figures import scores

HORIZON = 30  # days that the scheduled action looks ahead
FAR = 365  # days that the explanation of one customer looks ahead
WARNINGS = (30, 7)  # days before a downgrade on which people are told
COLUMNS = ("category_id", "next_category_id", "day", "reached", "gaps", "revenue")


class CustomerClassificationOutlook(models.Model):
    """Who is about to be downgraded and who is close to an upgrade, if the rules stand and nothing else happens."""

    _name = "customer.classification.outlook"
    _inherit = ["customer.classification.opens.partner", "customer.classification.of.scheme"]
    _description = "Category Outlook"
    _order = "day, revenue desc, id"
    _rec_name = "partner_id"
    _on_customer_merge = "recomputed"
    _log_access = False

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True, index=True, ondelete="cascade", readonly=True
    )
    scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, index="btree_not_null")
    currency_id = fields.Many2one(related="scheme_id.currency_id")
    kind = fields.Selection(
        selection=[("drop", "About to be downgraded"), ("rise", "Close to an upgrade")], required=True, readonly=True
    )
    category_id = fields.Many2one(
        comodel_name="customer.classification.category", string="Category Now", ondelete="cascade", readonly=True
    )
    next_category_id = fields.Many2one(
        comodel_name="customer.classification.category", ondelete="cascade", readonly=True
    )
    day = fields.Date(
        readonly=True,
        help="Of a downgrade: the day on which the rules put the customer lower if nothing happens. Of an upgrade: "
        "the last day on which as little is missing; empty if nothing gets lost soon.",
    )
    days_left = fields.Integer(compute="_compute_days_left", help="From today to that day.")
    gaps = SchemeFigures(readonly=True, help="What is missing, by condition; below zero where it must be less.")
    gap = fields.Float(
        compute="_compute_gap", digits=(16, 2), help="What is missing of the first condition, in its unit."
    )
    measure = fields.Char(compute="_compute_gap", help="The measure of the first condition that does not hold.")
    gap_text = fields.Char(string="Missing", compute="_compute_gap")
    reached = SchemeFloat(string="Reached (%)", readonly=True, aggregator="avg")
    revenue = SchemeFloat(
        string="Sales of 12 Months", digits=(16, 2), readonly=True, help="Orders, in the currency of the scheme."
    )
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    warned = fields.Integer(readonly=True, help="How many days before the downgrade people were told last.")

    _scope_unique = models.UniqueIndex("(partner_id, scheme_id, kind)")

    @api.depends("day")
    def _compute_days_left(self):
        today = self.scheme_id._today()
        for row in self:
            row.days_left = (row.day - today).days if row.day else 0

    @api.depends("gaps")
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_gap(self):
        Condition = self.env["customer.classification.condition"].sudo()
        for row in self:
            found = [(Condition.browse(int(key)).exists(), missing) for key, missing in (row.gaps or {}).items()]
            missing = [(self._lacking(condition), gap) for condition, gap in found if condition]
            row.gap = missing[0][1] if missing else 0
            row.measure = missing[0][0].measure if missing else False
            row.gap_text = self._gap_text(missing) if missing else False

    @api.model
    def _lacking(self, condition):
        """The condition whose figure is missing: of one on the share of the sales, one on the sales."""
        figure = condition._spec().figure
        if not scores.is_share(figure):
            return condition
        base = scores.base(figure, condition.rule_id.scheme_id)
        names = ("window", "window_length", "rule_id")
        return condition.new({**{name: condition[name] for name in names}, "measure": base.measure})

    @api.model
    def _gap_text(self, missing):
        """What is missing, in words, for example “172,000.00 ¥ more of Sales (orders), last 12 months”."""
        sentences = []
        for condition, gap in missing:
            values = {"gap": condition._format(abs(gap)), "figure": condition._figure_name()}
            sentences.append(
                self.env._("%(gap)s less of %(figure)s", **values)
                if gap < 0
                else self.env._("%(gap)s more of %(figure)s", **values)
            )
        return self.env._(" and ").join(sentences)

    def action_schedule_call(self):
        """Schedule a call with the customer for today."""
        for row in self:
            row.partner_id.activity_schedule(
                "mail.mail_activity_data_call",
                user_id=row.user_id.id or self.env.uid,
                summary=row.gap_text or row._warning(),
            )
        return True
