"""A scheme as a file for another database, and Odoo's own import of categories."""

import base64
import json

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import file_open

from .common import ClassificationCase


@tagged("post_install", "-at_install")
class TestExchangeScheme(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme(
            (),
            code="FILE",
            code_pattern="2-2",
            name="T-File",
            safety_customers=33,
            recency_boundaries="30, 60, 90, 120",
        )
        Category = cls.env["customer.classification.category"]
        top = Category.create(
            {
                "scheme_id": cls.scheme.id,
                "code": "01",
                "name": "VIP",
                "service_policy": "Within a day",
                "attribute_definition": [{"name": "lines", "string": "Lines", "type": "integer"}],
            }
        )
        below = Category.create({"scheme_id": cls.scheme.id, "parent_id": top.id, "code": "0101", "name": "Gold"})
        Category.create({"scheme_id": cls.scheme.id, "code": "02", "name": "Gone", "active": False})
        cls.scheme.default_category_id = below
        cls.make_rule(
            cls.scheme,
            "Gold",
            {"measure": "order_amount", "operator": ">=", "value": 1000.5, "window": "months", "window_length": 6},
            {
                "measure": "days_since_last_order",
                "operator": "between",
                "value": 1,
                "value_to": 9,
                "window": "lifetime",
            },
            partner_domain="[('is_company', '=', True)]",
            match="any",
        )
        cls.other = cls.make_company("Other", "EUR", "Europe/Berlin")
        cls.env.user.company_ids = [Command.link(cls.other.id)]

    def taken_along(self, action):
        """The scheme in the other company, out of the file that ``action`` lets one download."""
        self.env.registry.clear_cache()
        content = self.content(action)
        wizard = self.env["customer.classification.scheme.file"].with_context(allowed_company_ids=self.other.ids)
        return self.env["customer.classification.scheme"].browse(
            wizard.create({"file": base64.b64encode(content)}).action_import()["res_id"]
        )

    def content(self, action):
        number = int(action["url"].split("/")[-1].split("?")[0])
        return self.env["ir.attachment"].browse(number).raw

    def test_a_scheme_comes_back_the_same_out_of_both_kinds_of_files(self):
        before = self.scheme._as_tables()
        for action in (self.scheme.action_export_json(), self.scheme.action_export_xlsx()):
            scheme = self.taken_along(action)
            self.assertEqual((scheme.company_id, scheme.state), (self.other, "draft"))
            after = scheme._as_tables()
            for name, rows in before.items():
                self.assertEqual(after[name], rows, name)
            self.assertEqual(scheme.default_category_id.code, "0101")
            self.assertEqual(
                scheme.category_ids.filtered(lambda c: c.code == "0101").effective_definition[0]["name"], "lines"
            )
            scheme.write({"code": f"{scheme.code}-{scheme.id}", "active": False})

    def test_what_is_no_scheme_is_refused_and_nothing_is_left(self):
        wizard = self.env["customer.classification.scheme.file"]
        good = json.loads(self.content(self.scheme.action_export_json()))
        count = self.env["customer.classification.scheme"].search_count([])
        twice = {**good, "categories": good["categories"][1:]}
        bad = {**good, "conditions": [{**good["conditions"][0], "measure": "nonsense"}]}
        for data in (b"{}", b"PK\x03\x04", b"\xff\xfe", json.dumps({"format": "x"}).encode()):
            with self.assertRaisesRegex(UserError, "holds no scheme"):
                wizard.create({"file": base64.b64encode(data)}).action_import()
        with self.assertRaisesRegex(UserError, "a scheme with the code “FILE” already"):
            wizard.create({"file": base64.b64encode(json.dumps(good).encode())}).action_import()
        there = wizard.with_context(allowed_company_ids=self.other.ids)
        for content in (twice, bad):
            with self.assertRaises(UserError):
                there.create({"file": base64.b64encode(json.dumps(content).encode())}).action_import()
        self.assertEqual(self.env["customer.classification.scheme"].search_count([]), count)

    def test_only_administrators_make_schemes_of_files(self):
        manager = new_test_user(
            self.env, "t_file_manager", groups="customer_classification.group_classification_manager"
        )
        with self.assertRaises(AccessError):
            self.env["customer.classification.scheme.file"].with_user(manager).create({"file": base64.b64encode(b"{}")})

    def test_odoo_imports_categories_by_their_codes(self):
        rows = [["FILE", "0302", "Phones"], ["FILE", "03", "Electronics"], ["T-File", "0301", "Tablets"]]
        result = self.env["customer.classification.category"].load(["scheme_id", "code", "name"], rows)
        self.assertEqual([message["message"] for message in result["messages"]], [])
        made = self.scheme.category_ids.filtered(lambda category: category.code.startswith("03"))
        self.assertEqual({c.code: c.parent_id.code for c in made}, {"03": False, "0301": "03", "0302": "03"})
        templates = self.env["customer.classification.category"].get_import_templates()
        self.assertEqual(
            [each["template"] for each in templates], ["/customer_classification/static/import/categories.csv"]
        )

    def test_templates_have_the_headings_of_the_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        for model, headings in (("assignment", "客户编码,方案编码,分类编码"), ("category", "分类方案,编码,名称")):
            [template] = self.env[f"customer.classification.{model}"].with_context(lang="zh_CN").get_import_templates()
            with file_open(template["template"].removeprefix("/"), "r") as file:
                self.assertEqual(file.readline().strip().removeprefix("\ufeff"), headings)
