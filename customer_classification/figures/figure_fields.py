"""Numbers that may be unknown, such as the growth of a customer without invoices; Odoo's own show 0 for them."""

from odoo import fields


class Unknowable:
    """Unknown is False in Python, nothing on screens and in exports, and no part of averages and comparisons."""

    falsy_value = None

    def convert_to_record(self, value, record):
        return False if value is None else super().convert_to_record(value, record)

    def convert_to_export(self, value, record):
        return "" if value is False else super().convert_to_export(value, record)


class UnknowableFloat(Unknowable, fields.Float):
    """A rate or a mean."""


class UnknowableMonetary(Unknowable, fields.Monetary):
    """A mean of money."""
