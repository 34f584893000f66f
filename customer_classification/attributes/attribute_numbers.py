"""Which field of customers shows an attribute.

Which attributes there are, people decide while Odoo runs; fields are made when it starts.  So there are some of each
kind, and an attribute keeps the one that it got: its number stands in the definition, beside its label.
"""

from odoo import api, fields, models
from odoo.tools import SQL, ormcache

from ..common.figure_fields import UnknowableFloat, UnknowableInteger
from .classification_attributes import COLUMN

PREFIX = "attribute_column_"
# {kind of column: (field, how many, types of attributes, type in the database)}
KINDS = {
    "text": (fields.Char, 16, ("char", "text", "selection", "tags", "boolean"), SQL("text")),
    "integer": (UnknowableInteger, 8, ("integer",), SQL("int4")),
    "number": (UnknowableFloat, 6, ("float", "monetary"), SQL("numeric")),
    "date": (fields.Date, 6, ("date", "datetime"), SQL("date")),
}
NAMES = [f"{PREFIX}{kind}_{number}" for kind, (_f, most, *_) in KINDS.items() for number in range(1, most + 1)]
KIND_OF = {kind: column for column, (_field, _most, kinds, _type) in KINDS.items() for kind in kinds}


class CustomerClassificationCategory(models.Model):
    _inherit = "customer.classification.category"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._number_attributes(vals.get("attribute_definition"))
        categories = super().create(vals_list)
        if any(vals.get("attribute_definition") for vals in vals_list):
            self.env.registry.clear_cache()
        return categories

    def write(self, vals):
        if vals.get("attribute_definition"):
            before = {attribute["name"]: attribute for category in self for attribute in category.attribute_definition}
            self._number_attributes(vals["attribute_definition"], before)
        result = super().write(vals)
        if vals.keys() & {"attribute_definition", "active"}:
            self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_forgets_attributes(self):
        if any(category.attribute_definition for category in self):
            self.env.registry.clear_cache()

    @api.model
    def _number_attributes(self, definition, before=()):
        """Give each attribute the number of a column of its kind, the one of attributes that are called like it."""
        if not definition:
            return
        taken = self._numbers_of_attributes()
        for attribute in definition:
            column, label = KIND_OF.get(attribute.get("type")), attribute.get("string")
            former = dict(before).get(attribute.get("name")) or {}
            attribute.pop(COLUMN, None)
            if not column or not label:
                continue
            number = former.get(COLUMN) if KIND_OF.get(former.get("type")) == column else None
            number = number or taken.get((column, label)) or _free(column, taken)
            if number:
                attribute[COLUMN] = taken[column, label] = number

    @api.model
    def _numbers_of_attributes(self):
        """{(kind of column, label): number} of all attributes that there are."""
        self.flush_model(["attribute_definition"])
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT attribute ->> 'type', attribute ->> 'string', (attribute ->> %s)::int4
                     FROM customer_classification_category
                    CROSS JOIN jsonb_array_elements(attribute_definition) attribute
                    WHERE jsonb_typeof(attribute_definition) = 'array' AND attribute ? %s""",
                COLUMN,
                COLUMN,
            )
        )
        return {(KIND_OF[kind], label): number for kind, label, number in rows if kind in KIND_OF}

    @api.model
    @ormcache("tuple(self.env.companies.ids)", "self.env.lang")
    def _attribute_columns(self):
        """{field of customers: (label, type, names of the attributes, {option: its label})} of those in use."""
        mine = [("company_id", "in", [False, *self.env.companies.ids]), ("attribute_definition", "!=", False)]
        found = {}
        for category in self.sudo().search(mine):
            for attribute in category.attribute_definition:
                if (number := attribute.get(COLUMN)) and (kind := KIND_OF.get(attribute["type"])):
                    _label, _kind, names, options = found.setdefault(
                        f"{PREFIX}{kind}_{number}", (attribute["string"], attribute["type"], [], {})
                    )
                    names.append(attribute["name"])
                    if attribute["type"] in ("selection", "tags"):
                        options.update({option[0]: option[1] for option in attribute.get(attribute["type"]) or []})
        return found


def _free(column, taken):
    """The lowest number of the kind that no attribute has; None if there is none left."""
    used = {number for (kind, _label), number in taken.items() if kind == column}
    return next((number for number in range(1, KINDS[column][1] + 1) if number not in used), None)
