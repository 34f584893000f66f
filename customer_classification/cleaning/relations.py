"""How two names stand to each other.

``relation`` gives one of these words: same, former (one was called as the other is), slip and slips (one or two typing
errors), short (one is the beginning of the other), initials, reading (Chinese, and as it is spoken), brand (the same
brand in another trade: another company), none.
"""

from .distance import distance
from .names import Name
from .values import reading
from .words import QUALIFIERS

FAR = 99


def relation(one: Name, other: Name, vocabulary) -> str:
    if one.core and one.core == other.core:
        return "same"
    if _was_called(one, other) or _was_called(other, one):
        return "former"
    if one.other and one.other in (other.other, other.core if other.latin else ""):
        return "same"
    if other.other and one.latin and other.other == one.core:
        return "same"
    if one.latin != other.latin:
        return _by_reading(one, other) if other.latin else _by_reading(other, one)
    if one.latin:
        return _between_latin(one, other)
    return _between_chinese(one, other, vocabulary)


def slips(one: str, other: str, latin: bool) -> int:
    """How many typing errors lie between two cores, or ``FAR`` when they are two different words."""
    longest, shortest = max(len(one), len(other)), min(len(one), len(other))
    if shortest < (5 if latin else 3):
        return FAR
    allowed = 2 if longest >= (9 if latin else 5) else 1
    found = distance(one, other, score_cutoff=allowed)
    return found if found <= allowed else FAR


def _was_called(one: Name, other: Name) -> bool:
    return bool(one.former) and (one.former == other.core or slips(one.former, other.core, one.latin) <= 1)


def _by_reading(chinese: Name, latin: Name) -> str:
    """The brand as it is spoken begins the name in letters."""
    sound = chinese.brand_sound if chinese.trade else reading(chinese.core[:2])
    return "reading" if len(sound) >= 4 and (latin.core.startswith(sound) or sound in latin.words) else "none"


def _between_latin(one: Name, other: Name) -> str:
    if one.words and set(one.words) == set(other.words):
        return "same"
    if slips(one.core, other.core, latin=True) <= 2:
        return "slip"
    short, long = sorted((one, other), key=lambda name: len(name.core))
    if len(short.words) == 1 and 2 <= len(short.core) <= 6 and short.core == long.initials:
        return "initials"
    if short.words and long.words[: len(short.words)] == short.words:
        return "short"
    return "brand" if one.brand == other.brand else "none"


def _between_chinese(one: Name, other: Name, vocabulary) -> str:
    short, long = sorted((one, other), key=lambda name: len(name.core))
    if len(short.core) >= 2 and long.core.startswith(short.core):
        return _beginning(short, long)
    slipped = slips(one.core, other.core, latin=False)
    if slipped < FAR:
        return _slipped(one, other, slipped)
    if len(one.core) >= 3 and one.sound and one.sound == other.sound:
        return "slip"
    if one.brand and one.brand == other.brand:
        return "brand"
    if one.trade and one.trade == other.trade and _same_sounds(one.brand, other.brand):
        return "slips"
    return "none"


def _beginning(short: Name, long: Name) -> str:
    """The longer one goes on where the shorter one ends: an abbreviation, or another company of the same owner."""
    tail = long.core[len(short.core) :]
    if any(tail.startswith(word) for word in QUALIFIERS):
        return "brand"
    if short.core == long.brand:
        return "short"
    if short.trade and short.brand:  # a whole name already
        return "brand"
    if long.brand and short.core.startswith(long.brand):
        return "short"
    return "short" if len(short.core) >= 3 else "brand"


def _slipped(one: Name, other: Name, number: int) -> str:
    if one.brand == other.brand and one.trade and other.trade and one.trade != other.trade:
        long_enough = min(len(one.trade), len(other.trade)) >= 3
        return "slip" if long_enough and distance(one.trade, other.trade) == 1 else "brand"
    short_brands = one.trade and one.trade == other.trade and len(one.brand) == len(other.brand) == 2
    if short_brands and distance(one.brand, other.brand) >= 2 and one.brand_sound != other.brand_sound:
        related = set(one.brand) & set(other.brand) or _same_sounds(one.brand, other.brand)
        return "slips" if related else "none"
    if number == 2 and abs(len(one.core) - len(other.core)) == 2:
        return "brand"
    return "slip" if number == 1 else "slips"


def _same_sounds(one: str, other: str) -> bool:
    """The same syllables, perhaps in another order."""
    sounds = sorted(map(reading, one))
    return sounds != [""] and bool(sounds) and sounds == sorted(map(reading, other))
