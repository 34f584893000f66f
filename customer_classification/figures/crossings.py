"""Whose figures change by time alone between two days: a window lets go of a document, or comes to one, or an age
crosses a threshold.

They are asked from the tables of the documents by the few days that matter, rather than written down for each customer
in advance: see :mod:`.passing`.
"""

from dataclasses import replace
from datetime import date, timedelta
from math import ceil, floor

from odoo.tools import SQL

from ..customers import customers
from . import catalogue, marks, source_contacts, windows
from .passing import DAY, KNOWN_MAKERS, WATCHED, Crossing
from .specs import Figure

CENTURIES = 73_000  # days; no document is older


def is_watched(source: str) -> bool:
    """Whether all is known that changes the documents of a source."""
    watched = WATCHED.get(source)
    if source == "contact" and frozenset(source_contacts.SPOKEN_ON) != marks.KNOWN_SPOKEN:
        return False
    return watched is not None and watched.rows is catalogue.SOURCES[source] and tuple(customers.MAKERS) == KNOWN_MAKERS


def is_foreseeable(figure: Figure) -> bool:
    """Whether it is known how a figure changes by time alone."""
    measure, day = catalogue.measure(figure.measure), "the_day_itself"
    arguments = (SQL("TRUE"), SQL(day), *([SQL("TRUE")] if measure.compares else []))
    return bool(measure.sql) and (bool(measure.by_time) or day not in measure.sql(*arguments).code)


def crossing(figures: dict[Figure, set[float]], between: Crossing) -> list[SQL]:
    """The statements that give whose figures may differ between the two days though no document changed.

    :param figures: each with the thresholds with which it is compared
    """
    by_source: dict[str, list[tuple[date, date]]] = {}
    for figure, thresholds in figures.items():
        days = by_source.setdefault(catalogue.measure(figure.measure).source, [])
        if between.since != between.day:
            days += _days(figure, thresholds, between.since, between.day)
    return [
        statement
        for source, days in by_source.items()
        for statement in WATCHED[source].passing(replace(between, days=_together(days)))
    ]


def _days(figure, thresholds, since, day):
    """The spans of days that count for a figure on one of the two days only, or whose age crosses a threshold."""
    measure = catalogue.measure(figure.measure)
    yield since + DAY, day
    spans = [windows.bounds(figure.window, moment) for moment in (since, day)]
    pairs = [] if measure.lifetime or spans[0][0] is None else [spans]
    if measure.compares and spans[0][0] is not None:
        pairs.append([windows.before(figure.window, moment) for moment in (since, day)])
    for (first, last), (next_first, next_last) in pairs:
        if first != next_first:
            yield min(first, next_first), max(first, next_first) - DAY
        if last != next_last:
            yield min(last, next_last) + DAY, max(last, next_last)
    for age in thresholds if measure.by_time == "age" else ():
        if 0 <= age <= CENTURIES:
            yield since - timedelta(days=ceil(age) + 1), day - timedelta(days=floor(age) - 1)


def _together(days) -> tuple:
    """The same days in as few spans as there can be."""
    spans = []
    for first, last in sorted(days):
        if spans and first <= spans[-1][1] + DAY:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return tuple(spans)
