from odoo import models


class CustomerClassificationImport(models.Model):
    """Writing categories, the higher levels first."""

    _inherit = "customer.classification.import"

    def _write_category(self, lines):
        scheme = self._make_scheme()
        Category = self.env["customer.classification.category"]
        there = {each.code: each.id for each in scheme.with_context(active_test=False).category_ids}
        levels = {}
        for line in lines:
            values = line.values
            if values["code"] not in there:
                levels.setdefault(len(values["code"]), {}).setdefault(values["code"], values)
        for _length, level in sorted(levels.items()):
            made = Category.create(
                [
                    {
                        "scheme_id": scheme.id,
                        "parent_id": there.get(values["parent"], False),
                        "code": values["code"],
                        "name": values["name"],
                    }
                    for values in level.values()
                ]
            )
            there.update({each.code: each.id for each in made})

    def _make_scheme(self):
        """The scheme of the categories; a new one where none was chosen."""
        if not self.scheme_id:
            Scheme = self.env["customer.classification.scheme"]
            self.scheme_id = Scheme.create(
                {
                    "name": self.scheme_name or self.env._("Customer Class"),
                    "code": self._free_scheme_code(),
                    "code_pattern": self.code_pattern,
                    "company_id": self.company_id.id,
                }
            )
        elif self.code_pattern and not self.scheme_id.code_pattern:
            self.scheme_id.code_pattern = self.code_pattern
        return self.scheme_id

    def _free_scheme_code(self):
        taken = set(
            self.env["customer.classification.scheme"]
            .sudo()
            .with_context(active_test=False)
            .search([("code", "=like", "CLASS%")])
            .mapped("code")
        )
        return next(code for code in ("CLASS", *(f"CLASS{n}" for n in range(2, len(taken) + 3))) if code not in taken)

    # Attributes of all categories -------------------------------------------------------------------------------------

    def _attribute_names(self):
        """{column: technical name of its attribute} of the attributes that the tops of the scheme's tree have."""
        found = {}
        tops = self.scheme_id.category_ids.filtered(lambda category: not category.parent_id)
        definition = [attribute for top in tops for attribute in top.attribute_definition]
        for column in self._attribute_columns():
            named = [
                a["name"] for a in definition if a.get("string") == column.label and a["type"] == column.value_type
            ]
            if named:
                found[column._key()] = named[0]
        return found

    def _attribute_columns(self):
        return self.column_ids.filtered(lambda column: column.target == "attribute")

    def _make_attributes(self):
        """Give the tops of the tree the attributes of the file's columns, all of them the same."""
        tops = self.scheme_id.category_ids.filtered(lambda category: not category.parent_id)
        if not tops or not tops.has_access("write"):
            return
        names = self._attribute_names()
        for column in self._attribute_columns():
            name = names.get(column._key()) or f"import_{column.id:x}"
            attribute = {"name": name, "string": column.label, "type": column.value_type}
            for top in tops:
                if name not in [each["name"] for each in top.attribute_definition]:
                    top.attribute_definition = [*top.attribute_definition, {**attribute}]
