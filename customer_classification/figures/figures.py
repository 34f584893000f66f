"""Figures: what each customer did, computed once per scope with one scan per source of documents."""

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count

from odoo.tools import SQL

from . import catalogue, crossings, families, few, scores
from .moments import Moment, Moments
from .specs import Figure, Scope
from .statements import companies_of, of_source, reaches_too_far

_numbers = count(1)


@dataclass
class FigureTables:
    """The temporary tables of one scope, one per source, with a row per customer who has documents.

    :param tables: source name → table name
    :param statements: table name → the statement in its place, for few customers, see :mod:`.few`
    :param rows: table name → {customer: {column: value}}, where they are at hand
    :param columns: figure → its column
    :param ranked: score → the figure that it ranks
    :param boundaries: the boundaries of the scores, by :func:`scores.key`
    :param family: where decisions are for groups, the table of :func:`families.family_table`
    :param customers: where many decisions follow, a table of all who can be classified at all, column ``id``
    :param unknown: the figures whose window reaches back further than the documents do
    :param moment: the day, or the days, for which the figures are; with several each customer has a row per day
    :param standing: what else decides on few customers, see :mod:`rules.settled`
    :param night: how the run that asks knows whom it looks at
    """

    tables: dict[str, str] = field(default_factory=dict)
    statements: dict[str, SQL] = field(default_factory=dict)
    rows: dict[str, dict[int, dict]] = field(default_factory=dict)
    columns: dict[Figure, str] = field(default_factory=dict)
    unknown: set[Figure] = field(default_factory=set)
    ranked: dict[Figure, Figure] = field(default_factory=dict)
    boundaries: dict[str, list] = field(default_factory=dict)
    family: str | None = None
    customers: str | None = None
    moment: Moment | Moments | None = None
    night: object = None
    standing: dict | None = None

    def of(self, figures) -> "FigureTables":
        """The tables of these figures alone: what others need is joined for nothing."""
        bases = (self.ranked.get(figure, figure) for figure in figures)
        sources = {catalogue.measure(figure.measure).source for figure in bases}
        return replace(self, tables={source: table for source, table in self.tables.items() if source in sources})

    def join(self, query, partner_id: SQL):
        """Left join all tables to ``query``, whose customer is ``partner_id``."""
        several = isinstance(self.moment, Moments)
        if several:
            query.add_join("JOIN", "moment", SQL("(SELECT unnest(%s::date[]) AS day)", self.moment.days), SQL("TRUE"))
        for table in self.tables.values():
            same = SQL("%s = %s", SQL.identifier(table, "partner_id"), partner_id)
            if several:
                same = SQL("%s AND %s = moment.day", same, SQL.identifier(table, "day"))
            query.add_join("LEFT JOIN", table, self.relation(table), same)

    def relation(self, table: str) -> SQL:
        """What stands after FROM for one of the tables."""
        return SQL("(%s)", self.statements[table]) if table in self.statements else SQL.identifier(table)

    def sql(self, figure: Figure) -> SQL:
        """The figure as an expression over the joined tables; NULL where it is empty."""
        if figure in self.ranked:
            return self._score(figure) if scores.has_boundaries(figure) else self.sql(self.ranked[figure])
        if figure in self.unknown:
            return SQL("NULL::numeric")
        measure = catalogue.measure(figure.measure)
        column = SQL.identifier(self.tables[measure.source], self.columns[figure])
        return column if measure.without is None else SQL("COALESCE(%s, %s)", column, measure.without)

    def value(self, figure: Figure, partner_id: int):
        """The same as a number, for a customer whose :attr:`rows` are at hand; of no score."""
        if figure in self.unknown:
            return None
        measure = catalogue.measure(figure.measure)
        found = self.rows[self.tables[measure.source]].get(partner_id, {}).get(self.columns[figure])
        return measure.without if found is None else found

    def _score(self, figure: Figure) -> SQL:
        """A score, or a share; where documents are not complete only how recent the known ones are is known."""
        value = self.ranking_value(figure)
        score = scores.score(figure, value, self.boundaries[scores.key(figure)])
        if self.ranked[figure] not in self.unknown:
            return score
        if catalogue.measure(figure.measure).kind != "low":
            return SQL("NULL::numeric")
        return SQL("CASE WHEN %s IS NOT NULL THEN %s END", value, score)

    def ranking_value(self, figure: Figure) -> SQL:
        """What a score compares; NULL for customers without documents in its window."""
        base = self.ranked[figure]
        column = SQL.identifier(self.tables[catalogue.measure(base.measure).source], self.columns[base])
        return column if catalogue.measure(figure.measure).kind == "low" else SQL("NULLIF(%s, 0)", column)


@contextmanager
def computed(env, scope: Scope, figures, partner_ids=None, boundaries=None, days=None):
    """Compute ``figures`` into temporary tables for as long as the context lasts, over commits too.

    An error that leaves the context must undo the transaction, and with it the tables.

    :param figures: the figures that are asked for, in any order
    :param partner_ids: only documents of these commercial entities (and their contacts); all if None
    :param boundaries: of scores, as an earlier run over all customers took them
    :param days: compute them for each of these days rather than for the day of the scope
    """
    sources: dict[str, list[Figure]] = {}
    ranked = {figure: base for figure in figures if (base := scores.base(figure, scope))}
    for figure in dict.fromkeys([*(figure for figure in figures if figure not in ranked), *ranked.values()]):
        sources.setdefault(catalogue.measure(figure.measure).source, []).append(figure)
    result = FigureTables(
        family=families.family_table(env, partner_ids) if scope.customer_level == "group" else None,
        moment=Moments(days) if days else Moment(scope.as_of),
    )
    for source, wanted in sources.items():
        result.tables[source] = f"classification_figures_{next(_numbers)}"
        result.unknown.update(figure for figure in wanted if reaches_too_far(figure, scope))
        result.columns.update({figure: f"figure_{number}" for number, figure in enumerate(wanted)})
    _read(env, scope, sources, result, partner_ids)
    result.ranked.update(ranked)
    known = {**(boundaries or {}), **{scores.key(f): typed for f in ranked if (typed := scores.typed(f, scope))}}
    for figure in filter(scores.has_boundaries, ranked):
        found = known.get(scores.key(figure))
        result.boundaries[scores.key(figure)] = (
            _boundaries(env, scope, figure, result, partner_ids) if found is None else found
        )
    yield result
    made = (table for table in result.tables.values() if table not in result.statements)
    for table in filter(None, [*made, result.family, result.customers]):
        env.cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(table)))


def _read(env, scope, sources, result, partner_ids):
    """Make the tables of the sources; of few customers read at once what would stand in them."""

    def compose(chosen):
        return {
            result.tables[source]: of_source(env, scope, source, wanted, result, chosen)
            for source, wanted in sources.items()
        }

    several = isinstance(result.moment, Moments)
    if sources and partner_ids is not None and len(partner_ids) <= few.FEW and not several and not result.family:
        names = list(result.tables.values())
        found = few.at_hand(env, _key(env, scope, sources), names, compose, partner_ids)
        result.statements, result.rows = found.statements, found.rows
        return
    for table, statement in compose(partner_ids).items():
        env.cr.execute(SQL("CREATE TEMPORARY TABLE %s AS %s", SQL.identifier(table), statement))
        env.cr.execute(SQL("ANALYZE %s (partner_id)", SQL.identifier(table)))


def _key(env, scope, sources):
    """On what the statements of few customers depend besides the customers; None where that is not known."""
    if not all(map(crossings.is_watched, sources)):
        return None
    companies = SQL(", ").join(companies_of(env, scope))
    figures = tuple(figure for wanted in sources.values() for figure in wanted)
    meaning = tuple((measure.sql, measure.known_first) for measure in map(_measure_of, figures))
    decimals = env["res.currency"].browse(scope.currency_id).decimal_places
    return scope, figures, meaning, companies.code, tuple(companies.params), decimals


def _measure_of(figure):
    return catalogue.measure(figure.measure)


def _boundaries(env, scope, figure, tables, partner_ids) -> list:
    """The boundaries of a score over all customers, whoever is classified."""
    base = tables.ranked[figure]
    if partner_ids is not None:
        with computed(env, scope, [base]) as everybody:
            everybody.ranked[figure] = base
            return _boundaries(env, scope, figure, everybody, None)
    table = SQL.identifier(tables.tables[catalogue.measure(base.measure).source])
    return scores.boundaries(env, figure, tables.ranking_value(figure), table)
