"""Who asks for what: the reader with their rights, the scheme, the days; and the table of customers that reports build
on.
"""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import count

from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.tools import SQL

from ..common import visibility, words
from ..customers import customers
from ..figures import environment, figures
from ..figures.specs import Figure, Window
from ..rules import decision
from .parameters import Parameters

CHUNK = 2000  # rows that are in memory at a time
_numbers = count(1)


@dataclass(frozen=True)
class Inquiry:
    """One report on one scheme, as its reader asks for it.

    :param reader: their environment: rights, companies and language
    """

    reader: object
    parameters: Parameters
    scheme: object

    @cached_property
    def spec(self):
        """The scheme as the engine sees it, with the documents that the reader may see."""
        scheme, parameters = self.scheme.sudo(), self.parameters
        spec = scheme._spec(parameters.last_day)
        scope = replace(spec.scope, customer_level="company")
        if not scope.company_id and parameters.company_id:
            company = self.reader["res.company"].browse(parameters.company_id)
            if company not in self.reader.companies:
                raise AccessError(self.reader._("You may not see reports of this company. Choose one of yours."))
            scope = replace(scope, company_id=company.id, currency_id=company.currency_id.id)
            scope = replace(scope, history_since=company._classification_since())
        return replace(spec, scope=environment.seen_scope(self.reader, scope))

    @cached_property
    def engine(self):
        """The environment of the engine; documents of contacts and all that belongs to a customer count."""
        return environment.engine_env(self.reader, self.spec.scope.company_id)

    @property
    def today(self) -> date:
        """The day that it is in the company of the scheme."""
        return self.scheme.sudo()._today()

    @cached_property
    def currency(self):
        return self.engine["res.currency"].browse(self.spec.scope.currency_id)

    @cached_property
    def company(self) -> str:
        """Whose documents are counted, as people read it."""
        scope = self.spec.scope
        if scope.company_id:
            return self.engine["res.company"].browse(scope.company_id).name
        if scope.company_ids and len(scope.company_ids) <= 3:
            return words.listed(self.reader, self.engine["res.company"].browse(scope.company_ids).mapped("name"))
        return self.reader._("all companies")

    # Figures ----------------------------------------------------------------------------------------------------------

    def inside(self, measure: str) -> Figure:
        """The figure over the period of the report."""
        return Figure(measure, Window("days", self.parameters.length))

    def between(self, measure: str, first: date, last: date) -> Figure:
        """The figure over other days."""
        return Figure(measure, Window("days", (last - first).days + 1, (self.parameters.last_day - last).days))

    def compared(self, measure: str) -> Figure | None:
        """The figure over the days with which the period is compared."""
        days = self.parameters.compared()
        return self.between(measure, *days) if days else None

    @staticmethod
    def ever(measure: str) -> Figure:
        return Figure(measure, Window())

    # Customers --------------------------------------------------------------------------------------------------------

    @contextmanager
    def customers(self, wanted: dict[str, Figure], only: Domain = Domain.TRUE):
        """A temporary table of the customers whom the report is about: ``partner_id``, ``category_id``, ``user_id``
        (the salesperson) and ``wanted``; NULL where a figure is empty.

        :param wanted: column → figure
        :return: context manager that gives the name of the table as SQL
        """
        table = SQL.identifier(f"classification_report_{next(_numbers)}")
        self.reader.flush_all()
        with figures.computed(self.engine, self.spec.scope, wanted.values()) as tables:
            domain = self.readable() & self._chosen() & only
            query = decision.customers_with_figures(self.engine, self.spec, tables, only=domain, members=True)
            if self.parameters.category_ids:
                query.add_where(SQL("current.category_id IN (%s)", self._categories()))
            selected = query.select(
                SQL("%s AS partner_id", SQL.identifier(query.table, "id")),
                SQL("current.category_id"),
                SQL("%s AS user_id", SQL.identifier(query.table, "user_id")),
                *(SQL("%s AS %s", tables.sql(figure), SQL.identifier(column)) for column, figure in wanted.items()),
            )
            self.engine.cr.execute(SQL("CREATE TEMPORARY TABLE %s AS %s", table, selected))
            # PostgreSQL knows nothing of a new table, and would plan for a few rows
            self.engine.cr.execute(SQL("ANALYZE %s", table))
        yield table
        self.engine.cr.execute(SQL("DROP TABLE IF EXISTS %s", table))

    def readable(self) -> Domain:
        """The customers whose figures the reader sees."""
        if self.reader.su:
            return Domain.TRUE
        found = visibility.customers(self.reader).subselect()
        return Domain.custom(to_sql=lambda _model, alias, _query: SQL("%s IN %s", SQL.identifier(alias, "id"), found))

    def documents(self, model: str, alias: str) -> SQL:
        """The condition that the reader may read a document of ``model``, whose table is called ``alias``: for what
        stands in it; that it counts does not depend on it."""
        if self.reader.su:
            return SQL("TRUE")
        Model = self.reader[model].with_context(active_test=False)
        if not Model.has_access("read"):
            return SQL("FALSE")
        return SQL("%s IN %s", SQL.identifier(alias, "id"), Model._search(Domain.TRUE).subselect())

    def _chosen(self) -> Domain:
        domain = Domain.TRUE
        if self.parameters.partner_ids:
            partners = self.reader["res.partner"].browse(self.parameters.partner_ids).sudo().exists()
            domain &= Domain("id", "in", partners.commercial_partner_id.ids)
        if self.parameters.salesperson_id:
            domain &= Domain("user_id", "=", self.parameters.salesperson_id)
        if not self.scheme.company_id:
            domain &= customers.seen_by(self.spec.scope.company_id)
        return domain

    def _categories(self) -> SQL:
        """The chosen categories and those below them."""
        return SQL(
            """SELECT below.id FROM customer_classification_category chosen
                 JOIN customer_classification_category below ON below.parent_path LIKE chosen.parent_path || '%%'
                WHERE chosen.id = ANY(%s)""",
            list(self.parameters.category_ids),
        )

    # SQL that reports share -------------------------------------------------------------------------------------------

    def companies(self) -> SQL:
        """``VALUES`` of the companies whose documents count: id, time zone, rate."""
        return SQL(", ").join(figures.companies_of(self.engine, self.spec.scope))

    def translated(self, column: SQL) -> SQL:
        """The text of a translated column in the language of the reader."""
        return SQL("COALESCE(%s->>%s, %s->>'en_US')", column, self.reader.lang or "en_US", column)

    @contextmanager
    def kept(self, statement: SQL):
        """Keep the rows of ``statement`` (first column: ``position``, from 1) and give them in pieces.

        :return: context manager that gives :class:`Kept`
        """
        with self.temporary(statement) as table:
            self.engine.cr.execute(SQL("CREATE INDEX ON %s (position)", table))
            [(number,)] = self.engine.execute_query(SQL("SELECT COUNT(*) FROM %s", table))
            yield Kept(self.engine, table, number)

    @contextmanager
    def temporary(self, statement: SQL):
        """Keep the rows of ``statement`` in a table for as long as the context lasts; gives its name as SQL."""
        table = SQL.identifier(f"classification_report_{next(_numbers)}")
        self.engine.cr.execute(SQL("CREATE TEMPORARY TABLE %s AS %s", table, statement))
        self.engine.cr.execute(SQL("ANALYZE %s", table))
        yield table
        self.engine.cr.execute(SQL("DROP TABLE IF EXISTS %s", table))


class Kept:
    """Rows of a temporary table, of which only some are in memory at a time; can be gone through again."""

    def __init__(self, env, table, number, row=tuple):
        self.env, self.table, self.number, self.row = env, table, number, row

    def as_rows(self, row):
        """The same rows, each turned by ``row`` (from its columns without the position) into what is wanted."""
        return Kept(self.env, self.table, self.number, row)

    def __iter__(self):
        for start in range(1, self.number + 1, CHUNK):
            self.env.cr.execute(
                SQL(
                    "SELECT * FROM %s WHERE position BETWEEN %s AND %s ORDER BY position",
                    self.table,
                    start,
                    start + CHUNK - 1,
                )
            )
            for _position, *values in self.env.cr.fetchall():
                yield self.row(values)


def of_schemes(env, parameters: Parameters) -> list[Inquiry]:
    """An inquiry for each scheme that is asked for; the main one if none is.

    :raises AccessError: the reader may not read a scheme
    :raises MissingError: there is none
    """
    Scheme = env["customer.classification.scheme"]
    if parameters.scheme_ids:
        schemes = Scheme.browse(parameters.scheme_ids)
    elif parameters.category_ids:
        categories = env["customer.classification.category"].browse(parameters.category_ids).exists()
        categories.check_access("read")
        schemes = categories.scheme_id
    else:
        schemes = Scheme._main_scheme() or Scheme.search([], limit=1)
    if not schemes or schemes.exists() != schemes:
        raise MissingError(env._("This scheme does not exist (any more). Choose another one."))
    schemes.check_access("read")
    return [Inquiry(env, parameters, scheme) for scheme in schemes]


def days_ago(day: date, number) -> date | None:
    return None if number is None else day - timedelta(days=int(number))
