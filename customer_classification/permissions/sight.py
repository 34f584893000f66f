"""Which customers permissions leave to a user, as a condition on contacts: those of their company decide."""

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
        parts = [SQL("NOT (%s)", _all_of(permission, company)) for permission in reserved]
        if limits:
            parts.append(SQL(" OR ").join(SQL("(%s)", _within(permission, company)) for permission in limits))
        return SQL("(%s = %s OR (%s))", company, own, SQL(" AND ").join(SQL("(%s)", part) for part in parts))

    return Domain.custom(to_sql=to_sql)


def _all_of(permission, company: SQL) -> SQL:
    """Whether the customer is in one of the categories, and of one of the salespersons, of those that are named."""
    parts = [_in_categories(company, _below(permission.category_ids))] if permission.category_ids else []
    if permission.salesperson_ids:
        parts.append(_of_salespersons(company, permission.salesperson_ids.ids))
    return SQL(" AND ").join(parts)


def _within(permission, company: SQL) -> SQL:
    """Whether a permission leaves the customer to those whom it limits: in each scheme that it names one of its
    categories, or none; and one of its salespersons, or none."""
    parts = []
    for scheme, categories in permission.category_ids.grouped("scheme_id").items():
        inside = _in_categories(company, _below(categories))
        elsewhere = SQL(
            "EXISTS (SELECT FROM customer_classification_assignment other WHERE other.partner_id = %s"
            " AND other.scheme_id = %s)",
            company,
            scheme.id,
        )
        parts.append(_or_none(permission, company, inside, elsewhere))
    if permission.salesperson_ids:
        inside = _of_salespersons(company, permission.salesperson_ids.ids)
        somebodys = SQL(
            "EXISTS (SELECT FROM res_partner theirs WHERE theirs.id = %s AND theirs.user_id IS NOT NULL)", company
        )
        parts.append(_or_none(permission, company, inside, somebodys))
    return SQL(" AND ").join(SQL("(%s)", part) for part in parts)


def _or_none(permission, company: SQL, inside: SQL, somewhere: SQL) -> SQL:
    """Inside, or nowhere: contacts who are no customers stay visible, customers only if the permission says so."""
    if permission.with_others:
        return SQL("%s OR NOT %s", inside, somewhere)
    customer = SQL("EXISTS (SELECT FROM res_partner buyer WHERE buyer.id = %s AND buyer.customer_rank > 0)", company)
    return SQL("%s OR NOT (%s OR %s)", inside, somewhere, customer)


def _in_categories(company: SQL, category_ids) -> SQL:
    return SQL(
        "EXISTS (SELECT FROM customer_classification_assignment held WHERE held.partner_id = %s"
        " AND held.category_id IN %s)",
        company,
        tuple(category_ids) or NOBODY,
    )


def _of_salespersons(company: SQL, user_ids) -> SQL:
    return SQL(
        "EXISTS (SELECT FROM res_partner sold WHERE sold.id = %s AND sold.user_id IN %s)",
        company,
        tuple(user_ids) or NOBODY,
    )


def _below(categories):
    """The numbers of these categories and all below them, archived ones too."""
    return categories.with_context(active_test=False).search([("id", "child_of", categories.ids)]).ids
