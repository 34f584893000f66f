"""What a category filled follows the tree: below another category, customers have what that one sets."""

from odoo.tests import tagged

from .common import ClassificationCase


@tagged("post_install", "-at_install")
class TestAdjustedDefaults(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme(("North", "South"), mode="manual")
        cls.north, cls.south = cls.category(cls.scheme, "North"), cls.category(cls.scheme, "South")
        cls.shop = cls.north._create_below({"name": "Shop", "code": "11"})
        cls.other = cls.south._create_below({"name": "Other", "code": "21"})
        cls.lists = cls.env["product.pricelist"].create(
            [{"name": name, "company_id": cls.company.id} for name in ("N", "S")]
        )
        cls.north.pricelist_id, cls.south.pricelist_id = cls.lists
        cls.customer = cls.make_customer("Ann")
        cls.customer._set_category(cls.scheme, cls.shop)

    def adjust(self, category, **values):
        wizard = self.env["customer.classification.adjustment"].create({"category_id": category.id, **values})
        wizard.action_apply()
        self.env.invalidate_all()

    def assert_of_south(self):
        remembered = self.env["customer.classification.default"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(remembered.category_id, self.south)
        self.assertEqual(self.customer.specific_property_product_pricelist, self.lists[1])
        self.assertEqual(self.customer.classification_assignment_ids.category_id, self.shop)

    def test_it_is_filled_by_the_category_above(self):
        self.assertEqual(self.customer.specific_property_product_pricelist, self.lists[0])

    def test_the_category_above_is_merged(self):
        self.adjust(self.north, operation="merge", target_category_id=self.south.id)
        self.assert_of_south()

    def test_the_category_moves_below_another_one(self):
        self.adjust(self.shop, operation="move", new_parent_id=self.south.id)
        self.assert_of_south()

    def test_what_a_person_typed_stays(self):
        self.customer.specific_property_product_pricelist = own = self.lists.create({"name": "Own"})
        self.adjust(self.shop, operation="move", new_parent_id=self.south.id)
        self.assertEqual(self.customer.specific_property_product_pricelist, own)
