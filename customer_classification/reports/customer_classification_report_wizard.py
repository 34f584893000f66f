from urllib.parse import urlencode

from odoo import Command, api, fields, models

from . import registry
from .customer_classification_report_options import URL


class CustomerClassificationReportWizard(models.TransientModel):
    _name = "customer.classification.report.wizard"
    _inherit = "customer.classification.report.options"
    _description = "Reports"

    category_ids = fields.Many2many(
        comodel_name="customer.classification.category",
        relation="classification_report_wizard_category",
        string="Categories",
        domain="[('scheme_id', '=', scheme_id)]",
        compute="_compute_category_ids",
        store=True,
        readonly=False,
        precompute=True,
        help="Only customers of these categories and those below them. Empty: all.",
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="classification_report_wizard_partner",
        string="Customers",
        help="Only these customers. Empty: all.",
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default=lambda self: self.env.lang or self.env.user.lang or "en_US",
    )

    @api.model
    def default_get(self, fields):
        """What the report is opened from: schemes, categories or customers."""
        values = super().default_get(fields)
        model, ids = self.env.context.get("active_model"), self.env.context.get("active_ids") or []
        if model == "customer.classification.scheme" and ids:
            values["scheme_id"] = ids[0]
        elif model == "customer.classification.category" and ids:
            categories = self.env[model].browse(ids)
            scheme = categories[:1].scheme_id
            values |= {
                "scheme_id": scheme.id,
                "category_ids": [Command.set(categories.filtered(lambda category: category.scheme_id == scheme).ids)],
            }
        elif model == "res.partner" and ids:
            values["partner_ids"] = [Command.set(self.env[model].browse(ids).commercial_partner_id.ids)]
        return values

    @api.depends("scheme_id")
    def _compute_category_ids(self):
        for wizard in self:
            wizard.category_ids = wizard.category_ids.filtered(lambda c, w=wizard: c.scheme_id == w.scheme_id)

    def action_make(self):
        """Download the report, or leave it to the scheduled action where there are many customers."""
        self.ensure_one()
        options = self._options()
        registry.check(self.with_context(lang=self.lang).env, self.report, **options)
        Job = self.env["customer.classification.report.job"].with_context(lang=self.lang)
        if Job._is_large_base() and not self.partner_ids:
            return Job._start(self.report, self.file_format, options)
        flat = {
            name: ",".join(map(str, value)) if isinstance(value, list) else value for name, value in options.items()
        }
        return {
            "type": "ir.actions.act_url",
            "url": f"{URL}/{self.report}/{self.file_format}?{urlencode({**flat, 'lang': self.lang})}",
            "target": "download",
        }

    def action_save(self):
        """Keep the report with its parameters, to be mailed."""
        self.ensure_one()
        options = self._options()
        kept = {name: options[name] for name in ("period", "comparison", "levels", "paper", "unit") if name in options}
        kept["levels"] = self.levels
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.classification.saved.report",
            "views": [(False, "form")],
            "context": {
                "default_name": registry.kind(self.env, self.report).title(self.env),
                "default_report": self.report,
                "default_scheme_id": self.scheme_id.id,
                "default_category_ids": self.category_ids.ids,
                "default_partner_ids": self.partner_ids.ids,
                "default_company_id": self.company_id.id,
                "default_salesperson_id": self.salesperson_id.id,
                "default_file_format": self.file_format,
                **{f"default_{name}": value for name, value in kept.items()},
                **(
                    {f"default_{day}": self[day] for day in ("first_day", "last_day")}
                    if self.period == "custom"
                    else {}
                ),
            },
        }
