from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerClassificationMapping(models.Model):
    _name = "customer.classification.mapping"
    _inherit = "customer.classification.rule.part"
    _description = "Value to Category"
    _order = "scheme_id, sequence, id"
    _rec_name = "value_name"

    scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    mapping_model = fields.Char(related="scheme_id.mapping_model", string="Linked Model")
    record_ref = fields.Reference(
        selection="_selection_models",
        string="Record",
        compute="_compute_record_ref",
        inverse="_inverse_record_ref",
        help="The record that the customer's field points to.",
    )
    value = fields.Char(
        required=True,
        help="The value of the customer's field: its text, its technical key, or the number of the linked record.",
    )
    value_name = fields.Char(compute="_compute_value_name")
    category_id = fields.Many2one(
        comodel_name="customer.classification.category",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('scheme_id', '=', scheme_id)]",
        help="Customers with this value belong here.",
    )

    _value_unique = models.Constraint(
        "UNIQUE(scheme_id, value)",
        "This value already leads to a category. Change the existing line.",
    )

    @api.model
    def _selection_models(self):
        models = self.env["ir.model"].sudo().search([("transient", "=", False)])
        return [(model.model, model.name) for model in models]

    @api.depends("value", "mapping_model")
    def _compute_record_ref(self):
        for mapping in self:
            model = mapping.mapping_model
            linked = model and (mapping.value or "").isdecimal()
            record = self.env[model].browse(int(mapping.value)).exists() if linked else None
            mapping.record_ref = f"{model},{record.id}" if record else False

    @api.onchange("record_ref")
    def _inverse_record_ref(self):
        for mapping in self:
            if mapping.record_ref:
                mapping.value = str(mapping.record_ref.id)

    @api.depends("value", "record_ref")
    def _compute_value_name(self):
        for mapping in self:
            field = mapping.scheme_id.mapping_field_id
            if mapping.record_ref:
                mapping.value_name = mapping.record_ref.display_name
            elif field.ttype == "selection":
                labels = dict(self.env["res.partner"]._fields[field.name]._description_selection(self.env))
                mapping.value_name = labels.get(mapping.value, mapping.value)
            else:
                mapping.value_name = mapping.value

    @api.constrains("category_id", "scheme_id")
    def _check_category(self):
        for mapping in self:
            mapping.scheme_id._check_target(mapping.category_id)

    @api.constrains("value", "scheme_id")
    def _check_value(self):
        for mapping in self.filtered("mapping_model"):
            if not mapping.record_ref:
                raise ValidationError(
                    self.env._(
                        "“%(value)s” is no record of “%(field)s”. Choose one from the list.",
                        value=mapping.value,
                        field=mapping.scheme_id.mapping_field_id.field_description,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("record_ref") and not vals.get("value"):
                vals["value"] = vals["record_ref"].rpartition(",")[2]
        return super().create(vals_list)

    def _keys(self):
        """Return {value as the engine compares it: category id}; the first line of a value counts."""
        keys = {}
        for mapping in self.sorted(lambda mapping: (mapping.sequence, mapping._origin.id or float("inf"))):
            keys.setdefault(mapping.value.strip().lower(), mapping.category_id.id)
        return keys
