"""Code patterns: ``2-2-3`` says how many characters each level of a tree adds to the code of its parent.

A level is a length, followed by ``A`` where letters are allowed besides digits: ``1A-2`` gives "V", "V01".
"""

import re
import string
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
