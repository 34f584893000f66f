"""What the parts of the overview are made of: the chosen scheme, companies, period, and statements over them."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from odoo.fields import Domain
from odoo.tools import SQL

from ..common import days, visibility
from ..figures import catalogue, environment, figures
from .overview_period import Period

ANALYSIS = "customer.classification.report"
CHANGE = "customer.classification.change"
MOVEMENT = "customer.classification.movement"
NUMBERS = ("customers", "customers_before", "revenue", "revenue_before")
CLASSIFIED, UNCLASSIFIED, EVERYBODY = 0, -1, -2


@dataclass(frozen=True)
class Choice:
    """What the user looks at; the environment is theirs, so that they see what they may see."""

    scheme: object
    kind: str
    comparison: str
    today: date
    period: Period
    before: Period

    @property
    def env(self):
        return self.scheme.env

    @cached_property
    def categories(self):
        """All categories of the scheme in their order, those that are archived too."""
        Category = self.env["customer.classification.category"].with_context(active_test=False)
        return Category.search([("scheme_id", "=", self.scheme.id)])

    @cached_property
    def companies(self):
        """The companies whose documents count."""
        return self.env.companies & self.scheme.company_id or self.env.companies

    @property
    def is_past(self) -> bool:
        """Whether the period is over; customers and categories are those of today all the same."""
        return self.period.last < self.today

    @property
    def moment(self) -> date | None:
        """The day at whose end customers are counted for comparison: before the period, or a year ago.

        None where the period is over: today's customers have nothing to do with it.
        """
        if self.is_past:
            return None
        return self.before.last if self.comparison == "year" else self.period.first - timedelta(days=1)

    # Who and what counts ----------------------------------------------------------------------------------------------

    def customers(self, *conditions) -> Domain:
        """The classified customers of the scheme, rows of the analysis."""
        return every(("scheme_id", "=", self.scheme.id), *conditions)

    def visible(self) -> Domain:
        """The customers whose figures the user sees, as in the analysis."""
        return Domain("active", "=", True) & visibility.of_customers(self.env)

    def proposals(self) -> Domain:
        """The moves on which nobody decided yet, and the user may."""
        return every(("scheme_id", "=", self.scheme.id), ("can_decide", "=", True))

    def moved(self, period: Period, *conditions) -> Domain:
        """The moves within a period; one that was undone is none, nor is undoing it."""
        within = ("date", ">=", str(period.first)), ("date", "<=", str(period.last))
        standing = ("is_taken_back", "=", False)
        return every(("scheme_id", "=", self.scheme.id), standing, *within, self._seen(), *conditions)

    def _seen(self) -> Domain:
        return Domain("partner_id", "any", self.visible())

    def orders(self, period: Period, *categories) -> Domain:
        """The confirmed orders within a period, by the clocks of their companies, of customers who are classified so.

        :param categories: conditions on the customer's line in the scheme
        """
        by_zone: dict = {}
        for company in self.companies.sudo():
            by_zone.setdefault(company._classification_tz(), []).append(company.id)
        within = Domain.OR(
            Domain("company_id", "in", company_ids)
            & Domain("date_order", ">=", days.begin_of(period.first, zone))
            & Domain("date_order", "<", days.end_of(period.last, zone))
            for zone, company_ids in by_zone.items()
        )
        customer = self.visible()
        if categories:
            assigned = every(("scheme_id", "=", self.scheme.id), *categories)
            customer &= Domain("classification_assignment_ids", "any", assigned)
        return (
            Domain("state", "=", "sale")
            & within
            & Domain("classification_partner_id.commercial_partner_id", "any", customer)
        )

    # Numbers ----------------------------------------------------------------------------------------------------------

    @cached_property
    def by_category(self) -> dict[int, dict]:
        """{category id: {name of the number: its value}} of customers and sales; those below are counted, too.

        :data:`CLASSIFIED` stands for all who have a category, :data:`UNCLASSIFIED` for the customers of the scheme who
        have none, :data:`EVERYBODY` for both. Names ending with ``_before`` are those compared with; None is not known.
        """
        own = dict(zip(NUMBERS, (dict(self._present()), self._former(), *self._revenue()), strict=True))
        paths = {
            category.id: [CLASSIFIED, EVERYBODY, *map(int, filter(None, category.parent_path.split("/")))]
            for category in self.categories
        }
        paths[None] = [UNCLASSIFIED, EVERYBODY]
        found = {place: dict.fromkeys(NUMBERS, 0) for place in (CLASSIFIED, UNCLASSIFIED, EVERYBODY)}
        for name, values in own.items():
            for category_id, value in values.items():
                for place in paths.get(category_id, ()):
                    found.setdefault(place, dict.fromkeys(NUMBERS, 0))[name] += value
        # the history tells who had a category, and not who was a customer without one
        found[UNCLASSIFIED]["customers_before"] = found[EVERYBODY]["customers_before"] = None
        for numbers in found.values():
            numbers.update(dict.fromkeys(self.unknown))
        return found

    def numbers_of(self, place) -> dict:
        """The numbers of a category, or of one of the places of :attr:`by_category`; of one without customers too."""
        return self.by_category.get(place) or {**dict.fromkeys(NUMBERS, 0), **dict.fromkeys(self.unknown)}

    @property
    def unknown(self) -> list[str]:
        """The names of the numbers that nobody can know."""
        unknown = {
            "customers_before": not self.moment,
            "revenue": self.reaches_too_far(self.period),
            "revenue_before": self.reaches_too_far(self.before),
        }
        return [name for name, is_unknown in unknown.items() if is_unknown]

    def reaches_too_far(self, period: Period) -> bool:
        """Whether the documents of a period are not all here, so that nobody knows what was sold in it."""
        since = self.companies._classification_since()
        return bool(since) and period.first < since

    @cached_property
    def unclassified(self) -> Domain:
        """The customers of the scheme who have no category in it."""
        return Domain(self.scheme.action_open_unclassified()["domain"]) & self.visible()

    def _present(self):
        yield None, self.env["res.partner"].search_count(self.unclassified)
        for category, customers in self.env[ANALYSIS]._read_group(self.customers(), ["category_id"], ["__count"]):
            yield category.id, customers

    def _former(self):
        return self.members_at(self.moment) if self.moment else {}

    @cached_property
    def moves(self) -> dict[bool, list]:
        """The moves of the period (True) and of the one before: (former and new category, direction, moves, sales)."""
        grouped = ["from_category_id", "to_category_id", "direction"], ["__count", "revenue:sum"]
        return {
            side is self.period: self.env[MOVEMENT]._read_group(self.moved(side), *grouped)
            for side in (self.period, self.before)
        }

    # Statements -------------------------------------------------------------------------------------------------------

    def _revenue(self) -> tuple[dict, dict]:
        """The sales (orders) of the period and of the one before by category, in the currency of the scheme.

        Orders are those of the engine, also where the user may not open them, in its money of the period's last day.
        """
        scope = replace(self.scheme.sudo()._spec(self.period.last).scope, company_ids=tuple(self.companies.ids))
        engine_env = environment.engine_env(self.env, scope.company_id)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """-- one row: one category with the sales of now and of the period before;
                   -- it must not miss customers without sales, nor those in no category
                   WITH company(id, tz, rate) AS (VALUES %(companies)s), docs AS (%(orders)s), sold AS (
                       SELECT partner_id, ROUND(COALESCE(SUM(amount) FILTER (WHERE %(now)s), 0), %(digits)s) AS now,
                              ROUND(COALESCE(SUM(amount) FILTER (WHERE %(before)s), 0), %(digits)s) AS before
                         FROM docs GROUP BY partner_id)
                   SELECT assignment.category_id, SUM(sold.now)::float8, SUM(sold.before)::float8
                     FROM sold
                     LEFT JOIN customer_classification_assignment assignment
                       ON assignment.partner_id = sold.partner_id AND assignment.scheme_id = %(scheme)s
                    WHERE CASE WHEN assignment.id IS NULL THEN sold.partner_id IN %(unclassified)s
                               ELSE sold.partner_id IN %(seen)s END
                    GROUP BY assignment.category_id""",
                companies=SQL(", ").join(figures.companies_of(engine_env, scope)),
                orders=catalogue.SOURCES["order"](scope.amount_basis),
                now=SQL("day BETWEEN %s AND %s", self.period.first, self.period.last),
                before=SQL("day BETWEEN %s AND %s", self.before.first, self.before.last),
                digits=self.scheme.currency_id.decimal_places,
                scheme=self.scheme.id,
                seen=self.env["res.partner"]._search(self.visible()).subselect(),
                unclassified=self.env["res.partner"]._search(self.unclassified).subselect(),
            )
        )
        return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}

    def members_at(self, day: date) -> dict[int, int]:
        """How many customers each category had at the end of ``day``, by the history; those archived since, too."""
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT category_id, COUNT(*) FROM (%s) member WHERE partner_id IN %s GROUP BY category_id",
                    self.env[CHANGE]._categories_at(self.scheme, day),
                    visibility.customers(self.env).subselect(),
                )
            )
        )


def every(*conditions) -> Domain:
    """What fulfils all conditions, each a triple or a domain."""
    return Domain.AND(Domain(*condition) if isinstance(condition, tuple) else condition for condition in conditions)


def target(name: str, model: str, domain: Domain, **more) -> dict:
    """What a number opens: the records that it counts.

    :param more: ``action``, the action that shows such records, ``id``, the only one, or ``order``, which come first
    """
    return {"name": name, "model": model, "domain": _plain(domain), **more}


def _plain(domain):
    """A domain as JSON can carry it."""
    if isinstance(domain, Domain):
        return [_plain(item) for item in domain]
    if isinstance(domain, tuple) and len(domain) == 3:
        return [_plain(item) for item in domain]
    if isinstance(domain, datetime | date):
        return str(domain)
    if isinstance(domain, set | frozenset | tuple) or type(domain).__name__ == "OrderedSet":
        return list(domain)
    return domain
