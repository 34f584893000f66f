from odoo import api, fields, models

from ..common import visibility
from . import kinds, registry  # noqa: F401
from .formats import table
from .parameters import days_of

URL = "/customer_classification/report"


class CustomerClassificationReportOptions(models.AbstractModel):
    """What a report is asked for, in the form that opens it and in reports that are kept."""

    _name = "customer.classification.report.options"
    _inherit = "customer.classification.references"
    _description = "Options of a Report"

    report = fields.Selection(
        selection="_select_report", required=True, default=lambda self: self._select_report()[0][0]
    )
    scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme",
        required=True,
        ondelete="cascade",
        default=lambda self: self._default_scheme_id(),
        help="By whose categories the customers are grouped.",
    )
    is_shared = fields.Boolean(compute="_compute_is_shared")
    period = fields.Selection(
        selection=[
            ("months_12", "Last 12 months"),
            ("this_month", "This month"),
            ("last_month", "Last month"),
            ("this_quarter", "This quarter"),
            ("last_quarter", "Last quarter"),
            ("this_year", "This year"),
            ("last_year", "Last year"),
            ("custom", "Other days"),
        ],
        required=True,
        default="months_12",
        help="Which documents count. A period that is not over ends today.",
    )
    first_day = fields.Date(compute="_compute_days", store=True, readonly=False, precompute=True)
    last_day = fields.Date(compute="_compute_days", store=True, readonly=False, precompute=True)
    comparison = fields.Selection(
        selection=[
            ("none", "With nothing"),
            ("year", "With the same days a year before"),
            ("period", "With the period before"),
        ],
        string="Compare",
        required=True,
        default="year",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        help="Of a scheme that all companies share: only the documents of this company. Empty: of all your companies.",
    )
    salesperson_id = fields.Many2one(
        comodel_name="res.users",
        domain="[('share', '=', False)]",
        help="Only customers of this salesperson.",
    )
    levels = fields.Selection(
        selection=[("0", "All levels"), ("1", "Top level"), ("2", "Two levels"), ("3", "Three levels")],
        required=True,
        default="0",
        help="How much of the tree to show. The figures of a category always include those below it.",
    )
    file_format = fields.Selection(
        selection=lambda self: table.selection(), string="Format", required=True, default="pdf"
    )
    paper = fields.Selection(selection=[("A4", "A4"), ("Letter", "Letter")], required=True, default="A4")
    unit = fields.Selection(
        selection=[("1", "Whole amounts"), ("1000", "Thousands"), ("10000", "Ten thousands")],
        string="Printed Amounts",
        required=True,
        default=lambda self: "10000" if (self.env.lang or "").startswith("zh") else "1",
        help="In which unit amounts are printed. Workbooks always have whole amounts.",
    )

    @api.model
    def _select_report(self):
        """The reports that the user may see."""
        is_manager = self.env.su or self.env.user.has_group(visibility.MANAGER)
        return [
            (name, kind.title(self.env)) for name, kind in registry.REPORTS.items() if is_manager or not kind.managers
        ]

    @api.model
    def _default_scheme_id(self):
        Scheme = self.env["customer.classification.scheme"]
        return Scheme._main_scheme() or Scheme.search([], limit=1)

    @api.depends("scheme_id")
    def _compute_is_shared(self):
        for options in self:
            options.is_shared = options.scheme_id and not options.scheme_id.company_id

    @api.depends("period", "scheme_id", "company_id")
    def _compute_days(self):
        """As the report will have it: by the day that it is in the company."""
        for options in self:
            if options.period != "custom":
                company = options.is_shared and options.company_id
                scheme = options.scheme_id.sudo()
                today = company.sudo()._classification_today() if company else scheme._today() if scheme else False
                days = days_of(options.period, today or self.env.company.sudo()._classification_today())
                options.first_day, options.last_day = days

    def _options(self):
        """The options as :func:`parameters.parse` takes them; a period that is named stays a name."""
        self.ensure_one()
        days = {"period": self.period}
        if self.period == "custom":
            days |= {name: fields.Date.to_string(self[name]) for name in ("first_day", "last_day") if self[name]}
        return {
            name: value
            for name, value in {
                "scheme_ids": self.scheme_id.ids,
                "category_ids": self.category_ids.ids,
                "partner_ids": self.partner_ids.ids,
                "comparison": self.comparison,
                "company_id": self.is_shared and self.company_id.id,
                "salesperson_id": self.salesperson_id.id,
                "levels": int(self.levels),
                "paper": self.paper,
                "unit": self.unit,
                **days,
            }.items()
            if value
        }
