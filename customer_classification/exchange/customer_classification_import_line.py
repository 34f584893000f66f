from odoo import api, fields, models

from . import messages

LEVELS = [
    ("ok", "Nothing to say"),
    ("fixed", "Mended by Itself"),
    ("warning", "Warning"),
    ("error", "Refused"),
    ("skipped", "Skipped"),
]
OUTCOMES = [
    ("created", "Added"),
    ("updated", "Changed"),
    ("unchanged", "As it is"),
    ("refused", "Refused"),
    ("skipped", "No record"),
]


class CustomerClassificationImportLine(models.Model):
    """A row of a file: what stands in it, and what becomes of it.

    People read rows; only the import writes them, since it trusts what the check found.
    """

    _name = "customer.classification.import.line"
    _inherit = "customer.classification.opens.partner"
    _description = "Row of an Import"
    _order = "import_id desc, number"
    _rec_name = "code"
    _log_access = False
    _on_customer_merge = "joined"

    import_id = fields.Many2one(
        comodel_name="customer.classification.import", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(related="import_id.company_id", store=True)
    number = fields.Integer(string="Row", readonly=True, aggregator=None)
    content = fields.Selection(
        selection=[("category", "Category"), ("customer", "Customer"), ("opening", "Opening figures")], readonly=True
    )
    code = fields.Char(readonly=True)
    name = fields.Char(readonly=True)
    head = fields.Char(readonly=True, string="Head Office")
    level = fields.Selection(selection=LEVELS, string="Check Result", readonly=True)
    outcome = fields.Selection(selection=OUTCOMES, readonly=True)
    reason_keys = fields.Char(readonly=True, string="Kind of Reason")
    messages = fields.Json(readonly=True)
    reason = fields.Char(compute="_compute_reason")
    cells = fields.Json(readonly=True, help="As they stand in the file.")
    values = fields.Json(readonly=True, help="What they mean.")
    is_done = fields.Boolean(readonly=True, string="Is Imported")
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True, ondelete="set null", index="btree_not_null"
    )

    _work = models.Index("(import_id, number) WHERE is_done IS NOT TRUE")

    @api.model
    def _keep(self, vals_list):
        """Keep rows with what the check found."""
        self.sudo().create(vals_list)

    def _note(self, **values):
        """Note what became of these rows."""
        self.sudo().write(values)

    def _forget(self):
        self.sudo().unlink()

    @api.depends("messages")
    @api.depends_context("lang")
    def _compute_reason(self):
        for line in self:
            line.reason = " ".join(messages.sentence(self.env, message) for message in line.messages or [])
