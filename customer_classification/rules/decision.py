"""Deciding: for each customer of a scheme, the first rule that holds, in one statement for all rules and customers."""

from dataclasses import replace
from itertools import count

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ..assignments import pins
from ..customers import customers
from ..figures import groups
from ..figures.figures import FigureTables
from ..figures.specs import REVENUE
from ..schemes import direction
from . import leaving, operators
from .specs import ConditionSpec, RuleSpec, SchemeSpec

_numbers = count(1)


def holds(condition: ConditionSpec, value, keeps: bool = False) -> bool:
    """Whether ``condition`` holds for a figure of ``value`` (None: empty); the meaning that the SQL has, in Python.

    :param keeps: the customer already is in the category of the rule, so that the keep value counts
    """
    operator = operators.of(condition)
    if value is None and not operator.asks_emptiness:
        return condition.empty_counts
    return operator.holds(condition, value, threshold_of(condition, keeps))


def threshold_of(condition: ConditionSpec, keeps: bool) -> float:
    """The threshold that counts: the keep value for those who already are in the category, if there is one."""
    return condition.keep_value if keeps and condition.keep_value is not None else condition.value


def decide(env, spec: SchemeSpec, tables: FigureTables, only: Domain = Domain.TRUE) -> str:
    """Write the decision on every customer of ``spec`` into a temporary table and return its name; drop it afterwards.

    Columns: ``partner_id``, ``from_category_id``, ``category_id`` (where the customer belongs; his present category
    when he is pinned or nothing decides; none when he leaves), ``rule_id``, ``revenue`` (12 months), ``evidence`` (only
    of those who move); ``day`` where the figures are for several days, with a row for each.

    :param env: as :func:`figures.environment.engine_env` gives it
    :param only: those of the customers who match
    """
    selection = _decided_customers(env, spec, tables, only)
    if tables.family:
        selection = _decided_members(env, spec, tables, selection)
    table = f"classification_decision_{next(_numbers)}"
    env.cr.execute(
        SQL(
            """-- one row: one customer (on one day, where figures are for several) and the category where they belong;
               -- it must not miss who stays: the matrix and the shares of the safety limit count them
               CREATE TEMPORARY TABLE %(table)s AS
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
            table=SQL.identifier(table),
            day=SQL(" customer.day,") if tables.moment.column else SQL(),
            targets=SQL(", ").join(_targets(spec)),
            customers=selection,
            stays=_must_stay(spec, tables),
            decided=SQL("target.category_id")
            if spec.leaves and spec.mode == "mapping"
            else SQL("COALESCE(target.category_id, customer.from_category_id)"),
        )
    )
    if spec.leaves and not tables.moment.column:
        leaving.add(env, spec, tables, table, pins.hold("own", tables.moment.day), only)
    return table


def strays(env, spec: SchemeSpec) -> list[int]:
    """The customers who are in a category of the scheme to which no rule, value or filter leads them any more."""

    def belongs(Partner, query):
        has_value = spec.mode != "mapping" or spec.default_category_id
        return SQL("TRUE") if has_value else SQL("%s > 0", _by_mapping(Partner, query, spec))

    return leaving.strays(env, spec, belongs)


def matching(env, spec: SchemeSpec, tables) -> int:
    """Of how many customers the only rule of ``spec`` holds, be they pinned or not; of groups all companies count.

    :param env: as :func:`figures.environment.engine_env` gives it
    :param tables: where the figures are; :class:`FigureTables`, or what has its ``join`` and ``sql``
    """
    query = customers_with_figures(env, spec, tables)
    [rule] = spec.rules
    query.add_where(_rule_sql(env["res.partner"], query, rule, tables))
    counted = query.select(SQL("COUNT(*)"))
    if tables.family:
        counted = SQL(
            """SELECT COUNT(*) FROM %s family JOIN res_partner member ON member.id = family.partner_id AND %s
                WHERE family.root_id IN (%s)""",
            SQL.identifier(tables.family),
            _is_member(env, spec),
            query.select(),
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
    roots = groups.roots_of(tables.family, SQL("SELECT unnest(%s::int[])", list(partner_ids)))
    listed = SQL("SELECT partner_id FROM %s WHERE root_id IN (%s)", table, roots)
    return Domain.custom(to_sql=lambda _model, alias, _query: SQL("%s IN (%s)", SQL.identifier(alias, "id"), listed))


def _decided_customers(env, spec, tables, only) -> SQL:
    """The statement that gives each customer, or each topmost company of a group, with what decides on it."""
    Partner = env["res.partner"]
    query = customers_with_figures(env, spec, tables, only)
    partner_id = SQL.identifier(query.table, "id")
    decided = _by_mapping(Partner, query, spec) if spec.mode == "mapping" else by_rules(Partner, query, spec, tables)
    return query.select(
        SQL("%s AS partner_id", partner_id),
        SQL("current.category_id AS from_category_id"),
        SQL("current.since"),
        *([SQL("moment.day")] if tables.moment.column else []),
        SQL("%s AS pinned", pins.hold("current", tables.moment.day)),
        SQL("%s AS position", decided),
        SQL("%s AS revenue", tables.sql(REVENUE)),
        SQL("%s AS evidence", evidence(spec, tables)),
    )


def _topmost(Partner, family, members):
    """The query of the topmost companies of groups with at least one of ``members``, archived ones too."""
    roots = groups.roots_of(family, members.select())
    domain = Domain.custom(to_sql=lambda _model, alias, _query: SQL("%s IN (%s)", SQL.identifier(alias, "id"), roots))
    return Partner.with_context(active_test=False)._search(domain, bypass_access=True)


def _decided_members(env, spec, tables, decided) -> SQL:
    """The statement that gives the members of groups with what was decided on their topmost companies."""
    several = bool(tables.moment.column)
    return SQL(
        """SELECT family.partner_id,%(day)s own.category_id AS from_category_id, own.since, %(pinned)s AS pinned,
                  root.position, CASE WHEN %(first)s THEN root.revenue ELSE 0 END AS revenue, root.evidence
             FROM (%(decided)s) root
             JOIN %(family)s family ON family.root_id = root.partner_id
             JOIN res_partner member ON member.id = family.partner_id AND %(present)s
             LEFT JOIN customer_classification_assignment own
               ON own.partner_id = family.partner_id AND own.scheme_id = %(scheme)s""",
        day=SQL(" root.day,") if several else SQL(),
        pinned=pins.hold("own", SQL("root.day") if several else tables.moment.day),
        # the sales of a group count once: at the topmost company, or at another one where that is archived
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
    """Whether a downgrade waits until the customer has been long enough in his category."""
    if not spec.is_ranked:
        return SQL("FALSE")
    return SQL(
        "COALESCE(%s AND customer.since + former.min_stay_days > %s, FALSE)",
        direction.down("former", "latter"),
        SQL("customer.day") if tables.moment.column else tables.moment.day,
    )


def domain_sql(Partner, query, text: str) -> SQL:
    """A domain literal as a condition of ``query``; the one place that composes SQL out of domains."""
    return customers.literal(text).optimize_full(Partner)._to_sql(Partner, query.table, query)


def by_rules(Partner, query, spec, tables) -> SQL:
    """The position of the first rule that holds, counted from 1; 0 for the default category."""
    if not spec.rules:
        return SQL("0")
    whens = (
        SQL("WHEN %s THEN %s", _rule_sql(Partner, query, rule, tables), position)
        for position, rule in enumerate(spec.rules, start=1)
    )
    return SQL("CASE %s ELSE 0 END", SQL(" ").join(whens))


def category_by_rules(Partner, query, spec, tables, rules) -> SQL:
    """Where the first of ``rules`` that holds leads; if none does, the category of all other customers."""
    whens = [SQL("WHEN %s THEN %s", _rule_sql(Partner, query, rule, tables), rule.category_id) for rule in rules]
    default = SQL("%s::int4", spec.default_category_id)
    return SQL("CASE %s ELSE %s END", SQL(" ").join(whens), default) if whens else default


def _rule_sql(Partner, query, rule: RuleSpec, tables) -> SQL:
    try:
        parts = [domain_sql(Partner, query, rule.partner_domain)]
    except (KeyError, TypeError, UserError, ValueError) as error:  # a field is gone, or means something else now
        raise ValueError(f"{rule.name}: {error}") from error
    if rule.conditions:
        glue = SQL(" AND ") if rule.match == "all" else SQL(" OR ")
        parts.append(SQL("(%s)", glue.join(condition_sql(condition, rule, tables) for condition in rule.conditions)))
    return SQL(" AND ").join(SQL("(%s)", part) for part in parts)


def condition_sql(condition: ConditionSpec, rule: RuleSpec, tables) -> SQL:
    """Whether a condition of ``rule`` holds, with the keep value for those who are in its category already."""
    figure, operator = tables.sql(condition.figure), operators.of(condition)
    threshold = SQL("%s::numeric", condition.value)
    if condition.keep_value is not None:
        threshold = SQL(
            "CASE WHEN current.category_id = %s THEN %s::numeric ELSE %s END",
            rule.category_id,
            condition.keep_value,
            threshold,
        )
    comparison = operator.sql(condition, figure, threshold)
    or_empty = condition.empty_counts and not operator.asks_emptiness
    return SQL("(%s IS NULL OR %s)", figure, comparison) if or_empty else comparison


def _by_mapping(Partner, query, spec) -> SQL:
    """The position of the mapping line that has the value of the customer's field, counted from 1; else 0."""
    if not spec.mapping:
        return SQL("0")
    value = Partner._field_to_sql(query.table, spec.mapping_field, query)
    whens = (SQL("WHEN %s THEN %s", key, position) for position, (key, _id) in enumerate(spec.mapping, start=1))
    return SQL("CASE lower(btrim((%s)::text)) %s ELSE 0 END", value, SQL(" ").join(whens))


def _targets(spec) -> list[SQL]:
    """Where each position leads: rules or mapping lines, and 0 for the default category."""
    if spec.mode == "mapping":
        lines = [(None, category_id) for _key, category_id in spec.mapping]
    else:
        lines = [(rule.key or None, rule.category_id) for rule in spec.rules]
    return [
        SQL("(%s, %s::int4, %s::int4)", position, rule_id, category_id)
        for position, (rule_id, category_id) in enumerate([(None, spec.default_category_id), *lines])
    ]


def evidence(spec, tables) -> SQL:
    """``{condition key: figure}`` as jsonb; in pieces, for a function takes a hundred arguments at most."""
    pairs = [SQL("%s, %s", str(condition.key), tables.sql(condition.figure)) for condition in spec.conditions]
    pieces = [SQL("jsonb_build_object(%s)", SQL(", ").join(part)) for part in split_every(40, pairs)]
    return SQL(" || ").join(pieces) if pieces else SQL("NULL::jsonb")
