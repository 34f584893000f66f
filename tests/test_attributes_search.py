from lxml import etree

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
        ]
        values = (
            ("0201", 4, "Audi", "low", True),
            ("0203", 5, "audi plus", "high", False),
            ("0204", 2, "", "low", True),
        )
        cls.customers = cls.env["res.partner"]
        for code, lines, brand, voltage, export in values:
            customer = cls.make_customer(code)
            customer.classification_assignment_ids = [Command.create({"category_id": cls.code(code).id})]
            customer.classification_assignment_ids.set_attributes(
                {"lines": lines, "brand": brand, "voltage": voltage, "export": export}
            )
            cls.customers |= customer

    @classmethod
    def code(cls, code):
        return cls.scheme.category_ids.filtered(lambda category: category.code == code)

    def nodes(self, model, view):
        arch = self.env[model].get_view(self.env.ref(f"customer_classification.{view}").id, "search")["arch"]
        return {
            node.get("string"): node for node in etree.fromstring(arch).iter("field", "filter") if node.get("string")
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

    def test_a_column_of_lists_and_exports(self):
        expected = "Production lines: 4, Brand of machines: Audi, Voltage class: Low, Sells abroad: ✓"
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
