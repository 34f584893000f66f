import base64
from datetime import date, datetime
from itertools import islice

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..common.words import listed
from . import categories, cells, headings, messages, sheets
from .checking import Row

SAMPLES = 3


class CustomerClassificationImport(models.Model):
    """Reading the file: its contents, its columns, its rows."""

    _inherit = "customer.classification.import"

    def _book(self):
        """The opened file.

        :raises UserError: it cannot be read
        """
        data = base64.b64decode(self.with_context(bin_size=False).file or b"")
        return self._told(lambda: sheets.open_book(data, self.file_name or "", headings.score))

    def _told(self, read):
        """Call ``read``; what the file refuses is told in a sentence."""
        try:
            return read()
        except sheets.Refused as refused:
            raise UserError(self.env._(messages.FILES[str(refused)])) from refused

    def _read_columns(self):
        """Recognise the contents and match the columns, by what was chosen for the same headings before."""
        book = self._book()
        names = [self.sheet] if self.sheet in book.names else book.names
        found = None
        for name in names:
            first = self._told(lambda name=name: list(islice(book.rows(name), sheets.LOOKED_AT)))
            found = headings.recognise(first)
            if found:
                break
        if not found:
            raise UserError(self.env._(messages.FILES["no_headings"]))
        heading_row, kind = found
        titles = next(row for number, row in first if number == heading_row)
        below = [row for number, row in first if number > heading_row]
        self.write(
            {
                "sheet": name,
                "sheet_names": listed(self.env, book.names),
                "heading_row": heading_row,
                "kind": kind,
                "column_ids": [Command.clear(), *self._column_commands(titles, below, kind)],
            }
        )
        self._suggest(book)

    def _column_commands(self, titles, below, kind):
        remembered = self._remembered(kind)
        targets = headings.match(titles, kind)
        commands = []
        for position, (title, target) in enumerate(zip(titles, targets, strict=True)):
            heading, _ = cells.text(title)
            # a column without a heading is nobody's
            if not heading:
                continue
            number = headings.item_number(heading)
            is_taken = target and not headings.KINDS[kind].targets[target].optional
            values = {
                "position": position,
                "heading": heading,
                "sample": listed(self.env, self._samples(below, position)),
                "target": target if is_taken else False,
                "label": heading if target == "attribute" else False,
                "value_type": headings.item_type(number) if number else "char",
                **remembered.get(headings.plain(heading), {}),
            }
            commands.append(Command.create(values))
        return commands

    @staticmethod
    def _samples(below, position):
        shown = (cells.text(row[position])[0] for row in below if position < len(row))
        return list(islice((text[:40] for text in shown if text), SAMPLES))

    def _remembered(self, kind):
        """{heading: values} of what people of this company chose for such a file the last time."""
        chosen = self.env["customer.classification.import.column"].search(
            [
                ("import_id.kind", "=", kind),
                ("import_id.company_id", "=", self.company_id.id),
                ("import_id", "!=", self.id),
                ("is_chosen", "=", True),
            ],
            order="id",
        )
        names = ("target", "label", "value_type", "is_chosen")
        return {
            headings.plain(column.heading): {
                **{name: column[name] for name in names},
                "scheme_id": column.scheme_id.id,
            }
            for column in chosen
        }

    def _suggest(self, book):
        """Suggest the scheme, the code pattern and the day from which documents are here."""
        if not self.cut_over:
            self.cut_over = self._cut_over_of_company() or self.company_id._classification_today()
        if not self.needs_scheme:
            return
        Scheme = self.env["customer.classification.scheme"]
        own = [("company_id", "in", [False, self.company_id.id])]
        last = self.search(
            [("scheme_id", "!=", False), ("company_id", "=", self.company_id.id), ("id", "!=", self.id)], limit=1
        )
        if not self.scheme_id:
            named = [("name", "in", ["客户分类", self.env._("Customer Class")])]
            self.scheme_id = last.scheme_id or Scheme.search([*own, *named], limit=1)
        if self.kind not in ("categories", "kingdee"):
            return
        if not self.scheme_id and not self.scheme_name:
            self.scheme_name = self.env._("Customer Class")
        if self.scheme_id:
            self.code_pattern = self.scheme_id.code_pattern
        elif not self.code_pattern and self.kind == "categories":
            codes = (cells.code(row.get("code"))[0] for row in self._rows(book))
            self.code_pattern = categories.guess_pattern([code for code in codes if code])

    def _cut_over_of_company(self):
        """The day from which the company's documents are here, as far as somebody said."""
        return self.company_id.classification_documents_since

    # Rows -------------------------------------------------------------------------------------------------------------

    def _rows(self, book=None):
        """The rows below the headings, as :class:`.checking.Row`."""
        book = book or self._book()
        places = {column._key(): column.position for column in self.column_ids if column.target}

        def read():
            return [
                Row(number, places, row)
                for number, row in book.rows(self.sheet if self.sheet in book.names else None)
                if number > self.heading_row
            ]

        return self._told(read)

    def _titles(self):
        """The headings by their places."""
        titles = {column.position: column.heading for column in self.column_ids}
        return [titles.get(position, "") for position in range(max(titles, default=-1) + 1)]

    def _check_columns(self):
        """Raise UserError where columns that are needed are missing, or one thing is said by two columns."""
        targets = self.env["customer.classification.import.column"]._targets()
        labels = dict(targets)
        kind = headings.KINDS.get(self.kind)
        if not kind:
            raise UserError(self.env._("Read the file first."))
        keys = [column._key() for column in self.column_ids if column.target]
        for key in kind.required:
            if key not in keys:
                raise UserError(self.env._("Say which column is “%s”.", labels[key]))
        for column in self.column_ids.filtered("target"):
            if column.target not in kind.targets:
                raise UserError(
                    self.env._("“%s” is nothing that such a file has. Choose again.", labels[column.target])
                )
            if keys.count(column._key()) > 1:
                raise UserError(self.env._("Two columns are “%s”. Keep one of them.", labels[column.target]))
            if column._needs_scheme() and not column.scheme_id:
                raise UserError(
                    self.env._("Choose the scheme whose categories stand in the column “%s”.", column.heading)
                )
            if column.target == "attribute" and not column.label:
                raise UserError(self.env._("Give the attribute of the column “%s” a name.", column.heading))
        if self.kind == "customers" and "category" in keys and not self.scheme_id:
            raise UserError(
                self.env._("Choose the scheme whose categories the customers have; import the categories first.")
            )


def kept(raw):
    """A raw cell as it is kept in JSON."""
    if isinstance(raw, datetime):
        return {"date": raw.date().isoformat()}
    if isinstance(raw, date):
        return {"date": raw.isoformat()}
    return raw if raw is None or isinstance(raw, (str, int, float, bool)) else str(raw)
