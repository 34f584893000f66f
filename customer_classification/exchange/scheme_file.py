from datetime import date

from odoo import fields, models
from odoo.exceptions import UserError

from . import scheme_tables

PLAIN = ("char", "text", "html", "boolean", "integer", "float", "selection", "date", "properties_definition")
# what the new database decides by itself
LEFT_OUT = {"state", "is_main", "active", "display_name"}


class CustomerClassificationScheme(models.Model):
    """A scheme as a file for another database: its tree, rules, attributes and mappings."""

    _inherit = "customer.classification.scheme"

    def action_export_json(self):
        """Download the scheme as a JSON file."""
        return self._download("json", scheme_tables.to_json(self._as_tables()))

    def action_export_xlsx(self):
        """Download the scheme as a workbook."""
        return self._download("xlsx", scheme_tables.to_workbook(self._as_tables()))

    def _download(self, ending, content):
        self.ensure_one()
        values = {"name": f"{self.code}.{ending}", "raw": content, "res_model": self._name, "res_id": self.id}
        attachment = self.env["ir.attachment"].create(values)
        return {"type": "ir.actions.act_url", "url": f"/web/content/{attachment.id}?download=true", "target": "self"}

    def _as_tables(self):
        """The scheme as :mod:`.scheme_tables` writes it; who may read it may take it along."""
        self.ensure_one()
        self.check_access("read")
        this = self.with_context(active_test=False, lang=None)
        rules = this.rule_ids
        scheme = {
            **_plain(this),
            "currency": this.currency_id.name,
            "default_category": this.default_category_id.code or None,
            "mapping_field": this.mapping_field_id.sudo().name or None,
        }
        return {
            "scheme": [scheme],
            "categories": [
                {**_plain(category), "parent": category.parent_id.code or None, "active": category.active}
                for category in this.category_ids.sorted(lambda category: (category.level, category.code))
            ],
            "rules": [
                {**_plain(rule), "number": number, "category": rule.category_id.code, "active": rule.active}
                for number, rule in enumerate(rules, 1)
            ],
            "conditions": [
                {**_plain(condition), "rule": number}
                for number, rule in enumerate(rules, 1)
                for condition in rule.condition_ids
            ],
            "mappings": [this._mapping_row(mapping) for mapping in this.mapping_ids],
        }

    def _mapping_row(self, mapping):
        """A value and its category; a linked record by its name, since numbers differ between databases."""
        linked = self.mapping_model and mapping.value.isdecimal()
        name = linked and self.env[self.mapping_model].browse(int(mapping.value)).exists().display_name
        row = {"value": None if linked else mapping.value, "name": name or None, "sequence": mapping.sequence}
        return {**row, "category": mapping.category_id.code}

    # Into this database -----------------------------------------------------------------------------------------------

    def _from_tables(self, tables, company):
        """Make the scheme of a file, as a draft of ``company``.

        :raises UserError: the company has a scheme of this code, or the file names what is not here
        """
        [row] = tables["scheme"]
        same = [("code", "=", row.get("code")), ("company_id", "=", company.id)]
        if self.sudo().with_context(active_test=False).search_count(same):
            raise UserError(
                self.env._(
                    "This company has a scheme with the code “%s” already. Give that one another code first.",
                    row["code"],
                )
            )
        currency = self.env["res.currency"].search([("name", "=", row.get("currency"))])
        Field, name = self.env["ir.model.fields"].sudo(), row.get("mapping_field")
        field = Field._get("res.partner", name) if name else None
        scheme = self._create_from_row(
            self,
            row,
            company_id=company.id,
            currency_id=(currency or company.currency_id).id,
            mapping_field_id=field and field.id,
        )
        categories = scheme._make_categories(tables["categories"])
        scheme._make_rules(tables, categories)
        scheme._make_mappings(tables["mappings"], categories)
        scheme.default_category_id = categories.get(row.get("default_category"), False)
        return scheme

    def _make_categories(self, rows):
        """{code: id} of the categories, which stand with the higher levels first."""
        made, archived = {}, self.env["customer.classification.category"]
        for row in rows:
            parent = row.get("parent")
            if parent and parent not in made:
                raise UserError(self.env._("The file has no category %s, which others stand below.", parent))
            category = self._create_from_row(
                self.env["customer.classification.category"], row, scheme_id=self.id, parent_id=made.get(parent, False)
            )
            made[category.code] = category.id
            archived += category.browse() if row.get("active", True) else category
        archived.active = False
        return made

    def _make_rules(self, tables, categories):
        conditions = {}
        for row in tables["conditions"]:
            values = _known_values(self.env["customer.classification.condition"], row)
            conditions.setdefault(row.get("rule"), []).append(fields.Command.create(values))
        for row in tables["rules"]:
            self._create_from_row(
                self.env["customer.classification.rule"],
                row,
                scheme_id=self.id,
                category_id=categories.get(row.get("category"), False),
                active=row.get("active", True),
                condition_ids=conditions.get(row.get("number"), []),
            )

    def _make_mappings(self, rows, categories):
        Mapping = self.env["customer.classification.mapping"]
        for row in rows:
            value = row.get("value")
            if row.get("name") and self.mapping_model:
                found = self.env[self.mapping_model].search([("display_name", "=", row["name"])], limit=1)
                value = str(found.id) if found else None
            if value and categories.get(row.get("category")):
                values = {"scheme_id": self.id, "value": value, "category_id": categories[row["category"]]}
                Mapping.create({**values, "sequence": row.get("sequence", 10)})

    def _create_from_row(self, Model, row, **values):
        """A record of a row, named in the languages that both databases have."""
        # the file has the texts of each language, so none may stand for the others
        record = Model.with_context(lang=None).create({**_known_values(Model, row), **values})
        for name, texts in row.items():
            if isinstance(texts, dict) and name in Model._fields and Model._fields[name].translate:
                installed = dict(self.env["res.lang"].get_installed())
                for lang in texts.keys() & installed.keys():
                    record.with_context(lang=lang)[name] = texts[lang]
        return record.with_env(self.env)


def _carried(Model):
    """The fields of a model that a file carries as they are."""
    return [
        field
        for name, field in Model._fields.items()
        if field.type in PLAIN
        and field.store
        and not field.related
        and name not in LEFT_OUT
        and name not in models.MAGIC_COLUMNS
        and (field.copy or name in ("code", "name"))
        and (not field.compute or not field.readonly)
        and not field.company_dependent
        and name not in ("parent_path", "effective_definition")
    ]


def _plain(record):
    """{field: value} of what a file carries as it is; translated texts by language."""
    values = {}
    for field in _carried(record):
        value = record[field.name]
        if field.translate and value:
            languages = [code for code, _name in record.env["res.lang"].get_installed()]
            value = {lang: str(record.with_context(lang=lang)[field.name]) for lang in languages}
        elif field.type == "html" and value:
            value = str(value)
        elif isinstance(value, date):
            value = value.isoformat()
        if value not in (False, None, "", []) or field.type == "boolean":
            values[field.name] = value
    return values


def _known_values(Model, row):
    """What of a row this database knows."""
    values = {}
    for field in _carried(Model):
        if field.name not in row:
            continue
        value = row[field.name]
        if field.translate and isinstance(value, dict):
            value = value.get("en_US") or next(iter(value.values()), False)
        values[field.name] = value
    return values
