"""Deciding: for each customer of a scheme, the first rule that holds, in one statement for all rules and customers."""

from dataclasses import replace
from itertools import count

from odoo.fields import Domain
from odoo.tools import SQL

from ..assignments import pins
from ..customers import customers
from ..figures import families
from ..figures.figures import FigureTables
from ..figures.specs import REVENUE
from ..schemes import direction
from . import leaving, meaning
from .specs import SchemeSpec

_numbers = count(1)


def decide(env, spec: SchemeSpec, tables: FigureTables, only: Domain = Domain.TRUE) -> str:
    """Write the decision on every customer of ``spec`` into a temporary table and return its name; drop it afterwards.

    Columns: ``partner_id``, ``from_category_id``, ``category_id`` (where the customer belongs; their present category
    when they are pinned or nothing decides; none when they leave), ``rule_id``, ``revenue`` (12 months), ``evidence``
    (only of those who move); ``day`` where the figures are for several days, with a row for each.

    :param env: as :func:`figures.environment.engine_env` gives it
    :param only: those of the customers who match
    """
    table, tables = f"classification_decision_{next(_numbers)}", tables.of([REVENUE, *spec.figures])
    decided = _decided(env, spec, tables, only)
    env.cr.execute(SQL("CREATE TEMPORARY TABLE %s AS %s", SQL.identifier(table), decided))
    if _can_leave(spec, tables):
        env.cr.execute(
            SQL(
                "INSERT INTO %s (partner_id, from_category_id, revenue) %s",
                SQL.identifier(table),
                leaving.who(env, spec, tables, table, pins.hold("own", tables.moment.day), only),
            )
        )
    return table


def is_settled(env, spec: SchemeSpec, tables: FigureTables) -> bool:
    """Whether everybody stays where they are, and nobody waits for an approval, so that there is nothing to write.

    Of few customers it is asked first: mostly a document moves nobody.
    """
    decision, tables = SQL.identifier("classification_decided"), tables.of([REVENUE, *spec.figures])
    leaves = SQL("FALSE")
    if _can_leave(spec, tables):
        pinned = pins.hold("own", tables.moment.day)
        leaves = SQL("EXISTS (%s)", leaving.who(env, spec, tables, "classification_decided", pinned))
    [(moves,)] = env.execute_query(
        SQL(
            """WITH %(decision)s AS (%(decided)s)
               SELECT EXISTS (
                   SELECT FROM %(decision)s decision
                    WHERE decision.category_id IS DISTINCT FROM decision.from_category_id
                       OR EXISTS (
                          SELECT FROM customer_classification_change waiting
                           WHERE waiting.partner_id = decision.partner_id AND waiting.scheme_id = %(scheme)s
                             AND waiting.state = 'proposed')) OR %(leaves)s""",
            decision=decision,
            decided=_decided(env, spec, tables, Domain.TRUE),
            scheme=spec.id,
            leaves=leaves,
        )
    )
    return not moves


def _can_leave(spec, tables) -> bool:
    return spec.leaves and not tables.moment.column


def _decided(env, spec, tables, only) -> SQL:
    """The statement that gives the decision on each customer, see :func:`decide`, but those who leave."""
    selection = _decided_customers(env, spec, tables, only)
    if tables.family:
        selection = _decided_members(env, spec, tables, selection)
    return SQL(
        """-- one row: one customer (on one day, where figures are for several) and the category where they belong;
           -- it must not miss who stays: the matrix and the shares of the safety limit count them
           WITH target(position, rule_id, category_id) AS (VALUES %(targets)s), customer AS (%(customers)s)
           SELECT customer.partner_id,%(day)s
                  customer.from_category_id,
                  CASE WHEN customer.pinned OR %(stays)s THEN customer.from_category_id
                       ELSE %(decided)s END AS category_id,
                  target.rule_id,
                  customer.revenue,
                  CASE WHEN NOT customer.pinned AND target.category_id IS DISTINCT FROM customer.from_category_id
                       THEN customer.evidence END AS evidence
             FROM customer
             LEFT JOIN target ON target.position = customer.position
             LEFT JOIN customer_classification_category former ON former.id = customer.from_category_id
             LEFT JOIN customer_classification_category latter ON latter.id = target.category_id""",
        day=SQL(" customer.day,") if tables.moment.column else SQL(),
        targets=SQL(", ").join(meaning.targets(spec)),
        customers=selection,
        stays=_must_stay(spec, tables),
        decided=SQL("target.category_id")
        if spec.leaves and spec.mode == "mapping"
        else SQL("COALESCE(target.category_id, customer.from_category_id)"),
    )


def strays(env, spec: SchemeSpec) -> list[int]:
    """The customers who are in a category of the scheme to which no rule, value or filter leads them any more."""

    def belongs(Partner, query):
        has_value = spec.mode != "mapping" or spec.default_category_id
        return SQL("TRUE") if has_value else SQL("%s > 0", meaning.by_mapping(Partner, query, spec))

    return leaving.strays(env, spec, belongs)


def matching(env, spec: SchemeSpec, tables, only: Domain = Domain.TRUE) -> int:
    """Of how many customers the only rule of ``spec`` holds, be they pinned or not; of groups all companies count.

    :param env: as :func:`figures.environment.engine_env` gives it
    :param tables: where the figures are; :class:`FigureTables`, or what has its ``join`` and ``sql``
    :param only: the customers that are counted
    """
    query = customers_with_figures(env, spec, tables, only)
    [rule] = spec.rules
    query.add_where(meaning.rule_sql(env["res.partner"], query, rule, tables))
    counted = query.select(SQL("COUNT(*)"))
    if tables.family:
        counted = SQL(
            """SELECT COUNT(*) FROM %s family JOIN res_partner member ON member.id = family.partner_id AND %s
                WHERE family.root_id IN (%s) AND member.id IN %s""",
            SQL.identifier(tables.family),
            _is_member(env, spec),
            query.select(),
            env["res.partner"]._search(only, bypass_access=True).subselect(),
        )
    [(number,)] = env.execute_query(counted)
    return number


def customers_with_figures(env, spec: SchemeSpec, tables, only: Domain = Domain.TRUE, members: bool = False):
    """The query of the customers, or of the topmost companies of groups, joined with figures and present categories.

    :param only: those of them who match
    :param members: for reports: who is classified is one of them as well, as the topmost company of a group without
        documents of its own is
    """
    Partner = env["res.partner"]
    domain = customers.of_scheme(replace(spec, partner_ids=None), tables.customers)
    if spec.partner_ids is not None:
        domain &= chosen(tables, spec.partner_ids)
    if members:
        domain |= customers.classified(spec)
    query = Partner._search(domain & only, bypass_access=True)
    if tables.family and not members:
        query = _topmost(Partner, tables.family, query)
    partner_id = SQL.identifier(query.table, "id")
    tables.join(query, partner_id)
    query.add_join(
        "LEFT JOIN",
        "current",
        SQL.identifier("customer_classification_assignment"),
        SQL("current.partner_id = %s AND current.scheme_id = %s", partner_id, spec.id or 0),
    )
    return query


def chosen(tables, partner_ids) -> Domain:
    """These customers, and where groups are decided on, all companies of their groups: any of them makes a customer."""
    if not tables.family:
        return Domain("id", "in", partner_ids)
    table = SQL.identifier(tables.family)
    roots = families.roots_of(tables.family, SQL("SELECT unnest(%s::int[])", list(partner_ids)))
    listed = SQL("SELECT partner_id FROM %s WHERE root_id IN (%s)", table, roots)
    return Domain.custom(to_sql=lambda _model, alias, _query: SQL("%s IN (%s)", SQL.identifier(alias, "id"), listed))


def _decided_customers(env, spec, tables, only) -> SQL:
    """The statement that gives each customer, or each topmost company of a group, with what decides on it."""
    Partner = env["res.partner"]
    query = customers_with_figures(env, spec, tables, only)
    partner_id = SQL.identifier(query.table, "id")
    decided = (
        meaning.by_mapping(Partner, query, spec)
        if spec.mode == "mapping"
        else meaning.by_rules(Partner, query, spec, tables)
    )
    return query.select(
        SQL("%s AS partner_id", partner_id),
        SQL("current.category_id AS from_category_id"),
        SQL("current.since"),
        *([SQL("moment.day")] if tables.moment.column else []),
        SQL("%s AS pinned", pins.hold("current", tables.moment.day)),
        SQL("%s AS position", decided),
        SQL("%s AS revenue", tables.sql(REVENUE)),
        SQL("%s AS evidence", meaning.evidence(spec, tables)),
    )


def _topmost(Partner, family, members):
    """The query of the topmost companies of groups with at least one of ``members``, archived ones too."""
    roots = families.roots_of(family, members.select())
    domain = Domain.custom(to_sql=lambda _model, alias, _query: SQL("%s IN (%s)", SQL.identifier(alias, "id"), roots))
    return Partner.with_context(active_test=False)._search(domain, bypass_access=True)


def _decided_members(env, spec, tables, decided) -> SQL:
    """The statement that gives the members of groups with what was decided on their topmost companies."""
    several = bool(tables.moment.column)
    return SQL(
        """SELECT family.partner_id,%(day)s own.category_id AS from_category_id, own.since, %(pinned)s AS pinned,
                  root.position, root.revenue * (%(first)s)::int AS revenue, root.evidence
             FROM (%(decided)s) root
             JOIN %(family)s family ON family.root_id = root.partner_id
             JOIN res_partner member ON member.id = family.partner_id AND %(present)s
             LEFT JOIN customer_classification_assignment own
               ON own.partner_id = family.partner_id AND own.scheme_id = %(scheme)s""",
        day=SQL(" root.day,") if several else SQL(),
        pinned=pins.hold("own", SQL("root.day") if several else tables.moment.day),
        # the sales of a group count once: at the topmost company, or at another one where that is archived; what is not
        # known of it is known of none
        first=SQL(
            """ROW_NUMBER() OVER (PARTITION BY family.root_id%s
                                  ORDER BY family.partner_id != family.root_id, family.partner_id) = 1""",
            SQL(", root.day") if several else SQL(),
        ),
        decided=decided,
        family=SQL.identifier(tables.family),
        present=_is_member(env, spec),
        scheme=spec.id,
    )


def _is_member(env, spec) -> SQL:
    """Whether a company of a group, ``member``, gets what is decided on the group: active, and seen by the scheme."""
    company = env["res.company"].browse(spec.scope.company_id)
    if not company:
        return SQL("member.active")
    ids = (company.parent_ids | company).ids
    return SQL("member.active AND (member.company_id IS NULL OR member.company_id = ANY(%s))", ids)


def _must_stay(spec, tables) -> SQL:
    """Whether a downgrade waits until the customer has been long enough in their category."""
    if not spec.is_ranked:
        return SQL("FALSE")
    return SQL(
        "COALESCE(%s AND customer.since + former.min_stay_days > %s, FALSE)",
        direction.down("former", "latter"),
        SQL("customer.day") if tables.moment.column else tables.moment.day,
    )
