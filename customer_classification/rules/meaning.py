"""What conditions, rules and mapping lines mean: once in Python, for one customer, and in SQL, for all."""

from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

from ..customers import customers
from . import operators
from .specs import ConditionSpec, RuleSpec


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


def domain_sql(Partner, query, text: str) -> SQL:
    """A domain literal as a condition of ``query``; the one place that composes SQL out of domains."""
    return customers.literal(text).optimize_full(Partner)._to_sql(Partner, query.table, query)


def by_rules(Partner, query, spec, tables) -> SQL:
    """The position of the first rule that holds, counted from 1; 0 for the default category."""
    if not spec.rules:
        return SQL("0")
    whens = (
        SQL("WHEN %s THEN %s", rule_sql(Partner, query, rule, tables), position)
        for position, rule in enumerate(spec.rules, start=1)
    )
    return SQL("CASE %s ELSE 0 END", SQL(" ").join(whens))


def category_by_rules(Partner, query, spec, tables, rules) -> SQL:
    """Where the first of ``rules`` that holds leads; if none does, the category of all other customers."""
    whens = [SQL("WHEN %s THEN %s", rule_sql(Partner, query, rule, tables), rule.category_id) for rule in rules]
    default = SQL("%s::int4", spec.default_category_id)
    return SQL("CASE %s ELSE %s END", SQL(" ").join(whens), default) if whens else default


def rule_sql(Partner, query, rule: RuleSpec, tables) -> SQL:
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


def by_mapping(Partner, query, spec) -> SQL:
    """The position of the mapping line that has the value of the customer's field, counted from 1; else 0."""
    if not spec.mapping:
        return SQL("0")
    value = Partner._field_to_sql(query.table, spec.mapping_field, query)
    whens = (SQL("WHEN %s THEN %s", key, position) for position, (key, _id) in enumerate(spec.mapping, start=1))
    return SQL("CASE lower(btrim((%s)::text)) %s ELSE 0 END", value, SQL(" ").join(whens))


def targets(spec) -> list[SQL]:
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
