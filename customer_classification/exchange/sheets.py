"""Files as rows of raw cells: .xlsx, .xls, and text in any encoding and with any separator that such files have."""

import csv
import io
import re
import zipfile
from datetime import time
from itertools import islice, zip_longest

from openpyxl import load_workbook

from .cells import FORMULA

try:
    import xlrd
except ImportError:  # optional: for old workbooks
    xlrd = None

TEXT_ENCODINGS = ("utf-8-sig", "gb18030")
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
SEPARATORS = ("\t", ";", ",", "|")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
MOST_ROWS = 200_000
MOST_COLUMNS = 256
MOST_EMPTY_ROWS = 2000  # in a row, after which nothing is expected any more
MOST_UNPACKED = 1 << 30  # bytes of an unpacked workbook
LOOKED_AT = 40  # rows, among which the headings are
CELL = 100_000  # characters, at most


class Refused(ValueError):
    """The file cannot be read; the message is the key of the reason."""


class Book:
    """A file of one or more sheets."""

    names: list[str]

    def rows(self, name: str | None = None):
        """Give ``(number of the row, list of raw cells)`` of a sheet, the first one if none is named."""
        empty = 0
        for number, row in enumerate(islice(self._rows(name or self.names[0]), MOST_ROWS + 1), 1):
            if number > MOST_ROWS:
                raise Refused("too_many_rows")
            cells = row[:MOST_COLUMNS]
            empty = 0 if any(cell not in (None, "") for cell in cells) else empty + 1
            if empty > MOST_EMPTY_ROWS:
                return
            yield number, cells

    def _rows(self, name):
        raise NotImplementedError


def open_book(data: bytes, name: str = "", score=len) -> Book:
    """Open a file.

    :param name: of the file; only its ending matters, and only where the content leaves a doubt
    :param score: how well a row of texts would serve as headings; by it the separator of a text file is found
    :raises Refused: it is empty, no table, or of a kind that cannot be read
    """
    if not data.strip(b"\x00 \r\n\t"):
        raise Refused("file_empty")
    if data[:4] == b"PK\x03\x04":
        return _Workbook(data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _OldWorkbook(data)
    return _Text(data, score)


class _Workbook(Book):
    """An .xlsx workbook, read row by row."""

    def __init__(self, data):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                    raise Refused("too_large")
                parts = [part.filename for part in archive.infolist() if part.filename.startswith("xl/worksheets/")]
                self.has_formulas = any(_holds(archive, part, b"<f") for part in parts if part.endswith(".xml"))
            self.data = data
            self.book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            self.names = [sheet.title for sheet in self.book.worksheets]
        except Refused:
            raise
        except Exception as error:  # whatever a broken archive makes openpyxl raise
            raise Refused("workbook_broken") from error
        if not self.names:
            raise Refused("file_empty")

    def _rows(self, name):
        books = [self.book]
        if self.has_formulas:
            books.append(load_workbook(io.BytesIO(self.data), read_only=True))
        sheets = [book[name] for book in books]
        for sheet in sheets:
            sheet.reset_dimensions()
        try:
            rows = zip(*(sheet.iter_rows(values_only=True) for sheet in sheets), strict=False)
            for cells, *formulas in rows:
                yield [_plain(cell) for cell in (_with_formulas(cells, formulas[0]) if formulas else cells)]
        except Refused:
            raise
        except Exception as error:
            raise Refused("workbook_broken") from error


def _holds(archive, part, wanted) -> bool:
    """Whether a part of the archive holds these bytes; read piece by piece."""
    with archive.open(part) as stream:
        before = b""
        while piece := stream.read(1 << 20):
            if wanted in before + piece:
                return True
            before = piece[-len(wanted) :]
    return False


def _with_formulas(cells, formulas):
    """The cells, where formulas without a result say so."""
    return [
        FORMULA if cell is None and isinstance(formula, str) and formula.startswith("=") else cell
        for cell, formula in zip_longest(cells, formulas)
    ]


def _plain(cell):
    if isinstance(cell, str):
        return cell[:CELL]
    return cell.isoformat() if isinstance(cell, time) else cell


class _OldWorkbook(Book):
    """An .xls workbook; the package that reads it is optional."""

    def __init__(self, data):
        if not xlrd:
            raise Refused("xls_package")
        try:
            self.book = xlrd.open_workbook(file_contents=data)
        except Exception as error:  # Word and other old files begin alike
            raise Refused("workbook_broken") from error
        self.names = self.book.sheet_names()

    def _rows(self, name):
        sheet = self.book.sheet_by_name(name)
        for number in range(sheet.nrows):
            yield [self._cell(cell) for cell in sheet.row(number)]

    def _cell(self, cell):
        if cell.ctype == xlrd.XL_CELL_DATE:
            return xlrd.xldate_as_datetime(cell.value, self.book.datemode)
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return xlrd.error_text_from_code.get(cell.value, "#N/A")
        if cell.ctype == xlrd.XL_CELL_NUMBER and cell.value == int(cell.value):
            return int(cell.value)
        return cell.value if cell.value != "" else None


class _Text(Book):
    """A text file."""

    names = ["-"]

    def __init__(self, data, score):
        self.text = _decoded(data)
        if self.text.lstrip()[:1] == "<":
            raise Refused("web_page")
        self.separator = self._find_separator(score)

    def _find_separator(self, score):
        head = "".join(self.text[:200_000].splitlines(keepends=True)[:LOOKED_AT])

        def best(separator):
            rows = list(_parsed(head, separator))
            return max((score(row) for row in rows), default=0), max(map(len, rows), default=0)

        return max(SEPARATORS, key=best)

    def _rows(self, name):
        yield from ([cell[:CELL] if cell else None for cell in row] for row in _parsed(self.text, self.separator))


def _parsed(content, separator):
    try:
        yield from csv.reader(io.StringIO(content, newline=""), delimiter=separator)
    except csv.Error as error:
        raise Refused("no_table") from error


def _decoded(data: bytes) -> str:
    encodings = [MARKS[data[:2]]] if data[:2] in MARKS else TEXT_ENCODINGS
    for encoding in encodings:
        try:
            content = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not CONTROLS.search(content):
            return content
    raise Refused("no_text")
