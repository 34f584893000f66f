"""A report as a file: the one way by which downloads, mails and the scheduled action make it."""

from dataclasses import dataclass

from odoo import fields
from odoo.exceptions import UserError

from . import pdf, registry, xlsx

FORMATS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class File:
    name: str
    content: bytes
    mimetype: str


def make(env, report: str, file_format: str, progress=None, **options) -> File:
    """Make a report for the reader ``env``.

    :param file_format: ``pdf`` or ``xlsx``
    :param progress: called with (rows written, all rows) from time to time
    :param options: as :func:`parameters.parse` takes them
    :raises UserError: an option makes no sense, or the document would be too long
    :raises AccessError: the reader may not see the report
    """
    if file_format not in FORMATS:
        raise UserError(env._("Reports are made as PDF or Excel, not as “%s”.", file_format))
    with registry.datasets(env, report, **options) as datasets:
        if file_format == "pdf":
            content = pdf.render(env, datasets)
        else:
            content = xlsx.render(env, datasets, progress)
        return File(f"{_name(datasets)}.{file_format}", content, FORMATS[file_format])


def _name(datasets) -> str:
    """What it is, about what, as of when."""
    first = datasets[0]
    subject = [first.subject] if len(datasets) == 1 else []
    return " ".join([first.title, *subject, fields.Date.to_string(first.last_day)])
