from odoo import api, fields, models


class CustomerClassificationCategoryStatistics(models.TransientModel):
    _name = "customer.classification.category.statistics"
    _description = "Category Statistics"

    scheme_ids = fields.Many2many(
        comodel_name="customer.classification.scheme",
        relation="classification_category_statistics_scheme",
        string="Schemes",
        required=True,
        default=lambda self: self._default_scheme_ids(),
        help="Each scheme gets its own pages or its own sheet.",
    )
    as_of = fields.Date(
        string="As of",
        required=True,
        default=fields.Date.context_today,
        help="The day on which the twelve months end.",
    )
    levels = fields.Selection(
        selection=[("0", "All levels"), ("1", "Top level"), ("2", "Two levels"), ("3", "Three levels")],
        required=True,
        default="0",
        help="How much of the tree to show. The figures of a category always include those below it.",
    )

    @api.model
    def _default_scheme_ids(self):
        """The schemes from which the report is opened; else the main one, else the first."""
        Scheme = self.env["customer.classification.scheme"]
        if self.env.context.get("active_model") == Scheme._name:
            return Scheme.browse(self.env.context.get("active_ids") or [])
        return Scheme._main_scheme() or Scheme.search([], limit=1)

    def action_print_pdf(self):
        """Download the report as PDF."""
        return self.scheme_ids._action_category_statistics("pdf", self.as_of, int(self.levels))

    def action_print_xlsx(self):
        """Download the report as an Excel workbook."""
        return self.scheme_ids._action_category_statistics("xlsx", self.as_of, int(self.levels))
