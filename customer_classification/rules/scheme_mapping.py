from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..customers import customers
from ..figures import environment

VALUES = 300  # of a field, that may become categories at once


class CustomerClassificationScheme(models.Model):
    """Deciding by a field of the customer, and categories made of the values that it has."""

    _inherit = "customer.classification.scheme"

    mapping_field_id = fields.Many2one(
        comodel_name="ir.model.fields",
        string="Customer Field",
        domain="[('model', '=', 'res.partner'), ('store', '=', True), "
        "('ttype', 'in', ('many2one', 'selection', 'char', 'boolean', 'integer'))]",
        ondelete="cascade",
        help="The field of the customer whose value decides.",
    )
    mapping_model = fields.Char(related="mapping_field_id.relation", string="Linked Model")
    mapping_ids = fields.One2many("customer.classification.mapping", "scheme_id", copy=True)

    @api.constrains("mode", "mapping_field_id")
    def _check_mapping_field(self):
        for scheme in self.filtered(lambda s: s.mode == "mapping"):
            field = scheme.mapping_field_id
            if not field:
                raise ValidationError(
                    self.env._("“%s” classifies by a field of the customer. Choose the field.", scheme.name)
                )
            if field.model != "res.partner" or not field.store:
                raise ValidationError(
                    self.env._(
                        "“%s” is not a stored field of the customer. Choose another field.", field.field_description
                    )
                )

    def action_create_from_values(self):
        """Create a category and a mapping line for each value that occurs and leads nowhere yet.

        A category that already has the name of a value is taken instead of a new one.

        :raises AccessError: the user may not edit the scheme
        :raises UserError: no such value, or so many that a tree of them helps nobody
        """
        self.ensure_one()
        self.check_access("write")
        if not self.mapping_field_id:
            raise UserError(self.env._("Choose first the field of the customer by whose values the scheme classifies."))
        missing = self._unmapped_values()
        if not missing:
            raise UserError(self.env._("Every value that occurs already leads to a category."))
        if len(missing) > VALUES:
            raise UserError(
                self.env._(
                    "“%(field)s” has %(count)s different values, too many for categories. Choose a field with fewer.",
                    field=self.mapping_field_id.field_description,
                    count=len(missing),
                )
            )
        targets = {category.name: category for category in self._target_categories()}
        names = [name for name in dict.fromkeys(missing.values()) if name not in targets]
        made = self.env["customer.classification.category"].create(
            [{"name": name, "scheme_id": self.id} for name in names]
        )
        targets.update(zip(names, made, strict=True))
        self.env["customer.classification.mapping"].create(
            [{"scheme_id": self.id, "value": value, "category_id": targets[name].id} for value, name in missing.items()]
        )
        return True

    def _unmapped_values(self):
        """{value as mapping lines hold it: its name} of the values that customers have and no line names."""
        field = self.mapping_field_id
        self.env.flush_all()
        engine_env = environment.engine_env(self.env, self.company_id.id)
        spec = self._spec(self._today())
        groups = engine_env["res.partner"]._read_group(customers.of_scheme(spec), [field.name])
        labels = {}
        if field.ttype in ("selection", "boolean"):
            labels = (
                dict(self.env["res.partner"]._fields[field.name]._description_selection(self.env))
                if (field.ttype == "selection")
                else {True: self.env._("Yes"), False: self.env._("No")}
            )
        known = self.mapping_ids._keys()
        found = {}
        for (value,) in groups:
            if field.ttype == "many2one":
                key, name = str(value.id or ""), value.with_env(self.env).display_name
            elif field.ttype == "boolean":
                key, name = str(bool(value)).lower(), labels[bool(value)]
            else:
                key, name = str(value or "").strip(), labels.get(value, str(value or "").strip())
            if key and key.lower() not in known:
                found.setdefault(key, name)
        return found
