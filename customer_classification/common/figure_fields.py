"""Numbers that may be unknown, such as the growth of a customer without invoices; Odoo's own show 0 for them."""

from odoo import fields
from odoo.tools import SQL

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


class OfScheme:
    """What a scheme looks at. In one that all companies share these are the figures of all companies, and unknown to
    who has not chosen all of them: on screens and in files, and where one filters, sorts, groups and sums.

    A record with such a field is of its ``scheme_id``, and its model inherits ``customer.classification.of.scheme``.
    """

    def convert_to_record(self, value, record):
        found = super().convert_to_record(value, record)
        if found is False or visibility.sees_sums_of(record.env, record.sudo().scheme_id):
            return found
        return self.hidden(found)

    def hidden(self, value):
        """What is told of a value that the user may not see."""
        return False

    def to_sql(self, model, alias):
        value = super().to_sql(model, alias)
        if visibility.sees_all_companies(model.env):
            return value
        return SQL(
            "CASE WHEN %s IN (SELECT id FROM customer_classification_scheme WHERE company_id IS NOT NULL) THEN %s END",
            SQL.identifier(alias, "scheme_id"),
            value,
        )


class SchemeFloat(OfScheme, UnknowableFloat):
    """Money, or how much of something is reached."""


class SchemeMatrix(OfScheme, fields.Json):
    """Cells with ``revenue``."""

    def hidden(self, value):
        return [{**cell, "revenue": None} for cell in value]


class SchemeRules(OfScheme, fields.Json):
    """Rules as they stood, with the ``boundaries`` of scores and shares, which are what customers bought."""

    def hidden(self, value):
        return {key: kept for key, kept in value.items() if key != "boundaries"}


class SchemeFigures(OfScheme, fields.Json):
    """Figures by the number of their condition; what else there is has a name, and is no figure."""

    def convert_to_record(self, value, record):
        found = super().convert_to_record(value, record)
        lines = isinstance(found, dict) and found.get("defaults")
        if not lines or record.env.su:
            return found
        seen = [line for line in lines if not line["company"] or line["company"] in record.env.companies.ids]
        return {**found, "defaults": seen}

    def hidden(self, value):
        return {key: kept for key, kept in value.items() if not key.isdigit()}
