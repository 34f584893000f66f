"""The documents behind a figure of one customer: the very rows that the figure adds up."""

from odoo.tools import SQL

from ..figures import catalogue, environment, families, figures, scores, statements
from ..figures.specs import Figure, Scope


def figures_of(env, scope: Scope, wanted: list[Figure], partner_id: int) -> dict[Figure, object]:
    """Return the figures of one customer over the documents of a scope; without those that rank customers, and without
    those of groups of companies, which are of several customers."""
    alone = [figure for figure in dict.fromkeys(wanted) if not scores.base(figure, scope)]
    if not alone or scope.customer_level == "group":
        return {}
    engine_env = environment.engine_env(env, scope.company_id)
    with figures.computed(engine_env, scope, alone, (partner_id,)) as tables:
        partners = engine_env["res.partner"].with_context(active_test=False)
        query = partners._search([("id", "=", partner_id)], bypass_access=True)
        tables.join(query, SQL.identifier(query.table, "id"))
        rows = env.execute_query(query.select(*(SQL("(%s)::float", tables.sql(figure)) for figure in alone)))
    return dict(zip(alone, rows[0], strict=True)) if rows else {}


def behind(env, scope: Scope, figure: Figure, partner_id: int) -> tuple[str | None, list[int]]:
    """Return the model and the ids of the documents behind a figure; of a score, those behind what it ranks.

    Documents are in their present state, as in figures for a past day.

    :return: None and no ids where the figure is not taken from documents that people could open
    """
    # nobody can open a score: what it ranks, they can
    figure = scores.base(figure, scope) or figure
    measure = catalogue.measure(figure.measure)
    model = catalogue.DOCUMENTS.get(measure.source)
    if not model:
        return None, []
    family = families.family_table(env, (partner_id,)) if scope.customer_level == "group" else None
    rows = env.execute_query(
        SQL(
            """WITH company(id, tz, rate) AS (VALUES %(companies)s), chosen AS (%(chosen)s), docs AS (%(documents)s)
               SELECT DISTINCT docs.document_id FROM (%(counted)s) docs
                WHERE docs.document_id IS NOT NULL AND %(inside)s AND %(counts)s""",
            companies=SQL(", ").join(figures.companies_of(env, scope)),
            chosen=statements.partners_of(family, (partner_id,)),
            documents=catalogue.SOURCES[measure.source](scope.amount_basis),
            counted=statements.counted(family, scope.as_of, (partner_id,)),
            inside=_inside(measure, figure, figures.Moment(scope.as_of)),
            counts=measure.counts(scope.as_of) if measure.counts else SQL("TRUE"),
        )
    )
    if family:
        env.cr.execute(SQL("DROP TABLE %s", SQL.identifier(family)))
    return model, sorted(document_id for (document_id,) in rows)


def _inside(measure, figure, moment) -> SQL:
    """Whether a document lies in the window, or in the one before where the figure compares both."""
    if measure.lifetime:
        return SQL("TRUE")
    if measure.looks_back:
        return moment.before(figure.window)
    inside = moment.within(figure.window)
    return SQL("(%s OR %s)", inside, moment.before(figure.window)) if measure.compares else inside
