"""Numbers that may be unknown, such as the growth of a customer without invoices; Odoo's own show 0 for them."""

from odoo import fields

from . import visibility


class Unknowable:
    """Unknown is False in Python, nothing on screens and in exports, and no part of averages and comparisons."""

    falsy_value = None

    def convert_to_column(self, value, record, values=None, validate=True):
        known = value is not None and value is not False
        return super().convert_to_column(value, record, values, validate) if known else None

    def convert_to_column_insert(self, value, record, values=None, validate=True):
        known = value is not None and value is not False
        return super().convert_to_column_insert(value, record, values, validate) if known else None

    def convert_to_cache(self, value, record, validate=True):
        known = value is not None and value is not False
        return super().convert_to_cache(value, record, validate) if known else None

    def convert_to_record(self, value, record):
        return False if value is None else super().convert_to_record(value, record)

    def convert_to_export(self, value, record):
        return "" if value is False else super().convert_to_export(value, record)


class UnknowableFloat(Unknowable, fields.Float):
    """A rate or a mean."""


class UnknowableInteger(Unknowable, fields.Integer):
    """A number of documents in a window that may reach back too far."""


class UnknowableMonetary(Unknowable, fields.Monetary):
    """Money."""


class SchemeFloat(UnknowableFloat):
    """Money that a scheme looks at. In one that all companies share it is the money of all companies, and unknown to
    who has not chosen all of them; what a record is of is its ``scheme_id``.
    """

    def convert_to_record(self, value, record):
        found = super().convert_to_record(value, record)
        return found if found is False or visibility.sees_sums_of(record.env, record.sudo().scheme_id) else False


class SchemeMatrix(fields.Json):
    """Cells with ``revenue``, which is the money of a scheme, see :class:`SchemeFloat`."""

    def convert_to_record(self, value, record):
        cells = super().convert_to_record(value, record)
        if not cells or visibility.sees_sums_of(record.env, record.sudo().scheme_id):
            return cells
        return [{**cell, "revenue": None} for cell in cells]
