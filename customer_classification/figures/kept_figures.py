"""The standard figures that are kept for each customer, and how they are read from where they are kept.

A column is of the type of its measure; one more is one more entry here. A figure in days whose window is "ever" is kept
as the date from which the days are counted, so that it stays right while time goes by.
"""

from dataclasses import dataclass

from odoo import fields
from odoo.tools import SQL

from ..common.figure_fields import UnknowableFloat, UnknowableInteger, UnknowableMonetary
from . import catalogue
from .specs import Figure, Scope, Window

YEAR, EVER = Window("months", 12), Window()
TYPES = {"currency": UnknowableMonetary, "count": UnknowableInteger}


@dataclass(frozen=True)
class Kept:
    """A standard figure.

    :param label: what users read
    :param zero_is_nothing: zero days mean that there is nothing, not today
    """

    figure: Figure
    label: str
    zero_is_nothing: bool = False

    @property
    def is_date(self) -> bool:
        """Whether the date is kept from which the days are counted."""
        return catalogue.MEASURES[self.figure.measure].unit == "days" and self.figure.window == EVER

    def field(self):
        """The column; means and rates of several customers are averages, all else is added up."""
        if self.is_date:
            return fields.Date(string=self.label, readonly=True)
        measure = catalogue.MEASURES[self.figure.measure]
        aggregated = {"aggregator": "avg"} if measure.without is None else {}
        return TYPES.get(measure.unit, UnknowableFloat)(string=self.label, readonly=True, **aggregated)


STANDARD = {
    "order_amount": Kept(Figure("order_amount", YEAR), "Sales (orders), 12 months"),
    "order_amount_before": Kept(Figure("order_amount_before", YEAR), "Sales (orders), 12 months before"),
    "order_count": Kept(Figure("order_count", YEAR), "Orders, 12 months"),
    "order_average": Kept(Figure("order_average", YEAR), "Average Order, 12 months"),
    "order_amount_total": Kept(Figure("order_amount", EVER), "Sales (orders), ever"),
    "order_count_total": Kept(Figure("order_count", EVER), "Orders, ever"),
    "first_order_date": Kept(Figure("days_since_first_order", EVER), "First Order"),
    "last_order_date": Kept(Figure("days_since_last_order", EVER), "Last Order"),
    "invoice_amount": Kept(Figure("invoice_amount", YEAR), "Sales (invoices), 12 months"),
    "invoice_amount_before": Kept(Figure("invoice_amount_before", YEAR), "Sales (invoices), 12 months before"),
    "invoice_count": Kept(Figure("invoice_count", YEAR), "Invoices, 12 months"),
    "invoice_growth": Kept(Figure("invoice_growth", YEAR), "Growth of Invoiced Sales, 12 months (%)"),
    "credit_note_rate": Kept(Figure("credit_note_rate", YEAR), "Credit Notes, 12 months (%)"),
    "last_invoice_date": Kept(Figure("days_since_last_invoice", EVER), "Last Invoice"),
    "payment_amount": Kept(Figure("payment_amount", YEAR), "Payments, 12 months"),
    "payment_delay_days": Kept(Figure("payment_delay_days", YEAR), "Mean Payment Delay, 12 months (days)"),
    "receivable_amount": Kept(Figure("receivable_amount", EVER), "Open Receivable"),
    "overdue_amount": Kept(Figure("overdue_amount", EVER), "Overdue"),
    "overdue_since": Kept(Figure("overdue_days", EVER), "Overdue since", zero_is_nothing=True),
    "satisfaction": Kept(Figure("satisfaction", YEAR), "Satisfaction, 12 months (1 to 5)"),
    "rating_count": Kept(Figure("rating_count", YEAR), "Ratings, 12 months"),
    "opportunity_count": Kept(Figure("opportunity_count", EVER), "Open Opportunities"),
    "opportunity_revenue": Kept(Figure("opportunity_revenue", EVER), "Expected Revenue"),
    "last_contact_date": Kept(Figure("days_since_contact", EVER), "Last Contact"),
}
FIGURES = {name: kept.figure for name, kept in STANDARD.items()}
# parts of means: from them the mean of many customers is taken
PARTS = {
    "payment_delay_total": Figure("payment_delay_total", YEAR),
    "payment_delay_count": Figure("payment_delay_count", YEAR),
    "rating_total": Figure("rating_total", YEAR),
}
KEPT = {**FIGURES, **PARTS}


def of_scope(profile: str, scope: Scope) -> SQL:
    """The condition that ``profile``, an alias of the table, is of this scope."""
    return SQL(
        "COALESCE(%s, 0) = %s AND %s = %s AND %s = %s",
        SQL.identifier(profile, "company_id"),
        scope.company_id or 0,
        SQL.identifier(profile, "currency_id"),
        scope.currency_id,
        SQL.identifier(profile, "amount_basis"),
        scope.amount_basis,
    )


class KeptFigures:
    """The profiles in the place of tables of figures that would have to be computed from documents."""

    customers = family = None

    def __init__(self, scope):
        self.scope = scope

    @classmethod
    def know(cls, figures):
        """Whether all these figures are kept."""
        return set(figures) <= set(FIGURES.values())

    def join(self, query, partner_id: SQL):
        """Join the profile to ``query``, whose customer is ``partner_id``."""
        own = SQL("profile.partner_id = %s AND %s", partner_id, of_scope("profile", self.scope))
        query.add_join("LEFT JOIN", "profile", SQL.identifier("customer_classification_profile"), own)

    def sql(self, figure: Figure) -> SQL:
        """The figure as an expression over the joined profile; NULL where it is empty."""
        name = next(name for name, kept in FIGURES.items() if kept == figure)
        column = SQL.identifier("profile", name)
        if STANDARD[name].is_date:
            column = SQL("(%s::date - %s)", self.scope.as_of, column)
        without = catalogue.MEASURES[figure.measure].without
        return column if without is None else SQL("COALESCE(%s, %s)", column, without)
