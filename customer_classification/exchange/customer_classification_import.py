from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from . import headings

WORKING = ("checking", "importing")


class CustomerClassificationImport(models.Model):
    """A file on its way in: what it is about, what its columns are, what becomes of its rows."""

    _name = "customer.classification.import"
    _description = "Import"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    file = fields.Binary(attachment=True, help="An .xlsx or .xls workbook, or a text file (CSV).")
    file_name = fields.Char()
    state = fields.Selection(
        selection=[
            ("draft", "File"),
            ("columns", "Columns"),
            ("checking", "Checking"),
            ("checked", "Checked"),
            ("importing", "Importing"),
            ("stopped", "Stopped"),
            ("done", "Done"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, default=lambda self: self.env.company, index=True
    )
    kind = fields.Selection(
        selection="_kinds",
        string="Contents",
        help="What the file is about, recognised by its headings.",
    )
    sheet = fields.Char(help="The sheet of the workbook that is imported.")
    sheet_names = fields.Char(string="Sheets", readonly=True)
    heading_row = fields.Integer(help="The row in which the headings stand; what is above is left out.")
    scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme",
        check_company=True,
        help="The scheme to which the categories belong. Empty, with a file of categories: a new one is made.",
    )
    scheme_name = fields.Char(string="New Scheme", help="The name of the scheme that is made for the categories.")
    code_pattern = fields.Char(
        help="How many characters each level of the codes adds, such as 2-2-3. Empty: the codes follow no rule."
    )
    cut_over = fields.Date(
        string="Documents Begin On",
        help="The day from which orders and invoices are here. Opening figures are of months before it.",
    )
    is_shared = fields.Boolean(
        string="Customers of All Companies",
        default=lambda self: len(self.env["res.company"].sudo().search([], limit=2)) < 2,
        help="New customers belong to no company, and are known to all of them.",
    )
    column_ids = fields.One2many("customer.classification.import.column", "import_id", string="Columns")
    line_ids = fields.One2many("customer.classification.import.line", "import_id", string="Rows")
    remarks = fields.Json(
        readonly=True,
        help="What is told once for the whole file, such as names that nobody has: [[key, column, name, rows]].",
    )
    progress = fields.Float(readonly=True, help="In %.")
    error = fields.Text(readonly=True)
    needs_scheme = fields.Boolean(compute="_compute_needs_scheme")

    @api.model
    def _kinds(self):
        return [(name, self.env._(kind.label)) for name, kind in headings.KINDS.items()]

    @api.depends("file_name", "kind")
    def _compute_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for job in self:
            job.name = job.file_name or labels.get(job.kind) or self.env._("New import")

    @api.depends("kind", "column_ids.target")
    def _compute_needs_scheme(self):
        for job in self:
            job.needs_scheme = job.kind in ("categories", "kingdee") or "category" in job.column_ids.mapped("target")

    @api.model_create_multi
    def create(self, vals_list):
        self._check_may_import()
        return super().create(vals_list)

    @api.model
    def _check_may_import(self):
        """Raise AccessError unless the user may import: an administrator, or a manager who may create contacts."""
        user = self.env.user
        if self.env.su or user.has_group("customer_classification.group_classification_administrator"):
            return
        manages = user.has_group("customer_classification.group_classification_manager")
        if not manages or not user.has_group("base.group_partner_manager"):
            raise AccessError(
                self.env._(
                    "Administrators of the classification import files, and managers of it who may also create "
                    "contacts. Ask one of them, or an administrator for the right “Contact Creation”."
                )
            )

    # Steps ------------------------------------------------------------------------------------------------------------

    def action_read(self):
        """Read the file: recognise its contents and match its columns.

        :raises UserError: it cannot be read, or nobody knows its headings
        """
        self.ensure_one()
        self._check_may_import()
        self._refuse_while_working()
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        self._read_columns()
        self.state = "columns"
        return True

    def action_check(self):
        """Say for each row what would happen. Nothing is imported."""
        self.ensure_one()
        self._check_may_import()
        self._refuse_while_working()
        self._check_columns()
        self.line_ids._forget()
        self.write({"state": "checking", "progress": 0, "error": False})
        self._work()
        return True

    def action_import(self):
        """Import the rows that were not refused; many of them in the background. Also goes on after a stop."""
        self.ensure_one()
        self._check_may_import()
        if self.state not in ("checked", "stopped"):
            raise UserError(self.env._("Look at the check first: choose “Check”."))
        self.write({"state": "importing", "error": False})
        self._work()
        return True

    def action_stop(self):
        """Stop between two batches; what is imported stays, and one can go on later."""
        self.ensure_one()
        self._check_may_import()
        if self.state == "importing":
            self.state = "stopped"
        elif self.state == "checking":
            self.state = "columns"
        return True

    def action_back(self):
        """Back to the columns."""
        self.ensure_one()
        self._check_may_import()
        self._refuse_while_working()
        self.line_ids._forget()
        self.state = "columns"
        return True

    def _refuse_while_working(self):
        if self.state in WORKING:
            raise UserError(self.env._("The file is being worked on. Wait, or stop it first."))

    # Looking ----------------------------------------------------------------------------------------------------------

    def action_open_rows(self):
        """The rows with what becomes of each; the context may name a filter of the list."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_import_lines")
        wanted = self.env.context.get("import_filter")
        return {
            **action,
            "domain": [("import_id", "=", self.id)],
            "context": {f"search_default_{wanted}": 1} if wanted else {},
        }

    def action_open_imports(self):
        """All imports."""
        self.check_access("read")
        return self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_imports")
