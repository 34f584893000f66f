"""How measures aggregate the documents of a customer: each gives SQL as :class:`catalogue.Measure` wants it.

A condition is SQL over ``docs``, the documents of the measure's source.
"""

from odoo.tools import SQL

from . import sources


def total(expression: str):
    return lambda inside, as_of: SQL("COALESCE(SUM(%s) FILTER (WHERE %s), 0)", SQL(expression), inside)


def count(condition: str = "TRUE"):
    return lambda inside, as_of: SQL("COUNT(*) FILTER (WHERE %s AND %s)", inside, SQL(condition))


def number(condition: str = "TRUE"):
    """For how many orders the documents stand: opening figures for several."""
    return lambda inside, as_of: SQL("COALESCE(SUM(docs.number) FILTER (WHERE %s AND %s), 0)", inside, SQL(condition))


def days_since(aggregate: str):
    return lambda inside, as_of: SQL("%s::date - %s", as_of, SQL(aggregate))


def gap(condition: str):
    """Days between the last two of the documents."""
    days = SQL("array_agg(docs.day ORDER BY docs.day DESC) FILTER (WHERE %s)", SQL(condition))
    return lambda inside, as_of: SQL("(%s)[1] - (%s)[2]", days, days)


def total_before(inside, as_of, before):
    """The amount of the equally long window before."""
    return SQL("COALESCE(SUM(docs.amount) FILTER (WHERE %s), 0)", before)


def growth(inside, as_of, before):
    """% against the window before; empty when nothing was sold then."""
    return SQL(
        """100 * (COALESCE(SUM(docs.amount) FILTER (WHERE %(inside)s), 0)
                  - SUM(docs.amount) FILTER (WHERE %(before)s))
               / NULLIF(SUM(docs.amount) FILTER (WHERE %(before)s), 0)""",
        inside=inside,
        before=before,
    )


def delay(inside, as_of, aggregate="AVG"):
    """From the due date to the payment; what is overdue and open counts with its days so far."""
    return SQL(
        """%(aggregate)s(CASE WHEN %(open)s = 0 THEN %(settled)s - docs.due
                    WHEN docs.due < %(as_of)s THEN %(as_of)s::date - docs.due END)
           FILTER (WHERE docs.is_invoice AND %(inside)s)""",
        aggregate=SQL(aggregate),
        open=sources.open_on(as_of),
        settled=sources.settled_on(as_of),
        inside=inside,
        as_of=as_of,
    )


def overdue(as_of):
    """The item is an invoice's, open on the day, and past its due date then."""
    return SQL("docs.is_invoice AND docs.due < %s AND %s > 0", as_of, sources.open_on(as_of))


def is_invoice(_as_of):
    return SQL("docs.is_invoice")
