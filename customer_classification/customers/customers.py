"""Who is a customer, of a scheme, of a company, at all."""

import ast
from collections.abc import Callable
from functools import partial
from itertools import count

from odoo.fields import Domain
from odoo.tools import SQL

# What else makes somebody a customer: from a function that limits a table to companies to (who is found, the statement)
MAKERS: list[Callable[[Callable[[str], SQL]], tuple[SQL, SQL]]] = []
_numbers = count(1)


def is_cart(order: str) -> SQL:
    """Whether a visitor of the web shop left an order as a cart, which is no quotation.

    Orders have a website only where the shop is installed; read this way, the column need not be there.

    :param order: the alias of ``sale_order``
    """
    alias = SQL.identifier(order)
    return SQL("(%s = 'draft' AND to_jsonb(%s) ->> 'website_id' IS NOT NULL)", SQL.identifier(order, "state"), alias)


def is_customer(company_ids=None) -> Domain:
    """Who can be classified at all: active commercial entities that bought, were offered or may buy something, or that
    somebody classified.

    :param company_ids: only documents of these companies make a customer; of all companies if None
    """

    def to_sql(model, alias, _query):
        # whoever was made in the same transaction is found, too
        head, rank = (
            SQL.identifier(alias, name, to_flush=model._fields[name])
            for name in ("commercial_partner_id", "customer_rank")
        )
        return SQL(
            "%s = %s AND (%s > 0 OR %s)",
            head,
            SQL.identifier(alias, "id"),
            rank,
            SQL(" OR ").join(
                SQL("EXISTS (%s AND %s = %s)", found, who, SQL.identifier(alias, "id"))
                for who, found in _without_rank(company_ids)
            ),
        )

    return Domain("active", "=", True) & Domain.custom(to_sql=to_sql)


def _of_companies(table: str, company_ids) -> SQL:
    """Whether a row of ``table`` belongs to one of these companies, or to none; to any where they are None."""
    if company_ids is None:
        return SQL("TRUE")
    company = SQL.identifier(table, "company_id")
    return SQL("(%s IS NULL OR %s IN %s)", company, company, tuple(company_ids) or (0,))


def _without_rank(company_ids=None) -> list[tuple[SQL, SQL]]:
    """What makes somebody a customer who has no rank.

    :return: [(who is found, the statement that finds them, which ends with conditions)]
    """
    of_companies = partial(_of_companies, company_ids=company_ids)
    who = SQL("member.commercial_partner_id")
    return [
        (
            who,
            SQL(
                "SELECT FROM res_partner member JOIN sale_order ON sale_order.classification_partner_id = member.id "
                "WHERE NOT %s AND %s",
                is_cart("sale_order"),
                of_companies("sale_order"),
            ),
        ),
        (
            who,
            SQL(
                "SELECT FROM res_partner member JOIN crm_lead ON crm_lead.classification_partner_id = member.id "
                "WHERE crm_lead.type = 'opportunity' AND %s",
                of_companies("crm_lead"),
            ),
        ),
        (
            SQL("by_hand.partner_id"),
            SQL("SELECT FROM customer_classification_assignment by_hand WHERE by_hand.origin IN ('manual', 'import')"),
        ),
        *(make(of_companies) for make in MAKERS),
    ]


def of_scheme(spec, everybody: str | None = None) -> Domain:
    """The customers of a scheme: those of its company, narrowed by its filter and by the run's choice.

    :param spec: the scheme as the engine sees it, a ``SchemeSpec``
    :param everybody: the table that :func:`table` made, where it did
    """
    domain = of_company(spec.scope.company_id, everybody) & literal(spec.customer_domain)
    return domain if spec.partner_ids is None else domain & Domain("id", "in", spec.partner_ids)


def classified(spec) -> Domain:
    """The active customers in a category of a scheme; whoever belongs to another company by now, until they leave."""

    def to_sql(_model, alias, _query):
        return SQL(
            "EXISTS (SELECT FROM customer_classification_assignment own"
            " WHERE own.partner_id = %s AND own.scheme_id = %s)",
            SQL.identifier(alias, "id"),
            spec.id or 0,
        )

    return Domain("active", "=", True) & Domain.custom(to_sql=to_sql)


def classified_by(company_id: int | None) -> Domain:
    """The active customers in a category of any scheme of a company, or of one that all share: the topmost company of a
    group stands in one without documents of its own.
    """
    schemes = SQL("scheme.company_id IS NULL OR scheme.company_id = %s", company_id or 0)
    classified = Domain.custom(to_sql=lambda _m, alias, _q: is_classified(SQL.identifier(alias, "id"), schemes))
    return Domain("active", "=", True) & classified


def is_classified(partner_id: SQL, schemes: SQL) -> SQL:
    """Whether somebody stands in a category of a ``scheme`` for which a condition holds."""
    return SQL(
        """EXISTS (SELECT FROM customer_classification_assignment own
                     JOIN customer_classification_scheme scheme ON scheme.id = own.scheme_id
                    WHERE own.partner_id = %s AND (%s))""",
        partner_id,
        schemes,
    )


def seen_by(company_id: int | None) -> Domain:
    """What a company sees: partners of its own, of those above it, and of none."""
    if not company_id:
        return Domain.TRUE
    return Domain("company_id", "=", False) | Domain("company_id", "parent_of", company_id)


def of_company(company_id: int | None, everybody: str | None = None) -> Domain:
    """The customers that a company sees, by its own documents; all of them without a company.

    :param everybody: the table that :func:`table` made for this company
    """
    return anybody(company_id, everybody) & seen_by(company_id)


def anybody(company_id: int | None, everybody: str | None = None) -> Domain:
    """The customers by the documents of a company, or of all, whether the company sees them or not.

    :param everybody: the table that :func:`table` made for this company
    """
    if not everybody:
        return is_customer([company_id] if company_id else None)
    listed = SQL("SELECT id FROM %s", SQL.identifier(everybody))
    return Domain.custom(to_sql=lambda _m, alias, _q: SQL("%s IN (%s)", SQL.identifier(alias, "id"), listed))


def table(env, company_id: int | None = None) -> str:
    """Write everybody who can be classified at all into a temporary table, column ``id``, and return its name.

    The same as :func:`is_customer` finds, but for all at once: who has no rank is looked for among all documents, not
    customer by customer.

    :param company_id: only documents of this company make a customer
    """
    made = SQL.identifier(name := f"classification_customers_{next(_numbers)}")
    env.cr.execute(
        SQL(
            """CREATE TEMPORARY TABLE %(table)s AS
               SELECT partner.id
                 FROM res_partner partner
                 LEFT JOIN (%(found)s) found
                   ON found.id = partner.id
                WHERE partner.active AND partner.commercial_partner_id = partner.id
                  AND (partner.customer_rank > 0 OR found.id IS NOT NULL)""",
            table=made,
            found=SQL(" UNION ").join(_without_rank_among_all(company_id)),
        )
    )
    # PostgreSQL knows nothing of a new table, and would plan for a few rows
    env.cr.execute(SQL("ANALYZE %s", made))
    return name


def _without_rank_among_all(company_id) -> list[SQL]:
    """The statements that find all customers who have no rank; whoever has one need not be looked for."""
    return [
        SQL(
            """SELECT unranked.id FROM res_partner unranked
                WHERE unranked.commercial_partner_id = unranked.id AND (unranked.customer_rank > 0) IS NOT TRUE
                  AND EXISTS (%s AND %s = unranked.id)""",
            found,
            who,
        )
        for who, found in _without_rank([company_id] if company_id else None)
    ]


def literal(text: str | Domain) -> Domain:
    """The domain that ``text`` is; nothing in it is executed. What is a domain already stays as it is."""
    return text if isinstance(text, Domain) else Domain(ast.literal_eval(text.strip() or "[]"))
