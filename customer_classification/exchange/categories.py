"""The check of a file of categories: the tree out of the codes. Children may stand before their parents."""

from itertools import accumulate

from ..schemes import codes
from . import cells
from .checking import Checked, Row, next_length, no_record

SEPARATORS = ".-/"
SHARE = 0.05  # of the codes, at least, that are as long as a level says


def guess_pattern(found) -> str:
    """The code pattern that most of these codes follow, such as 2-2-3; empty where they follow none."""
    lengths = {}
    for code in found:
        if not code.isdecimal():
            return ""
        lengths[len(code)] = lengths.get(len(code), 0) + 1
    least = max(2, len(found) * SHARE)
    given = {*found}
    above = {length for length in lengths for code in given if length < len(code) and code[:length] in given}
    usual = sorted(length for length, count in lengths.items() if count >= least or length in above)
    return "-".join(str(length - before) for before, length in zip([0, *usual], usual, strict=False))


def check(rows: list[Row], headings: list, pattern: str | None, known: dict[str, set[str]]) -> list[Checked]:
    """Say what becomes of each row.

    :param pattern: of the scheme; empty for free codes
    :param known: {code: its names in all languages} of the categories that are there, archived ones too
    :return: in the order of the rows; ``values`` has the code, the name and the code of the parent
    """
    tree = _Tree(codes.parse(pattern), known)
    return tree.check(rows, headings)


class _Tree:
    """The codes of a file, and where each belongs."""

    def __init__(self, levels, known):
        self.levels = levels
        self.lengths = list(accumulate(level.length for level in levels))
        self.known = known
        self.named = {}  # the codes of the file that are taken, with their names

    def check(self, rows, headings):
        result = []
        for row in rows:
            checked = Checked(row.number)
            result.append(checked)
            if reason := no_record(row, headings):
                checked.skip(reason)
                continue
            self._read(row, checked)
        waiting = sorted((c for c in result if c.is_taken), key=lambda c: (len(c.values["code"]), c.number))
        for checked in waiting:
            self._place(checked)
        return result

    def _read(self, row, checked):
        code, mended = cells.code(row.get("code"))
        name, again = cells.text(row.get("name"))
        written = code
        if not code:
            checked.refuse("code_missing")
        elif not name:
            checked.refuse("name_missing")
        elif self.levels and (problem := self._misfit(code)):
            checked.refuse("code_pattern", value=code, count=problem)
        else:
            code = next_length(code, self.lengths) if self.levels else code
            checked.mend(mended or again or code != written)
            checked.values = {"code": code, "name": name, "written": written}

    def _misfit(self, code):
        """How many characters the code has if it is longer than all levels or holds what its level forbids, else 0."""
        padded = next_length(code, self.lengths)
        if len(padded) not in self.lengths:
            return len(code)
        begin = 0
        for level, end in zip(self.levels, self.lengths, strict=True):
            if end <= len(padded) and not level.fits(padded[begin:end]):
                return len(code)
            begin = end
        return 0

    def _place(self, checked):
        """Find the parent of a row that has a code and a name; parents have been placed before."""
        code, name = checked.values["code"], checked.values["name"]
        parent = self._parent(code)
        if parent is None:
            padded = code != checked.values["written"]
            key = "code_pattern" if padded else "parent_missing"
            checked.refuse(key, value=checked.values["written"], count=len(checked.values["written"]))
            return
        taken = {self.named[code]} if code in self.named else self.known.get(code)
        if taken and name not in taken:
            checked.refuse("code_twice", value=code)
            return
        checked.values["parent"] = parent
        checked.values["again"] = bool(taken)
        if code in self.named:
            checked.mend()
        self.named[code] = name

    def _parent(self, code):
        """The code of the parent; empty at the top of the tree, None where the parent is missing."""
        if self.levels:
            depth = self.lengths.index(len(code))
            parent = code[: self.lengths[depth - 1]] if depth else ""
            return parent if not parent or self._is_there(parent) else None
        cut = max(code.rfind(separator) for separator in SEPARATORS)
        parent = code[:cut] if cut > 0 else ""
        return parent if self._is_there(parent) else ""

    def _is_there(self, code):
        return code in self.named or code in self.known
