"""Check that one function alone decides what day it is, and that no test waits by the clock.

Started with the folder of the addon and the files to check as arguments; prints the findings.

``fields.Datetime.now()`` as a moment to be kept is fine; taking a day out of it is not, since the machine's day, the
user's and the company's differ for hours, every day.
"""

import ast
import re
import sys
from pathlib import Path

ASK = "ask the company: res.company._classification_today(), or scheme._today()"
WAIT = "wait for what is to be seen: a slow machine is still busy then"
THE_CLOCK = "customer_classification/common/res_company.py"
TODAY = {"today", "context_today", "utcnow"}
CLASSES = {"date", "datetime", "Date", "Datetime"}
TO_DAYS = {"to_date", "start_of", "end_of", "context_timestamp", "day_of"}  # what makes days of moments
IN_SQL = re.compile(
    r"\bCURRENT_DATE\b|\bLOCALTIME(STAMP)?\b|\bnow\(\)[^,\n]{0,40}::\s*date\b|date_trunc\([^)]*now\(\)", re.IGNORECASE
)
IN_XML = re.compile(r"context_today\s*\(|\bDate\.today\b")
IN_PAGES = re.compile(r"\bnew Date\(\s*\)|\bDate\.now\(|\bDateTime\.(now|local)\(\s*\)|\btoday\(\)")
IN_TOURS = re.compile(r"\bset(Timeout|Interval)\b|\bdelay\(|\bsleep\(|\brequestAnimationFrame\b|\btimeout\s*:")


def findings(folder: Path, path: Path):
    """(line number, what is wrong) of one file."""
    name, text = path.relative_to(folder).as_posix(), path.read_text()
    if path.suffix == ".py" and name != THE_CLOCK:
        yield from Days(is_test=name.startswith("tests/")).of(ast.parse(text))
    elif path.suffix == ".xml":
        yield from lines(text, IN_XML, ASK)
    elif name.startswith("static/tests/") and path.name != "patience.js":
        yield from lines(text, IN_TOURS, WAIT)
    elif path.suffix == ".js":
        yield from lines(text, IN_PAGES, ASK)


def lines(text: str, pattern: re.Pattern, advice: str):
    for number, line in enumerate(text.splitlines(), start=1):
        if found := pattern.search(line):
            yield number, f"{found[0]}: {advice}"


class Days(ast.NodeVisitor):
    """Collects where Python code decides by itself what day it is."""

    def __init__(self, is_test: bool):
        self.is_test = is_test
        self.found = []

    def of(self, tree: ast.AST) -> list[tuple[int, str]]:
        self.visit(tree)
        return self.found

    def visit_Attribute(self, node):
        owner = last_name(node.value)
        if node.attr == "context_today" or (node.attr in TODAY and owner in CLASSES):
            self._note(node, f"{owner}.{node.attr}", ASK)
        elif node.attr == "now" and owner in ("date", "datetime"):
            self._note(node, f"{owner}.now", "a moment to be kept is fields.Datetime.now()")
        elif is_now(node.value):
            self._note(node, f"now().{node.attr}", ASK)
        self.generic_visit(node)

    def visit_Call(self, node):
        name = last_name(node.func)
        if name in TO_DAYS and any(map(is_now, node.args)):
            self._note(node, f"{name}(now())", ASK)
        if self.is_test and name == "sleep":
            self._note(node, "sleep", WAIT)
        self.generic_visit(node)

    def visit_Constant(self, node):
        if isinstance(node.value, str) and (found := IN_SQL.search(node.value)):
            self._note(node, found[0], ASK)

    def _note(self, node, what: str, advice: str):
        self.found.append((node.lineno, f"{what}: {advice}"))


def is_now(node) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "now"


def last_name(node) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def main(folder: Path, paths: list[Path]) -> int:
    found = [(path, *finding) for path in paths for finding in findings(folder, path)]
    for path, number, what in found:
        print(f"{path.relative_to(folder)}:{number}: {what}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]))
