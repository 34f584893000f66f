import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from . import registry
from .formats import files, table

_logger = logging.getLogger(__name__)

LARGE = 20_000  # customers; from here on a report is left to the scheduled action
KEPT_DAYS = 7


class CustomerClassificationReportJob(models.Model):
    """A report that the scheduled action makes, since its reader would wait too long; handed over as a download."""

    _name = "customer.classification.report.job"
    _description = "Report Made in the Background"
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    report = fields.Char(required=True, readonly=True)
    options = fields.Json(readonly=True)
    file_format = fields.Selection(
        selection=lambda self: table.selection(), string="Format", required=True, readonly=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="For",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        default=lambda self: self.env.user,
    )
    company_ids = fields.Json(readonly=True, help="The companies that the reader had chosen.")
    lang = fields.Char(readonly=True)
    state = fields.Selection(
        selection=[("running", "In Progress"), ("done", "Done"), ("failed", "Failed")],
        required=True,
        default="running",
        readonly=True,
    )
    progress = fields.Float(readonly=True, help="In %.")
    file = fields.Binary(attachment=True, readonly=True)
    file_name = fields.Char(readonly=True)
    error = fields.Text(readonly=True)

    @api.model
    def _start(self, report, file_format, options):
        """Leave a report to the scheduled action.

        :return: the action that follows it
        """
        job = self.sudo().create(
            {
                "name": registry.kind(self.env, report).title(self.env),
                "report": report,
                "options": options,
                "file_format": file_format,
                "user_id": self.env.uid,
                "company_ids": self.env.companies.ids,
                "lang": self.env.lang,
            }
        )
        self.env.ref("customer_classification.ir_cron_reports").sudo()._trigger()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": job.id,
            "views": [(False, "form")],
            "target": "current",
        }

    @api.model
    def _is_large_base(self):
        """Whether there are too many customers to let a user wait, as PostgreSQL estimates them."""
        [(rows,)] = self.env.execute_query(
            SQL("SELECT COALESCE(reltuples, 0) FROM pg_class WHERE oid = 'res_partner'::regclass")
        )
        return rows >= LARGE

    @api.model
    def _cron_make(self):
        """Make the reports that wait, each for its reader, and commit after each."""
        waiting = self.sudo().search([("state", "=", "running")], order="id")
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(waiting))
        for job in waiting:
            try:
                job._make()
            except Exception as error:
                self.env.cr.rollback()
                job._fail(error)
            cron._commit_progress(1)

    def _reader(self):
        """The environment of the reader: their rights, companies and language."""
        self.ensure_one()
        companies = [company for company in self.company_ids or [] if company in self.user_id.company_ids.ids]
        context = {
            "lang": self.lang,
            "tz": self.user_id.tz,
            "allowed_company_ids": companies or self.user_id.company_id.ids,
        }
        return self.env(user=self.user_id.id, su=False, context=context)

    def _make(self):
        """Make the file and tell its reader."""
        with files.making(
            self._reader(), self.report, self.file_format, self._progressed, **(self.options or {})
        ) as made:
            self._keep(made)
        self._tell(
            "success", self._reader()._("“%s” is ready. Download it under Reports › Made in the Background.", self.name)
        )

    def _keep(self, made):
        """Put the file where the field has it, from disk to disk: a large one never is in memory as a whole."""
        Attachment = self.env["ir.attachment"].sudo()
        in_database = Attachment._storage() == "db"
        Attachment.create(
            {
                "name": "file",
                "res_model": self._name,
                "res_field": "file",
                "res_id": self.id,
                "type": "binary",
                "mimetype": made.mimetype,
                "raw": bytes(made.content) if in_database else made.content,
            }
        )
        self.write({"file_name": made.name, "state": "done", "progress": 100})
        self.invalidate_recordset(["file"])

    def _progressed(self, rows, total):
        """Commit, so that the reader sees how far it is."""
        self.progress = 99 * rows / max(total, 1)
        self.env["ir.cron"]._commit_progress()

    def _fail(self, error):
        _logger.warning("The report %s for %s failed", self.report, self.user_id.login, exc_info=error)
        self.write({"state": "failed", "error": str(error)})
        self._tell(
            "danger", self._reader()._("“%(report)s” could not be made: %(error)s", report=self.name, error=error)
        )

    def _tell(self, kind, message):
        """Tell the reader on the screen, if they are there."""
        self.user_id._bus_send("simple_notification", {"type": kind, "message": message, "sticky": True})

    def action_download(self):
        """Download the file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.file_name}?download=true",
            "target": "download",
        }

    @api.autovacuum
    def _gc_old(self):
        """Files are for downloading, not for keeping."""
        self.search([("create_date", "<", fields.Datetime.now() - timedelta(days=KEPT_DAYS))]).unlink()
