"""What the parts of the overview are made of: the chosen scheme, companies, period, and statements over them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from odoo.fields import Domain
from odoo.tools import SQL

from ..common import days
from .overview_period import Period

REPORT = "customer.classification.report"
CHANGE = "customer.classification.change"
MOVEMENT = "customer.classification.movement"
SALESPERSON = "sales_team.group_sale_salesman"
SEES_ALL = ("sales_team.group_sale_salesman_all_leads", "customer_classification.group_classification_manager")


@dataclass(frozen=True)
class Choice:
    """What the user looks at; the environment is his, so that he sees what he may see."""

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

    @cached_property
    def moment(self):
        """The day at whose end customers are counted for comparison: before the period, or a year ago."""
        return self.before.last if self.comparison == "year" else self.period.first - timedelta(days=1)

    # Who and what counts ----------------------------------------------------------------------------------------------

    def customers(self, *conditions) -> Domain:
        """The classified customers of the scheme, rows of the analysis."""
        return every(("scheme_id", "=", self.scheme.id), *conditions)

    def visible(self) -> Domain:
        """The customers whom the user may see, as in the analysis."""
        user = self.env.user
        if self.env.su or not user.has_group(SALESPERSON) or any(map(user.has_group, SEES_ALL)):
            return Domain("active", "=", True)
        return Domain("active", "=", True) & Domain("user_id", "in", [user.id, False])

    def proposals(self) -> Domain:
        """The moves on which nobody decided yet."""
        return every(("scheme_id", "=", self.scheme.id), ("state", "=", "proposed"), self._seen())

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
        return Domain("state", "=", "sale") & within & Domain("partner_id.commercial_partner_id", "any", customer)

    # Numbers ----------------------------------------------------------------------------------------------------------

    @cached_property
    def by_category(self) -> dict[int, dict]:
        """{category id: {name of the number: its value}} of customers and sales; those below are counted, too.

        ``0`` stands for the whole scheme. Names ending with ``_before`` are those compared with.
        """
        own = {"customers": dict(self._present()), "customers_before": self.members_at(self.moment)}
        own["revenue"], own["revenue_before"] = self._revenue()
        paths = {
            category.id: [0, *map(int, filter(None, category.parent_path.split("/")))] for category in self.categories
        }
        found = {}
        for name, values in own.items():
            for category_id, value in values.items():
                for place in paths.get(category_id, ()):
                    numbers = found.setdefault(place, dict.fromkeys(own, 0))
                    numbers[name] += value
        return found

    def _present(self):
        rows = self.env[REPORT]._read_group(self.customers(), ["category_id"], ["__count"])
        return ((category.id, customers) for category, customers in rows)

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
        """The sales (orders) of the period and of the one before by category, in the currency of the scheme."""
        rows = self.env.execute_query(
            SQL(
                """WITH company(id, rate) AS (VALUES %(companies)s)
                   SELECT assignment.category_id,
                          COALESCE(SUM(doc.amount * company.rate) FILTER (WHERE now), 0)::float8,
                          COALESCE(SUM(doc.amount * company.rate) FILTER (WHERE NOT now), 0)::float8
                     FROM (%(now)s UNION ALL %(before)s) doc(now, partner_id, company_id, amount)
                     JOIN company ON company.id = doc.company_id
                     JOIN res_partner member ON member.id = doc.partner_id
                     JOIN customer_classification_assignment assignment
                       ON assignment.partner_id = member.commercial_partner_id AND assignment.scheme_id = %(scheme)s
                    GROUP BY assignment.category_id""",
                companies=SQL(", ").join(self._rates()),
                now=self._order_amounts(self.period, now=True),
                before=self._order_amounts(self.before, now=False),
                scheme=self.scheme.id,
            )
        )
        return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}

    def _order_amounts(self, period, now) -> SQL:
        """The amounts of the orders of a period, in the currencies of their companies."""
        Order = self.env["sale.order"]
        query = Order._search(self.orders(period))
        query.order = None
        name = "amount_untaxed" if self.scheme.amount_basis == "untaxed" else "amount_total"
        partner, company, amount, rate = (
            Order._field_to_sql(query.table, field, query)
            for field in ("partner_id", "company_id", name, "currency_rate")
        )
        return query.select(SQL("%s", now), partner, company, SQL("%s / COALESCE(NULLIF(%s, 0), 1)", amount, rate))

    def _rates(self):
        Currency, target = self.env["res.currency"], self.scheme.currency_id
        for company in self.companies.sudo():
            rate = Currency._get_conversion_rate(company.currency_id, target, company, self.today)
            yield SQL("(%s, %s::numeric)", company.id, rate)

    def members_at(self, day: date) -> dict[int, int]:
        """How many customers each category had at the end of ``day``, by the history."""
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT category_id, COUNT(*) FROM (%s) member WHERE partner_id IN %s GROUP BY category_id",
                    self.env[CHANGE]._categories_at(self.scheme, day),
                    self.env["res.partner"]._search(self.visible()).subselect(),
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
