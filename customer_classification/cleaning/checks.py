"""The checks of customers' data. Another addon adds one::

    register(Check("no_route", _lt("No delivery route"), "x_route_id", _lt("Choose the route."), find))

``find`` takes the environment and the table of customers, and returns a statement with a row per finding:
``partner_id``, ``company_id`` (where each company has a value of its own, else NULL), ``value`` (the text as it
stands), ``proposal`` (the text as it should be where that is certain, else NULL). :func:`rows` writes most of it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from odoo.tools import SQL


@dataclass(frozen=True)
class Check:
    """What may be wrong with a customer.

    :param name: technical name, kept with each finding
    :param label: what is wrong, in a few words
    :param field: of the customer, where it is to be mended
    :param advice: how to mend it
    :param find: from (environment with all rights, table of customers with the column ``id``) to the statement
    :param quality: what the fault tells of, in the report on the quality of the data: complete, valid
    :param detail: from a customer to what stands before the advice, such as what is missing
    """

    name: str
    label: object
    field: str
    advice: object
    find: Callable[[object, SQL], SQL]
    quality: str = "valid"
    detail: Callable[[object], str] | None = None


CHECKS: dict[str, Check] = {}


def register(check: Check) -> Check:
    """Let customers be checked for one more fault; a name that is taken is replaced."""
    CHECKS[check.name] = check
    return check


NOTHING = SQL("NULL::text")


def rows(customers: SQL, condition: SQL, value=NOTHING, proposal=NOTHING, joins=None, company=None) -> SQL:
    """The statement of a check on the columns of ``partner``.

    :param joins: further tables
    :param company: whose value it is, where each company has its own
    """
    return SQL(
        """SELECT partner.id AS partner_id, %(company)s AS company_id, %(value)s AS value, %(proposal)s AS proposal
             FROM %(customers)s customer
             JOIN res_partner partner ON partner.id = customer.id
             %(joins)s
            WHERE %(condition)s""",
        company=company or SQL("NULL::int4"),
        value=value,
        proposal=proposal,
        customers=customers,
        joins=joins or SQL(),
        condition=condition,
    )
