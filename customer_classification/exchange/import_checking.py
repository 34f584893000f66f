from odoo import models

from . import categories, cells, customers, kingdee, openings
from .checking import usual_width
from .customer_known import Known
from .import_reading import kept

CHUNK = 2000  # rows that are kept together


class CustomerClassificationImport(models.Model):
    """The check: what would become of each row. It writes nothing but the rows themselves."""

    _inherit = "customer.classification.import"

    def _check_rows(self):
        """Keep each row with what becomes of it, and go to the next step."""
        self.remarks = []
        rows = self._rows()
        found = getattr(self, f"_check_{self.kind}")(rows, self._titles())
        by_number = {row.number: row for row in rows}
        chunk = []
        for content, checked in found:
            chunk.append((content, by_number[checked.number], checked))
            if len(chunk) == CHUNK:
                self._keep(chunk)
                chunk = []
        self._keep(chunk)
        self.write({"state": "checked", "progress": 0})

    def _remark(self, key, names):
        """Tell names once for the whole file.

        :param names: {(column, name): rows}
        """
        told = [[key, column, name, count] for (column, name), count in sorted(names.items(), key=lambda n: -n[1])]
        self.remarks = (self.remarks or []) + told

    def _keep(self, chunk):
        outcomes = {}
        for content in {content for content, _row, _checked in chunk}:
            taken = [checked for other, _row, checked in chunk if other == content and checked.is_taken]
            found = getattr(self, f"_outcomes_of_{content}")(taken)
            outcomes.update((id(checked), outcome) for checked, outcome in zip(taken, found, strict=True))
        refused = {"error": "refused", "skipped": "skipped"}
        Line = self.env["customer.classification.import.line"]
        Line._keep(
            [
                {
                    "import_id": self.id,
                    "content": content,
                    "number": row.number,
                    "code": checked.values.get("code") or cells.code(row.get("code"))[0],
                    "name": checked.values.get("name") or cells.text(row.get("name"))[0],
                    "head": checked.values.get("head"),
                    "level": checked.level,
                    "outcome": refused.get(checked.level) or outcomes[id(checked)],
                    "messages": checked.messages,
                    "reason_keys": " ".join(message["key"] for message in checked.messages),
                    "cells": [kept(cell) for cell in row.all_cells],
                    "values": checked.values,
                }
                for content, row, checked in chunk
            ]
        )
        Line.flush_model()
        Line.invalidate_model()

    # Categories -------------------------------------------------------------------------------------------------------

    def _check_categories(self, rows, titles):
        for checked in categories.check(rows, titles, self.code_pattern, self._known_categories()):
            yield "category", checked

    def _known_categories(self):
        """{code: its names in all languages} of the scheme's categories."""
        known = {}
        found = self.scheme_id.with_context(active_test=False).category_ids
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for category in found:
            known[category.code] = {category.with_context(lang=code).name for code in languages}
        return known

    def _outcomes_of_category(self, found):
        return ["unchanged" if checked.values["again"] else "created" for checked in found]

    # Customers --------------------------------------------------------------------------------------------------------

    def _check_customers(self, rows, titles):
        check = customers.Check(rows, titles, self._attribute_types(), self._known_of_customers(rows))
        for checked in check.checked():
            yield "customer", checked
        self._remark("name_unknown", check.unknown_names)

    def _attribute_types(self):
        return {column._key(): column.value_type for column in self._attribute_columns()}

    def _check_kingdee(self, rows, titles):
        """Categories first; customers come into those that are there and those that the file brings."""
        groups, people = kingdee.divide(rows)
        found = categories.check(groups, titles, None, self._known_categories())
        for checked in found:
            yield "category", checked
        tree = self._tree(self.scheme_id)
        taken = [checked.values for checked in found if checked.is_taken]
        inner = {values["parent"] for values in taken}
        leaf_only = self.scheme_id.leaf_only if self.scheme_id else True
        for code in {values["code"] for values in taken} | (inner & tree.codes.keys()):
            number, _holds = tree.codes.get(code, (None, True))
            tree.codes[code] = number, not (leaf_only and code in inner)
        known = self._known_of_customers(people)
        known.trees["category"] = tree
        check = customers.Check(people, titles, self._attribute_types(), known)
        for checked in check.checked():
            yield "customer", checked
        self._remark("name_unknown", check.unknown_names)

    def _known_of_customers(self, rows):
        written = {code for row in rows for key in ("code", "head") if (code := cells.code(row.get(key))[0])}
        width = usual_width(row.get("code") for row in rows) or 0
        partners, ambiguous = self._partners_by_code({*written, *(code.zfill(width) for code in written)})
        numbers = {cells.tax_id(row.get("vat"))[0] for row in rows} - {""}
        return Known(
            today=self.company_id._classification_today(),
            partners={code: (partner.id, partner.active) for code, partner in partners.items()},
            ambiguous=ambiguous,
            tax_ids=self._tax_ids(numbers),
            heads=self._heads_above(partners.values()),
            trees=self._trees(),
            names=self._names(),
            refused=self._refused_before(partners),
            home_currency=self.company_id.currency_id.name,
            as_text=not (self.file_name or "").lower().endswith((".xlsx", ".xls", ".xlsm")),
        )

    # Opening figures --------------------------------------------------------------------------------------------------

    def _check_opening(self, rows, titles):
        written = {code for row in rows if (code := cells.code(row.get("code"))[0])}
        width = max((len(code) for code in written if code.startswith("0")), default=0)
        partners, _ = self._partners_by_code({*written, *(code.zfill(width) for code in written)})
        known = openings.Known({code: each.id for code, each in partners.items()}, width or None, self.cut_over)
        for checked in openings.check(rows, titles, known):
            yield "opening", checked
