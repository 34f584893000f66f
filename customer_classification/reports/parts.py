"""What all reports have in common: head, facts and remarks."""

from odoo import fields

from ..common import words
from . import registry
from .dataset import Dataset


def finish(inquiry, report: str, tables, subject=None, remarks=(), checks=(), facts=None, **more) -> Dataset:
    """The dataset of a report of which only the tables are its own.

    :param facts: (label, text) for the head; how the customers were chosen if None
    :param more: other fields of the dataset
    """
    env, parameters = inquiry.reader, inquiry.parameters
    return Dataset(
        report=report,
        title=registry.REPORTS[report].title(env),
        subject=subject or inquiry.scheme.name,
        company=inquiry.company,
        currency=inquiry.currency.name,
        decimals=inquiry.currency.decimal_places,
        amount_basis=inquiry.spec.scope.amount_basis,
        made_at=fields.Datetime.now(),
        made_by=env.user.name,
        tables=tuple(tables),
        facts=tuple(_facts(inquiry, report) if facts is None else facts),
        remarks=(*remarks, *_caveats(inquiry)),
        checks=tuple(checks),
        unit=parameters.unit,
        **{
            "first_day": parameters.first_day,
            "last_day": parameters.last_day,
            "parameters": parameters.plain(),
            **more,
        },
    )


def _facts(inquiry, report) -> tuple[tuple[str, str], ...]:
    """The choices that narrow the report, in words."""
    env, parameters = inquiry.reader, inquiry.parameters
    facts = []
    if parameters.category_ids:
        categories = env["customer.classification.category"].browse(parameters.category_ids)
        facts.append((env._("Categories"), words.listed(env, categories.mapped("name"))))
    if parameters.partner_ids:
        names = env["res.partner"].browse(parameters.partner_ids[:5]).mapped("display_name")
        more = len(parameters.partner_ids) - len(names)
        facts.append((env._("Customers"), words.listed(env, [*names, *([env._("%s more", more)] if more else [])])))
    if parameters.salesperson_id:
        facts.append((env._("Salesperson"), env["res.users"].sudo().browse(parameters.salesperson_id).name))
    if registry.REPORTS[report].compares and (compared := parameters.compared()):
        first, last = (words.day(env, day) for day in compared)
        facts.append((env._("Compared with"), env._("%(first)s to %(last)s", first=first, last=last)))
    return tuple(facts)


def _caveats(inquiry) -> list[str]:
    env, remarks = inquiry.reader, []
    if inquiry.parameters.last_day < inquiry.today:
        remarks.append(env._("The last day lies in the past: documents and categories count as they are today."))
    since = inquiry.spec.scope.history_since
    if since and since > (inquiry.parameters.compared() or (inquiry.parameters.first_day,))[0]:
        remarks.append(
            env._(
                "Documents are complete since %s only: figures that reach further back are empty.",
                words.day(env, since),
            )
        )
    return remarks


def growth_label(inquiry) -> str:
    """How growth against the compared days is called."""
    env = inquiry.reader
    if inquiry.parameters.comparison == "year":
        return env._("Growth, year on year")
    return env._("Growth, period on period")
