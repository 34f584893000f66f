"""Filters that people type: tried before they are kept, and harmless where they cannot be read any more.

A filter breaks later when a field goes with its app. Then it finds nobody: customers stay readable and orders
confirmable, and whoever sees to it is told (``rules/broken_filters``).
"""

from contextvars import ContextVar

import psycopg2

from odoo.fields import Domain
from odoo.tools import SQL

from .customers import literal

LONGEST = 20_000  # characters
# The filters that are being composed, each within the one before it: groups of customers are found by filters, too.
UNDERWAY = ContextVar("customer_classification_filters", default=())


class Unusable(Exception):
    """A filter that finds nobody since it cannot be evaluated; the message says why, in the user's language."""


def built(env, text) -> Domain:
    """Return the filter, if a statement can be composed of it.

    :raises Unusable: it cannot
    """
    _composed(env, text)
    return literal(text or "[]")


def tried(env, text) -> Domain:
    """Return the filter, once PostgreSQL has understood the statement; no row is read.

    :raises Unusable: it does not, or none can be composed
    """
    with env.cr.savepoint():
        query = _composed(env, text)
        try:
            env.execute_query(SQL("%s LIMIT 0", query.select()))
        except psycopg2.extensions.TransactionRollbackError:
            raise
        except psycopg2.Error as error:
            raise Unusable(_first_line(error)) from error
    return literal(text or "[]")


def usable(env, text) -> Domain:
    """Return the filter, or one that finds nobody where it cannot be evaluated.

    :raises Unusable: it is a part of another filter, which cannot be evaluated then either
    """
    try:
        return built(env, text)
    except Unusable:
        if UNDERWAY.get():
            raise
        return Domain.FALSE


def _composed(env, text):
    """The query of the filter, archived customers left in.

    What searches for a field may raise whatever it likes, and so may a value of another type than the field's.
    """
    if len(text or "") > LONGEST:
        raise Unusable(env._("it is longer than %s characters", LONGEST))
    if text in UNDERWAY.get():
        raise Unusable(env._("it leads back to itself"))
    Partner = env["res.partner"].sudo().with_context(active_test=False)
    token = UNDERWAY.set((*UNDERWAY.get(), text))
    try:
        domain = literal(text or "[]")
        domain.validate(Partner)
        return Partner._search(domain)
    except psycopg2.extensions.TransactionRollbackError:
        raise
    except Unusable:
        raise
    except Exception as error:
        raise Unusable(_first_line(error)) from error
    finally:
        UNDERWAY.reset(token)


def _first_line(error) -> str:
    return next(iter(str(error).strip().splitlines()), "") or type(error).__name__
