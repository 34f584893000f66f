"""The catalogue of measures: what can be asked about a customer.

Another addon adds a measure with one call of :func:`register`, and a source of documents with one entry in
:data:`SOURCES`. A measure's SQL aggregates over the documents of its source, which are rows of ``partner_id``, ``day``
(in the time zone of the document's company) and what the source adds (``amount``, in the currency of the scope). Its
statement may join ``company`` (id, time zone, rate) and ``chosen`` (the ids of the partners who are asked for).
"""

from collections.abc import Callable
from dataclasses import dataclass

from odoo.tools import SQL


@dataclass(frozen=True)
class Measure:
    """One entry of the catalogue.

    :param name: technical name, stored on conditions
    :param label: what users read
    :param unit: ``currency``, ``count``, ``days``, ``percent`` or ``score``
    :param source: key in :data:`SOURCES`
    :param sql: from (SQL condition "the document lies in the window", as-of date) to the aggregate expression
    :param without: the figure of a customer without such documents: 0, or None for empty
    :param lifetime: the measure looks at all documents whatever the window
    :param known_first: of a measure that looks for the first of them: its SQL where documents are not complete, so that
        only what was told is known
    :param compares: ``sql`` takes a third argument, the condition "the document lies in the equally long window before"
    :param looks_back: of the two windows that are compared only the earlier one counts
    :param ranks: the measures whose figures a score ranks, of orders and of invoices; the scheme says which
    :param kind: of a score: ``high`` (more is better), ``low`` (less is better), ``before`` (the share of the sales
        that those have who are better), ``share`` (that of those who are not worse), or ``same`` (the figure itself)
    :param by_time: how the figure changes by time alone while its window holds the same documents: "" not at all,
        ``age`` by the days since a document, ``open`` as long as an item is open; nights look at whom that concerns
    :param counts: from the as-of date to the condition for documents to count, where not all of the window do
    :param topic: the heading under which people find it: sales, invoicing, payments, satisfaction, opportunities,
        customer, or one of the addon's own
    """

    name: str
    label: str
    unit: str
    source: str
    sql: Callable[..., SQL] | None
    without: int | None = 0
    lifetime: bool = False
    known_first: Callable[..., SQL] | None = None
    compares: bool = False
    looks_back: bool = False
    ranks: tuple[str, str] | None = None
    kind: str = ""
    counts: Callable[..., SQL] | None = None
    topic: str = "sales"
    by_time: str = ""


SOURCES: dict[str, Callable[[str], SQL]] = {}
DOCUMENTS: dict[str, str] = {}  # source → model of its documents, where people can open them
MEASURES: dict[str, Measure] = {}
RANKED: dict[str, Measure] = {}  # what scores and means are taken from; nobody chooses it


def register(measure: Measure) -> Measure:
    """Add ``measure`` to the catalogue; a name that is taken is replaced, so an addon can correct an entry."""
    if measure.source not in SOURCES:
        raise ValueError(f"measure {measure.name!r} names the unknown source {measure.source!r}")
    MEASURES[measure.name] = measure
    return measure


def join_source(name: str, rows: Callable[[str], SQL]) -> None:
    """Let the source ``name`` have more documents: a till's among the orders, for example.

    :param rows: from the amount basis to a statement with the columns of the source, in their order
    """
    first = SOURCES[name]
    SOURCES[name] = lambda basis: SQL("%s UNION ALL %s", first(basis), rows(basis))


def measure(name: str) -> Measure:
    """Return the measure that is called ``name``, also one that nobody chooses."""
    return MEASURES.get(name) or RANKED[name]
