import io

import xlsxwriter

from odoo import api, fields, models

from ..common.words import listed

COLORS = {"error": "danger", "warning": "warning", "skipped": "light"}
EXAMPLES = 5  # rows that are named with a reason
MOST_REMARKS = 30


class CustomerClassificationImport(models.Model):
    """What the check found and what was imported: counts, reasons, and a workbook of the refused rows."""

    _inherit = "customer.classification.import"

    row_count = fields.Integer(compute="_compute_counts", string="Rows in the File")
    created_count = fields.Integer(compute="_compute_counts", string="Added")
    updated_count = fields.Integer(compute="_compute_counts", string="Changed")
    unchanged_count = fields.Integer(compute="_compute_counts", string="As It Is")
    refused_count = fields.Integer(compute="_compute_counts", string="Refused")
    skipped_count = fields.Integer(compute="_compute_counts", string="No Record")
    fixed_count = fields.Integer(compute="_compute_counts", string="Mended by Itself")
    warning_count = fields.Integer(compute="_compute_counts", string="Warnings")
    summary = fields.Html(compute="_compute_summary", string="What Becomes of the Rows", sanitize=False)

    @api.depends("line_ids.level", "line_ids.outcome")
    def _compute_counts(self):
        counts = {}
        groups = self.env["customer.classification.import.line"]._read_group(
            [("import_id", "in", self.ids)], ["import_id", "level", "outcome"], ["__count"]
        )
        for job, level, outcome, count in groups:
            for key in {level, outcome}:
                counts[job.id, key] = counts.get((job.id, key), 0) + count
            counts[job.id, "row"] = counts.get((job.id, "row"), 0) + count
        for job in self:
            for name in ("row", "created", "updated", "unchanged", "refused", "skipped", "fixed", "warning"):
                job[f"{name}_count"] = counts.get((job._origin.id, name), 0)

    @api.depends("row_count", "remarks")
    @api.depends_context("lang")
    def _compute_summary(self):
        for job in self:
            job.summary = bool(job.row_count) and self.env["ir.qweb"]._render(
                "customer_classification.import_summary",
                {"tiles": job._tiles(), "reasons": job._reasons(), "remarks": job._remark_sentences()},
            )

    def _tiles(self):
        names = ("row", "created", "updated", "unchanged", "refused", "skipped", "warning", "fixed")
        labels = {name: self._fields[f"{name}_count"]._description_string(self.env) for name in names}
        return [
            {"label": labels[name], "count": self[f"{name}_count"]}
            for name in names
            if self[f"{name}_count"] or name in ("row", "refused")
        ]

    def _reasons(self):
        """[{count, level, color, sentence, rows}], what is worst first."""
        Line = self.env["customer.classification.import.line"]
        levels = dict(Line._fields["level"]._description_selection(self.env))
        groups = Line._read_group(
            [("import_id", "=", self.id), ("level", "in", list(COLORS)), ("reason_keys", "!=", False)],
            ["level", "reason_keys"],
            ["__count", "number:array_agg", "id:min"],
        )
        order = list(COLORS)
        groups.sort(key=lambda group: (order.index(group[0]), -group[2]))
        return [
            {
                "count": count,
                "level": levels[level],
                "color": COLORS[level],
                "sentence": Line.browse(first).reason,
                "rows": self._first_rows(numbers),
            }
            for level, _keys, count, numbers, first in groups
        ]

    def _first_rows(self, numbers):
        shown = listed(self.env, sorted(numbers)[:EXAMPLES])
        return self.env._("(rows %s)", f"{shown} …" if len(numbers) > EXAMPLES else shown)

    def _remark_sentences(self):
        """What is told once for the whole file."""
        labels = dict(self.env["customer.classification.import.column"]._targets())
        return [
            self.env._(
                "%(column)s: nobody and nothing is called “%(name)s” (%(count)s rows).",
                column=labels.get(column, column),
                name=name,
                count=count,
            )
            for _key, column, name, count in (self.remarks or [])[:MOST_REMARKS]
        ]

    # The refused rows -------------------------------------------------------------------------------------------------

    def action_refused(self):
        """Download a workbook of the refused rows, each with its reason; it can be corrected and imported again."""
        self.ensure_one()
        self._check_may_import()
        attachment = self.env["ir.attachment"].create(
            {
                "name": self.env._("Refused rows of %s.xlsx", (self.file_name or self.name).rpartition(".")[0]),
                "raw": self._refused_workbook(),
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return {"type": "ir.actions.act_url", "url": f"/web/content/{attachment.id}?download=true", "target": "self"}

    def _refused_workbook(self):
        """The workbook as bytes: the headings of the file, a column “Reason”, and the cells as they stood."""
        lines = self.env["customer.classification.import.line"].search(
            [("import_id", "=", self.id), ("level", "=", "error")], order="number"
        )
        titles = self._titles()
        width = max([len(titles), *(len(line.cells) for line in lines)], default=0)
        titles += [""] * (width - len(titles))
        content = io.BytesIO()
        with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
            bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            sheet = book.add_worksheet(self.env._("Refused rows"))
            # the reason stands behind the columns, so that their places stay
            sheet.write_row(0, 0, [*titles, self.env._("Reason")], bold)
            sheet.set_column(0, width, 16)
            sheet.set_column(width, width, 70)
            for number, line in enumerate(lines, 1):
                for place, cell in enumerate(line.cells):
                    self._write_cell(sheet, number, place, cell, text, day)
                sheet.write_string(number, width, line.reason or "")
        return content.getvalue()

    @staticmethod
    def _write_cell(sheet, row, place, cell, text, day):
        if isinstance(cell, dict):
            sheet.write_datetime(row, place, fields.Datetime.to_datetime(cell["date"]), day)
        elif isinstance(cell, bool):
            sheet.write_boolean(row, place, cell)
        elif isinstance(cell, (int, float)):
            sheet.write_number(row, place, cell)
        elif cell:
            sheet.write_string(row, place, cell, text)
