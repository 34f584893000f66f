"""Category statistics: the one dataset that both the printed report and the workbook show."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from odoo import fields
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import decision, figures, windows
from ..engine.specs import Figure, Window

MANAGERS = "customer_classification.group_classification_manager"

AMOUNT = decision.REVENUE
ORDERS = Figure("order_count", AMOUNT.window)
LAST_ORDER = Figure("days_since_last_order", Window("lifetime"))

# The places that customers are counted in, besides the ids of categories.
EVERYBODY = 0
UNCLASSIFIED = None


@dataclass(frozen=True)
class Row:
    """One line of the report; a category's includes the categories below it. What is None cannot be told.

    :param kind: ``category``, ``unclassified`` or ``total``
    :param level: 1 for the top of the tree, and for the lines that are no categories
    :param median_days: days since the last order, over the customers that ever ordered
    """

    kind: str
    level: int
    code: str
    name: str
    customers: int
    customers_share: float | None
    amount: float
    amount_share: float | None
    orders: int
    orders_share: float | None
    average: float | None
    median_days: float | None

    @property
    def label(self) -> str:
        """Code and name as people read them."""
        return f"{self.code} {self.name}".strip()


@dataclass(frozen=True)
class Bar:
    """One bar of the chart: a category's part of the amount of all customers."""

    label: str
    amount: float
    share: float


@dataclass(frozen=True)
class CategoryStatistics:
    """The statistics of one scheme as of a day; orders count from ``first_day`` to ``as_of``.

    :param company: the name of the scheme's company; empty if all companies share the scheme
    :param rows: categories in the order of the tree, the customers without category, the total
    """

    scheme: str
    company: str
    currency_id: int
    amount_basis: str
    first_day: date
    as_of: date
    is_past: bool
    rows: tuple[Row, ...]

    @property
    def categories(self) -> list[Row]:
        return [row for row in self.rows if row.kind == "category"]

    @property
    def unclassified(self) -> Row:
        return self.rows[-2]

    @property
    def total(self) -> Row:
        return self.rows[-1]

    def bars(self, others: str, limit: int = 12) -> list[Bar]:
        """The amounts of the top level (of the one below, where a single category is at the top).

        :param others: the name of the bar that stands for the smallest categories when they are more than ``limit``
        """
        top = [row for row in self.categories if row.level == 1]
        rows = top if len(top) > 1 else [row for row in self.categories if row.level == 2] or top
        rows += [self.unclassified] if self.unclassified.amount else []
        largest = sorted(rows, key=lambda row: row.amount, reverse=True)[: limit if len(rows) <= limit else limit - 1]
        bars = [Bar(row.label, row.amount, row.amount_share or 0.0) for row in rows if row in largest]
        if rest := [row for row in rows if row not in largest]:
            bars.append(Bar(others, sum(row.amount for row in rest), sum(row.amount_share or 0.0 for row in rest)))
        return bars


def category_statistics(schemes, as_of=None, levels=0) -> list[CategoryStatistics]:
    """Return the statistics of each of ``schemes`` for their user.

    :param as_of: the day on which the twelve months end, as a date or ``YYYY-MM-DD``; today if empty
    :param levels: how many levels of the tree to show, as a number or its digits; all if 0 or empty
    :raises AccessError: the user is no manager, or may not read a scheme
    :raises MissingError: there is no such scheme
    :raises UserError: ``as_of`` is no date, or ``levels`` no number
    """
    _check_access(schemes)
    as_of, first_day = _days(schemes.env, as_of)
    levels = _number_of_levels(schemes.env, levels)
    schemes.env.flush_all()
    return [_statistics(scheme, first_day, as_of, levels) for scheme in schemes]


def _check_access(schemes):
    env = schemes.env
    if not env.su and not env.user.has_group(MANAGERS):
        raise AccessError(env._("Only classification managers may see category statistics."))
    if not schemes or schemes.exists() != schemes:
        raise MissingError(env._("This scheme does not exist (any more). Choose another one."))
    schemes.check_access("read")


def _days(env, as_of) -> tuple[date, date]:
    """The as-of date and the first of the days that count."""
    try:
        day = fields.Date.to_date(as_of) or fields.Date.context_today(env["res.users"])
        return day, windows.bounds(AMOUNT.window, day)[0]
    except (ValueError, OverflowError) as error:
        raise UserError(env._("“%s” is no date. Write it like 2026-11-23.", as_of)) from error


def _number_of_levels(env, levels) -> int:
    text = str(levels or 0)
    if not (text.isascii() and text.isdecimal()):
        raise UserError(env._("“%s” is no number of levels. Write a number like 2.", levels))
    return int(text)


def _statistics(scheme, first_day, as_of, levels) -> CategoryStatistics:
    env = scheme.env
    found = _aggregates(scheme, as_of)
    nobody = (0, 0.0, 0, None)
    everybody = found.get(EVERYBODY, nobody)

    def row(kind, place, level, code, name):
        customers, amount, orders, median = found.get(place, nobody)
        return Row(
            kind=kind,
            level=level,
            code=code,
            name=name,
            customers=customers,
            customers_share=_ratio(customers, everybody[0]),
            amount=amount,
            amount_share=_ratio(amount, everybody[1]),
            orders=orders,
            orders_share=_ratio(orders, everybody[2]),
            average=_ratio(amount, orders),
            median_days=median,
        )

    return CategoryStatistics(
        scheme=scheme.name,
        company=scheme.sudo().company_id.name or "",
        currency_id=scheme.currency_id.id,
        amount_basis=scheme.amount_basis,
        first_day=first_day,
        as_of=as_of,
        is_past=as_of < fields.Date.context_today(scheme),
        rows=(
            *(
                row("category", category.id, level, category.code or "", category.name)
                for category, level in _tree(scheme)
                if (category.active or category.id in found) and (not levels or level <= levels)
            ),
            row("unclassified", UNCLASSIFIED, 1, "", env._("Not classified")),
            row("total", EVERYBODY, 1, "", env._("Total")),
        ),
    )


def _ratio(part, whole) -> float | None:
    return part / whole if whole else None


def _tree(scheme):
    """Yield all categories, archived ones too, with their levels: parents first, siblings in their order."""
    children = defaultdict(list)
    categories = scheme.with_context(active_test=False).category_ids
    for category in categories.sorted(lambda category: (category.sequence, category.code or "", category.id)):
        children[category.parent_id].append(category)
    stack = [(category, 1) for category in reversed(children[categories.browse()])]
    while stack:
        category, level = stack.pop()
        yield category, level
        stack += [(child, level + 1) for child in reversed(children[category])]


def _aggregates(scheme, as_of) -> dict:
    """Return {place: (customers, amount, orders, median days)} in one statement over all customers of the scheme.

    A customer is counted in his category, in those above it, and among everybody.
    """
    spec = scheme.sudo()._spec(as_of)
    env = decision.engine_env(scheme.env, spec.scope.company_id)
    with figures.computed(env, spec.scope, (AMOUNT, ORDERS, LAST_ORDER)) as tables:
        query = decision.customers_with_figures(env, spec, tables, only=_visible(scheme.env), members=True)
        customers = query.select(
            SQL("current.category_id"),
            SQL("%s AS amount", tables.sql(AMOUNT)),
            SQL("%s AS orders", tables.sql(ORDERS)),
            SQL("%s AS days", tables.sql(LAST_ORDER)),
        )
        rows = env.execute_query(
            SQL(
                """WITH customer AS (%(customers)s)
                   SELECT place, COUNT(*), SUM(customer.amount)::float, SUM(customer.orders)::bigint,
                          percentile_cont(0.5) WITHIN GROUP (ORDER BY customer.days)
                     FROM customer
                     LEFT JOIN customer_classification_category category ON category.id = customer.category_id
                    CROSS JOIN unnest(%(everybody)s || COALESCE(
                              string_to_array(rtrim(category.parent_path, '/'), '/')::int[],
                              ARRAY[%(unclassified)s::int])) AS place
                    GROUP BY place""",
                customers=customers,
                everybody=EVERYBODY,
                unclassified=UNCLASSIFIED,
            )
        )
    return {place: tuple(values) for place, *values in rows}


def _visible(env) -> Domain:
    """The customers that the user may see: a scheme that all companies share has those of other companies, too."""
    if env.su:
        return Domain.TRUE
    return Domain("company_id", "=", False) | Domain("company_id", "parent_of", env.user.company_ids.ids)
