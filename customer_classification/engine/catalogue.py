"""The catalogue of measures: what can be asked about a customer.

Another addon adds a measure with one call of :func:`register`, and a source of documents with one entry in
:data:`SOURCES`. A measure's SQL aggregates over the documents of its source, which are rows of ``partner_id``, ``day``
(in the time zone of the document's company) and what the source adds (``amount``, in the currency of the scope).
"""

from collections.abc import Callable
from dataclasses import dataclass

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


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
    """

    name: str
    label: str
    unit: str
    source: str
    sql: Callable[[SQL, object], SQL]
    without: int | None = 0
    lifetime: bool = False


def _sale_orders(basis: str) -> SQL:
    """Confirmed sales orders; the amount at the order's own rate in its company's currency."""
    amount = SQL.identifier("doc", "amount_untaxed" if basis == "untaxed" else "amount_total")
    return SQL(
        """SELECT partner.commercial_partner_id AS partner_id,
                  (doc.date_order AT TIME ZONE 'UTC' AT TIME ZONE company.tz)::date AS day,
                  %(amount)s / COALESCE(NULLIF(doc.currency_rate, 0), 1) * company.rate AS amount
             FROM sale_order doc
             JOIN company ON company.id = doc.company_id
             JOIN res_partner partner ON partner.id = doc.partner_id
            WHERE doc.state = 'sale'""",
        amount=amount,
    )


SOURCES: dict[str, Callable[[str], SQL]] = {"order": _sale_orders}
MEASURES: dict[str, Measure] = {}


def register(measure: Measure) -> Measure:
    """Add ``measure`` to the catalogue; a name that is taken is replaced, so an addon can correct an entry."""
    if measure.source not in SOURCES:
        raise ValueError(f"measure {measure.name!r} names the unknown source {measure.source!r}")
    MEASURES[measure.name] = measure
    return measure


register(Measure(
    name="order_amount", label=_lt("Sales (orders)"), unit="currency", source="order",
    sql=lambda inside, as_of: SQL("COALESCE(SUM(docs.amount) FILTER (WHERE %s), 0)", inside),
))  # fmt: skip
register(Measure(
    name="order_count", label=_lt("Number of orders"), unit="count", source="order",
    sql=lambda inside, as_of: SQL("COUNT(*) FILTER (WHERE %s)", inside),
))  # fmt: skip
register(Measure(
    name="days_since_last_order", label=_lt("Days since the last order"), unit="days", source="order",
    sql=lambda inside, as_of: SQL("%s::date - MAX(docs.day)", as_of), without=None, lifetime=True,
))  # fmt: skip
register(Measure(
    name="days_since_first_order", label=_lt("Days since the first order"), unit="days", source="order",
    sql=lambda inside, as_of: SQL("%s::date - MIN(docs.day)", as_of), without=None, lifetime=True,
))  # fmt: skip
