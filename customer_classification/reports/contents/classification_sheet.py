"""Classification sheet: all that is known of one customer, on one page."""

from contextlib import contextmanager

from odoo import fields
from odoo.exceptions import UserError

from ...attributes.classification_attributes import readable
from ...common import words
from ...figures.kept_figures import FIGURES
from ..dataset import Column, Row, Table, Typed
from ..parts import finish

PAGE = 27  # lines that a page has room for, beside the headings
SHORTEST = 4  # changes that are shown in any case
MOST = 500  # customers
KINDS = {"monetary": "money", "integer": "integer", "float": "decimal", "date": "date"}


@contextmanager
def classification_sheet(inquiry):
    """Give a dataset per customer for as long as the context lasts."""
    env = inquiry.reader
    partners = customers(env, inquiry.parameters)
    env.flush_all()
    yield [_dataset(inquiry, partner) for partner in partners]


def customers(env, parameters):
    """The customers who were chosen.

    :raises UserError: none or too many were
    :raises AccessError: the reader may not see one of them
    """
    partners = env["res.partner"].browse(parameters.partner_ids).exists().commercial_partner_id
    if not partners:
        raise UserError(env._("Choose the customers whose classification sheet you want."))
    if len(partners) > MOST:
        raise UserError(env._("Choose at most %s customers: each has a page of its own.", MOST))
    partners.check_access("read")
    return partners


def _dataset(inquiry, partner):
    env = inquiry.reader
    tables = [_categories(partner), _attributes(partner), _figures(inquiry, partner), _why(partner)]
    tables.append(_history(partner, max(PAGE - sum(table.number for table in tables), SHORTEST)))
    return finish(
        inquiry,
        "sheet",
        tables=[table for table in tables if table.number or table.name in ("categories", "history")],
        subject=" ".join(filter(None, (partner.ref, partner.name))),
        facts=(
            (env._("Salesperson"), partner.user_id.name or env._("none")),
            (
                env._("Address"),
                " ".join(filter(None, (partner.state_id.name, partner.city, partner.street))) or env._("none"),
            ),
            (env._("Customer since"), fields.Date.to_string(partner.create_date)),
        ),
        first_day=None,
        landscape=False,
    )


def _table(name, title, columns, rows, sheet, empty="", head=True) -> Table:
    return Table(name, title, tuple(columns), rows, len(rows), sheet=sheet, empty=empty, head=head)


def _name(partner):
    return partner.ref or partner.name


def _categories(partner) -> Table:
    env = partner.env
    columns = (
        Column("scheme", env._("Scheme"), width=14),
        Column("category", env._("Category"), width=30),
        Column("since", env._("Since"), "date", 11),
        Column("origin", env._("How"), width=9),
        Column("pinned", env._("Pinned"), width=22),
        Column("completeness", env._("Completeness"), "percent", 12),
    )
    lines = partner.classification_assignment_ids.sorted(lambda a: (a.scheme_sequence, a.scheme_id.id))
    origins = dict(lines._fields["origin"]._description_selection(partner.env)) if lines else {}
    rows = [
        Row(
            (
                line.scheme_id.name,
                line.category_id.complete_name,
                line.since,
                origins.get(line.origin),
                _pin(line),
                line.completeness / 100 if line.has_attributes else None,
            )
        )
        for line in lines
    ]
    return _table(
        "categories", env._("Categories"), columns, rows, _name(partner), env._("The customer has no category.")
    )


def _pin(line):
    if not line.is_pinned:
        return None
    until = line.env._("until %s", line.pinned_until) if line.pinned_until else line.env._("for good")
    return words.listed(line.env, (until, line.pin_reason))


def _attributes(partner) -> Table:
    env = partner.env
    columns = (
        Column("scheme", env._("Scheme"), width=14),
        Column("attribute", env._("Attribute"), width=30),
        Column("value", env._("Value"), "any", 44),
    )
    rows = [
        Row((line.scheme_id.name, attribute.get("string"), _attribute_value(env, attribute)))
        for line in partner.classification_assignment_ids
        for attribute in line.read(["attributes"])[0]["attributes"] or []
        if attribute.get("type") != "separator"
    ]
    return _table("attributes", env._("Attributes"), columns, rows, _name(partner))


def _attribute_value(env, attribute):
    """The value of an attribute as people read it."""
    value, kind = readable(env, attribute), attribute["type"]
    if value is None:
        return None
    if kind in ("integer", "float", "monetary"):
        return Typed("integer" if kind == "integer" else "decimal", value)
    return Typed("date", fields.Date.to_date(value)) if kind == "date" else Typed("text", str(value))


def _figures(inquiry, partner) -> Table:
    """The kept figures, in two columns."""
    env = partner.env
    scope, profiles = inquiry.spec.scope, partner.classification_profile_ids
    profiles = profiles.filtered(
        lambda p: p.currency_id.id == scope.currency_id and p.amount_basis == scope.amount_basis
    )
    profile = profiles.filtered(lambda p: p.company_id.id == (scope.company_id or False))[:1]
    if not scope.company_id and not profile:  # who may not see all companies sees the present one
        profile = profiles.filtered(lambda p: p.company_id == env.company)[:1]
    columns = (
        Column("figure", env._("Figure"), width=30),
        Column("value", env._("Value"), "any", 14),
        Column("figure_2", env._("Figure"), width=30),
        Column("value_2", env._("Value"), "any", 14),
    )
    found = (
        [
            (profile._fields[name].get_description(partner.env, ["string"])["string"], _figure(profile, name))
            for name in FIGURES
        ]
        if profile
        else []
    )
    half = (len(found) + 1) // 2
    found += [(None, None)] * (2 * half - len(found))
    rows = [Row((*left, *right)) for left, right in zip(found[:half], found[half:], strict=True)]
    return _table("figures", env._("Figures"), columns, rows, _name(partner))


def _figure(profile, name):
    field = profile._fields[name]
    value = profile[name]
    if field.type == "date":
        return Typed("date", value) if value else None
    if value is False:
        return None
    return Typed(KINDS[field.type], value)


def _history(partner, most) -> Table:
    env = partner.env
    columns = (
        Column("day", env._("Date"), "date", 11),
        Column("scheme", env._("Scheme"), width=13),
        Column("former", env._("From"), width=16),
        Column("new", env._("To"), width=16),
        Column("origin", env._("How"), width=9),
        Column("user", env._("By"), width=10),
        Column("reason", env._("Reason"), width=26),
    )
    Change = partner.env["customer.classification.change"]
    changes = Change.search([("partner_id", "=", partner.id), ("state", "=", "applied")], limit=most)
    origins = dict(Change._fields["origin"]._description_selection(partner.env))
    rows = [
        Row(
            (
                change.effective_date,
                change.scheme_id.name,
                change.from_category_id.name or None,
                change.to_category_id.name or None,
                origins.get(change.origin),
                change.user_id.sudo().name or None,
                change.reason or change.rule_id.name or None,
            )
        )
        for change in changes
    ]
    return _table("history", env._("History"), columns, rows, _name(partner), env._("The customer was never moved."))


def _why(partner) -> Table:
    """The conditions that decided on the category in the main scheme."""
    env = partner.env
    columns = (
        Column("rule", env._("Rule"), width=18),
        Column("condition", env._("Condition"), width=50),
        Column("value", env._("Figure of the customer"), width=20),
        Column("holds", env._("Holds"), width=8),
    )
    scheme = partner.main_scheme_id
    change = partner.classification_assignment_ids.filtered(lambda a: a.scheme_id == scheme).change_id
    rows = [
        Row((line["rule"], line["label"], line["value_text"], env._("yes") if line["holds"] else env._("no")))
        for line in (change.explain() if change else [])
    ]
    return _table("why", env._("Why %s", change.to_category_id.name or ""), columns, rows, _name(partner))
