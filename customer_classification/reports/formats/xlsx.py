"""Any report as a workbook: real numbers and dates, ready to filter, fold, chart and print.

Rows are written as they come and then forgotten, so that memory does not grow with their number. Formulas have the
values of the dataset with them, for readers that do not calculate.
"""

import re

import xlsxwriter

from .table import Format, register
from .wording import Wording
from .xlsx_cells import DARK
from .xlsx_sheet import Sheet

TELL = 5000  # rows after which progress is told


def write(env, datasets, path, progress=None):
    """Write the workbook of ``datasets`` in the language of ``env`` into the file ``path``.

    :param progress: called with (rows written, all rows) from time to time
    """
    workbook = xlsxwriter.Workbook(path, {"constant_memory": True})
    workbook.set_properties({"title": datasets[0].title, "author": datasets[0].made_by})
    Book(env, workbook, progress, sum(table.number for dataset in datasets for table in dataset.tables)).fill(datasets)
    workbook.close()


def sheet_name(name: str, taken=()) -> str:
    """Return ``name`` as Excel allows it for a sheet: 31 characters, some forbidden, none of ``taken`` (lower case)."""
    allowed = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip(" '") or "Sheet"
    # a name that Excel keeps for itself
    if allowed.lower() == "history":
        allowed += "_"
    result, number = allowed[:31].rstrip(" '"), 1
    while result.lower() in taken:
        number += 1
        ending = f" ({number})"
        result = allowed[: 31 - len(ending)] + ending
    return result


class Book:
    """A workbook that is being written."""

    def __init__(self, env, workbook, progress, total):
        self.env, self.workbook, self.progress, self.total = env, workbook, progress, total
        self.formats, self.names, self.done = {}, set(), 0

    def fill(self, datasets):
        for dataset in datasets:
            wording = Wording(self.env, dataset)
            sheets = {}
            for table in dataset.tables:
                sheets.setdefault(table.sheet or table.title, []).append(table)
            charts = []
            for title, tables in sheets.items():
                name = title if len(datasets) == 1 else f"{dataset.subject} {title}"
                charts += Sheet(self, dataset, wording, self.add(name)).fill(tables)
            self._parameters(dataset, wording, charts)

    def add(self, name):
        name = sheet_name(name, self.names)
        self.names.add(name.lower())
        return self.workbook.add_worksheet(name)

    def format(self, **properties):
        """One format object per combination, as xlsxwriter wants it."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format({"valign": "top", **properties})
        return self.formats[key]

    def wrote(self):
        """Tell how many rows are written."""
        self.done += 1
        if self.progress and self.done % TELL == 0:
            self.progress(self.done, self.total)

    def number_format(self, dataset, kind) -> str:
        """How Excel shows values of ``kind``."""
        decimals = dataset.decimals
        money = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
        return {
            "integer": "#,##0",
            "days": "#,##0.#",
            "money": money,
            "percent": "0.0%",
            "score": "0.00",
            "decimal": "#,##0.00",
            "date": "yyyy-mm-dd",
        }.get(kind, "General")

    def _parameters(self, dataset, wording, charts):
        """The sheet that says what was asked for, as of when; with the tie-outs and what the charts show."""
        env = self.env
        sheet = self.add(env._("Parameters") if len(self.names) < 2 else f"{env._('Parameters')} {dataset.subject}")
        lines = [
            (env._("Report"), dataset.title),
            (env._("About"), dataset.subject),
            (env._("Company"), dataset.company),
            (env._("First day"), dataset.first_day),
            (env._("Last day"), dataset.last_day),
            *dataset.facts,
            (env._("Currency"), dataset.currency),
            (env._("Taxes"), env._("with taxes") if dataset.amount_basis == "taxed" else env._("without taxes")),
            (env._("Made by"), dataset.made_by),
            (env._("Figures as of"), wording.printed().split(": ", 1)[-1].split("：", 1)[-1]),
        ]
        number = 0
        for number, (label, value) in enumerate(lines):
            sheet.write_string(number, 0, str(label), self.format(bold=True))
            if value and not isinstance(value, str):
                sheet.write_datetime(number, 1, value, self.format(num_format="yyyy-mm-dd", align="left"))
            else:
                sheet.write_string(number, 1, str(value or ""), self.format())
        number = self._checks(dataset, sheet, number + 2)
        for remark in dataset.remarks:
            sheet.write_string(number, 0, remark, self.format())
            number += 1
        for chart in charts:
            number = self._chart(dataset, sheet, number + 1, *chart)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, 3, 24)

    def _checks(self, dataset, sheet, number) -> int:
        money = self.format(num_format=self.number_format(dataset, "money"))
        for check in dataset.checks:
            for label, value in ((check.label, check.value), (check.other_label, check.other)):
                sheet.write_string(number, 0, label, self.format())
                sheet.write_number(number, 1, value, money)
                number += 1
            sheet.write_string(number, 0, self.env._("Difference"), self.format(bold=True))
            formula = f"=ROUND(B{number - 1}-B{number},{dataset.decimals})"
            sheet.write_formula(number, 1, formula, money, check.difference)
            number += 2
        return number

    def _chart(self, dataset, sheet, number, chart, target, cell) -> int:
        """Write what a chart shows, and put the chart below its table."""
        name = sheet.get_name()
        sheet.write_string(number, 0, chart.title, self.format(bold=True))
        first = number + 1
        for number, bar in enumerate(chart.bars, start=first):
            sheet.write_string(number, 0, bar.label, self.format())
            sheet.write_number(number, 1, bar.value, self.format(num_format=self.number_format(dataset, chart.kind)))
        drawn = self.workbook.add_chart({"type": "bar"})
        drawn.add_series(
            {
                "name": chart.title,
                "categories": [name, first, 0, number, 0],
                "values": [name, first, 1, number, 1],
                "fill": {"color": DARK},
                "gap": 60,
                "data_labels": {"value": True, "num_format": "#,##0"},
            }
        )
        drawn.set_title({"name": chart.title, "name_font": {"size": 12}})
        drawn.set_legend({"none": True})
        drawn.set_y_axis({"reverse": True})  # the first on top
        drawn.set_x_axis({"num_format": "#,##0", "min": min(0, *(bar.value for bar in chart.bars), 0)})
        drawn.set_size({"width": 900, "height": 120 + 28 * len(chart.bars)})
        target.insert_chart(*cell, drawn, {"object_position": 2})
        return number + 1


register(Format("xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write))
