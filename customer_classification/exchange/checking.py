"""What the checks of all files have in common: rows, what is found out about them, rows that are no records."""

import re
from dataclasses import dataclass, field

from . import cells

LEVELS = ("ok", "fixed", "warning", "error", "skipped")
TOTALS = {"合计": "total", "总计": "total", "共计": "total", "total": "total", "grand total": "total"}
TOTALS |= {"小计": "subtotal", "subtotal": "subtotal", "sub-total": "subtotal", "本页小计": "subtotal"}
FOOTER = re.compile(
    r"(制表|制单|审核|打印|编制|经办|复核)(人|日期|时间|单位)?\s*[::]|单位\s*:|printed (on|by)|prepared by",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Row:
    """A row of the file: its number, and its raw cells by what their columns are.

    :param places: {what a column is: its place}, one for all rows: a large file has as many as it has rows
    :param further: what stands in no cell of it
    """

    number: int
    places: dict
    all_cells: list = field(default_factory=list)
    further: dict = field(default_factory=dict)

    def get(self, key):
        if key in self.further:
            return self.further[key]
        place = self.places.get(key, len(self.all_cells))
        return self.all_cells[place] if place < len(self.all_cells) else None

    @property
    def cells(self):
        """{what a column is: the cell} of the row."""
        found = {key: self.all_cells[at] for key, at in self.places.items() if at < len(self.all_cells)}
        return {**found, **self.further}


@dataclass(slots=True)
class Checked:
    """What is found out about a row: what to do with it, and what people should know."""

    number: int
    level: str = "ok"
    messages: list = field(default_factory=list)
    values: dict = field(default_factory=dict)

    def skip(self, reason):
        self.level = "skipped"
        self.messages = [{"key": reason}]
        return self

    def mend(self, mended=True):
        """Something was mended in silence."""
        if mended and self.level == "ok":
            self.level = "fixed"

    def warn(self, key, **details):
        """Something is not as it should be; the row is imported."""
        self.messages.append({"key": key, **details})
        if self.level != "error":
            self.level = "warning"

    def refuse(self, key, **details):
        """The row is not imported."""
        self.messages = [{"key": key, **details}]
        self.level = "error"
        return self

    @property
    def is_taken(self):
        return self.level in ("ok", "fixed", "warning")


def no_record(row: Row, headings: list, keys=("code", "name")) -> str | None:
    """Why a row is no record (empty, the headings again, a total, who printed the list), or None for one that is.

    :param keys: the columns in which totals and footers stand
    """
    texts = [cells.text(cell)[0] for cell in row.all_cells]
    if not any(texts):
        return None if any(map(cells.is_error, row.all_cells)) else "empty"
    shown = [(text, heading) for text, heading in zip(texts, headings, strict=False) if text]
    if len(shown) > 1 and sum(text == heading for text, heading in shown) * 2 > len(shown):
        return "header"
    first = next((text for key in keys if (text := cells.text(row.get(key))[0])), "") or next(filter(None, texts))
    if kind := TOTALS.get(first.lower().rstrip(": ")):
        return kind
    return "footer" if FOOTER.match(first) else None


def usual_width(raw_codes) -> int | None:
    """How many characters codes of this file usually have, where some begin with a zero that others may have lost."""
    lengths = {}
    zeros = set()
    for raw in raw_codes:
        clean, _ = cells.code(raw)
        if isinstance(raw, str) and clean.isdecimal() and not cells.WHOLE.match(raw.strip()):
            lengths[len(clean)] = lengths.get(len(clean), 0) + 1
            if clean.startswith("0"):
                zeros.add(len(clean))
    if not lengths:
        return None
    width = max(lengths, key=lengths.get)
    return width if width in zeros and lengths[width] * 2 > sum(lengths.values()) else None


def is_number(raw, as_text: bool) -> bool:
    """Whether a spreadsheet may have taken the zeros in front of this code.

    :param as_text: the file knows no numbers: whatever has only digits may be one
    """
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return True
    clean, _ = cells.text(raw)
    return bool(cells.WHOLE.match(clean)) or (as_text and clean.isdecimal())


def next_length(code: str, lengths) -> str:
    """The code with zeros in front, up to the next of ``lengths``; as it is where none is longer."""
    if not code.isdecimal() or len(code) in lengths:
        return code
    longer = [length for length in sorted(lengths) if length > len(code)]
    return code.zfill(longer[0]) if longer else code


def on_circles(heads: dict) -> set:
    """Those who stand above themselves.

    :param heads: {who: above whom they stand}
    """
    circles, settled = set(), set()
    for start in heads:
        path = []
        here = start
        while here in heads and here not in settled:
            settled.add(here)
            path.append(here)
            here = heads[here]
        if here in path:
            circles.update(path[path.index(here) :])
    return circles
