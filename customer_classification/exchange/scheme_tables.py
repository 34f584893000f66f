"""A scheme as tables of plain values, and these as a file: JSON, or a workbook with a sheet for each table.

What a row names in another table it names by its code or number in the file, never by a number of the database.
"""

import io
import json
import zipfile

import xlsxwriter
from openpyxl import load_workbook

FORMAT = "customer_classification.scheme"
VERSION = 1
TABLES = ("scheme", "categories", "rules", "conditions", "mappings")
MARK = "json:"  # before what a cell of a workbook cannot hold as it is


class NoScheme(ValueError):
    """The file holds no scheme."""


def to_json(tables: dict[str, list[dict]]) -> bytes:
    """The tables as JSON."""
    content = {"format": FORMAT, "version": VERSION, **{name: tables[name] for name in TABLES}}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def to_workbook(tables: dict[str, list[dict]]) -> bytes:
    """The tables as a workbook."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        for name in TABLES:
            sheet = book.add_worksheet(name)
            columns = list(dict.fromkeys(key for row in tables[name] for key in row))
            sheet.write_row(0, 0, columns, bold)
            for number, row in enumerate(tables[name], 1):
                for place, key in enumerate(columns):
                    sheet.write_string(number, place, _cell(row.get(key)))
    return content.getvalue()


def _cell(value) -> str:
    if value is None:
        return ""
    return (
        value if isinstance(value, str) and not value.startswith(MARK) else MARK + json.dumps(value, ensure_ascii=False)
    )


def read(data: bytes) -> dict[str, list[dict]]:
    """The tables of a file that :func:`to_json` or :func:`to_workbook` made.

    :raises NoScheme: it is none
    """
    tables = _from_workbook(data) if data[:4] == b"PK\x03\x04" else _from_json(data)
    if len(tables.get("scheme") or []) != 1 or not all(_is_table(tables.get(name, [])) for name in TABLES):
        raise NoScheme
    return {name: tables.get(name, []) for name in TABLES}


def _is_table(rows) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)


def _from_json(data):
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError) as error:
        raise NoScheme from error
    if not isinstance(content, dict) or content.get("format") != FORMAT or content.get("version") != VERSION:
        raise NoScheme
    return content


def _from_workbook(data):
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return {name: _rows(book[name]) for name in TABLES}
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise NoScheme from error


def _rows(sheet):
    rows = sheet.iter_rows(values_only=True)
    columns = next(rows, ())
    return [
        {key: _value(cell) for key, cell in zip(columns, row, strict=False) if key and cell not in (None, "")}
        for row in rows
        if any(row)
    ]


def _value(cell):
    return json.loads(cell[len(MARK) :]) if isinstance(cell, str) and cell.startswith(MARK) else cell
