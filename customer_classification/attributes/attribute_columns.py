"""Attributes as fields of customers: an optional column of lists, a way to group, a column of exports, a condition."""

import json

from lxml import etree

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..common import words
from ..common.roles import USERS
from .attribute_numbers import KIND_OF, KINDS, NAMES, PREFIX

COMPARED = {operator: SQL(operator) for operator in ("<", "<=", ">", ">=")}
LIKE = {"like": SQL("LIKE"), "ilike": SQL("ILIKE"), "=like": SQL("LIKE"), "=ilike": SQL("ILIKE")}


def _columns():
    """{name: field} of all columns."""
    return {
        name: KINDS[kind][0](
            string=f"Attribute ({kind} {number})",
            compute="_compute_attribute_values",
            search=lambda self, operator, value, name=name: self._search_attribute_column(name, operator, value),
            groups=USERS,
        )
        for name in NAMES
        for kind, number in [name.removeprefix(PREFIX).split("_")]
    }


class ResPartner(models.Model):
    _inherit = "res.partner"

    vars().update(_columns())

    def _show_attributes(self, attributes):
        shown = super()._show_attributes(attributes)
        columns = self.env["customer.classification.category"]._attribute_columns()
        named = {name: field for field, (_label, _kind, names, _options) in columns.items() for name in names}
        found = {
            named[attribute["name"]]: self._attribute_in_column(attribute)
            for attribute in attributes
            if attribute["name"] in named
        }
        self.update({name: found.get(name, False) for name in NAMES})
        return shown

    def _attribute_in_column(self, attribute):
        """The value as the column shows it: numbers and days as they are, all else in words."""
        kind, value = KIND_OF[attribute["type"]], attribute["value"]
        if kind == "date":
            return fields.Date.to_date(value)
        if kind != "text":
            return value
        if attribute["type"] == "boolean":
            return self.env._("Yes")
        return self._attribute_text(attribute)

    # Searching, sorting and grouping ----------------------------------------------------------------------------------

    @api.model
    def _search_attribute_column(self, name, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: _compared(model._field_to_sql(alias, name, query), operator, value)
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        """The value of an attribute is that of the customer's assignment whose category has it."""
        column = (
            self.env["customer.classification.category"]._attribute_columns().get(field_expr)
            if query is not None and field_expr.startswith(PREFIX)
            else None
        )
        if not column:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        joined = query.make_alias(alias, field_expr)
        condition = SQL(
            "%s = %s",
            SQL.identifier(joined, "partner_id"),
            self._field_to_sql(alias, "commercial_partner_id", query),
        )
        query.add_join("LEFT JOIN", joined, self._attribute_table(*column), condition)
        Assignment = self.env["customer.classification.assignment"]
        return SQL.identifier(joined, "value", to_flush=Assignment._fields["attributes"])

    @api.model
    def _attribute_table(self, _label, kind, names, options):
        """The values of one attribute, a row for each customer who has one."""
        value = SQL("(value #>> '{}')")
        if kind in ("selection", "tags"):
            value = SQL("COALESCE(%s::jsonb ->> %s, %s)", json.dumps(options), value, value)
        if kind == "tags":
            value = SQL(
                "(SELECT string_agg(COALESCE(%s::jsonb ->> tag, tag), %s ORDER BY place)"
                " FROM jsonb_array_elements_text(value) WITH ORDINALITY tags (tag, place))",
                json.dumps(options),
                words.listed(self.env, ["", ""]),
            )
        elif kind == "boolean":
            value = SQL("CASE WHEN value = 'true' THEN %s END", self.env._("Yes"))
        return SQL(
            """(SELECT DISTINCT ON (partner_id) partner_id, (%s)::%s AS value
                  FROM customer_classification_assignment
                 CROSS JOIN jsonb_each(CASE WHEN jsonb_typeof(attributes) = 'object' THEN attributes END) each
                 WHERE each.key IN %s
                   AND each.value NOT IN ('null', '""', '[]', 'false')
                 ORDER BY partner_id, customer_classification_assignment.id DESC)""",
            value,
            KINDS[KIND_OF[kind]][3],
            tuple(names),
        )

    # What people see --------------------------------------------------------------------------------------------------

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """As Odoo's; of the columns for attributes those that are in use, under the names of the attributes."""
        found = super().fields_get(allfields, attributes)
        columns = self.env["customer.classification.category"]._attribute_columns()
        for name in found.keys() & set(NAMES):
            if name not in columns:
                del found[name]
            elif "string" in found[name]:
                found[name]["string"] = columns[name][0]
        return found

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        columns = self.env["customer.classification.category"]._attribute_columns()
        return (*key, tuple((name, column[0]) for name, column in columns.items()))

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        places = {"list": "//field[@name='attribute_values']", "search": "//filter[@name='group_main_category']"}
        for place in arch.xpath(places[view_type])[:1] if view_type in places else ():
            columns = self.env["customer.classification.category"]._attribute_columns()
            for name, (label, _kind, _names, _options) in reversed(columns.items()):
                if view_type == "list":
                    place.addnext(etree.Element("field", name=name, string=label, optional="hide"))
                else:
                    context = repr({"group_by": name})
                    place.addnext(etree.Element("filter", name=name, string=label, context=context, groups=USERS))
        return arch, view


def _compared(value, operator, to):
    """The condition that a column, which is empty without a value, compares so."""
    if operator == "in":
        present = tuple(each for each in to if each not in (None, "") and each is not False)
        parts = [SQL("COALESCE(%s IN %s, FALSE)", value, present)] if present else []
        parts += [SQL("%s IS NULL", value)] if len(present) < len(tuple(to)) else []
        return SQL("(%s)", SQL(" OR ").join(parts)) if parts else SQL("FALSE")
    if operator in LIKE:
        pattern = to if operator.startswith("=") else f"%{to}%"
        return SQL("COALESCE(%s %s %s, FALSE)", value, LIKE[operator], pattern)
    return SQL("COALESCE(%s %s %s, FALSE)", value, COMPARED[operator], to)
