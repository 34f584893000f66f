from lxml import etree

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import ClassificationCase


@tagged("post_install", "-at_install")
class TestAttributeSearch(ClassificationCase):
    """One entry of the search bar per attribute, whatever the category that the customer is in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme((), mode="manual", code_pattern="2-2", customer_domain="[]")
        cls.scheme.category_ids = [
            Command.create({"code": code, "name": code}) for code in ("02", "0201", "0203", "0204")
        ]
        cls.top = cls.code("02")
        cls.top.attribute_definition = [
            {"name": "lines", "string": "Production lines", "type": "integer"},
            {"name": "brand", "string": "Brand of machines", "type": "char"},
            {
                "name": "voltage",
                "string": "Voltage class",
                "type": "selection",
                "selection": [["low", "Low"], ["high", "High"]],
            },
            {"name": "export", "string": "Sells abroad", "type": "boolean"},
            {"name": "opened", "string": "Opened", "type": "date"},
            {"name": "area", "string": "Area of halls", "type": "float"},
        ]
        values = (
            ("0201", 4, "Audi", "low", True, "2024-03-01", 1.5),
            ("0203", 5, "audi plus", "high", False, "2024-03-31", 0),
            ("0204", 2, "", "low", True, "2025-01-01", False),
        )
        cls.customers = cls.env["res.partner"]
        for code, lines, brand, voltage, export, opened, area in values:
            customer = cls.make_customer(code)
            customer.classification_assignment_ids = [Command.create({"category_id": cls.code(code).id})]
            customer.classification_assignment_ids.set_attributes(
                {
                    "lines": lines,
                    "brand": brand,
                    "voltage": voltage,
                    "export": export,
                    "opened": opened,
                    "area": area,
                }
            )
            cls.customers |= customer

    @classmethod
    def code(cls, code):
        return cls.scheme.category_ids.filtered(lambda category: category.code == code)

    def nodes(self, model, view, grouping=False):
        arch = self.env[model].get_view(self.env.ref(f"customer_classification.{view}").id, "search")["arch"]
        return {
            node.get("string"): node
            for node in etree.fromstring(arch).iter("field", "filter")
            if node.get("string") and bool(node.get("context")) == grouping
        }

    def found(self, node, value=None):
        """The codes of the customers that the entry finds, on both lists."""
        domain = safe_eval(node.get("filter_domain") or node.get("domain"), {"self": value, "raw_value": value})
        return self.env["res.partner"].search([*domain, ("id", "in", self.customers.ids)]).mapped("name")

    def test_customers_by_any_attribute(self):
        nodes = self.nodes("res.partner", "customer_view_search")
        self.assertEqual(self.found(nodes["Production lines at least"], 4), ["T-0201", "T-0203"])
        self.assertEqual(self.found(nodes["Production lines at most"], 2), ["T-0204"])
        self.assertEqual(self.found(nodes["Brand of machines"], "audi"), ["T-0201", "T-0203"])
        self.assertEqual(self.found(nodes["Voltage class: Low"]), ["T-0201", "T-0204"])
        self.assertEqual(self.found(nodes["Sells abroad"]), ["T-0201", "T-0204"])
        self.assertEqual(self.found(nodes["Opened from"], "2024-03-31"), ["T-0203", "T-0204"])
        self.assertEqual(self.found(nodes["Opened until"], "2024-03-31"), ["T-0201", "T-0203"])

    # Columns ----------------------------------------------------------------------------------------------------------

    def column(self, label):
        """The field of customers that shows the attribute with this label."""
        found = self.env["res.partner"].fields_get(attributes=["string"])
        [name] = [name for name, field in found.items() if field["string"] == label]
        return name

    def test_an_optional_column_for_each_attribute(self):
        view = self.env.ref("customer_classification.customer_view_list")
        arch = etree.fromstring(self.env["res.partner"].get_view(view.id, "list")["arch"])
        shown = {node.get("string"): node.get("optional") for node in arch.iter("field")}
        for label in ("Production lines", "Brand of machines", "Voltage class", "Sells abroad", "Opened"):
            self.assertEqual(shown.get(label), "hide", label)
        self.assertNotIn("Attribute (text 16)", shown)

    def test_exports_under_their_names_and_unknown_is_empty(self):
        labels = ("Production lines", "Voltage class", "Sells abroad", "Opened", "Area of halls")
        rows = self.customers.export_data([self.column(label) for label in labels])["datas"]
        self.assertEqual(rows[0], [4, "Low", "Yes", fields.Date.to_date("2024-03-01"), 1.5])
        self.assertEqual((rows[1][2], rows[2][4]), ("", ""), "not sold abroad, and of unknown area")
        self.assertEqual(rows[1][4], 0, "zero is zero")
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.customers[0].id})
        self.assertEqual(contact[self.column("Production lines")], 4, "contacts show what their company has")

    def groups(self, label, granularity=""):
        grouped = self.env["res.partner"]._read_group(
            [("id", "in", self.customers.ids)], [self.column(label) + granularity], ["__count"]
        )
        return dict(grouped)

    def test_grouping_by_any_attribute(self):
        self.assertEqual(self.groups("Voltage class"), {"Low": 2, "High": 1})
        self.assertEqual(self.groups("Production lines"), {2: 1, 4: 1, 5: 1})
        months = {day.isoformat(): number for day, number in self.groups("Opened", ":month").items()}
        self.assertEqual(months, {"2024-03-01": 2, "2025-01-01": 1})
        node = self.nodes("res.partner", "customer_view_search", grouping=True)["Voltage class"]
        self.assertEqual(safe_eval(node.get("context")), {"group_by": self.column("Voltage class")})

    def test_conditions_on_a_column(self):
        def found(label, operator, value):
            domain = [(self.column(label), operator, value), ("id", "in", self.customers.ids)]
            return self.env["res.partner"].search(domain, order=self.column("Production lines")).mapped("name")

        self.assertEqual(found("Production lines", ">=", 4), ["T-0201", "T-0203"])
        self.assertEqual(found("Voltage class", "=", "Low"), ["T-0204", "T-0201"])
        self.assertEqual(found("Voltage class", "!=", "Low"), ["T-0203"])
        self.assertEqual(found("Brand of machines", "ilike", "PLUS"), ["T-0203"])
        self.assertEqual(found("Brand of machines", "=", False), ["T-0204"])
        self.assertEqual(found("Opened", "<", "2024-04-01"), ["T-0201", "T-0203"])

    def test_an_attribute_keeps_its_column(self):
        before = self.column("Voltage class")
        _lines, *others = self.top.attribute_definition
        self.top.attribute_definition = others
        self.top.attribute_definition = [{"name": "new", "string": "New one", "type": "selection"}, *others]
        self.assertEqual(self.column("Voltage class"), before)
        self.assertNotEqual(self.column("New one"), before)

    def test_a_column_of_lists_and_exports(self):
        expected = (
            "Production lines: 4, Brand of machines: Audi, Voltage class: Low, Sells abroad: ✓, Opened: 03/01/2024, "
            "Area of halls: 1.5"
        )
        self.assertEqual(self.customers[0].attribute_values, expected)
        self.assertEqual(self.customers[0].export_data(["attribute_values"])["datas"], [[expected]])

    def test_the_list_of_assignments_has_them_too(self):
        node = self.nodes("customer.classification.assignment", "assignment_view_search")["Production lines at least"]
        domain = safe_eval(node.get("filter_domain"), {"raw_value": 4})
        found = self.env["customer.classification.assignment"].search([*domain, ("scheme_id", "=", self.scheme.id)])
        self.assertEqual(found.partner_id.mapped("name"), ["T-0201", "T-0203"])

    def test_attributes_that_are_called_alike_are_one(self):
        other = self.make_scheme(("A",), mode="manual", customer_domain="[]")
        other.category_ids.attribute_definition = [{"name": "rows", "string": "Production lines", "type": "integer"}]
        customer = self.make_customer("other")
        customer.classification_assignment_ids = [Command.create({"category_id": other.category_ids.id})]
        customer.classification_assignment_ids.set_attributes({"rows": 9})
        self.customers |= customer
        found = self.found(self.nodes("res.partner", "customer_view_search")["Production lines at least"], 5)
        self.assertEqual(found, ["T-0203", "T-other"])

    def test_a_category_of_another_scheme_holds_both(self):
        size = self.make_scheme(("Large", "Small"), mode="manual", name="Size of test", customer_domain="[]")
        for customer, name in zip(self.customers, ("Large", "Small", "Large"), strict=True):
            customer.classification_assignment_ids = [Command.create({"category_id": self.category(size, name).id})]
        nodes = self.nodes("res.partner", "customer_view_search")
        self.assertEqual(self.found(nodes["Size of test"], self.category(size, "Large").id), ["T-0201", "T-0204"])
        self.assertEqual(self.found(nodes["Size of test"], "Small"), ["T-0203"])

    def test_a_new_scheme_and_attribute_are_there_at_once(self):
        self.assertNotIn("Colour", self.nodes("res.partner", "customer_view_search"))
        self.top.attribute_definition = [
            *self.top.attribute_definition,
            {"name": "colour", "string": "Colour", "type": "char"},
        ]
        self.make_scheme(name="Brand-new")
        self.assertLessEqual({"Colour", "Brand-new"}, set(self.nodes("res.partner", "customer_view_search")))

    def test_what_is_lost_with_an_attribute_is_said(self):
        lines, *others = self.top.attribute_definition
        self.assertFalse(self.top.attributes_lost([lines, *others]))
        gone = self.top.attributes_lost([{**lines, "definition_deleted": True}, *others])
        self.assertEqual(gone, "“Production lines”: 3 customers have a value.")
        retyped = self.top.attributes_lost([{**lines, "name": "other", "type": "char"}, *others])
        self.assertEqual(retyped, gone)
        brand = next(attribute for attribute in others if attribute["name"] == "brand")
        rest = [attribute for attribute in (lines, *others) if attribute["name"] != "brand"]
        self.assertEqual(self.top.attributes_lost(rest), f"“{brand['string']}”: 2 customers have a value.")
