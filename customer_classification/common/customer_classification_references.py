from odoo import api, models

CHECKED = ("customer.classification.", "res.partner", "sale.order")


class CustomerClassificationReferences(models.AbstractModel):
    """Names only what its user may read: what hangs on a hidden record, such as its name, is not told this way."""

    _name = "customer.classification.references"
    _description = "Names What Its User May Read"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_references(self._fields)
        return records

    def write(self, vals):
        result = super().write(vals)
        self._check_references(vals)
        return result

    def onchange(self, values, field_names, fields_spec):
        """As Odoo's, for what the user may read."""
        self.new({name: value for name, value in values.items() if name in self._fields})._check_references(values)
        return super().onchange(values, field_names, fields_spec)

    def _check_references(self, names):
        """Check that the user may read what these fields name.

        :raises AccessError: they may not
        """
        for name in names if not self.env.su else ():
            field = self._fields.get(name)
            checked = field and field.store and field.relational and field.comodel_name.startswith(CHECKED)
            if checked and (named := self[name]._origin):  # of no record, the right on the model would be asked
                named.check_access("read")
