"""All likely duplicates in a set of customers: keys bring candidates together, the judge decides."""

from collections import defaultdict

from .judge import Judge, Record, Verdict
from .vocabulary import Vocabulary

# What more customers share than this (a telephone exchange, an industrial park) brings nobody together.
MOST_IN_A_BLOCK = 40


def find(rows, about=None) -> list[tuple[object, object, Verdict]]:
    """The likely duplicates among ``rows`` (see ``Record.of``) as (id, id, verdict), best first.

    :param about: ids; only pairs with one of them, all others only as their counterparts
    """
    vocabulary = Vocabulary((row.get("name"), row.get("city")) for row in rows)
    records = [Record.of(row, vocabulary) for row in rows]
    judge = Judge(vocabulary)
    found = []
    for one, other in candidates(records):
        if about is None or one.id in about or other.id in about:
            verdict = judge.judge(one, other)
            if verdict.same:
                found.append((one, other, verdict))
    found = without_contradictions(found)
    return sorted(((one.id, other.id, verdict) for one, other, verdict in found), key=lambda pair: -pair[2].score)


def candidates(records):
    """Pairs of records with a key in common, each once."""
    blocks = defaultdict(list)
    for place, record in enumerate(records):
        for key in set(keys(record)):
            blocks[key].append(place)
    seen = set()
    for members in blocks.values():
        if 1 < len(members) <= MOST_IN_A_BLOCK:
            seen.update((a, b) for rank, a in enumerate(members) for b in members[rank + 1 :])
    return ((records[a], records[b]) for a, b in sorted(seen))


def keys(record: Record):
    """(kind, value) under which likely duplicates meet."""
    if record.tax:
        yield "tax", record.tax
        yield "tax", record.tax[2:17]  # as it was before 2015, with 15 characters
        yield "tax_start", record.tax[:9]  # with a slip in the other half
        yield "tax_end", record.tax[-9:]
    yield from (("phone", number) for number in record.phones)
    yield from (("domain", host) for host in record.domains)
    if record.mail:
        yield "mail", record.mail
    if record.street:
        yield "street", record.street[-8:]
    name = record.name
    yield from (("name", text) for text in {name.core, name.former, name.other} - {""})
    if name.latin:
        yield "words", " ".join(sorted(name.words))


def without_contradictions(found):
    """The pairs of ``found`` (record, record, verdict) that may stand beside each other.

    Where a record without a tax id is like two that have different ones, only the better pair stays.
    """
    options = defaultdict(list)
    for pair in found:
        for one, other in (pair[:2], pair[1::-1]):
            if not one.tax and other.tax:
                options[one.id].append((pair[2].score, other.tax, id(pair)))
    dropped = set()
    for choices in options.values():
        _score, tax, _pair = max(choices)
        dropped |= {pair for _score, other_tax, pair in choices if other_tax != tax}
    return [pair for pair in found if id(pair) not in dropped]
