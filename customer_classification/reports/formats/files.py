"""A report as a file: the one way by which downloads, mails and the scheduled action make it."""

import mmap
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, replace

from odoo import fields
from odoo.exceptions import UserError

from ...common import words
from .. import registry
from .table import FORMATS


@dataclass(frozen=True)
class File:
    name: str
    content: bytes | mmap.mmap
    mimetype: str


def make(env, report: str, file_format: str, /, **options) -> File:
    """Make a report for the reader ``env``, as :func:`making` does, and keep it in memory."""
    with making(env, report, file_format, **options) as made:
        return replace(made, content=bytes(made.content))


@contextmanager
def making(env, report: str, file_format: str, progress=None, /, **options):
    """Make a report for the reader ``env``; its content stays on disk and lasts as long as the context.

    :param file_format: a name in :data:`table.FORMATS`
    :param progress: called with (rows written, all rows) from time to time
    :param options: as :func:`parameters.parse` takes them
    :raises UserError: an option makes no sense, or the document would be too long
    :raises AccessError: the reader may not see the report
    """
    entry = FORMATS.get(file_format)
    if not entry:
        raise UserError(
            env._(
                "Reports are made as %(formats)s, not as “%(wanted)s”.",
                formats=words.listed(env, (known.label for known in FORMATS.values())),
                wanted=file_format,
            )
        )
    with tempfile.NamedTemporaryFile(suffix=f".{file_format}") as file:
        with registry.datasets(env, report, **options) as datasets:
            name = f"{_name(datasets)}.{file_format}"
            entry.write(env, datasets, file.name, progress)
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            yield File(name, content, entry.mimetype)


def _name(datasets) -> str:
    """What it is, about what, as of when."""
    first = datasets[0]
    subject = [first.subject] if len(datasets) == 1 else []
    return " ".join([first.title, *subject, fields.Date.to_string(first.last_day)])
