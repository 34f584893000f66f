import random

from odoo.fields import Command
from odoo.tests import tagged

from .test_common_tours import ToursCase


@tagged("post_install", "-at_install")
class TestFormsTours(ToursCase):
    """Forms filled in off the makers' path, in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.classification.scheme"].search([]).ask_category = "no"

    def scheme(self, name, categories, **values):
        scheme = self.env["customer.classification.scheme"].create(
            {"name": name, "code": name, "code_pattern": "2-2", "company_id": self.company.id, **values}
        )
        scheme.category_ids = [Command.create({"code": code, "name": text}) for code, text in categories.items()]
        return scheme

    def code(self, scheme, code):
        return scheme.category_ids.filtered(lambda category: category.code == code)

    def customers(self, *names):
        values = {"is_company": True, "customer_rank": 1, "company_id": self.company.id}
        return self.env["res.partner"].create([{"name": name, **values} for name in names])

    def test_ready_conditions_that_nobody_touches(self):
        scheme = self.scheme("Tour Importance", {"01": "VIP", "02": "Ordinary"}, mode="rules", is_ranked=True)
        self.user("tour_administrator", "group_classification_administrator")
        self.start_tour("/odoo", "classification_ready_conditions", login="tour_administrator")
        stored = {
            rule.name: [(c.measure, c.window, c.operator, c.value) for c in rule.condition_ids]
            for rule in scheme.rule_ids
        }
        self.assertEqual(
            stored,
            {
                "Rule of Yearly sales": [("order_amount", "months", ">=", 100_000)],
                "Rule of Yearly orders": [("order_count", "months", ">=", 6)],
                "Rule of Silent for N days": [("days_since_last_order", "lifetime", ">", 180)],
                "Rule of Overdue for N days": [("overdue_days", "lifetime", ">", 30)],
                "Everybody": [],
            },
        )
        self.assertEqual(scheme.rule_ids.filtered("for_everybody").name, "Everybody")

    def test_lines_in_any_order(self):
        self.scheme("Tour Region", {"01": "North", "02": "South"})
        self.scheme("Tour Size", {"01": "Large"}, ask_category="required")
        self.user("tour_administrator", "group_classification_administrator")
        self.start_tour("/odoo", "classification_lines_in_any_order", login="tour_administrator")
        customer = self.env["res.partner"].search([("name", "=", "Any Order")])
        self.assertEqual(customer.customer_category_ids.mapped("name"), ["South"])

    def test_the_selection_window_in_the_search_bar(self):
        scheme = self.scheme("Tour Region", {"01": "North", "0101": "Coast", "02": "South"})
        customers = self.customers("Tour North", "Tour South")
        for customer, code in zip(customers, ("0101", "02"), strict=True):
            customer._set_category(scheme, self.code(scheme, code))
        self.user("tour_administrator", "group_classification_administrator")
        self.start_tour("/odoo/classified-customers", "classification_tree_in_search", login="tour_administrator")

    def test_the_selection_window(self):
        tree = {"01": "East China", "0101": "Shanghai", "0102": "Suzhou", "02": "North"}
        self.scheme("Tour Region", tree, is_main=True)
        self.user("tour_user", "group_classification_user")
        self.start_tour("/odoo", "classification_selection_window", login="tour_user")
        moves = self.customer.classification_change_ids.sorted("id").to_category_id
        self.assertEqual(moves.mapped("name"), ["Suzhou", "Shanghai"])

    def test_a_pasted_block(self):
        scheme = self.scheme("Tour Tree", {})
        self.user("tour_administrator", "group_classification_administrator")
        self.start_tour("/odoo", "classification_pasted_categories", login="tour_administrator")
        tree = {category.code: (category.parent_id.code, category.name) for category in scheme.category_ids}
        self.assertEqual(tree, {"01": (False, "Electronics"), "0101": ("01", "Phones"), "02": (False, "Textile")})

    def test_two_schemes_in_the_search_bar(self):
        region = self.scheme("Tour Region", {"01": "East China", "0101": "Shanghai", "0102": "Suzhou", "02": "North"})
        size = self.scheme("Tour Size", {"01": "Large", "02": "Small"})
        second, third = self.customers("Tour Second", "Tour Third")
        for customer, place, amount in (
            (self.customer, "0101", "01"),
            (second, "0102", "02"),
            (third, "02", "01"),
        ):
            customer.classification_assignment_ids = [
                Command.create({"category_id": self.code(region, place).id}),
                Command.create({"category_id": self.code(size, amount).id}),
            ]
        self.user("tour_user", "group_classification_user")
        self.start_tour("/odoo", "classification_two_schemes", login="tour_user")

    def test_attributes_typed_faster_than_the_server_answers(self):
        scheme = self.scheme("Tour Industry", {"01": "Cars"}, is_main=True)
        category = self.code(scheme, "01")
        category.attribute_definition = [
            {"name": "lines", "string": "Lines", "type": "integer", "required": True},
            {"name": "brand", "string": "Brand", "type": "char"},
            {"name": "month", "string": "Month", "type": "integer"},
        ]
        self.customer.main_category_id = category
        self.user("tour_user", "group_classification_user")
        self.start_tour("/odoo", "classification_attributes_at_once", login="tour_user")
        line = self.customer.classification_assignment_ids
        line.invalidate_recordset()
        self.assertEqual(dict(line._plain_attributes(line.attributes)), {"lines": 11, "brand": "Audi", "month": 22})

    def test_the_first_week_in_any_order(self):
        self.scheme("Tour Importance", {"01": "VIP", "02": "Ordinary"}, mode="rules", is_ranked=True)
        tree = {"01": "East China", "0101": "Shanghai", "0102": "Suzhou", "02": "North"}
        self.scheme("Tour Place", tree, is_main=True)
        region = self.scheme("Tour Region", {**tree, "03": "South"})
        size = self.scheme("Tour Size", {"01": "Large", "02": "Small"}, ask_category="required")
        pasted = self.scheme("Tour Tree", {})
        industry = self.code(self.scheme("Tour Industry", {"01": "Cars"}), "01")
        industry.attribute_definition = [
            {"name": "lines", "string": "Lines", "type": "integer", "required": True},
            {"name": "brand", "string": "Brand", "type": "char"},
            {"name": "month", "string": "Month", "type": "integer"},
        ]
        second, third = self.customers("Tour Second", "Tour Third")
        for customer, place, amount in ((self.customer, "0101", "01"), (second, "0102", "02"), (third, "02", "01")):
            categories = self.code(region, place) | self.code(size, amount)
            customer.classification_assignment_ids = [Command.create({"category_id": c.id}) for c in categories]
        self.customer.classification_assignment_ids = [Command.create({"category_id": industry.id})]
        self.user("tour_administrator", "group_classification_administrator")
        seed = random.randrange(10_000)  # of the run's own seed, which its last lines tell
        with self.subTest(seed=seed):
            self.start_tour(
                "/odoo", "classification_week", login="tour_administrator", cookies={"classification_seed": str(seed)}
            )
        self.assertEqual(len(pasted.category_ids), 3)
        made = self.env["res.partner"].search([("name", "=", "Any Order")])
        self.assertEqual(made.customer_category_ids.mapped("name"), ["South"])
        self.assertEqual(self.customer.main_category_id.name, "Shanghai")
