"""How a dataset is laid out on paper: pages of pieces whose heights are known, since wkhtmltopdf without Qt patches
repeats no header row and numbers no pages."""

from dataclasses import dataclass, field

from ..dataset import Chart, Dataset, Table
from .text_width import shortened, wrapped
from .wording import Wording

# Pixels per millimetre, and sizes in pixels, as the template has them.
SCALE = 4.88
MARGIN = 10  # mm on each side, as the paper formats have it
SIZES = {"A4": (210, 297), "Letter": (215.9, 279.4)}
FOOT = 34
LINE, PADDING = 18, 8
CHARACTER, CELL_PADDING = 7.4, 10  # of the 13 px font
TITLE, HEAD_LINE, TABLE_TITLE, REMARK = 42, 22, 34, 17
BAR, CHART_HEAD = 22, 34
HEADER_LINES = 4
LINES = {"text": 3}


@dataclass
class Piece:
    """Something that is not divided between pages."""

    kind: str
    height: float
    content: object = None


@dataclass
class Lines:
    """Some rows of one table on one page, under its header row."""

    table: Table
    widths: list[int]
    columns: list
    header: list[str]
    rows: list = field(default_factory=list)


@dataclass
class Cell:
    css: str
    text: str = ""
    trend: tuple = ()
    indent: int = 0


@dataclass
class Page:
    wording: Wording
    pieces: list[Piece] = field(default_factory=list)
    label: str = ""


class TooLong(Exception):
    """The document would have more pages than are made."""


class Layout:
    """Cuts datasets into pages."""

    def __init__(self, env, paper: str, landscape: bool, most: int):
        short, long = SIZES[paper]
        width, height = (long, short) if landscape else (short, long)
        self.env, self.most = env, most
        self.width, self.height = int((width - 2 * MARGIN) * SCALE), int((height - 2 * MARGIN) * SCALE) - 6
        self.pages: list[Page] = []
        self.room = 0.0

    def pages_of(self, datasets: list[Dataset]) -> list[Page]:
        """All pages, numbered.

        :raises TooLong: there would be too many
        """
        for dataset in datasets:
            self.wording = Wording(self.env, dataset)
            self._new_page()
            self._dataset(dataset, self.wording)
        for number, page in enumerate(self.pages, start=1):
            page.label = self.env._("Page %(number)s of %(total)s", number=number, total=len(self.pages))
        return self.pages

    def _new_page(self):
        # asked before each page: whoever asked for too much waits no longer than for the most
        if len(self.pages) == self.most:
            raise TooLong
        self.pages.append(Page(self.wording))
        self.room = self.height - FOOT

    def _add(self, piece: Piece, with_next: float = 0):
        """Put ``piece`` on this page, or on a new one where it and ``with_next`` after it do not fit."""
        if piece.height + with_next > self.room and self.pages[-1].pieces:
            self._new_page()
        self.pages[-1].pieces.append(piece)
        self.room -= piece.height

    def _dataset(self, dataset, wording):
        facts = wrapped(wording.facts(), int(self.width / CHARACTER), 2) if dataset.facts else []
        head = {"wording": wording, "facts": facts}
        self._add(Piece("head", TITLE + HEAD_LINE * (1 + len(facts)) + 6, head))
        for table in dataset.tables:
            self._table(dataset, table, wording)
        for remark in [*wording.checks(), *dataset.remarks]:
            lines = wrapped(remark, int(self.width / CHARACTER), 5)
            self._add(Piece("remark", REMARK * len(lines) + 4, "\n".join(lines)))

    def _table(self, dataset, table, wording):
        columns = [(place, column) for place, column in enumerate(table.columns) if column.on_paper]
        widths = self._widths([column for _place, column in columns])
        header = [
            "\n".join(wrapped(column.label, self._characters(width), HEADER_LINES))
            for (_place, column), width in zip(columns, widths, strict=True)
        ]
        header_height = max(text.count("\n") + 1 for text in header) * LINE + PADDING if table.head else 0
        if len(dataset.tables) > 1:
            self._add(Piece("title", TABLE_TITLE, table.title), header_height + 3 * LINE)
        for chart in table.charts:
            self._add(Piece("chart", CHART_HEAD + BAR * len(chart.bars) + 8, Drawing.of(chart, wording)), 120)
        if not table.number:
            self._add(Piece("remark", 2 * REMARK, table.empty))
            return
        lines = None
        for row in table.rows:
            cells, height = self._row(columns, widths, row, wording)
            # the header row stands on each page again
            if lines is None or height > self.room:
                if lines is not None or header_height + height > self.room:
                    self._new_page()
                lines = Lines(table, widths, [column for _p, column in columns], header if table.head else [])
                self._add(Piece("table", header_height + 6, lines))
            lines.rows.append((f"cs_{row.kind} cs_level{row.level}", cells))
            self.room -= height
        for remark in table.remarks:
            found = wrapped(remark, int(self.width / CHARACTER), 5)
            self._add(Piece("remark", REMARK * len(found) + 4, "\n".join(found)))

    def _widths(self, columns) -> list[int]:
        """The widths in pixels; all together take the whole page."""
        least = [max(_longest(column), 4) * CHARACTER + CELL_PADDING for column in columns]
        wanted = [max(column.width * CHARACTER + CELL_PADDING, low) for column, low in zip(columns, least, strict=True)]
        spare = self.width - sum(least)
        if sum(wanted) > self.width and spare > 0:  # what is no longest word gives way
            share = spare / (sum(wanted) - sum(least))
            wanted = [low + (width - low) * share for width, low in zip(wanted, least, strict=True)]
        return [int(width * self.width / sum(wanted)) for width in wanted]

    @staticmethod
    def _characters(width) -> int:
        return max(int((width - CELL_PADDING) / CHARACTER), 3)

    def _row(self, columns, widths, row, wording):
        cells, most = [], 1
        for (place, column), width in zip(columns, widths, strict=True):
            if column.kind == "trend":
                cells.append(Cell("cs_trend", trend=trend(row.values[place], width)))
                continue
            text = wording.text(column, row, place)
            if column.is_number:
                bad = column.mark == "negative" and (row.values[place] or 0) < 0
                cells.append(Cell("cs_right cs_bad" if bad else "cs_right", text))
                continue
            indent = 14 * (row.level - 1) if place == 0 else 0
            lines = wrapped(text, self._characters(width - indent), LINES.get(column.kind, 1))
            most = max(most, len(lines))
            cells.append(Cell("", "\n".join(lines), indent=indent))
        return cells, most * LINE + PADDING


def _longest(column) -> int:
    """The least width of a column: its longest word, in bold type; numbers and dates are never divided."""
    words = [len(word) + 1.5 for word in column.label.split() if word.isascii()]
    return max([*words, {"money": 11, "date": 11, "percent": 6, "trend": 10}.get(column.kind, 4)])


def trend(values, width) -> tuple:
    """Bars of a small chart: (x, y, width, height) each, in a box of 18 pixels."""
    values = [max(value or 0, 0) for value in values or ()]
    largest = max(values, default=0)
    if not largest:
        return ()
    step = (width - CELL_PADDING) / len(values)
    heights = [round(16 * value / largest, 1) for value in values]
    return tuple(
        (round(place * step, 1), 18 - max(height, 0.6), round(step * 0.8, 1), max(height, 0.6))
        for place, height in enumerate(heights)
    )


@dataclass
class Drawing:
    """A bar chart as it is drawn."""

    title: str
    bars: list
    height: int

    @classmethod
    def of(cls, chart: Chart, wording) -> "Drawing":
        largest = max((bar.value for bar in chart.bars), default=0) or 1
        bars = []
        for bar in chart.bars:
            text = wording.value(chart.kind, bar.value)
            if bar.share is not None:
                text = f"{wording.value('percent', bar.share)} · {text}"
            bars.append((shortened(bar.label, 38), max(round(max(bar.value, 0) / largest * 560, 1), 1), text))
        return cls(chart.title, bars, CHART_HEAD + BAR * len(bars))
