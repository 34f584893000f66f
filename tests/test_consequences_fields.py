"""A fifth field that a category fills: one entry, as another addon would make it."""

from odoo.tests import tagged
from odoo.tools import SQL

from ..customer_classification.consequences.default_fields import DEFAULTS, Default, register
from .common import ClassificationCase


@tagged("post_install", "-at_install")
class TestAnotherField(ClassificationCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(DEFAULTS.pop, "code", None)
        self.scheme = self.make_scheme(mode="manual")
        self.vip, self.ordinary = (self.category(self.scheme, name) for name in ("VIP", "Ordinary"))
        self.customer = self.make_customer("Ann")

    def register(self, **values):
        """The code of the category becomes the function of the customer."""
        register(
            Default("code", "function", per_company=False, offered_per_company=False, sql_type="varchar", **values)
        )

    def put(self, category):
        """Put the customer there, by hand."""
        lines = self.env["customer.classification.assignment"]
        line = lines.search([("partner_id", "=", self.customer.id), ("scheme_id", "=", category.scheme_id.id)])
        if line:
            line.category_id = category
        else:
            lines.create({"partner_id": self.customer.id, "category_id": category.id})

    def test_it_is_filled_follows_and_is_taken_back(self):
        self.register()
        self.put(self.vip)
        self.assertEqual(self.customer.function, "1")
        self.put(self.ordinary)
        self.assertEqual(self.customer.function, "2")
        change = self.customer.classification_assignment_ids.change_id
        self.assertIn("Code: 1 → 2", change.filled)
        self.customer.classification_assignment_ids.unlink()
        self.assertFalse(self.customer.function)

    def test_what_a_person_typed_stays(self):
        self.register()
        self.customer.function = "Buyer"
        self.put(self.vip)
        self.assertEqual(self.customer.function, "Buyer")

    def test_an_empty_text_is_empty(self):
        self.register()
        self.customer.function = ""
        self.env.flush_all()
        self.put(self.vip)
        self.assertEqual(self.customer.function, "1")

    def test_undoing_takes_it_back(self):
        self.register()
        self.put(self.vip)
        self.customer.classification_assignment_ids.change_id.action_undo()
        self.assertFalse(self.customer.function)

    def test_between_schemes_the_order_of_the_schemes_decides_unless_the_field_prefers_otherwise(self):
        other = self.make_scheme(mode="manual", sequence=99)
        self.register()
        for category in (self.category(other, "Potential"), self.ordinary):
            self.put(category)
        self.assertEqual(self.customer.function, "2", "the scheme that comes first")
        self.register(prefer=SQL("-(offered.value #>> '{}')::int"))
        self.put(self.vip)
        self.assertEqual(self.customer.function, "3", "the highest code")
