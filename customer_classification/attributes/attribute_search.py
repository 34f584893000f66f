"""Searching by attributes: one entry per attribute, which finds the customers of all categories that have it."""

from lxml import etree

from odoo import api, fields, models

from ..common import words
from ..common.roles import USERS
from .category_searched import CHOICES, DATES, MOST_CHOICES, NUMBERS, TEXTS

TEXT, NUMBER, DATE = "attribute_text", "attribute_number", "attribute_date"


class AttributeSearch(models.AbstractModel):
    """Fields and filters of a search view for each attribute of the categories."""

    _name = "customer.classification.attribute.search"
    _description = "Search by Attributes"

    attribute_text = fields.Char(
        compute="_compute_attribute_search",
        search="_search_attribute_text",
        help="Some attribute of the customer's categories holds this text.",
    )
    attribute_number = fields.Float(
        compute="_compute_attribute_search",
        search="_search_attribute_number",
        help="Some attribute of the customer's categories is this number.",
    )
    attribute_date = fields.Date(
        compute="_compute_attribute_search",
        search="_search_attribute_date",
        help="Some attribute of the customer's categories is this day.",
    )

    def _compute_attribute_search(self):
        """Nothing to show: they are there to be searched by."""
        self.update({TEXT: False, NUMBER: 0, DATE: False})

    @api.model
    def _search_attribute_text(self, operator, value):
        return self._search_some_attribute(TEXTS, operator, value)

    @api.model
    def _search_attribute_number(self, operator, value):
        return self._search_some_attribute(NUMBERS, operator, value)

    @api.model
    def _search_attribute_date(self, operator, value):
        return self._search_some_attribute(DATES, operator, value)

    @api.model
    def _search_some_attribute(self, kinds, operator, value):
        Category = self.env["customer.classification.category"]
        names = [
            name for _label, kind, found, _options in Category._searched_attributes() if kind in kinds for name in found
        ]
        return self._through_assignments(list(Category._attribute_domain(names, operator, value)))

    @api.model
    def _through_assignments(self, domain):
        """A domain on this model for one on assignments; both are lists or texts of lists."""
        return domain

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        if view_type != "search":
            return key
        return (*key, self.env["customer.classification.category"]._searched_attributes())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        places = arch.xpath("//filter[@name='missing_attributes']") if view_type == "search" else ()
        if places:
            searched = self.env["customer.classification.category"]._searched_attributes()
            for node in reversed([*self._attribute_filters(searched)]):
                places[0].addnext(node)
            last = arch.xpath("./field")[-1]
            for node in reversed([*self._attribute_fields(searched)]):
                last.addnext(node)
        return arch, view

    @api.model
    def _attribute_fields(self, searched):
        """A field for each text, two for each number and day: at least and at most, from and until."""
        for label, kind, names, _options in searched:
            if kind in TEXTS:
                yield self._attribute_field(TEXT, label, names, "ilike", "self")
            elif kind in NUMBERS:
                yield self._attribute_field(NUMBER, self.env._("%s at least", label), names, ">=", "raw_value")
                yield self._attribute_field(NUMBER, self.env._("%s at most", label), names, "<=", "raw_value")
            elif kind in DATES:
                yield self._attribute_field(DATE, self.env._("%s from", label), names, ">=", "raw_value")
                yield self._attribute_field(DATE, self.env._("%s until", label), names, "<=", "raw_value")

    @api.model
    def _attribute_field(self, field, label, names, operator, value):
        return etree.Element(
            "field", name=field, string=label, filter_domain=self._attribute_domain_text(names, operator, value)
        )

    @api.model
    def _attribute_filters(self, searched):
        """A filter for each option; those of one attribute are alternatives."""
        for number, (label, kind, names, options) in enumerate(searched):
            if kind not in CHOICES:
                continue
            yield etree.Element("separator")
            choices = [(label, (True,))] if kind == "boolean" else options[:MOST_CHOICES]
            for place, (text, keys) in enumerate(choices):
                yield etree.Element(
                    "filter",
                    name=f"attribute_{number}_{place}",
                    string=text if kind == "boolean" else words.labelled(self.env, label, text),
                    domain=self._attribute_domain_text(names, "=" if kind == "boolean" else "in", repr(list(keys))),
                    groups=USERS,
                )

    @api.model
    def _attribute_domain_text(self, names, operator, value):
        """The domain as a view has it; ``value`` is an expression."""
        value = "True" if operator == "=" else value
        leaves = ", ".join(f"({f'attributes.{name}'!r}, {operator!r}, {value})" for name in names)
        return self._through_assignments(f"[{', '.join([repr('|')] * (len(names) - 1) + [leaves])}]")


class CustomerClassificationAssignment(models.Model):
    _name = "customer.classification.assignment"
    _inherit = ["customer.classification.assignment", "customer.classification.attribute.search"]


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "customer.classification.attribute.search"]

    attribute_text = fields.Char(string="Text of an Attribute", groups=USERS)
    attribute_number = fields.Float(string="Number of an Attribute", groups=USERS)
    attribute_date = fields.Date(string="Day of an Attribute", groups=USERS)

    @api.model
    def _through_assignments(self, domain):
        """Contacts are found with their company."""
        if isinstance(domain, str):
            return f"[('commercial_partner_id', 'any', [('classification_assignment_ids', 'any', {domain})])]"
        return [("commercial_partner_id", "any", [("classification_assignment_ids", "any", domain)])]
