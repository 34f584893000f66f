from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, TransactionCase, tagged

VOLTAGE = {"name": "voltage", "string": "Voltage", "type": "integer", "required": True}
GRADE = {"name": "grade", "string": "Grade", "type": "selection", "selection": [["a", "Good"], ["b", "Poor"]]}
CHILD = {"name": "tier", "string": "Tier", "type": "char", "default": "first"}


@tagged("post_install", "-at_install")
class TestAttributes(TransactionCase):
    """Attributes: defined on categories, inherited, filled in for customers, and kept when these move."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env["res.company"].create({"name": "Own Company"})
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": company.ids})
        cls.scheme = cls.env["customer.classification.scheme"].create(
            {"name": "Industry", "code": "T-ATT", "code_pattern": "2-2", "is_main": True}
        )
        Category = cls.env["customer.classification.category"]
        cls.electronics, cls.textile = Category.create(
            [
                {
                    "name": "Electronics",
                    "scheme_id": cls.scheme.id,
                    "attribute_definition": [dict(VOLTAGE), dict(GRADE)],
                },
                {"name": "Textile", "scheme_id": cls.scheme.id},
            ]
        )
        cls.cars, cls.phones = Category.create(
            [
                {"name": "Cars", "parent_id": cls.electronics.id, "attribute_definition": [dict(CHILD)]},
                {"name": "Phones", "parent_id": cls.electronics.id},
            ]
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Acme", "is_company": True, "customer_rank": 1, "main_category_id": cls.cars.id}
        )
        cls.assignment = cls.customer.classification_assignment_ids

    def names(self, category):
        return [attribute["name"] for attribute in category.effective_definition]

    def last_change(self):
        return self.env["customer.classification.change"].search(
            [("partner_id", "=", self.customer.id)], order="id desc", limit=1
        )

    # Definitions

    def test_children_inherit_and_add(self):
        self.assertEqual(self.names(self.cars), ["voltage", "grade", "tier"])
        self.assertEqual(self.names(self.phones), ["voltage", "grade"])
        self.assertEqual(self.cars.inherited_attributes, "Voltage, Grade")
        self.electronics.attribute_definition = [dict(GRADE)]
        self.assertEqual(self.names(self.cars), ["grade", "tier"])
        self.cars.write({"parent_id": self.textile.id, "code": "0201"})
        self.assertEqual(self.names(self.cars), ["tier"])

    def test_the_editor_of_the_form_writes_the_definition(self):
        self.phones.own_attributes = [
            {"name": "screen", "string": "Screen", "type": "float", "required": True, "definition_changed": True}
        ]
        self.assertEqual(self.phones.attribute_definition[0]["string"], "Screen")
        self.assertTrue(self.phones.attribute_definition[0]["required"])
        self.assertEqual(self.names(self.phones), ["voltage", "grade", "screen"])
        self.assertEqual(self.names(self.electronics), ["voltage", "grade"])

    def test_labels_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        chinese = self.electronics.with_context(lang="zh_CN")
        definition = [dict(VOLTAGE, string="电压"), dict(GRADE, selection=[["a", "良好"], ["b", "Poor"]])]
        chinese.attribute_definition = definition
        self.env.invalidate_all()

        def labels(category):
            voltage, grade = category.effective_definition[:2]
            return voltage["string"], grade["string"], grade["selection"]

        self.assertEqual(
            labels(self.phones.with_context(lang="zh_CN")), ("电压", "Grade", [["a", "良好"], ["b", "Poor"]])
        )
        english = self.phones.with_context(lang="en_US")
        self.assertEqual(labels(english), ("Voltage", "Grade", [["a", "Good"], ["b", "Poor"]]))
        values = self.assignment.with_context(lang="zh_CN").read(["attributes"])[0]["attributes"]
        self.assertEqual(values[0]["string"], "电压")

    # Values

    def test_values_are_written_searched_and_grouped(self):
        self.assertEqual(self.assignment.attributes["tier"], "first", "the default")
        self.assignment.attributes = {"voltage": 400, "grade": "a", "tier": "second"}
        Assignment, Partner = self.env["customer.classification.assignment"], self.env["res.partner"]
        mine = [("scheme_id", "=", self.scheme.id)]
        self.assertEqual(Assignment.search([*mine, ("attributes.voltage", ">", 300)]), self.assignment)
        self.assertFalse(Assignment.search([*mine, ("attributes.voltage", ">", 400)]))
        found = Partner.search([("classification_assignment_ids.attributes.grade", "=", "a")])
        self.assertEqual(found, self.customer)
        groups = Assignment._read_group([("category_id", "=", self.cars.id)], ["attributes.grade"], ["__count"])
        self.assertEqual(groups, [("a", 1)])

    def test_a_rule_filters_by_an_attribute(self):
        self.assignment.attributes = {"voltage": 400}
        other = self.scheme.create({"name": "Voltage", "code": "T-VOL", "mode": "rules"})
        high = self.env["customer.classification.category"].create({"name": "High", "code": "H", "scheme_id": other.id})
        self.env["customer.classification.rule"].create(
            {
                "name": "High voltage",
                "scheme_id": other.id,
                "category_id": high.id,
                "partner_domain": "[('classification_assignment_ids.attributes.voltage', '>=', 400)]",
            }
        )
        other.classify()
        self.assertEqual(high.customer_count, 1)
        self.assertIn(high, self.customer.customer_category_ids)

    def test_unknown_and_wrong_values_are_refused(self):
        for values, expected in (
            ({"bogus": 1}, "has no attribute “bogus”"),
            ({"voltage": "much"}, "is no value of the attribute “Voltage”"),
            ({"grade": "z"}, "is no value of the attribute “Grade”"),
            ({"tier": 7}, "is no value of the attribute “Tier”"),
        ):
            with self.subTest(values=values), self.assertRaisesRegex(ValidationError, expected):
                self.assignment.attributes = values
        with self.assertRaisesRegex(UserError, "defined in the form of the category"):
            self.assignment.attributes = [{**VOLTAGE, "name": "new", "definition_changed": True}]

    def test_required_values_are_missed_but_block_nothing(self):
        self.assertEqual(self.assignment.missing_attributes, "Voltage")
        self.assertEqual((self.assignment.completeness, self.customer.classification_completeness), (0, 0))
        missing = [("has_missing_attributes", "=", True), ("id", "=", self.customer.id)]
        self.assertEqual(self.env["res.partner"].search(missing), self.customer)
        self.assignment.attributes = {"voltage": 0}
        self.assertFalse(self.assignment.missing_attributes, "0 is a value")
        self.assertEqual(self.customer.classification_completeness, 100)
        self.assertFalse(self.env["res.partner"].search(missing))
        complete = [("has_missing_attributes", "=", False), ("id", "=", self.customer.id)]
        self.assertEqual(self.env["res.partner"].search(complete), self.customer)

    # Values when customers move

    def test_values_come_back_when_the_customer_does(self):
        for way in ("by hand", "many at once", "by rules"):
            with self.subTest(way):
                self.assignment.attributes = {"voltage": 400, "grade": "a", "tier": "second"}
                self.move(self.phones, way)
                self.assertEqual(dict(self.stored()), {"voltage": 400, "grade": "a"})
                self.assertEqual(self.last_change().evidence["dropped"], {"tier": "second"})
                self.move(self.textile, way)
                self.assertFalse(self.stored())
                self.move(self.cars, way)
                self.assertEqual(self.stored(), {"voltage": 400, "grade": "a", "tier": "second"})

    def test_values_come_back_after_leaving_the_scheme(self):
        self.assignment.attributes = {"voltage": 400, "tier": "second"}
        self.customer.main_category_id = False
        self.assertEqual(self.last_change().evidence["dropped"], {"voltage": 400, "tier": "second"})
        self.customer.main_category_id = self.cars
        self.assertEqual(self.stored(), {"voltage": 400, "tier": "second"})

    def test_some_values_are_set_and_the_others_stay(self):
        self.assignment.attributes = {"voltage": 400, "grade": "a"}
        self.assignment.set_attributes({"tier": "second", "voltage": 0})
        self.assertEqual(self.stored(), {"voltage": 0, "grade": "a", "tier": "second"})
        with self.assertRaisesRegex(ValidationError, "has no attribute “bogus”"):
            self.assignment.set_attributes({"bogus": 1})

    def test_values_given_with_a_move_win(self):
        self.assignment.attributes = {"voltage": 400, "tier": "second"}
        self.assignment.write({"category_id": self.phones.id, "attributes": {"voltage": 230}})
        self.assignment.write({"category_id": self.cars.id, "attributes": {"tier": "third"}})
        self.assertEqual(self.stored(), {"voltage": 230, "tier": "third"})

    def test_a_new_customer_is_classified_with_values_in_the_form(self):
        customer = self.env["res.partner"].create({"name": "New", "is_company": True})
        form = Form(self.env["customer.classification.assignment"])
        form.partner_id = customer
        form.scheme_id = self.scheme
        form.category_id = self.cars
        assignment = form.save()
        self.assertEqual(assignment.attributes["tier"], "first")

    def stored(self):
        assignment = self.customer.classification_assignment_ids
        return assignment._stored_attributes().get(assignment.id) or {}

    def move(self, category, way):
        if way == "by hand":
            self.customer.main_category_id = category
            return
        if way == "many at once":
            action = self.customer.action_classify_by_hand()
            wizard = self.env["customer.classification.assign"].browse(action["res_id"])
            wizard.line_ids.filtered(lambda line: line.scheme_id == self.scheme).category_id = category
            wizard.action_apply()
            return
        self.scheme.write(
            {
                "mode": "rules",
                "default_category_id": category.id,
                "customer_domain": f"[('id', '=', {self.customer.id})]",
            }
        )
        self.customer.classification_assignment_ids.pinned = False
        self.scheme.classify()
        self.assertEqual(self.customer.main_category_id, category)
