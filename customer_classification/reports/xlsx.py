"""Any report as a workbook: real numbers and dates, ready to filter, fold, chart and print.

Rows are written as they come and then forgotten, so that memory does not grow with their number. Formulas have the
values of the dataset with them, for readers that do not calculate.
"""

import re

import xlsxwriter
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from .dataset import Dataset, Row, Table
from .text_width import text_width
from .wording import Wording

PAPERS = {"A4": 9, "Letter": 1}
DEEPEST_OUTLINE = 7  # Excel folds no deeper
SPARKLINES = 2000  # more make workbooks slow to open
LARGE = 500  # rows, of which the widths of columns are taken, and after which progress is told
TELL = 5000
MOST_ROWS = 1_048_000  # that a sheet has
DARK, PALE, LINE = "#3D5A73", "#E4EAF0", "#DDE3E8"


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
        return {"integer": "#,##0", "days": "#,##0.#", "money": money, "percent": "0.0%", "score": "0.00",
                "decimal": "#,##0.00", "date": "yyyy-mm-dd"}.get(kind, "General")  # fmt: skip

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
        for note in dataset.notes:
            sheet.write_string(number, 0, note, self.format())
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


class Sheet:
    """One sheet: the head of the report, and its tables below each other."""

    def __init__(self, book, dataset: Dataset, wording, worksheet):
        self.book, self.dataset, self.wording, self.sheet = book, dataset, wording, worksheet
        self.widths: dict[int, int] = {}
        self.row = 0
        self.charts = []

    def fill(self, tables) -> list:
        """Write ``tables``; the charts that are still to be drawn, with where."""
        columns = max(len(table.columns) for table in tables)
        self._head(columns)
        header = None
        for number, table in enumerate(tables):
            if len(tables) > 1:
                self.row += number > 0
                self.sheet.write_string(self.row, 0, table.title, self.book.format(bold=True, font_size=13))
                self.row += 1
            header = self._table(table, only=len(tables) == 1)
            below = self.row + 1
            for chart in table.charts:
                self.charts.append((chart, self.sheet, (below, 0)))
                below += 8 + 2 * len(chart.bars)
            self.row = below if table.charts else self.row
        for column, width in self.widths.items():
            self.sheet.set_column(column, column, min(max(width, 8), 60))
        self._printing(header if len(tables) == 1 else None)
        return self.charts

    def _head(self, columns):
        wording = self.wording
        self.sheet.set_row(0, 26)
        title = self.book.format(bold=True, font_size=16)
        self.sheet.write_string(0, 0, wording.title(), title)
        lines = [wording.company(), wording.period(), wording.money(1), wording.facts()]
        for number, line in enumerate(filter(None, lines), start=1):
            self.sheet.write_string(number, 0, line, self.book.format(font_color="#555555"))
            self.row = number
        self.row += 2

    def _table(self, table: Table, only: bool) -> int:
        """Write one table; the number of its header row."""
        header = self.row
        if table.head:
            self._header(table)
            self.row += 1
        if not table.number:
            self.sheet.write_string(self.row, 0, table.empty, self.book.format())
            self.row += 1
            return header
        first = self.row
        if only and table.head:
            self.sheet.freeze_panes(first, min(2, len(table.columns) - 1))
        cells = Cells(self, table, first)
        for row in table.rows:
            cells.put(row, self.row)
            self.row += 1
            self.book.wrote()
            if self.row > MOST_ROWS:
                break
        last = self.row - 1
        if only and table.head:
            self.sheet.autofilter(header, 0, last - cells.totals, len(table.columns) - 1)
        self._marks(table, first, last - cells.totals)
        for note in table.notes:
            self.sheet.write_string(self.row, 0, note, self.book.format(font_color="#555555"))
            self.row += 1
        return header

    def _header(self, table):
        style = {"bold": True, "text_wrap": True, "font_color": "#FFFFFF", "bg_color": DARK, "valign": "vcenter"}
        self.sheet.set_row(self.row, 48)
        for place, column in enumerate(table.columns):
            align = "right" if column.is_number else "left"
            self.sheet.write_string(self.row, place, column.label, self.book.format(**style, align=align))
            widest = max(map(text_width, column.label.split())) + 3 if column.label else 0
            self.widths[place] = max(self.widths.get(place, 0), column.width + 2, min(widest, 18))

    def _marks(self, table, first, last):
        """Conditional formats."""
        for place, column in enumerate(table.columns):
            if column.mark == "bar":
                style = {"type": "data_bar", "bar_color": "#9DB4C7", "bar_solid": True, "min_type": "num",
                         "min_value": 0}  # fmt: skip
            elif column.mark == "negative":
                style = {"type": "cell", "criteria": "<", "value": 0,
                         "format": self.book.format(font_color="#B3261E")}  # fmt: skip
            elif column.mark == "low":
                style = {"type": "3_color_scale", "min_color": "#F4B6B0", "mid_color": "#FFFFFF",
                         "max_color": "#B7DDBE"}  # fmt: skip
            else:
                continue
            self.sheet.conditional_format(first, place, last, place, style)

    def _printing(self, header):
        sheet, wording = self.sheet, self.wording
        sheet.outline_settings(symbols_below=False)
        if self.dataset.landscape:
            sheet.set_landscape()
        sheet.set_paper(PAPERS[self.dataset.parameters.get("paper", "A4")])
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        if header is not None:
            sheet.repeat_rows(header)
        pages = self.book.env._("Page %(number)s of %(total)s", number="&P", total="&N")
        left, centre = (text.replace("&", "&&") for text in (wording.prepared(), wording.checked()))
        sheet.set_footer(f"&L{left}&C{centre}&R{pages}"[:255])


class Cells:
    """Writes the rows of one table."""

    def __init__(self, sheet: Sheet, table: Table, first: int):
        self.sheet, self.table, self.first, self.totals = sheet, table, first, 0
        self.worksheet, self.book = sheet.sheet, sheet.book
        self.places = {column.name: place for place, column in enumerate(table.columns)}
        self.last = first + table.number - 1  # the row of the total
        self.styles, self.writers, self.mixed = {}, None, False
        self.trends = [place for place, column in enumerate(table.columns) if column.kind == "trend"]

    def put(self, row: Row, number: int):
        """Write ``row`` into the row ``number`` of the sheet."""
        if number - self.first >= LARGE and (row.kind, row.level) == ("line", 1) and self._is_plain():
            self._put_quickly(row, number)
        else:
            self._put_carefully(row, number)

    def _put_carefully(self, row: Row, number: int):
        """Write a row with its formulas, and widen columns for what stands in it."""
        self.totals += row.kind == "total"
        if row.level > 1:
            self.worksheet.set_row(number, None, None, {"level": min(row.level - 1, DEEPEST_OUTLINE)})
        formats = self._formats(row)
        measure = number - self.first < LARGE
        calculates = row.kind in ("group", "total")
        for place, value in enumerate(row.values):
            kind, style = formats[place]
            if kind == "any" and value is not None:
                (kind, value), style = value, self._typed(value.kind)  # noqa: PLW2901
            if calculates and (formula := self._formula(row, place, number)):
                self.worksheet.write_formula(number, place, formula, style, "" if value is None else value)
            elif value is None or kind == "trend":
                self.worksheet.write_blank(number, place, None, style)
            elif kind == "text":
                self.worksheet.write_string(number, place, str(value), style)
            elif kind == "date":
                self.worksheet.write_datetime(number, place, value, style)
            else:
                self.worksheet.write_number(number, place, value, style)
            if measure and value is not None and kind != "trend":
                self._measure(place, kind, value, row.level)
        if self.trends and row.kind == "line" and number - self.first < SPARKLINES:
            self._sparklines(number)

    def _is_plain(self) -> bool:
        """Whether all cells of a column are of one kind; also makes ready what writes them."""
        if self.writers is None:
            write = self.worksheet
            by_kind = {"text": write.write_string, "date": write.write_datetime}
            kinds = self._formats(Row(()))
            self.writers = [
                (place, by_kind.get(kind, write.write_number), style)
                for place, (kind, style) in enumerate(kinds)
                if kind != "trend"
            ]
            self.mixed = any(kind == "any" for kind, _style in kinds)
        return not self.mixed

    def _put_quickly(self, row: Row, number: int):
        """Write one of very many lines: nothing is looked up, and what is empty stays so."""
        values = row.values
        for place, write, style in self.writers:
            value = values[place]
            if value is not None:
                write(number, place, value, style)
        if self.trends and number - self.first < SPARKLINES:
            self._sparklines(number)

    def _measure(self, place, kind, value, level):
        """Widen a column for what stands in it."""
        if kind == "text":
            width = text_width(str(value)) + 2 * level
        else:
            width = len(f"{value:,.2f}") + 1 if kind == "money" else 10
        widths = self.sheet.widths
        if width > widths.get(place, 0):
            widths[place] = width

    def _formats(self, row: Row):
        """(kind, format) of each column for rows of this kind and level."""
        key = (row.kind, row.level)
        if key not in self.styles:
            style = {"bottom": 1, "bottom_color": LINE}
            if row.kind == "unclassified":
                style["italic"] = True
            elif row.kind == "total":
                style = {"bold": True, "top": 2, "bottom": 2, "bg_color": PALE}
            elif row.kind == "group" and row.level == 1:
                style["bold"] = True
            self.styles[key] = [self._format(column, place, row.level, style)
                                for place, column in enumerate(self.table.columns)]  # fmt: skip
        return self.styles[key]

    def _format(self, column, place, level, style):
        indent = {"indent": min(level - 1, 15)} if place <= 1 and level > 1 and column.kind == "text" else {}
        number_format = self.book.number_format(self.sheet.dataset, column.kind)
        return column.kind, self.book.format(**style, **indent, num_format=number_format)

    def _typed(self, kind):
        return self.book.format(
            bottom=1, bottom_color=LINE, num_format=self.book.number_format(self.sheet.dataset, kind), align="left"
        )

    def _formula(self, row: Row, place, number):
        """The formula of a sub-total, share or quotient; None where the value stands for itself."""
        column = self.table.columns[place]
        if column.adds and row.parts:
            cells = [xl_rowcol_to_cell(self.first + part, place) for part in row.parts]
            own = row.values[place] or 0
            known = self._parts(row, place)
            if known is None:
                return None
            own = round(own - known, 6)
            return f"={'+'.join(cells)}{f'{own:+}' if own else ''}" if len(cells) < 200 else None
        if column.kind == "percent" and len(column.ratio) == 1:
            base = self.places[column.ratio[0]]
            total = xl_rowcol_to_cell(self.last, base, True, True)
            return f'=IF({total}=0,"",{xl_rowcol_to_cell(number, base)}/{total})'
        if len(column.ratio) == 2:
            over, under = (xl_rowcol_to_cell(number, self.places[name]) for name in column.ratio)
            return f'=IF({under}=0,"",{over}/{under}{"-1" if column.minus else ""})'
        return None

    def _parts(self, row, place):
        """What the lines below add up to; None where one of them is not known."""
        values = [self.table.rows[part].values[place] for part in row.parts]
        return None if None in values or row.values[place] is None else sum(values)

    def _sparklines(self, number):
        """Small charts over the months, which stand in the columns beside."""
        months = [place for name, place in self.places.items() if name.startswith("month_")]
        if months:
            span = xl_range_abs(number, months[0], number, months[-1])
            for place in self.trends:
                self.worksheet.add_sparkline(
                    number, place, {"range": f"'{self.worksheet.get_name()}'!{span}", "type": "column",
                                    "series_color": DARK}
                )  # fmt: skip
