"""How a dataset becomes a file: a table of formats, each by itself; none computes anything."""

from . import pdf, xlsx
