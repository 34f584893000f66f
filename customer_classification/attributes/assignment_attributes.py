import copy

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..common import words
from . import attributes as engine_attributes
from .classification_attributes import REQUIRED


class CustomerClassificationAssignment(models.Model):
    """What is known of a customer in a category: the values of its attributes."""

    _inherit = "customer.classification.assignment"

    attributes = fields.Properties(
        definition="category_id.effective_definition",
        copy=False,
        help="What the category, and those above it, want to know of their customers.",
    )
    has_attributes = fields.Boolean(compute="_compute_missing_attributes")
    missing_attributes = fields.Char(
        compute="_compute_missing_attributes",
        help="The required attributes that have no value yet.",
    )
    has_missing_attributes = fields.Boolean(
        string="Attributes Missing",
        compute="_compute_has_missing_attributes",
        search="_search_has_missing_attributes",
    )
    completeness = fields.Integer(
        compute="_compute_missing_attributes",
        help="How many of the required attributes have a value, in %.",
    )

    @api.depends("attributes", "category_id.effective_definition")
    @api.depends_context("lang")
    def _compute_missing_attributes(self):
        for assignment in self:
            values = assignment._plain_attributes(assignment.attributes)
            required = [a for a in assignment.category_id.effective_definition if a.get(REQUIRED)]
            missing = [attribute for attribute in required if not _has_value(attribute, values)]
            assignment.has_attributes = bool(assignment.category_id.effective_definition)
            assignment.missing_attributes = words.listed(self.env, (attribute.get("string") for attribute in missing))
            assignment.completeness = 100 * (len(required) - len(missing)) / len(required) if required else 100

    @api.model
    def _search_has_missing_attributes(self, operator, value):
        if operator != "in":
            return NotImplemented

        def to_sql(_model, alias, _query):
            return SQL("%s > 0", engine_attributes.missing(alias))

        incomplete = Domain.custom(to_sql=to_sql)
        return incomplete if True in value else ~incomplete

    @api.depends("missing_attributes")
    def _compute_has_missing_attributes(self):
        for assignment in self:
            assignment.has_missing_attributes = bool(assignment.missing_attributes)

    def _check_attributes(self, values, category):
        """Raise unless these are values of attributes that ``category`` has; a definition is not changed this way."""
        if not values:
            return
        if isinstance(values, list):
            if any(value.get("definition_changed") or value.get("definition_deleted") for value in values):
                raise UserError(
                    self.env._("The attributes of “%s” are defined in the form of the category.", category.display_name)
                )
            values = self._plain_attributes(values)
        definition = {attribute["name"]: attribute for attribute in category.sudo().effective_definition}
        for name, value in dict(values).items():
            if name not in definition:
                raise ValidationError(
                    self.env._(
                        "“%(category)s” has no attribute “%(attribute)s”. Define it in the form of the category first.",
                        category=category.display_name,
                        attribute=name,
                    )
                )
            if not _is_of_type(definition[name], value):
                raise ValidationError(
                    self.env._(
                        "“%(value)s” is no value of the attribute “%(attribute)s”.",
                        value=value,
                        attribute=definition[name].get("string") or name,
                    )
                )

    def _pop_attributes(self, vals, category):
        """Take the attribute values out of ``vals``, as ``{name: value}`` without empty ones."""
        values = vals.pop("attributes", None)
        self._check_attributes(values, category)
        return {name: value for name, value in self._plain_attributes(values).items() if not _is_empty(value)}

    def set_attributes(self, values):
        """Set some attribute values and leave the others as they are.

        :param values: ``{name: value}``; options and tags by their keys, records by their ids, dates as ``YYYY-MM-DD``
        :raises ValidationError: the category has no such attribute, or the value is none of its type
        """
        if not isinstance(values, dict):
            raise ValidationError(self.env._("Give the values of attributes by their names, as {name: value}."))
        for assignment in self:
            present = assignment._plain_attributes(assignment.attributes)
            assignment.write({"attributes": {**present, **values}})
        return True

    def _plain_attributes(self, values):
        """{name: value} of attribute values in any form in which they can be written or read."""
        if isinstance(values, list):  # which the conversion changes
            values = copy.deepcopy(values)
        return self._fields["attributes"].convert_to_cache(values, self) or {}

    def _stored_attributes(self):
        """{assignment id: attribute values} of those that have some, as they stand in the database."""
        self.flush_recordset(["attributes"])
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, attributes FROM customer_classification_assignment "
                    "WHERE id = ANY(%s) AND attributes IS NOT NULL",
                    self.ids,
                )
            )
        )

    def _restore_attributes(self, values):
        """Give these lines, which have just moved, the values that they had, and those that came with the move.

        The ORM has emptied them by the new definition; what belongs to the new category is found by what follows the
        move, as for the engine's moves.

        :param values: {line id: {attribute: value}}
        """
        self.flush_recordset()
        self.category_id.flush_model(["effective_definition"])
        self.env.cr.execute(
            SQL(
                """UPDATE customer_classification_assignment assignment
                      SET attributes = former.attributes
                     FROM jsonb_to_recordset(%s) AS former(id int4, attributes jsonb)
                    WHERE assignment.id = former.id""",
                Json([{"id": number, "attributes": found or None} for number, found in values.items()]),
            )
        )
        self.invalidate_recordset(["attributes"])

    # Hooks of the ORM's way into the table ----------------------------------------------------------------------------

    def _set_aside(self, vals_list):
        """What a move says of attributes wins over what is carried; what the lines had is read before they move."""
        Category = self.env["customer.classification.category"]
        given = [self._pop_attributes(vals, Category.browse(vals["category_id"])) for vals in vals_list]
        return {**super()._set_aside(vals_list), "given": given, "attributes": self._stored_attributes()}

    def _put_back(self, aside):
        given = aside["given"] if len(aside["given"]) == len(self) else aside["given"] * len(self)
        values = {
            line.id: {**aside["attributes"].get(line.id, {}), **of_line}
            for line, of_line in zip(self, given, strict=True)
        }
        if any(values.values()) or any(line.category_id.effective_definition for line in self):
            self._restore_attributes(values)
        return super()._put_back(aside)

    def _write_in_place(self, vals):
        """Attribute values that the category does not have now stay, unseen."""
        if "attributes" not in vals:
            return super()._write_in_place(vals)
        stored = self._stored_attributes()
        for line in self:
            line._check_attributes(vals["attributes"], line.category_id)
            values = line._plain_attributes(vals["attributes"])
            names = {attribute["name"] for attribute in line.category_id.sudo().effective_definition}
            hidden = {name: value for name, value in stored.get(line.id, {}).items() if name not in names}
            super(CustomerClassificationAssignment, line)._write_in_place({**vals, "attributes": {**hidden, **values}})
        return None

    def _prepare_removals(self, origin, reason):
        """The history keeps the values of who leaves."""
        changes, kept = super()._prepare_removals(origin, reason), self._stored_attributes()
        for line, vals in zip(self, changes, strict=True):
            vals["evidence"] = {"dropped": kept[line.id]} if kept.get(line.id) else False
        return changes

    def _prepare_merge(self):
        return {**super()._prepare_merge(), "attributes": self._stored_attributes().get(self.id)}

    def action_open_attributes(self):
        """Open the attribute values of the customer in this scheme."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_assignment_attributes")
        return {**action, "name": self.category_id.display_name, "res_id": self.id}


def _has_value(attribute, values):
    """Whether ``values`` hold something for ``attribute``; a check box has a value once someone touched it."""
    value = values.get(attribute["name"])
    return value is not None if attribute["type"] == "boolean" else not _is_empty(value)


def _is_empty(value):
    """Whether an attribute value stands for none; 0 does not."""
    return value is None or value is False or value in ("", [])


def _is_of_type(attribute, value):
    """Whether ``value`` can be one of ``attribute``; empty values always can."""
    kind = attribute["type"]
    if _is_empty(value):
        return True
    if kind in ("integer", "float", "monetary"):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind in ("date", "datetime"):
        convert = fields.Date.to_date if kind == "date" else fields.Datetime.to_datetime
        try:
            return bool(convert(value))
        except (ValueError, TypeError):
            return False
    if kind == "selection":
        return value in [option[0] for option in attribute.get("selection") or []]
    if kind == "tags":
        return isinstance(value, list) and set(value) <= {tag[0] for tag in attribute.get("tags") or []}
    if kind == "many2one":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "many2many":
        return isinstance(value, list) and all(isinstance(number, int) for number in value)
    if kind == "boolean":
        return isinstance(value, bool)
    return isinstance(value, str)
