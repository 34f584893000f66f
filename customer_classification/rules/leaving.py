"""Leaving: who is in a category of a scheme to whose customers they no longer belongs."""

from odoo.fields import Domain
from odoo.tools import SQL

from ..customers import customers
from ..figures import families
from ..figures.specs import REVENUE


def who(env, spec, tables, decision: str, pinned: SQL, only: Domain = Domain.TRUE) -> SQL:
    """The statement that gives the customers who leave the scheme: classified, active, not pinned, and not decided on.

    Columns: ``partner_id``, ``from_category_id``, ``revenue``.

    :param decision: the table that has a row for each customer of the scheme
    :param pinned: whether the pin of the assignment ``own`` holds
    :param only: those of them who match
    """
    query = env["res.partner"]._search(_classified(spec, SQL("NOT %s", pinned)) & only, bypass_access=True)
    partner_id = SQL.identifier(query.table, "id")
    unit, revenue = partner_id, tables.sql(REVENUE)
    if tables.family:  # the sales of a group are those of its topmost company; of none what is not known of it
        unit = SQL("(SELECT root_id FROM %s WHERE partner_id = %s)", SQL.identifier(tables.family), partner_id)
        revenue = SQL("%s * %s::int", revenue, _is_first(tables.family, decision, unit, partner_id))
    tables.join(query, unit)
    query.add_where(
        SQL("NOT EXISTS (SELECT FROM %s decided WHERE decided.partner_id = %s)", SQL.identifier(decision), partner_id)
    )
    return query.select(
        partner_id,
        SQL(
            """(SELECT category_id FROM customer_classification_assignment
                 WHERE partner_id = %s AND scheme_id = %s)""",
            partner_id,
            spec.id,
        ),
        revenue,
    )


def _is_first(family, decision, unit, partner_id) -> SQL:
    """Whether the sales of a group count here: nobody of it stays, and of those who leave it is the first."""
    return SQL(
        """(ROW_NUMBER() OVER (PARTITION BY %(unit)s ORDER BY %(partner)s) = 1
            AND NOT EXISTS (SELECT FROM %(decision)s decided
                              JOIN %(family)s other ON other.partner_id = decided.partner_id
                             WHERE other.root_id = %(unit)s))""",
        unit=unit,
        partner=partner_id,
        decision=SQL.identifier(decision),
        family=SQL.identifier(family),
    )


def strays(env, spec, belongs) -> list[int]:
    """The customers who are in a category of the scheme though they no longer belong to it, pinned ones too.

    :param belongs: from the query of the scheme's customers to the condition that a category is theirs
    """
    Partner = env["res.partner"]
    belonging = Partner._search(customers.of_scheme(spec), bypass_access=True)
    belonging.add_where(belongs(Partner, belonging))
    members, family = belonging.select(), None
    if spec.scope.customer_level == "group":
        family = families.family_table(env)
        roots = families.roots_of(family, members)
        members = SQL("SELECT partner_id FROM %s WHERE root_id IN (%s)", SQL.identifier(family), roots)
    query = Partner._search(_classified(spec, SQL("TRUE")), bypass_access=True)
    query.add_where(SQL("%s NOT IN (%s)", SQL.identifier(query.table, "id"), members))
    found = [partner_id for (partner_id,) in env.execute_query(query.select())]
    if family:
        env.cr.execute(SQL("DROP TABLE %s", SQL.identifier(family)))
    return found


def _classified(spec, condition: SQL) -> Domain:
    """The active customers in a category of the scheme for whose assignment ``own`` a condition holds."""

    def to_sql(_model, alias, _query):
        return SQL(
            """%(partner)s IN (SELECT own.partner_id FROM customer_classification_assignment own
                                WHERE own.scheme_id = %(scheme)s AND %(condition)s)""",
            partner=SQL.identifier(alias, "id"),
            scheme=spec.id or 0,
            condition=condition,
        )

    domain = Domain("active", "=", True) & Domain.custom(to_sql=to_sql)
    return domain if spec.partner_ids is None else domain & Domain("id", "in", spec.partner_ids)
