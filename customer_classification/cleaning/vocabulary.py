"""Places and trades as the customers at hand know them: learned from their city fields and from what names end with."""

import re
from collections import Counter

from . import words
from .names import Name, Splitter
from .values import comparable, reading

LONGEST_TRADE = 6
# A trade is what at least so many names end with; in long lists, one in so many.
FEWEST_NAMES, ENDINGS_PER_NAME = 4, 4000


def fewest_names(endings: int) -> int:
    """How many names must end with a trade, among so many different endings."""
    return max(FEWEST_NAMES, endings // ENDINGS_PER_NAME)


class Vocabulary:
    def __init__(self, rows=(), trades=None):
        """:param rows: (name, city) of all customers
        :param trades: as they were learned before; from the names if None
        """
        rows = list(rows)
        cities = {words.plain_place(comparable(city)) for _name, city in rows}
        cities = {city for city in cities if len(city) >= 2 and not re.search(r"\d", city)}
        self.places = cities | words.PROVINCES
        self.places = {self._without_province(place) for place in self.places}
        self.sounds = {sound: place for place in sorted(self.places) if (sound := reading(place))}  # in letters → place
        self.places -= {place for place in self.places if words.joined(place) in self.sounds}
        self.lengths = sorted({len(place) for place in self.places} | {2}, reverse=True)
        self._beginnings = {place[0] for place in self.places}
        self._plain = {}  # a place as somebody wrote it → its usual spelling: cities stand in many rows
        self.trades = set()
        self._splitter = Splitter(self)
        self.trades = self._learn_trades(name for name, _city in rows) if trades is None else set(trades)

    def _learn_trades(self, names) -> set[str]:
        endings = Counter()
        for name in names:
            core = self.telling_core(name)
            endings.update(core[-length:] for length in range(2, min(LONGEST_TRADE + 1, len(core) - 1)))
        least = fewest_names(len(endings))
        return {ending for ending, number in endings.items() if number >= least}

    def telling_core(self, name: str | None) -> str:
        """The core of a name, as it is split before any trade is known, whose end may be a trade; else empty."""
        core = self.split(name).core
        return core if len(core) >= 4 and not core.isascii() else ""

    def split(self, name: str | None) -> Name:
        return self._splitter.split(name)

    def place(self, text: str | None) -> str:
        """The usual spelling of a place: 苏州 for 苏州市, 江苏苏州 and Suzhou."""
        text = text or ""
        if text not in self._plain:
            place = words.plain_place(comparable(text))
            self._plain[text] = self.sounds.get(words.joined(place)) or self._without_province(place)
        return self._plain[text]

    def is_place(self, text: str) -> bool:
        return words.plain_place(text) in self.places or text in words.COUNTRY or words.joined(text) in self.sounds

    def place_at(self, text: str, start: int) -> str:
        """The longest place that begins there."""
        if text[start : start + 1] in self._beginnings:
            for length in self.lengths:
                part = text[start : start + length]
                if part in self.places and len(part) == length:
                    return part
        return ""

    def _without_province(self, place: str) -> str:
        for length in (3, 2):
            rest = place[length:].removeprefix("省")
            if place[:length] in words.PROVINCES and len(rest) >= 2:
                return words.plain_place(rest)
        return place
