"""Code patterns: ``2-2-3`` says how many characters each level of a tree adds to the code of its parent.

A level is a length, followed by ``A`` where letters are allowed besides digits: ``1A-2`` gives "V", "V01".
"""

import re
import string
import unicodedata
from dataclasses import dataclass
from itertools import product

LEVEL = re.compile(r"^([1-9][0-9]?)(A?)$", re.IGNORECASE)
SEPARATOR = "-"


@dataclass(frozen=True)
class Level:
    """How many characters one level adds, and whether letters are among them."""

    length: int
    letters: bool

    @property
    def alphabet(self) -> str:
        """The characters that a code of this level may hold, in the order in which they are proposed."""
        return string.ascii_uppercase + string.digits if self.letters else string.digits

    def fits(self, part: str) -> bool:
        """Whether ``part`` is a code of this level."""
        return len(part) == self.length and all(character in self.alphabet for character in part.upper())

    def parts(self):
        """All codes of this level in order; digits begin with 1, letters with A."""
        if not self.letters:
            for number in range(1, 10**self.length):
                yield str(number).zfill(self.length)
            return
        yield from map("".join, product(self.alphabet, repeat=self.length))


def parse(pattern: str | None) -> tuple[Level, ...]:
    """Return the levels of ``pattern``; an empty one means free codes and has none.

    :raises ValueError: a part is no length
    """
    levels = []
    for part in filter(None, (pattern or "").split(SEPARATOR)):
        match = LEVEL.match(part.strip())
        if not match:
            raise ValueError(part)
        levels.append(Level(int(match[1]), bool(match[2])))
    return tuple(levels)


def example(pattern: str) -> list[str]:
    """One code per level, each below the one before: ``2-2-3`` gives 01, 0101, 0101001."""
    codes = []
    for level in parse(pattern):
        codes.append((codes[-1] if codes else "") + next(level.parts()))
    return codes


def parent_of(code: str, pattern: str | None) -> str | None:
    """The code of the category below which ``code`` stands by ``pattern``; None at the top, or for no code of it."""
    length, prefix = 0, None
    for level in parse(pattern):
        prefix, length = code[:length], length + level.length
        if len(code) == length:
            return prefix or None
    return None


def fits_some_level(code: str, pattern: str | None) -> bool:
    """Whether ``code`` can be a code of any level of ``pattern``; free codes can be anything with a digit."""
    levels, start = parse(pattern), 0
    if not levels:
        return any(map(str.isdigit, code))
    for level in levels:
        if not level.fits(code[start : start + level.length]):
            return False
        start += level.length
        if start == len(code):
            return True
    return False


def split(text: str) -> tuple[str, str]:
    """``02 Manufacturing`` is a code and a name; without a digit in the first word, all of it is the name."""
    first, _blank, rest = text.strip().partition(" ")
    return (first, rest.strip()) if rest and any(map(str.isdigit, first)) else ("", text.strip())


def rows(text: str, pattern: str | None) -> list[tuple[str, str]]:
    """The codes and names of a block that was copied out of a spreadsheet or a text, without headings.

    Columns are parted by tabs, semicolons, commas or blanks; full-width characters count as ordinary ones.
    """
    found = []
    for line in unicodedata.normalize("NFKC", text).splitlines():
        code, *rest = [cell.strip().strip('"') for cell in re.split(r"[\t;,]", line, maxsplit=1)]
        if not rest:
            code, name = split(line)
        else:
            name = re.split(r"[\t;,]", rest[0])[0].strip()
        if code and fits_some_level(code, pattern):
            found.append((code, name))
    return found


# Giving codes anew ----------------------------------------------------------------------------------------------------


@dataclass
class Node:
    """A category of which the code is given anew, with the categories below it."""

    id: int
    code: str
    own: str  # what its own level added to the code of its parent
    children: list


def tree(rows) -> list[Node]:
    """Return the tops of a tree.

    :param rows: ``(id, parent id or None, code, code of the parent)``, parents before their children; a parent that is
        none of the rows makes its child a top
    """
    nodes, tops = {}, []
    for number, parent_id, code, parent_code in rows:
        nodes[number] = Node(number, code, code.removeprefix(parent_code) or code, [])
        parent = nodes.get(parent_id)
        (parent.children if parent else tops).append(nodes[number])
    return tops


def recode(nodes, pattern: str | None, *, depth: int = 0, prefix: str = "", method: str = "pad", taken=()):
    """Give the nodes of one level, and all below them, codes that fit ``pattern``.

    :param depth: how many levels stand above the nodes
    :param prefix: the code of their parent
    :param method: ``pad`` fills up with zeros in front, or takes some away; ``renumber`` counts anew in the order of
        the nodes; ``fit`` keeps what fits, pads what does not, and renumbers only where that does not help
    :param taken: codes that others have
    :return: ``{id: code}``, and the ids of those for which there is none
    """
    levels = parse(pattern)
    if not levels:  # free codes need not be given anew
        return {below.id: below.code for node in nodes for below in _with_below(node)}, []
    if depth >= len(levels):
        return {}, [below.id for node in nodes for below in _with_below(node)]
    level = levels[depth]
    given = _numbered(nodes, level, prefix, taken) if method == "renumber" else _padded(nodes, level, prefix, taken)
    if method == "fit" and len(given) < len(nodes):
        given = _numbered(nodes, level, prefix, taken, given)
    codes, homeless = dict(given), [node.id for node in nodes if node.id not in given]
    for node in nodes:
        if node.id in given:
            below, lost = recode(node.children, pattern, depth=depth + 1, prefix=given[node.id], method=method)
        else:
            below, lost = {}, [child.id for child in _with_below(node)[1:]]
        codes.update(below)
        homeless += lost
    return codes, homeless


def _with_below(node: Node) -> list[Node]:
    return [node, *(child for direct in node.children for child in _with_below(direct))]


def _padded(nodes, level: Level, prefix: str, taken) -> dict:
    given, used = {}, set(taken)
    for node in nodes:
        own = _pad(node.own, level)
        if own and prefix + own not in used:
            given[node.id] = prefix + own
            used.add(prefix + own)
    return given


def _pad(own: str, level: Level) -> str | None:
    """``own`` in the length of ``level``, by zeros in front; None where that cannot be."""
    padded = own.rjust(level.length, "0")
    while len(padded) > level.length and padded.startswith("0"):
        padded = padded[1:]
    return padded if level.fits(padded) else None


def _numbered(nodes, level: Level, prefix: str, taken, given=()) -> dict:
    """Count the nodes that are not in ``given``, jumping over what is used."""
    given = dict(given)
    used = {*taken, *given.values()}
    free = (prefix + part for part in level.parts() if prefix + part not in used)
    for node in nodes:
        if node.id not in given and (code := next(free, None)):
            given[node.id] = code
    return given
