from odoo import api, fields, models
from odoo.tools import SQL

from . import defaults

ROWS = SQL("id, partner_id, scheme_id, to_category_id")


class CustomerClassificationChange(models.Model):
    """What a change fills into its customer, replaces there or takes back."""

    _inherit = "customer.classification.change"

    filled = fields.Text(
        string="Defaults",
        compute="_compute_filled",
        help="What the category fills into the customer, replaces there or takes back; in a dry run, what it would.",
    )

    @api.depends("evidence")
    @api.depends_context("lang")
    def _compute_filled(self):
        Default = self.env["customer.classification.default"].sudo()
        for change in self:
            lines = (change.evidence or {}).get("defaults") or []
            change.filled = "\n".join(
                Default._sentence(line["company"], line["field"], line["from"], line["to"], line["category"])
                for line in lines
                if not line["company"] or line["company"] in self.env.companies.ids
            )

    @api.model_create_multi
    def create(self, vals_list):
        changes = super().create(vals_list)
        for scheme, proposals in changes.filtered(lambda c: c.state == "proposed").grouped("scheme_id").items():
            self.env.flush_all()
            if defaults.exist(self.env, scheme.id):
                defaults.foresee(self.env, proposals._rows())
                proposals.invalidate_recordset(["evidence"])
        return changes

    def _rows(self):
        """These changes as the engine wants them."""
        return SQL("SELECT %s FROM customer_classification_change WHERE id = ANY(%s)", ROWS, self.ids)

    def _carried_out(self):
        result = super()._carried_out()
        self._follow_defaults()
        return result

    def _follow_defaults(self):
        """Let what categories filled follow these changes."""
        self.env.flush_all()
        for scheme, changes in self.grouped("scheme_id").items():
            if not defaults.exist(self.env, scheme.id):
                continue
            defaults.follow(self.env, changes._rows(), self.env.uid, fields.Datetime.now())
            changes.invalidate_recordset(["evidence"])
