from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestCategory(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Category = cls.env["customer.classification.category"]
        cls.scheme = cls.env["customer.classification.scheme"].create(
            {"name": "Industry", "code": "T-IND", "code_pattern": "2-2-3"}
        )
        cls.electronics = cls.Category.create({"name": "Electronics", "code": "01", "scheme_id": cls.scheme.id})

    def child(self, code, parent=None, **values):
        return self.Category.create(
            {"name": code, "code": code, "parent_id": (parent or self.electronics).id, **values}
        )

    def new_form(self):
        form = Form(self.Category)
        form.name = "New"
        form.scheme_id = self.scheme
        return form

    # Codes

    def test_new_category_gets_the_next_free_code(self):
        with self.new_form() as form:
            self.assertEqual(form.code, "02", "the next one at the top of the tree")
            form.parent_id = self.electronics
            self.assertEqual(form.code, "0101", "the first one below the parent")
        self.child("0102")
        self.child("0104")
        with self.new_form() as form:
            form.parent_id = self.electronics
            self.assertEqual(form.code, "0105", "the one after the last, gaps stay")

    def test_a_typed_code_that_fits_is_kept(self):
        with self.new_form() as form:
            form.parent_id = self.electronics
            form.code = "0177"
        self.assertEqual(self.Category.search([("name", "=", "New"), ("scheme_id", "=", self.scheme.id)]).code, "0177")

    def test_several_new_categories_get_different_codes(self):
        made = self.Category.create([{"name": name, "parent_id": self.electronics.id} for name in "ABC"])
        self.assertEqual(made.mapped("code"), ["0101", "0102", "0103"])

    def test_full_width_digits_become_ordinary_ones(self):
        self.assertEqual(self.child("０１０９ ").code, "0109")

    def test_wrong_codes_are_refused_with_what_to_do(self):
        for code, expected in (
            ("010", "has 3 characters"),
            ("01012", "has 5 characters"),
            ("0201", "does not begin with 01"),
            ("01AB", "digits only"),
            ("13812345678", "does not begin with 01"),
            ("0113812345678", "has 13 characters"),
        ):
            with self.subTest(code=code), self.assertRaisesRegex(ValidationError, expected):
                self.child(code)

    def test_letters_where_the_pattern_allows_them(self):
        scheme = self.scheme.create({"name": "Credit", "code": "T-CRE", "code_pattern": "1A-2"})
        first = self.Category.create({"name": "Good", "scheme_id": scheme.id})
        self.assertEqual(first.code, "A")
        self.assertEqual(self.Category.create({"name": "Best", "parent_id": first.id}).code, "A01")

    def test_a_level_that_the_pattern_does_not_have_is_refused(self):
        deepest = self.child("0101001", self.child("0101"))
        with self.assertRaisesRegex(ValidationError, "has 3 levels"):
            self.child("01010010", deepest)

    def test_a_code_is_unique_in_its_scheme_only(self):
        other = self.scheme.create({"name": "Other", "code": "T-OTH", "code_pattern": "2"})
        self.assertEqual(self.Category.create({"name": "Same", "code": "01", "scheme_id": other.id}).code, "01")
        with self.assertRaisesRegex(ValidationError, "The code 01 is already used by “Electronics”"):
            self.Category.create({"name": "Twice", "code": "01", "scheme_id": self.scheme.id})

    def test_free_codes_without_a_pattern(self):
        scheme = self.scheme.create({"name": "Free", "code": "T-FREE"})
        self.assertEqual(
            self.Category.create({"name": "X", "code": "whatever 7", "scheme_id": scheme.id}).code, "whatever 7"
        )

    def test_a_pattern_that_its_categories_do_not_fit_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "1 categories have codes that do not fit the pattern 3-2"):
            self.scheme.code_pattern = "3-2"
        with self.assertRaisesRegex(ValidationError, "no level of a code pattern"):
            self.scheme.code_pattern = "2-x"

    def test_endless_names_and_codes_are_refused(self):
        for values in ({"name": "x" * 100_000}, {"code": "1" * 100_000}):
            with self.subTest(values=values.keys()), self.assertRaisesRegex(ValidationError, "has 100000 characters"):
                self.scheme.create({"name": "Free", "code": "T-LONG", **values})
        free = self.scheme.create({"name": "Free", "code": "T-FREE"})
        for values in ({"name": "x" * 100_000, "code": "x"}, {"name": "x", "code": "1" * 100_000}):
            with self.subTest(values=values.keys()), self.assertRaisesRegex(ValidationError, "has 100000 characters"):
                self.Category.create({"scheme_id": free.id, **values})

    def test_a_category_is_found_by_its_path(self):
        child = self.child("0101", name="Automotive")
        here = [("scheme_id", "=", self.scheme.id)]
        for text in ("Electronics / Automotive", "0101 Electronics / Automotive", "electr / autom", "0101", "Autom"):
            with self.subTest(text):
                self.assertEqual(self.Category.search([*here, ("display_name", "ilike", text)]), child)
        self.assertFalse(self.Category.search([*here, ("display_name", "ilike", "Textile / Automotive")]))

    # The tree

    def test_paths_levels_and_leaves(self):
        child = self.child("0101", name="Automotive")
        self.assertEqual(child.complete_name, "Electronics / Automotive")
        self.assertEqual(child.display_name, "0101 Electronics / Automotive")
        self.assertEqual((self.electronics.level, child.level), (1, 2))
        self.assertEqual((self.electronics.is_leaf, child.is_leaf), (False, True))
        here = [("scheme_id", "=", self.scheme.id)]
        self.assertEqual(self.Category.name_search("0101", here), [(child.id, child.display_name)])
        self.assertEqual(self.Category.name_search("Automot", here), [(child.id, child.display_name)])

    def test_a_tree_has_no_cycles_and_one_scheme(self):
        free = self.scheme.create({"name": "Free", "code": "T-FREE"})
        top = self.Category.create({"name": "Top", "code": "t", "scheme_id": free.id})
        low = self.Category.create({"name": "Low", "code": "l", "parent_id": top.id})
        with self.assertRaises(UserError):
            top.parent_id = low
        with self.assertRaisesRegex(ValidationError, "Choose a parent category of the same scheme"):
            self.Category.create({"name": "X", "code": "x", "scheme_id": free.id, "parent_id": self.electronics.id})
        with self.assertRaisesRegex(UserError, "stays in its scheme"):
            low.scheme_id = self.scheme

    # Customers in categories

    def test_only_leaves_hold_customers(self):
        self.child("0101")
        customer = self.env["res.partner"].create({"name": "Customer"})
        with self.assertRaisesRegex(ValidationError, "only the lowest level holds customers"):
            self.env["customer.classification.assignment"].create(
                {"partner_id": customer.id, "category_id": self.electronics.id}
            )

    def test_a_leaf_with_customers_takes_no_child(self):
        customer = self.env["res.partner"].create({"name": "Customer"})
        leaf = self.child("0101")
        self.env["customer.classification.assignment"].create({"partner_id": customer.id, "category_id": leaf.id})
        with self.assertRaisesRegex(ValidationError, "holds 1 customers"):
            self.child("0101001", leaf)

    def test_customers_are_counted_with_those_of_the_categories_below(self):
        first, second = self.child("0101"), self.child("0102")
        customers = self.env["res.partner"].create([{"name": name} for name in "ABC"])
        for customer, category in zip(customers, (first, first, second), strict=True):
            self.env["customer.classification.assignment"].create(
                {"partner_id": customer.id, "category_id": category.id}
            )
        customers[0].active = False
        self.assertEqual([c.customer_count for c in (self.electronics, first, second)], [2, 1, 1])
        found = self.env["res.partner"].search(self.electronics.action_open_customers()["domain"])
        self.assertEqual(found, customers[1:])

    def test_a_used_category_is_neither_deleted_nor_archived(self):
        leaf = self.child("0101")
        customer = self.env["res.partner"].create({"name": "Customer"})
        assignment = self.env["customer.classification.assignment"].create(
            {"partner_id": customer.id, "category_id": leaf.id}
        )
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            leaf.unlink()
        with self.assertRaisesRegex(UserError, "Say where they go"):
            leaf.action_archive()
        assignment.unlink()
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            leaf.unlink()
        leaf.action_archive()
        self.assertFalse(leaf.active)

    def test_an_unused_category_can_be_deleted(self):
        leaf = self.child("0101")
        leaf.unlink()
        self.assertFalse(leaf.exists())
        self.assertTrue(self.electronics.is_leaf)
