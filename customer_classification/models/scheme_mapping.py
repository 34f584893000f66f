from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import customers, decision

VALUES = 300  # of a field, that may become categories at once


class CustomerClassificationScheme(models.Model):
    """Categories made of the values that a field of the customers has."""

    _inherit = "customer.classification.scheme"

    def action_create_from_values(self):
        """Create a category and a mapping line for each value that occurs and leads nowhere yet.

        A category that already has the name of a value is taken instead of a new one.

        :raises UserError: no such value, or so many that a tree of them helps nobody
        """
        self.ensure_one()
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
        engine_env = decision.engine_env(self.env, self.company_id.id)
        spec = self._spec(fields.Date.context_today(self))
        groups = engine_env["res.partner"]._read_group(customers.of_scheme(spec), [field.name])
        labels = {}
        if field.ttype in ("selection", "boolean"):
            labels = dict(self.env["res.partner"]._fields[field.name]._description_selection(self.env)) if (
                field.ttype == "selection") else {True: self.env._("Yes"), False: self.env._("No")}  # fmt: skip
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
