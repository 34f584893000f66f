"""Are two records one customer?  Points for what speaks for it and against it, each with its reason.

Nothing here was learned from examples: the points say how rarely two different customers agree in something.  A pair
of at least ``CERTAIN`` points is taken for one customer.  Some findings decide alone: the same real tax id is one
customer, two different valid ones are two; a branch, a numbered plant, a group and its company stay apart.
"""

import re
from dataclasses import dataclass, field

from . import values
from .distance import distance
from .names import NOTHING, Name
from .relations import relation
from .vocabulary import Vocabulary
from .words import MUNICIPALITIES, PROVINCES

CERTAIN = 60
NAME_POINTS = {"same": 45, "former": 45, "slip": 34, "slips": 22, "short": 28, "initials": 28, "reading": 25}
CONTACT_POINTS = {"mobile": 40, "mail": 40, "phone": 26, "domain": 26, "street": 24}
DOMAIN_BESIDE_MAIL = 5  # the same mail has the same domain


@dataclass(slots=True)
class Record:
    """A customer as the judge sees it."""

    id: object
    name: Name
    short: Name | None
    tax: str
    phones: frozenset
    mail: str
    domains: frozenset
    street: str
    city: str

    @classmethod
    def of(cls, row: dict, vocabulary: Vocabulary) -> "Record":
        """:param row: id, name, short_name, tax_id, phone, mobile, email, city, street, website; texts as typed"""
        mail = values.mail(row.get("email"))
        name = vocabulary.split(row.get("name"))
        return cls(
            id=row["id"],
            name=name,
            short=vocabulary.split(row["short_name"]) if row.get("short_name") else None,
            tax=values.tax_id(row.get("tax_id")),
            phones=values.phones(row.get("phone"), row.get("mobile")) or NOTHING,
            mail=mail,
            domains=values.domains(mail, row.get("website")) or NOTHING,
            street=values.street(row.get("street")),
            city=vocabulary.place(row.get("city")) or _city_in(name),
        )


def _city_in(name: Name) -> str:
    """The city in the name, where it is one; a province is the home of many cities."""
    cities = (name.places - PROVINCES) | (name.places & MUNICIPALITIES)
    return min(cities) if len(cities) == 1 else ""


@dataclass
class Verdict:
    score: int = 0
    evidence: list[tuple[str, int]] = field(default_factory=list)  # what was found, and its points
    refused: str = ""  # what decides that they are two

    def add(self, *findings: tuple[str, int]):
        self.score += sum(points for _kind, points in findings)
        self.evidence += findings

    def refuse(self, why: str) -> "Verdict":
        self.refused = why
        return self

    @property
    def same(self) -> bool:
        return not self.refused and self.score >= CERTAIN


class Judge:
    def __init__(self, vocabulary: Vocabulary):
        self.vocabulary = vocabulary

    def judge(self, one: Record, other: Record) -> Verdict:
        verdict = Verdict()
        if self._by_tax_id(one, other, verdict):
            return verdict
        contacts = self._contacts(one, other)
        names = self._names(one, other)
        if names not in NAME_POINTS:
            if self._by_person(one, other, contacts, verdict) or self._by_person(other, one, contacts, verdict):
                return verdict
            return verdict.refuse("names")
        if one.name.marks != other.name.marks:
            return verdict.refuse("branches")
        verdict.add((f"name_{names}", NAME_POINTS[names]), *self._places(one, other), *contacts)
        proven = names in ("same", "former") and not (one.name.like_a_person or other.name.like_a_person)
        return verdict if proven or contacts else verdict.refuse("name alone")

    def _by_tax_id(self, one, other, verdict) -> bool:
        """Whether the tax ids decide."""
        if not one.tax or not other.tax:
            return False
        if one.tax == other.tax:
            verdict.add(("tax_id", 100))
            return True
        short, long = sorted((one.tax, other.tax), key=len)
        if len(long) == 18 and long[2:17] == short:
            verdict.add(("tax_id_former", 90))
            return True
        close = distance(one.tax, other.tax, score_cutoff=1) <= 1
        if close and not (values.has_valid_check(one.tax) and values.has_valid_check(other.tax)):
            if values.is_chinese_tax_id(one.tax):
                verdict.add(("tax_id_slip", 30))
            return False
        verdict.refuse("tax_ids")
        return True

    def _names(self, one, other) -> str:
        found = relation(one.name, other.name, self.vocabulary)
        if found == "none" and any(_is_short_name(a, b) for a, b in ((one, other), (other, one))):
            return "slip"
        return found

    def _places(self, one, other):
        if not one.city or not other.city:
            return
        if one.city == other.city:
            yield "city", 16
        elif one.city in other.name.places or other.city in one.name.places:
            yield "city", 8
        elif one.city.isascii() == other.city.isascii():
            # an English name ends with the place of the branch
            branch = one.name.latin and other.name.latin and one.name.places != other.name.places
            yield "other_city", -45 if branch else -20

    def _contacts(self, one, other) -> list[tuple[str, int]]:
        numbers = one.phones & other.phones
        mail = bool(one.mail) and one.mail == other.mail
        equal = {
            "mobile": any(map(values.is_mobile, numbers)),
            "phone": not all(map(values.is_mobile, numbers)),
            "mail": mail,
            "domain": bool(one.domains & other.domains),
            "street": _same_street(one.street, other.street),
        }
        found = {kind: CONTACT_POINTS[kind] for kind, holds in equal.items() if holds}
        if mail and "domain" in found:
            found["domain"] = DOMAIN_BESIDE_MAIL
        return list(found.items())

    def _by_person(self, person, company, contacts, verdict) -> bool:
        """Whether one of the two is a person who works for the other."""
        if person.tax or person.name.legal or person.name.latin or not (company.name.legal or company.name.trade):
            return False
        kinds = {kind for kind, _points in contacts}
        core = person.name.core
        about = len(core) >= 2 and (company.name.core.startswith(core) or company.name.brand == core)
        if person.name.titled and about and kinds & {"mobile", "phone", "mail"}:
            verdict.add(("person", 40), *contacts)
            return True
        here = not person.city or not company.city or person.city == company.city
        alone = len(person.name.whole) <= 4 and not person.name.trade and here
        if alone and len(kinds) >= 2 and kinds & {"mobile", "mail"}:
            verdict.add(("person", 10), *contacts)
            return True
        return False


def _is_short_name(one: Record, other: Record) -> bool:
    """Whether the other is called as the one's short name says, brand and trade."""
    short = one.short
    return bool(short and short.trade and not one.name.latin and not short.latin and short.core == other.name.core)


def _same_street(one: str, other: str) -> bool:
    if not one or not other:
        return False
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= 6 and long.endswith(short) and bool(re.search(r"\d", short)))
