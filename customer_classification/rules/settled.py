"""Seeing at once that few customers stay where they are, from figures that are at hand, as one would by hand.

It says so only where it is certain; where anything is less plain, :func:`decision.is_settled` asks the database.
"""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

from odoo.tools import SQL

from ..assignments import pins
from ..figures import scores
from ..figures.figures import FigureTables
from . import meaning
from .specs import SchemeSpec

PLAIN = "[]"  # a filter that lets everybody through


def surely(env, spec: SchemeSpec, tables: FigureTables) -> bool:
    """Whether all customers of ``spec`` certainly stay, and none of them waits for an approval."""
    is_plain = spec.mode == "rules" and all(
        (text or "").strip() in ("", PLAIN)
        for text in (spec.customer_domain, *(rule.partner_domain for rule in spec.rules))
    )
    compares = any(scores.base(f, spec.scope) and scores.has_boundaries(f) for f in spec.figures)
    if not tables.rows or not is_plain or compares:
        return False
    if tables.standing is None:
        tables.standing = _standing(env, spec.partner_ids)
    company = env["res.company"].browse(spec.scope.company_id)
    companies = {None, *(company.parent_ids | company).ids}
    return all(
        partner_id in tables.standing and _stays(spec, tables, partner_id, tables.standing[partner_id], companies)
        for partner_id in spec.partner_ids
    )


def _standing(env, partner_ids) -> dict[int, dict]:
    """What is known of customers besides figures: whether they are some, and where they stand in each scheme."""
    rows = env.execute_query_dict(
        SQL(
            """SELECT partner.id, partner.company_id, partner.active AND partner.customer_rank > 0
                      AND partner.commercial_partner_id = partner.id AS plain,
                      assignment.scheme_id, assignment.category_id, assignment.pinned, assignment.pinned_until
                 FROM res_partner partner
                 LEFT JOIN customer_classification_assignment assignment ON assignment.partner_id = partner.id
                WHERE partner.id = ANY(%s)""",
            list(partner_ids),
        )
    )
    waiting = env.execute_query(
        SQL(
            """SELECT partner_id, scheme_id FROM customer_classification_change
                WHERE partner_id = ANY(%s) AND state = 'proposed'""",
            list(partner_ids),
        )
    )
    found = {}
    for row in rows:
        one = found.setdefault(row["id"], {"plain": row["plain"], "company_id": row["company_id"], "lines": {}})
        one["lines"][row["scheme_id"]] = row
        one["waiting"] = {scheme_id for partner_id, scheme_id in waiting if partner_id == row["id"]}
    return found


def _stays(spec, tables, partner_id, standing, companies) -> bool:
    """Whether one customer certainly stays."""
    if spec.id in standing["waiting"] or not standing["plain"]:
        return False
    if spec.scope.company_id and standing["company_id"] not in companies:
        return False
    line = standing["lines"].get(spec.id)
    if line and pins.holds(SimpleNamespace(**line), spec.scope.as_of):
        return True
    former = line and line["category_id"]
    latter = next(
        (rule.category_id for rule in spec.rules if _holds(spec, rule, tables, partner_id, former)),
        spec.default_category_id,
    )
    return latter is None or latter == former


def _holds(spec, rule, tables, partner_id, former) -> bool:
    """Whether a rule holds for a customer who is in the category ``former``."""
    if not rule.conditions:
        return True
    together = all if rule.match == "all" else any
    keeps = former == rule.category_id
    return together(
        meaning.holds(_like(condition, value), value, keeps)
        for condition in rule.conditions
        for value in [tables.value(scores.base(condition.figure, spec.scope) or condition.figure, partner_id)]
    )


def _like(condition, value):
    """The condition with thresholds that compare with ``value`` as PostgreSQL does."""
    kind = float if isinstance(value, float) else lambda number: Decimal(repr(number))
    keep = None if condition.keep_value is None else kind(condition.keep_value)
    return replace(condition, value=kind(condition.value), value_to=kind(condition.value_to), keep_value=keep)
