"""Which customers permissions leave to a user, as a condition on contacts; those of their company decide.

Whom they hide is said as “there is no such row”, and all such sentences hold together: PostgreSQL then joins what is
hidden once for a count, and looks it up for the few rows of a page.
"""

from odoo.fields import Domain
from odoo.tools import SQL

NOBODY = (0,)


def permitted(env, right: str) -> Domain:
    """The contacts whom the user may ``see`` or ``change`` as far as data permissions go.

    Whoever runs this: the rights are those of ``env.uid``, with or without ``sudo()``.
    """
    binding = env["customer.classification.permission"]._binding(right)
    customers = binding.filtered(lambda permission: permission.category_ids or permission.salesperson_ids)
    if not customers:
        return Domain.TRUE
    reserved = customers.filtered(lambda permission: permission.kind == "reserve")
    limits = customers - reserved
    own = env.user.sudo().partner_id.commercial_partner_id.id

    def to_sql(_model, alias, _query):
        company = SQL.identifier(alias, "commercial_partner_id")
        hidden = [_reserved(permission) for permission in reserved]
        hidden += _beyond(*_together(limits)) if limits and _are_one(limits) else []
        parts = [_nobody(company, own, *who) for who in hidden]
        if limits and not _are_one(limits):
            each = (_beyond(p.category_ids, p.salesperson_ids, p.with_others) for p in limits)
            allowed = (SQL(" AND ").join(_nobody(company, own, *who) for who in beyond) for beyond in each)
            parts.append(SQL("(%s)", SQL(" OR ").join(SQL("(%s)", one) for one in allowed)))
        return SQL("(%s)", SQL(" AND ").join(parts))

    return Domain.custom(to_sql=to_sql)


def _are_one(limits) -> bool:
    """Whether these permissions leave as much as one would: there is only one, or all name categories of a scheme."""
    same = len(limits.category_ids.scheme_id) == 1 and len(set(limits.mapped("with_others"))) == 1
    return len(limits) == 1 or (same and all(p.category_ids and not p.salesperson_ids for p in limits))


def _together(limits):
    return limits.category_ids, limits.salesperson_ids, limits[0].with_others


def _nobody(company: SQL, own: int, rows: SQL, partner_id: SQL, condition: SQL) -> SQL:
    """That the customer is none of those whom ``condition`` describes; everybody sees their own company."""
    return SQL(
        """NOT EXISTS (SELECT FROM %(rows)s
                        WHERE %(partner)s = %(company)s AND %(partner)s != %(own)s AND (%(condition)s))""",
        rows=rows,
        partner=partner_id,
        company=company,
        own=own,
        condition=condition,
    )


LINES = SQL("customer_classification_assignment held"), SQL("held.partner_id")
PARTNERS = SQL("res_partner buyer"), SQL("buyer.id")
BOTH = SQL("customer_classification_assignment held JOIN res_partner buyer ON buyer.id = held.partner_id"), LINES[1]


def _reserved(permission) -> tuple[SQL, SQL, SQL]:
    """Who is in one of the categories, and of one of the salespersons, of those that are named."""
    in_category = SQL("held.category_id IN %s", _below(permission.category_ids))
    of_salesperson = SQL("buyer.user_id IN %s", _ids(permission.salesperson_ids))
    if permission.category_ids and permission.salesperson_ids:
        return *BOTH, SQL("%s AND %s", in_category, of_salesperson)
    return (*LINES, in_category) if permission.category_ids else (*PARTNERS, of_salesperson)


def _beyond(categories, salespersons, with_others) -> list[tuple[SQL, SQL, SQL]]:
    """Who is hidden from whom a permission limits: who is, in a scheme that it names, in another category, or is of
    another salesperson. Contacts who are no customers stay visible; customers who are nowhere only ``with_others``.
    """
    hidden = []
    for scheme, named in categories.grouped("scheme_id").items():
        elsewhere = SQL("held.scheme_id = %s AND held.category_id NOT IN %s", scheme.id, _below(named))
        hidden.append((*LINES, elsewhere))
        if not with_others:
            nowhere = SQL(
                """buyer.customer_rank > 0 AND NOT EXISTS (
                       SELECT FROM customer_classification_assignment other
                        WHERE other.partner_id = buyer.id AND other.scheme_id = %s)""",
                scheme.id,
            )
            hidden.append((*PARTNERS, nowhere))
    if salespersons:
        of_another = SQL("buyer.user_id NOT IN %s", _ids(salespersons))
        if not with_others:
            of_another = SQL("%s OR (buyer.user_id IS NULL AND buyer.customer_rank > 0)", of_another)
        hidden.append((*PARTNERS, of_another))
    return hidden


def _below(categories) -> tuple[int, ...]:
    """The numbers of these categories and all below them, archived ones too."""
    return _ids(categories.with_context(active_test=False).search([("id", "child_of", categories.ids)]))


def _ids(records) -> tuple[int, ...]:
    return tuple(records.ids) or NOBODY
