"""How far a scheme reaches: whether what it says of a customer depends on them and their documents alone, and on what
else. See :mod:`.nights`."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

from odoo.tools import SQL

from ..customers import customers
from ..figures import catalogue, crossings, figures, scores
from ..figures.specs import REVENUE, Figure, Scope
from ..rules.specs import SchemeSpec

LOCAL, RELATIVE, UNKNOWN = "local", "relative", "unknown"
SIMPLE = ("char", "text", "integer", "float", "monetary", "boolean", "date", "datetime", "selection", "many2one")
EQUAL = ("=", "!=", "in", "not in")
COMPARED = (*EQUAL, "<", ">", "<=", ">=", "like", "ilike", "not like", "not ilike", "=like")


def thresholds(spec: SchemeSpec) -> dict[Figure, set[float]]:
    """The figures on which a scheme decides as they come from documents, with what they are compared with."""
    found = {REVENUE: set()}
    for condition in spec.conditions:
        figure = scores.base(condition.figure, spec.scope) or condition.figure
        compared = {condition.value, condition.value_to, condition.keep_value}
        if figure != condition.figure and scores.has_boundaries(condition.figure):
            compared = set(scores.typed(condition.figure, spec.scope))
        found.setdefault(figure, set()).update(compared - {None})
    return found


def kind_of(env, scope: Scope, spec: SchemeSpec | None, wanted) -> str:
    """Whether a scheme, or the kept figures, is local or relative; unknown where anything could change what it says."""
    known = all(
        crossings.is_watched(catalogue.measure(figure.measure).source) and crossings.is_foreseeable(figure)
        for figure in wanted
    )
    if not known or not (spec is None or _decides_by_the_customer(env["res.partner"], spec)):
        return UNKNOWN
    return RELATIVE if spec and _is_relative(spec) else LOCAL


def _is_relative(spec) -> bool:
    return spec.scope.customer_level == "group" or any(
        scores.base(condition.figure, spec.scope)
        and scores.has_boundaries(condition.figure)
        and not scores.typed(condition.figure, spec.scope)
        for condition in spec.conditions
    )


def _decides_by_the_customer(Partner, spec) -> bool:
    """Whether filters and mapping ask only what stands in the row of the customer, and who has moved stays there."""
    texts = [spec.customer_domain, *(rule.partner_domain for rule in spec.rules)]
    try:
        filters = [customers.literal(text or "[]") for text in texts]
        asked = [condition for found in filters for condition in found.iter_conditions()]
    except (SyntaxError, TypeError, ValueError):  # deciding says what is wrong with it
        return False
    mapped = Partner._fields.get(spec.mapping_field) if spec.mode == "mapping" else None
    return (
        all(_is_of_the_row(Partner, condition) for condition in asked)
        and (spec.mode != "mapping" or (mapped is not None and _has_column(mapped)))
        and all(map(_keeps_more, spec.conditions))
    )


def _has_column(field) -> bool:
    return bool(field.store and field.column_type and not field.company_dependent and field.type in SIMPLE)


def _is_of_the_row(Partner, condition) -> bool:
    """Whether a condition of a filter compares a column of the customer with what is written there."""
    found = Partner._fields.get(condition.field_expr)
    if found is None or not (found.name == "id" or _has_column(found)):
        return False
    if found.type != "many2one":
        return condition.operator in COMPARED
    values = [condition.value] if isinstance(condition.value, int | str) else list(condition.value or [0])
    return condition.operator in EQUAL and all(isinstance(value, int) for value in values)


def _keeps_more(condition) -> bool:
    """Whether who came into a category by this condition stays there by it: the keep value is not the harder one."""
    keep = condition.keep_value
    if keep is None:
        return True
    more = {">=": keep <= condition.value, ">": keep <= condition.value}
    return {**more, "<=": keep >= condition.value, "<": keep >= condition.value}.get(condition.operator, False)


def print_of(env, scope, spec, wanted, companies) -> str:
    """By what a scheme decides, or kept figures are computed, but the day."""
    unknown = sorted(str(figure) for figure in wanted if figures.reaches_too_far(figure, scope))
    plain = replace(spec, scope=None) if spec else None
    parts = [replace(scope, as_of=date.min), plain, sorted(map(str, wanted)), unknown, companies.code, companies.params]
    decimals = env["res.currency"].browse(scope.currency_id).decimal_places
    said = "|".join(map(str, [*parts, decimals, *(_rows_of(env, spec.id) if spec else ())]))
    return sha256(said.encode()).hexdigest()


def _rows_of(env, scheme_id) -> tuple:
    """The scheme, its categories, rules and mapping as they stand."""
    plain = SQL("ARRAY['write_date', 'write_uid', 'digest_at', '__last_update']")
    tables = {
        "scheme": SQL("id = %s", scheme_id),
        "category": SQL("scheme_id = %s", scheme_id),
        "rule": SQL("scheme_id = %s", scheme_id),
        "mapping": SQL("scheme_id = %s", scheme_id),
        "condition": SQL("rule_id IN (SELECT id FROM customer_classification_rule WHERE scheme_id = %s)", scheme_id),
    }
    hashes = (
        SQL(
            "(SELECT md5(string_agg((to_jsonb(part) - %s)::text, ',' ORDER BY id)) FROM %s part WHERE %s)",
            plain,
            SQL.identifier(f"customer_classification_{table}"),
            where,
        )
        for table, where in tables.items()
    )
    [row] = env.execute_query(SQL("SELECT %s", SQL(", ").join(hashes)))
    return row
