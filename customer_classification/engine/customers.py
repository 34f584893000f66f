"""Who is a customer, of a scheme, of a company, at all."""

import ast
from itertools import count

from odoo.fields import Domain
from odoo.tools import SQL

from .specs import SchemeSpec

_numbers = count(1)


def is_customer(company_ids=None, partner_ids=None) -> Domain:
    """Who can be classified at all: active commercial entities that bought, were offered or may buy something, or that
    somebody classified.

    :param company_ids: only documents of these companies make a customer; of all companies if None
    :param partner_ids: only documents of these customers are looked at, so that few of them are found at once
    """

    def to_sql(_model, alias, _query):
        return _is_customer(alias, company_ids, partner_ids)

    return Domain("active", "=", True) & Domain.custom(to_sql=to_sql)


def of_scheme(spec: SchemeSpec, everybody: str | None = None) -> Domain:
    """The customers of a scheme: those of its company, narrowed by its filter and by the run's choice.

    :param everybody: the table that :func:`table` made, where it did
    """
    domain = of_company(spec.scope.company_id, spec.partner_ids, everybody) & literal(spec.customer_domain)
    return domain if spec.partner_ids is None else domain & Domain("id", "in", spec.partner_ids)


def of_company(company_id: int | None, partner_ids=None, everybody: str | None = None) -> Domain:
    """The customers that a company sees, all of them without a company."""
    if everybody:
        listed = SQL("SELECT id FROM %s", SQL.identifier(everybody))
        domain = Domain.custom(to_sql=lambda _m, alias, _q: SQL("%s IN (%s)", SQL.identifier(alias, "id"), listed))
    else:
        domain = is_customer(partner_ids=partner_ids)
    if company_id:
        domain &= Domain("company_id", "=", False) | Domain("company_id", "parent_of", company_id)
    return domain


def table(env) -> str:
    """Write everybody who can be classified at all into a temporary table, column ``id``, and return its name."""
    made = SQL.identifier(name := f"classification_customers_{next(_numbers)}")
    query = env["res.partner"]._search(is_customer(), bypass_access=True)
    found = query.select(SQL.identifier(query.table, "id"))
    env.cr.execute(SQL("CREATE TEMPORARY TABLE %s AS %s", made, found))
    env.cr.execute(SQL("ANALYZE %s", made))
    return name


def _is_customer(alias, company_ids, partner_ids) -> SQL:
    def of_companies(table):
        if company_ids is None:
            return SQL("TRUE")
        company = SQL.identifier(table, "company_id")
        return SQL("(%s IS NULL OR %s IN %s)", company, company, tuple(company_ids) or (0,))

    def chosen(column):
        return SQL() if partner_ids is None else SQL(" AND %s = ANY(%s)", SQL(column), list(partner_ids))

    # Whoever has a rank need not be looked for among the documents: few are left, and few documents are read.
    return SQL(
        """%(commercial)s = %(id)s AND (%(rank)s > 0 OR %(id)s IN (
               SELECT unranked.id FROM res_partner unranked
                 JOIN res_partner member ON member.commercial_partner_id = unranked.id
                 JOIN sale_order ON sale_order.partner_id = member.id
                WHERE (unranked.customer_rank > 0) IS NOT TRUE AND %(orders)s%(members)s
               UNION
               SELECT unranked.id FROM res_partner unranked
                 JOIN res_partner member ON member.commercial_partner_id = unranked.id
                 JOIN crm_lead ON crm_lead.partner_id = member.id
                WHERE (unranked.customer_rank > 0) IS NOT TRUE AND crm_lead.type = 'opportunity'
                  AND %(leads)s%(members)s
               UNION
               SELECT partner_id FROM customer_classification_assignment
                WHERE origin IN ('manual', 'import')%(classified)s
           ))""",
        id=SQL.identifier(alias, "id"),
        commercial=SQL.identifier(alias, "commercial_partner_id"),
        rank=SQL.identifier(alias, "customer_rank"),
        orders=of_companies("sale_order"),
        leads=of_companies("crm_lead"),
        members=chosen("member.commercial_partner_id"),
        classified=chosen("partner_id"),
    )


def literal(text: str) -> Domain:
    """The domain that ``text`` is; nothing in it is executed."""
    return Domain(ast.literal_eval(text.strip() or "[]"))
