"""Any report as plain values, for JSON."""

from datetime import date, datetime

from odoo import fields

from ..dataset import Typed


def render(datasets) -> list[dict]:
    """The datasets as dictionaries: amounts whole whatever the unit of the printed report, days as ``YYYY-MM-DD``."""
    return [_dataset(dataset) for dataset in datasets]


def _dataset(dataset) -> dict:
    return {
        "report": dataset.report,
        "title": dataset.title,
        "subject": dataset.subject,
        "company": dataset.company,
        "currency": dataset.currency,
        "amount_basis": dataset.amount_basis,
        "first_day": _plain(dataset.first_day),
        "last_day": _plain(dataset.last_day),
        "made_at": _plain(dataset.made_at),
        "parameters": dataset.parameters,
        "checks": [
            {
                "label": check.label,
                "value": check.value,
                "other_label": check.other_label,
                "other": check.other,
                "difference": check.difference,
            }
            for check in dataset.checks
        ],
        "notes": list(dataset.remarks),
        "tables": [_table(table) for table in dataset.tables],
    }


def _table(table) -> dict:
    names = [column.name for column in table.columns]
    return {
        "name": table.name,
        "title": table.title,
        "columns": [{"name": column.name, "label": column.label, "kind": column.kind} for column in table.columns],
        "rows": [
            {"kind": row.kind, "level": row.level, **dict(zip(names, map(_plain, row.values), strict=True))}
            for row in table.rows
        ],
    }


def _plain(value):
    if isinstance(value, Typed):
        return _plain(value.value)
    if isinstance(value, datetime):
        return fields.Datetime.to_string(value)
    if isinstance(value, date):
        return fields.Date.to_string(value)
    return value
