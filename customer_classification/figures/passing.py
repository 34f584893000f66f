"""Which documents pass a day: for each watched source, the statements that give whose documents lie in spans of days.

They ask the tables by the columns that are indexed, and may find too many customers, never too few: in whatever state a
document is, and in whatever time zone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from odoo.fields import Datetime
from odoo.tools import SQL

from ..customers import customers
from . import catalogue, customer_classification_opening, marks, source_contacts, source_openings  # noqa: F401

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Crossing:
    """From one day to another, or from a moment to now.

    :param companies: the rows of ``company`` as sources join it
    :param company_ids: the same companies
    :param days: the first and the last of the days whose documents matter, for one source
    """

    since: date
    day: date
    at: datetime
    companies: SQL
    company_ids: tuple[int, ...] = ()
    days: tuple[tuple[date, date], ...] = field(default=())

    def dates(self, column: str) -> SQL:
        """Whether a date lies in one of the spans."""
        name = SQL.identifier(*column.split("."))
        return _any(SQL("%s BETWEEN %s AND %s", name, first, last) for first, last in self.days)

    def moments(self, column: str) -> SQL:
        """Whether a moment may lie in one of the spans, in whatever time zone."""
        name = SQL.identifier(*column.split("."))
        return _any(SQL("(%s >= %s AND %s < %s)", name, first - DAY, name, last + 2 * DAY) for first, last in self.days)


def _any(conditions) -> SQL:
    return SQL("(%s)", SQL(" OR ").join(conditions))


@dataclass(frozen=True)
class Watched:
    """A source of which all is known that changes its documents.

    :param rows: the source; where another addon put something else in its place, it is not watched
    :param passing: from a crossing to the statements that give whose documents matter, column ``partner_id``
    """

    rows: Callable[[str], SQL]
    passing: Callable[[Crossing], list[SQL]]


def _orders(between: Crossing) -> list[SQL]:
    if not between.days:
        return []
    return [
        SQL(
            "SELECT classification_partner_id AS partner_id FROM sale_order WHERE company_id IN %s AND %s",
            between.company_ids,
            between.moments("sale_order.date_order"),
        )
    ]


def _orders_and_openings(between: Crossing) -> list[SQL]:
    openings = (source_openings._opening_sales, source_openings._opening_days)
    return [*_orders(between), *_openings(between, *openings)]


def _openings(between: Crossing, *sources) -> list[SQL]:
    """Opening figures are few, so they are asked as the source gives them."""
    if not between.days:
        return []
    return [
        SQL(
            "(WITH company(id, tz, rate) AS (VALUES %s) SELECT docs.partner_id FROM (%s) docs WHERE %s)",
            between.companies,
            rows("untaxed"),
            between.dates("docs.day"),
        )
        for rows in sources
    ]


def _invoices(between: Crossing) -> list[SQL]:
    if not between.days:
        return []
    return [
        SQL(
            """SELECT commercial_partner_id AS partner_id FROM account_move
                WHERE move_type IN ('out_invoice', 'out_refund') AND company_id IN %s AND (%s OR %s)""",
            between.company_ids,
            between.dates("account_move.invoice_date"),
            between.dates("account_move.date"),
        ),
        *_openings(between, source_openings._opening_invoices),
    ]


def _payments(between: Crossing) -> list[SQL]:
    if not between.days:
        return []
    return [
        SQL(
            "SELECT classification_partner_id AS partner_id FROM account_payment WHERE %s",
            between.dates("account_payment.date"),
        )
    ]


def _receivables(between: Crossing) -> list[SQL]:
    """Whose items come in or go out, whose are overdue, or were settled with a day that was to come."""
    if not between.days:
        return []
    items = SQL(
        """SELECT line.partner_id FROM account_move_line line
             JOIN account_account account ON account.id = line.account_id AND %s AND line.company_id IN %s""",
        marks.RECEIVABLE,
        between.company_ids,
    )
    moves = SQL(
        "SELECT id FROM account_move WHERE %s OR %s",
        between.dates("account_move.invoice_date"),
        between.dates("account_move.date"),
    )
    partials = SQL("FROM account_partial_reconcile WHERE max_date >= %s", between.since)
    return [
        SQL("%s WHERE line.move_id IN (%s)", items, moves),
        SQL("%s WHERE %s", items, between.dates("line.date")),
        SQL("%s WHERE line.amount_residual != 0 AND line.date_maturity <= %s", items, between.day),
        SQL("%s WHERE line.id IN (SELECT debit_move_id %s)", items, partials),
        SQL("%s WHERE line.id IN (SELECT credit_move_id %s)", items, partials),
        *_openings(between, source_openings._opening_receivables),
    ]


def _ratings(between: Crossing) -> list[SQL]:
    if not between.days:
        return []
    return [
        SQL(
            "SELECT classification_partner_id AS partner_id FROM rating_rating WHERE %s OR (rated_on IS NULL AND %s)",
            between.moments("rating_rating.rated_on"),
            between.moments("rating_rating.write_date"),
        )
    ]


def _opportunities(between: Crossing) -> list[SQL]:
    if not between.days:
        return []
    return [
        SQL(
            "SELECT classification_partner_id AS partner_id FROM crm_lead WHERE %s",
            between.moments("crm_lead.create_date"),
        )
    ]


def _customers(between: Crossing) -> list[SQL]:
    if not between.days:
        return []
    return [SQL("SELECT id AS partner_id FROM res_partner WHERE %s", between.moments("res_partner.create_date"))]


def _contacts(between: Crossing) -> list[SQL]:
    """A meeting becomes a contact when it is over, at whatever time of the day."""
    over = SQL("event.stop BETWEEN %s AND %s", between.at, Datetime.now())
    if between.days:
        over = SQL("(%s OR %s)", over, between.moments("event.start"))
    found = [
        SQL(
            """SELECT present.res_partner_id AS partner_id FROM calendar_event event
                 JOIN calendar_event_res_partner_rel present ON present.calendar_event_id = event.id WHERE %s""",
            over,
        )
    ]
    if between.days:
        found += [
            SQL(
                """SELECT doc.partner_id FROM mail_message message JOIN (%s) doc ON doc.id = message.res_id
                    WHERE message.model = %s AND %s""",
                documents,
                model,
                between.moments("message.date"),
            )
            for model, documents in source_contacts.SPOKEN_ON.items()
        ]
    return found


WATCHED = {
    source: Watched(catalogue.SOURCES[source], passing)
    for source, passing in {
        "order": _orders_and_openings,
        "order_line": _orders,
        "quotation": _orders,
        "invoice": _invoices,
        "payment": _payments,
        "receivable": _receivables,
        "rating": _ratings,
        "opportunity": _opportunities,
        "customer": _customers,
        "contact": _contacts,
    }.items()
}
KNOWN_MAKERS = tuple(customers.MAKERS)
