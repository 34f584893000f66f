"""The formats in which any report can be had. A new one is one file that registers itself and that ``__init__`` names;
another addon registers its own."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Format:
    """One entry of the table.

    :param name: technical name, and how the file's name ends
    :param label: what people choose
    :param mimetype: of the file
    :param write: from (env of the reader, datasets, path, progress) to nothing: write the file; ``progress`` is None or
        called with (rows written, all rows) from time to time; raises UserError where the format cannot hold the report
    """

    name: str
    label: str
    mimetype: str
    write: Callable[..., None]


FORMATS: dict[str, Format] = {}


def register(entry: Format) -> Format:
    """Add a format, or replace one of the same name."""
    FORMATS[entry.name] = entry
    return entry


def selection() -> list[tuple[str, str]]:
    """The formats as a selection field has them."""
    return [(entry.name, entry.label) for entry in FORMATS.values()]
