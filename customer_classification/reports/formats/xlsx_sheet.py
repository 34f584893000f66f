"""One sheet of a workbook: the head of the report, and its tables below each other."""

from ..dataset import Dataset, Table
from .text_width import text_width
from .xlsx_cells import DARK, Cells

PAPERS = {"A4": 9, "Letter": 1}
MOST_ROWS = 1_048_000  # that a sheet has


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
        for remark in table.remarks:
            self.sheet.write_string(self.row, 0, remark, self.book.format(font_color="#555555"))
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
                style = {
                    "type": "data_bar",
                    "bar_color": "#9DB4C7",
                    "bar_solid": True,
                    "min_type": "num",
                    "min_value": 0,
                }
            elif column.mark == "negative":
                style = {"type": "cell", "criteria": "<", "value": 0, "format": self.book.format(font_color="#B3261E")}
            elif column.mark == "low":
                style = {
                    "type": "3_color_scale",
                    "min_color": "#F4B6B0",
                    "mid_color": "#FFFFFF",
                    "max_color": "#B7DDBE",
                }
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
