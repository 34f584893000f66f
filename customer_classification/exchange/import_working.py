import psycopg2

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

BATCH = 1000  # rows that are imported together
SMALL = 1000  # rows, up to which the user waits instead of the scheduled action
MOST_AT_ONCE = 1 << 20  # bytes of a file, up to which it is checked while the user waits
WAITING = [("state", "in", ("checking", "importing"))]


class CustomerClassificationImport(models.Model):
    """Working on an import: at once where it is small, else by the scheduled action, batch by batch."""

    _inherit = "customer.classification.import"

    def _work(self):
        """Do what the state says, or leave it to the scheduled action."""
        if self._is_large():
            self.env.ref("customer_classification.ir_cron_import").sudo()._trigger()
            return
        if self.state == "checking":
            self._check_rows()
        while self.state == "importing" and self._import_batch():
            pass

    def _is_large(self):
        if self.state == "checking":
            attachment = (
                self.env["ir.attachment"]
                .sudo()
                .search([("res_model", "=", self._name), ("res_id", "=", self.id), ("res_field", "=", "file")], limit=1)
            )
            return attachment.file_size > MOST_AT_ONCE
        return self.env["customer.classification.import.line"].search_count(self._open_rows(), limit=SMALL + 1) > SMALL

    @api.model
    def _cron_import(self):
        """Work on the imports that wait, each for its user, and commit after each batch."""
        waiting = self.search(WAITING, order="id")
        self.env["ir.cron"]._commit_progress(remaining=len(waiting))
        for job in waiting:
            user = job.write_uid or job.create_uid
            own = (
                job.with_user(user)
                .with_company(job.company_id)
                .with_context(lang=user.lang, allowed_company_ids=job.company_id.ids)
            )
            if not own._work_on():
                self.env.ref("customer_classification.ir_cron_import")._trigger()
                return

    def _work_on(self):
        """Work until there is nothing left or somebody stopped it.

        :return: False where the time of the scheduled action is over
        """
        cron = self.env["ir.cron"].sudo()
        try:
            if self.state == "checking":
                self._check_rows()
                cron._commit_progress(1)
            while self._is_importing() and self._import_batch():
                self.env.invalidate_all()
                if not cron._commit_progress():
                    return False
            cron._commit_progress(1)
        except psycopg2.errors.SerializationFailure:  # somebody edited a customer meanwhile: the batch once more
            self.env.cr.rollback()
            return False
        except Exception as error:
            self.env.cr.rollback()
            self.invalidate_recordset()
            self.write({"state": "columns" if self.state == "checking" else "stopped", "error": str(error)})
            cron._commit_progress(1)
        return True

    def _is_importing(self):
        """Whether nobody stopped it."""
        self.invalidate_recordset(["state"])
        return self.state == "importing"

    # Importing --------------------------------------------------------------------------------------------------------

    def _open_rows(self):
        return [("import_id", "=", self.id), ("is_done", "=", False), ("level", "not in", ("error", "skipped"))]

    def _import_batch(self):
        """Import the next rows; what follows them all comes with the last ones.

        :return: whether there may be more
        """
        Line = self.env["customer.classification.import.line"]
        lines = Line.search([*self._open_rows(), ("content", "=", "category")]) or Line.search(
            self._open_rows(), limit=BATCH, order="number"
        )
        if not lines:
            self._finish()
            self.write({"state": "done", "progress": 100})
            return False
        self._import_lines(lines)
        everything = Line.search_count([("import_id", "=", self.id), ("level", "not in", ("error", "skipped"))])
        left = Line.search_count(self._open_rows())
        self.progress = 100 * (1 - left / everything) if everything else 100
        return True

    def _import_lines(self, lines):
        """Import some rows at a stroke; where Odoo or another addon refuses one of them, one by one, so that only
        that one is refused."""
        try:
            with self.env.cr.savepoint():
                self._write_lines(lines)
                self.env.flush_all()
        except (UserError, ValidationError, psycopg2.errors.IntegrityError, psycopg2.errors.DataError) as error:
            self.env.invalidate_all()
            if len(lines) == 1:
                text = str(error.args[0] if isinstance(error, UserError) else error.diag.message_primary or error)
                lines._note(
                    level="error",
                    outcome="refused",
                    messages=[{"key": "failed", "value": text}],
                    reason_keys="failed",
                    is_done=True,
                )
                return
            # halves find a bad row among a thousand in ten tries
            half = len(lines) // 2
            self._import_lines(lines[:half])
            self._import_lines(lines[half:])
            return
        lines._note(is_done=True)

    def _write_lines(self, lines):
        """Write what the rows say."""
        for content, same in lines.grouped("content").items():
            getattr(self, f"_write_{content}")(same)

    def _finish(self):
        """What is done when all rows are imported; each kind of rows adds its own."""
