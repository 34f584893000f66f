from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from . import attributes as engine_attributes

TEXTS, NUMBERS, CHOICES = ("char", "text"), ("integer", "float", "monetary"), ("selection", "tags", "boolean")
DATES = ("date", "datetime")
MOST_CHOICES = 20  # options of one attribute that get a filter of their own


class CustomerClassificationCategory(models.Model):
    """Which attributes people can search by, and what is lost when one goes."""

    _inherit = "customer.classification.category"

    @api.model
    def _searched_attributes(self):
        """((label, type, names, options), …): one entry per attribute of the schemes of the user's companies.

        Attributes of several categories that are called alike and are of one type are one to whoever searches.
        """
        mine = [("company_id", "in", [False, *self.env.companies.ids]), ("attribute_definition", "!=", False)]
        found = {}
        for category in self.sudo().search(mine):
            for attribute in category.attribute_definition:
                kind, label = attribute["type"], attribute.get("string")
                if not label or kind not in (*TEXTS, *NUMBERS, *CHOICES, *DATES):
                    continue
                names, options = found.setdefault((label, kind), ([], {}))
                names.append(attribute["name"])
                for option in attribute.get(kind) or [] if kind in ("selection", "tags") else []:
                    options.setdefault(option[1], []).append(option[0])
        return tuple(
            (label, kind, tuple(names), tuple((text, tuple(keys)) for text, keys in options.items()))
            for (label, kind), (names, options) in found.items()
        )

    def attributes_lost(self, values):
        """What goes when the own attributes of this category are written like this, as a sentence; False for nothing.

        :param values: the attributes as the form sends them
        :raises AccessError: the user may not edit the category
        """
        self.ensure_one()
        self.check_access("write")
        values = values or []
        if not isinstance(values, (list, tuple)) or not all(isinstance(v, dict) and "name" in v for v in values):
            raise UserError(self.env._("Give the attributes as the form does: a list of {name, type, string}."))
        staying = {value["name"] for value in values if not value.get("definition_deleted")}
        going = [attribute for attribute in self.attribute_definition if attribute["name"] not in staying]
        sentences = [
            self.env._("“%(attribute)s”: %(count)s customers have a value.", attribute=attribute["string"], count=count)
            for attribute in going
            if (count := self._customers_with_value(attribute["name"]))
        ]
        return "\n".join(sentences) or False

    def _customers_with_value(self, name):
        """How many customers of this category and those below it have a value of the attribute."""
        self.env["customer.classification.assignment"].flush_model(["attributes", "category_id"])
        value = SQL("assignment.attributes -> %s", name)
        [(count,)] = self.env.execute_query(
            SQL(
                """SELECT COUNT(*)
                     FROM customer_classification_assignment assignment
                     JOIN customer_classification_category category ON category.id = assignment.category_id
                    WHERE category.parent_path LIKE %(path)s
                      AND %(value)s NOT IN %(empty)s AND %(value)s != 'false'""",
                path=f"{self.parent_path}%",
                value=value,
                empty=engine_attributes.EMPTY,
            )
        )
        return count

    @api.model
    def _attribute_domain(self, names, operator, value):
        """A domain on assignments: one of the attributes with these names compares so."""
        return Domain.OR(Domain(f"attributes.{name}", operator, value) for name in names)
