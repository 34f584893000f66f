from odoo import api, fields, models

from ..common import words
from .classification_attributes import AttributeDefinition, learn_labels


class CustomerClassificationCategory(models.Model):
    """The attributes that a category gives its customers: its own, and those of the categories above it."""

    _inherit = "customer.classification.category"

    attribute_definition = AttributeDefinition(
        string="Own Attributes",
        help="The attributes that this category gives its customers, besides those of the categories above it.",
    )
    effective_definition = AttributeDefinition(
        string="Attributes",
        compute="_compute_effective_definition",
        store=True,
        recursive=True,
        help="The attributes of the customers of this category: those of the categories above it, then its own.",
    )
    self_id = fields.Many2one(
        comodel_name="customer.classification.category",
        compute="_compute_self_id",
        help="The category itself: what the editor of its own attributes needs to find their definition.",
    )
    own_attributes = fields.Properties(
        definition="self_id.attribute_definition",
        string="Editor of the Own Attributes",
        copy=False,
    )
    inherited_attributes = fields.Char(compute="_compute_inherited_attributes")

    @api.depends("attribute_definition", "parent_id.effective_definition")
    def _compute_effective_definition(self):
        """The definitions of the ancestors, then the own one; stored, since searches read the column."""
        for category in self.with_context(lang=None):
            inherited = category.parent_id.sudo().effective_definition
            names = {attribute["name"] for attribute in inherited}
            own = [attribute for attribute in category.attribute_definition if attribute["name"] not in names]
            category.effective_definition = [*inherited, *own]

    @api.depends_context("uid")
    def _compute_self_id(self):
        for category in self:
            category.self_id = category._origin

    @api.depends("parent_id.effective_definition")
    @api.depends_context("lang")
    def _compute_inherited_attributes(self):
        for category in self:
            labels = (attribute.get("string") for attribute in category.parent_id.effective_definition)
            category.inherited_attributes = words.listed(self.env, filter(None, labels))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("attribute_definition"):
                vals["attribute_definition"] = learn_labels(vals["attribute_definition"], [], self._label_language())
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("attribute_definition"):
            before = [a for category in self.with_context(lang=None) for a in category.attribute_definition]
            vals = {
                **vals,
                "attribute_definition": learn_labels(vals["attribute_definition"], before, self._label_language()),
            }
        return super().write(vals)

    def _label_language(self):
        return self.env.lang or "en_US"
