"""The parts of a customer's name: where, who, what they do, their legal form, and what tells branches apart."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from . import words
from .values import comparable, reading

NOTHING = frozenset()


@dataclass(slots=True)
class Name:
    """One spelling of a name in parts; all texts are comparable ones (``values.comparable``).

    Of each customer there is one while all are compared, so it is small.
    """

    core: str = ""  # brand and trade, without place and legal form
    brand: str = ""
    trade: str = ""
    latin: bool = False
    legal: bool = False  # whether it has a legal form
    titled: bool = False  # whether it ends with how a person is called
    places: AbstractSet[str] = field(default_factory=set)
    marks: AbstractSet[str] = field(default_factory=set)  # branch words, numbers, group words
    words: tuple[str, ...] = ()  # of a name in letters
    whole: str = ""  # everything, without blanks and signs
    former: str = ""  # the core of a former name
    other: str = ""  # the core in another language

    @property
    def sound(self) -> str:
        return reading(self.core)

    @property
    def brand_sound(self) -> str:
        return reading(self.brand)

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.words)

    @property
    def like_a_person(self) -> bool:
        return not self.latin and not self.legal and not self.trade and len(self.core) <= 4


class Splitter:
    """Splits names by the places and trades of a vocabulary."""

    def __init__(self, vocabulary):
        self.vocabulary = vocabulary

    def split(self, name: str | None) -> Name:
        text = comparable(name).strip("*-.· ")
        bare, insides = text, [inside.strip() for inside in words.BRACKETS.findall(text)]
        if insides:
            bare = words.BRACKETS.sub(" ", text)
        places = {self.vocabulary.place(inside) for inside in insides if self.vocabulary.is_place(inside)}
        former = next((self.split(i[m.end() :]).core for i in insides if (m := words.FORMER.match(i))), "")
        bare, other = self._with_extras(bare, list(filter(self._says_something, insides)))
        result = self._chinese(bare) if words.has_chinese(bare) else self._latin(bare)
        result.whole = words.joined(text)
        result.places = frozenset(result.places | places) or NOTHING
        result.marks = frozenset(result.marks) or NOTHING
        result.former, result.other = former, other
        return result

    def _says_something(self, inside: str) -> bool:
        """Whether what stands in brackets belongs to the name."""
        if words.FORMER.match(inside) or self.vocabulary.is_place(inside):
            return False
        if words.BRANCH.search(inside) or words.BRANCH_LATIN.search(inside) or words.NUMBER.fullmatch(inside):
            return True
        if words.DEPARTMENT.fullmatch(inside) or words.REMARK.fullmatch(inside):
            return False
        return len(inside) >= 4 or not words.has_chinese(inside)

    def _with_extras(self, bare: str, extras: list[str]) -> tuple[str, str]:
        """The name with what brackets added to it, and its core in another language."""
        other = ""
        for extra in extras:
            if words.has_chinese(extra) and words.has_chinese(bare):
                if words.BRANCH.search(extra) or words.NUMBER.search(extra):
                    bare += extra
                elif words.is_titled(bare):  # 王经理（恒瑞电子）
                    bare = extra + bare
            elif words.has_chinese(extra):
                bare, other = extra, self._latin(bare).core
            elif words.has_chinese(bare):
                other = self._latin(extra).core or other
            else:
                bare += " " + extra
        if words.has_chinese(bare) and len(re.findall(r"[a-z]{2,}", bare)) >= 3:
            other = self._latin(re.sub("[㐀-鿿]+", " ", bare)).core
            bare = re.sub(r"[a-z.,&/]+", " ", bare)
        return bare, other

    # Chinese names ----------------------------------------------------------------------------------------------------

    def _chinese(self, text: str) -> Name:
        name = Name()
        core = self._without_branch(self._without_number(_without_remark(text), name), name)
        for form in words.LEGAL_FORMS:
            if core.endswith(form) and len(core) > len(form) + 1:
                core, name.legal = core.removesuffix(form), True
                break
        if group := words.GROUP.search(core):
            name.marks.add(group[0])
            core = core.replace(group[0], "", 1)
        core = self._without_places(core, name)
        if not name.marks & {"branch"} and (outlet := self._outlet(core)):
            name.marks.add(outlet)
            core = core.removesuffix(outlet)
        if not name.legal:
            name.titled, core = words.without_title(core)
        name.core = core
        name.brand, name.trade = self._brand_and_trade(core)
        return name

    @staticmethod
    def _without_number(text: str, name: Name) -> str:
        number = words.NUMBER.search(text)
        if not number:
            return text
        name.marks.add("#" + words.digit(number[1] or number[2]))
        return text.replace(number[0], "", 1)

    def _without_branch(self, text: str, name: Name) -> str:
        """Note which branch it is: the word for it, and the place before that word."""
        branch = words.BRANCH.search(text)
        if not branch:
            return text
        name.marks |= {"branch", branch[0]}
        text = text[: branch.start()] + text[branch.end() :]
        for length in self.vocabulary.lengths:
            if text[-length:] in self.vocabulary.places and len(text) > length + 1:
                name.marks.add("@" + text[-length:])
                return text[:-length]
        for form in words.LEGAL_FORMS:  # or whatever stands behind the legal form
            end = text.rfind(form) + len(form)
            if text.rfind(form) > 1 and end < len(text):
                name.marks.add("@" + text[end:])
                return text[:end]
        return text

    def _without_places(self, text: str, name: Name) -> str:
        """Take the places out: at the beginning, at the end, and between brand and trade."""
        vocabulary = self.vocabulary
        while True:
            place = vocabulary.place_at(text, 0)
            rest = text[len(place) :].removeprefix("省").removeprefix("市")
            if place and len(rest) >= 2:
                name.places.add(place)
            elif text.startswith("中国") and len(text) > 4:
                rest = text[2:]
            else:
                break
            text = rest
        for length in vocabulary.lengths:
            place = text[-length:]
            if len(text) - length >= 2 and (place in vocabulary.places or place == "中国"):
                text = text[:-length]
                name.places |= {place} - {"中国"}
                break
        for start in range(2, len(text) - 2):  # 恒瑞苏州电子, where 苏州 once stood in brackets
            place = vocabulary.place_at(text, start)
            if place and text[start + len(place) :] in vocabulary.trades:
                name.places.add(place)
                return text[:start] + text[start + len(place) :]
        return text

    def _outlet(self, core: str) -> str:
        """What follows the trade and names one shop of several: 湖东店."""
        if core[-1:] not in words.OUTLETS:
            return ""
        for trade in sorted((t for t in self.vocabulary.trades if t in core[1:]), key=len, reverse=True):
            tail = core[core.index(trade, 1) + len(trade) :]
            if 2 <= len(tail) <= 6 and trade[-1] not in words.OUTLETS:
                return tail
        return ""

    def _brand_and_trade(self, core: str) -> tuple[str, str]:
        for length in range(min(8, len(core) - 1), 1, -1):
            if core[-length:] in self.vocabulary.trades:
                return core[:-length], core[-length:]
        return core, ""

    # Names in letters -------------------------------------------------------------------------------------------------

    def _latin(self, text: str) -> Name:
        name = Name(latin=True)
        text = re.sub(r"(?<=\b\w)\.(?=\w\b)", "", text).replace("'", "")
        text = " ".join(re.findall(r"[^\W_]+", text))
        name.marks |= set(words.BRANCH_LATIN.findall(text))
        name.words = tuple(word for word in self._without_latin_places(text.split(), name) if self._is_core(word, name))
        name.core = "".join(name.words)
        name.brand, name.trade = "".join(name.words[:1]), "".join(name.words[1:])
        return name

    def _without_latin_places(self, parts: list[str], name: Name):
        vocabulary = self.vocabulary
        while parts:
            two = parts[:2]
            if len(two) == 2 and len("".join(two)) > 4 and "".join(two) in vocabulary.sounds:
                name.places.add(vocabulary.sounds["".join(two)])
                parts = parts[2:]
            elif len(two) == 2 and " ".join(two) in vocabulary.places:
                name.places.add(" ".join(two))
                parts = parts[2:]
            else:
                yield parts[0]
                parts = parts[1:]

    def _is_core(self, word: str, name: Name) -> bool:
        """Whether the word is one of brand or trade; what it is else is noted in the name."""
        if word in words.LEGAL_FORMS_LATIN:
            name.legal = True
        elif word in self.vocabulary.places or word in self.vocabulary.sounds:
            name.places.add(self.vocabulary.sounds.get(word, word))
        elif word.isdigit() and len(word) <= 3:
            name.marks.add("#" + word)
        elif word in words.GROUP_LATIN:
            name.marks.add("group")
        else:
            ignored = word in words.SMALL_LATIN or word in words.COUNTRY or words.BRANCH_LATIN.fullmatch(word)
            return not ignored
        return False


def _without_remark(text: str) -> str:
    """The name without “-老客户” and departments at its end, and without signs."""
    head, dash, remark = text.strip().rpartition("-")
    if dash and len(head) >= 4 and words.REMARK.fullmatch(remark.strip()):
        text = head
    text = words.joined(text)
    shorter = words.DEPARTMENT.sub("", text)
    return shorter if len(shorter) >= 4 else text
