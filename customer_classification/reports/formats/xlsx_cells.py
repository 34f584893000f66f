"""The rows of one table in a workbook: typed cells, sub-totals as formulas, small charts."""

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from ..dataset import Row, Table
from .text_width import text_width

DEEPEST_OUTLINE = 7  # Excel folds no deeper
SPARKLINES = 2000  # more make workbooks slow to open
LARGE = 500  # rows, of which the widths of columns are taken; all others are written quickly
DARK, PALE, LINE = "#3D5A73", "#E4EAF0", "#DDE3E8"


class Cells:
    """Writes the rows of one table."""

    def __init__(self, sheet, table: Table, first: int):
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
            self.styles[key] = [
                self._format(column, place, row.level, style) for place, column in enumerate(self.table.columns)
            ]
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
            # what belongs to the category itself, beside those below it
            own = round(own - known, 6)
            # a formula may not become longer than Excel reads
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
                    number,
                    place,
                    {"range": f"'{self.worksheet.get_name()}'!{span}", "type": "column", "series_color": DARK},
                )
