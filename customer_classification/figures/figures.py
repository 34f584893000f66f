"""Figures: what each customer did, computed once per scope with one scan per source of documents."""

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count

from odoo.tools import SQL

from . import catalogue, families, few, scores, windows
from .moments import Moment, Moments
from .specs import Figure, Scope

_numbers = count(1)


@dataclass
class FigureTables:
    """The temporary tables of one scope, one per source, with a row per customer who has documents.

    :param tables: source name → table name
    :param statements: table name → the statement in its place, for few customers, see :mod:`.few`
    :param columns: figure → its column
    :param ranked: score → the figure that it ranks
    :param boundaries: the boundaries of the scores, by :func:`scores.key`
    :param family: where decisions are for groups, the table of :func:`families.family_table`
    :param customers: where many decisions follow, a table of all who can be classified at all, column ``id``
    :param unknown: the figures whose window reaches back further than the documents do
    :param moment: the day, or the days, for which the figures are; with several each customer has a row per day
    """

    tables: dict[str, str] = field(default_factory=dict)
    statements: dict[str, SQL] = field(default_factory=dict)
    columns: dict[Figure, str] = field(default_factory=dict)
    unknown: set[Figure] = field(default_factory=set)
    ranked: dict[Figure, Figure] = field(default_factory=dict)
    boundaries: dict[str, list] = field(default_factory=dict)
    family: str | None = None
    customers: str | None = None
    moment: Moment | Moments | None = None

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
    at_hand = partner_ids is not None and len(partner_ids) <= few.FEW and not days and not result.family
    for source, wanted in sources.items():
        table = f"classification_figures_{next(_numbers)}"
        result.tables[source] = table
        result.unknown.update(figure for figure in wanted if reaches_too_far(figure, scope))
        result.columns.update({figure: f"figure_{number}" for number, figure in enumerate(wanted)})
        statement = _of_source(env, scope, source, wanted, result, partner_ids)
        if at_hand:
            result.statements[table] = statement
            continue
        env.cr.execute(SQL("CREATE TEMPORARY TABLE %s AS %s", SQL.identifier(table), statement))
        env.cr.execute(SQL("ANALYZE %s (partner_id)", SQL.identifier(table)))
    if at_hand and sources:
        result.statements = few.at_hand(env, result.statements, partner_ids)
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


def _boundaries(env, scope, figure, tables, partner_ids) -> list:
    """The boundaries of a score over all customers, whoever is classified."""
    base = tables.ranked[figure]
    if partner_ids is not None:
        with computed(env, scope, [base]) as everybody:
            everybody.ranked[figure] = base
            return _boundaries(env, scope, figure, everybody, None)
    table = SQL.identifier(tables.tables[catalogue.measure(base.measure).source])
    return scores.boundaries(env, figure, tables.ranking_value(figure), table)


def _of_source(env, scope, source, figures, tables, partner_ids) -> SQL:
    """One pass over the documents of ``source``: a row per customer, or per group of customers, a column per figure."""
    columns = SQL(", ").join(
        SQL("%s AS %s", _rounded(env, scope, figure, tables.moment), SQL.identifier(tables.columns[figure]))
        for figure in figures
    )
    return SQL(
        """WITH company(id, tz, rate) AS (VALUES %(companies)s), chosen AS (%(chosen)s), docs AS (%(documents)s)
           SELECT docs.unit_id AS partner_id, %(day)s%(figures)s
             FROM (%(counted)s) docs%(moments)s
            GROUP BY %(day)s docs.unit_id""",
        companies=SQL(", ").join(companies_of(env, scope)),
        chosen=partners_of(tables.family, partner_ids),
        documents=catalogue.SOURCES[source](scope.amount_basis),
        day=tables.moment.column,
        figures=columns,
        moments=tables.moment.source,
        counted=counted(tables.family, tables.moment.last, partner_ids),
    )


def partners_of(family, partner_ids) -> SQL:
    """The customers who are asked for, or the companies of their groups, with their contacts."""
    if partner_ids is None:
        return SQL("SELECT id FROM res_partner")
    if family is None:
        return SQL("SELECT id FROM res_partner WHERE commercial_partner_id IN %s", tuple(partner_ids) or (0,))
    return SQL(
        "SELECT partner.id FROM %s family"
        " JOIN res_partner partner ON partner.commercial_partner_id = family.partner_id",
        SQL.identifier(family),
    )


def counted(family, last, partner_ids) -> SQL:
    """The documents up to the ``last`` day, each with the customer or the group for whom it counts.

    OFFSET 0 keeps PostgreSQL from working out the day and the amount of a document anew for each figure.
    """
    if family is None:
        unit, join = SQL("docs.partner_id"), SQL()
        chosen = SQL("%s", tuple(partner_ids or ()) or (0,))
    else:
        unit = SQL("family.root_id")
        join = SQL(" JOIN %s family ON family.partner_id = docs.partner_id", SQL.identifier(family))
        chosen = SQL("(%s)", families.roots_of(family, SQL("SELECT unnest(%s::int[])", list(partner_ids or ()))))
    return SQL(
        "SELECT %(unit)s AS unit_id, docs.* FROM docs%(join)s WHERE docs.day <= %(as_of)s%(chosen)s OFFSET 0",
        unit=unit,
        join=join,
        as_of=last,
        chosen=SQL() if partner_ids is None else SQL(" AND %s IN %s", unit, chosen),
    )


def _rounded(env, scope, figure, moment) -> SQL:
    """The aggregate of ``figure``; money is rounded to the decimals of the scope's currency."""
    measure = catalogue.measure(figure.measure)
    inside = moment.within(figure.window)
    previous = (moment.before(figure.window),) if measure.compares else ()
    sql = measure.known_first if measure.known_first and scope.history_since else measure.sql
    aggregate = sql(inside, moment.day, *previous)
    if measure.unit != "currency":
        return aggregate
    return SQL("ROUND((%s)::numeric, %s)", aggregate, env["res.currency"].browse(scope.currency_id).decimal_places)


def reaches_too_far(figure: Figure, scope: Scope) -> bool:
    """Whether the window begins before the documents are complete; "the last one ever" is known all the same."""
    measure = catalogue.measure(figure.measure)
    if not scope.history_since or measure.lifetime:
        return False
    first, _last = windows.bounds(figure.window, scope.as_of)
    if first and measure.compares:
        first, _last = windows.before(figure.window, scope.as_of)
    return first is None or first < scope.history_since


def companies_of(env, scope) -> list[SQL]:
    """The companies whose documents count: id, time zone, and rate of their currency to the scope's at its day."""
    chosen = [] if scope.company_ids is None else [("id", "in", scope.company_ids)]
    companies = env["res.company"].browse(scope.company_id) if scope.company_id else env["res.company"].search(chosen)
    currency = env["res.currency"].browse(scope.currency_id)
    return [
        SQL(
            "(%s, %s, %s::numeric)",
            company.id,
            company._classification_tz(),
            env["res.currency"]._get_conversion_rate(company.currency_id, currency, company, scope.as_of),
        )
        for company in companies
    ]
