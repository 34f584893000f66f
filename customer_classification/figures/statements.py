"""The statement that computes figures from the documents of one source: whose documents count, in which money."""

from odoo.tools import SQL

from . import catalogue, families, windows
from .specs import Figure, Scope


def of_source(env, scope, source, figures, tables, partner_ids) -> SQL:
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
        return SQL("SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s)", _listed(partner_ids))
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
        chosen = SQL("ANY(%s)", _listed(partner_ids or ()))
    else:
        unit = SQL("family.root_id")
        join = SQL(" JOIN %s family ON family.partner_id = docs.partner_id", SQL.identifier(family))
        chosen = SQL("ANY(%s)", families.roots_of(family, SQL("SELECT unnest(%s::int[])", list(partner_ids or ()))))
    return SQL(
        "SELECT %(unit)s AS unit_id, docs.* FROM docs%(join)s WHERE docs.day <= %(as_of)s%(chosen)s OFFSET 0",
        unit=unit,
        join=join,
        as_of=last,
        chosen=SQL() if partner_ids is None else SQL(" AND %s = %s", unit, chosen),
    )


def _listed(partner_ids):
    """These customers as an array."""
    return partner_ids if isinstance(partner_ids, SQL) else list(partner_ids)


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
