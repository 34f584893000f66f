from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import BaseCase, Form, tagged

from ..customer_classification.schemes import codes, mnemonics
from .common import ClassificationCase


class TestCodesOfABlock(BaseCase):
    """Pure functions."""

    def test_where_a_code_stands(self):
        cases = {("0101", "2-2-3"): "01", ("0101001", "2-2-3"): "0101", ("01", "2-2-3"): None, ("012", "2-2"): None}
        self.assertEqual({case: codes.parent_of(*case) for case in cases}, cases)
        self.assertIsNone(codes.parent_of("0101", ""))

    def test_a_block_out_of_a_spreadsheet(self):
        block = "分类编码\t分类名称\n01\t电子行业客户\t12\n０１０１；汽车电子\n\n02 Textile mills\n"
        expected = [("01", "电子行业客户"), ("0101", "汽车电子"), ("02", "Textile mills")]
        self.assertEqual(codes.rows(block, "2-2-3"), expected)

    def test_mnemonics(self):
        cases = {"华东地区客户": "HDDQKH", "VIP 客户": "VIPKH", "East China": "", "上海（浦东）": "SHPD", "": ""}
        self.assertEqual({name: mnemonics.initials(name) for name in cases}, cases)


@tagged("post_install", "-at_install")
class TestCategoryLines(ClassificationCase):
    """The list of categories on the page of the scheme."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme((), mode="manual", code_pattern="2-2-3")
        cls.Category = cls.env["customer.classification.category"]

    def tree(self):
        categories = self.scheme.with_context(active_test=False).category_ids
        return {category.code: category.parent_id.code or "" for category in categories}

    def test_codes_are_proposed_by_what_stands_in_the_list(self):
        form = Form(self.scheme)
        for name in ("One", "Two", "Three"):
            with form.category_ids.new() as line:
                line.name = name
        form.save()
        self.assertEqual(self.tree(), {"01": "", "02": "", "03": ""})

    def test_children_before_their_parents(self):
        self.scheme.category_ids = [
            Command.create({"code": code, "name": code}) for code in ("0101002", "0101", "02", "0101001", "01", "0201")
        ]
        expected = {"0101002": "0101", "0101": "01", "02": "", "0101001": "0101", "01": "", "0201": "02"}
        self.assertEqual(self.tree(), expected)

    def test_the_order_of_what_was_made_is_that_of_the_values(self):
        made = self.Category.create(
            [{"code": code, "name": code, "scheme_id": self.scheme.id} for code in ("0101", "01", "02")]
        )
        self.assertEqual(made.mapped("code"), ["0101", "01", "02"])

    def test_a_code_without_the_category_above_it(self):
        with self.assertRaisesRegex(ValidationError, "stands below 03, and there is no category 03 yet"):
            self.Category.create({"code": "0301", "name": "Orphan", "scheme_id": self.scheme.id})

    def test_the_error_names_the_code(self):
        first = self.Category.create({"code": "01", "name": "First", "scheme_id": self.scheme.id})
        with self.assertRaisesRegex(ValidationError, "The code 01 is already used by “First”. "):
            self.Category.create({"code": "０１", "name": "Second", "scheme_id": self.scheme.id})
        other = self.Category.create({"code": "02", "name": "Other", "scheme_id": self.scheme.id})
        with self.assertRaisesRegex(ValidationError, "The code 01 is already used by “First”. "):
            other.code = "01"
        first.active = False
        with self.assertRaisesRegex(ValidationError, "“First”, which is archived"):
            self.Category.create({"code": "01", "name": "Second", "scheme_id": self.scheme.id})
        with self.assertRaisesRegex(ValidationError, "The code 09 stands twice: “A” and “B”"):
            self.scheme.category_ids = [Command.create({"code": "09", "name": name}) for name in "AB"]

    def test_the_error_names_the_code_below_a_parent_that_alone_tells_the_scheme(self):
        parent = self.Category.create({"scheme_id": self.scheme.id, "code": "07", "name": "Cars"})
        child = {"parent_id": parent.id, "code": "0701", "name": "Lorries"}
        self.Category.create(dict(child))
        with self.assertRaisesRegex(ValidationError, "0701.*Lorries"):
            self.Category.create(dict(child))

    def test_a_pasted_block_makes_the_lines(self):
        self.Category.create({"code": "01", "name": "There", "scheme_id": self.scheme.id})
        scheme = self.scheme.new(origin=self.scheme)
        scheme.pasted_categories = "code\tname\n01\tAgain\n0202\tBelow\n02\tAbove"
        told = scheme._onchange_pasted_categories()["warning"]["message"]
        lines = [(category.code, category.name) for category in scheme.category_ids if not category._origin]
        self.assertEqual(lines, [("0202", "Below"), ("02", "Above")])
        self.assertFalse(scheme.pasted_categories)
        self.assertIn("2 categories were added", told)
        self.assertIn("already: 01.", told)

    def test_in_the_form_of_a_category_the_code_finds_the_parent(self):
        top = self.Category.create({"code": "01", "name": "Top", "scheme_id": self.scheme.id})
        form = Form(self.Category)
        self.assertEqual(form.scheme_id, self.scheme, "the scheme of the last category that one made")
        form.name = "Below"
        form.code = "0105"
        self.assertEqual(form.parent_id, top)
        self.assertEqual(form.save().code, "0105")

    def test_a_parent_made_in_passing(self):
        Category = self.Category.with_context(default_scheme_id=self.scheme.id)
        number, name = Category.name_create("02 制造业")
        self.assertEqual((name, Category.browse(number).name), ("02 制造业", "制造业"))


@tagged("post_install", "-at_install")
class TestChoosing(ClassificationCase):
    """What the selection window shows, and what drop-downs find."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme((), mode="manual", code_pattern="2-2", name="地区")
        cls.scheme.category_ids = [
            Command.create({"code": code, "name": name})
            for code, name in (("01", "华东地区"), ("0101", "上海"), ("0102", "苏州"), ("02", "Southern Area"))
        ]
        cls.Category = cls.env["customer.classification.category"]
        cls.mine = [("scheme_id", "=", cls.scheme.id)]
        cls.make_customer("one", classification_assignment_ids=[Command.create({"category_id": cls.code("0101").id})])

    @classmethod
    def code(cls, code):
        return cls.scheme.category_ids.filtered(lambda category: category.code == code)

    def test_the_tree(self):
        nodes = self.Category.tree_for_choosing([*self.mine, ("is_leaf", "=", True)])
        shown = [(node["code"], node["can_choose"], node["customers"], node["mnemonic"]) for node in nodes]
        expected = [("01", False, 1, "HDDQ"), ("0101", True, 1, "SH"), ("0102", True, 0, "SZ"), ("02", True, 0, "")]
        self.assertEqual(shown, expected)
        self.assertEqual([node["parent_id"] for node in nodes], [False, nodes[0]["id"], nodes[0]["id"], False])

    def test_found_by_code_name_path_and_mnemonic_together(self):
        for text, found in {
            "0101 上海": ["0101"],
            "01 上": ["0101"],
            "华东 苏": ["0102"],
            "sz": ["0102"],
            "HD": ["01"],
            "02 South": ["02"],
            "01 South": [],
        }.items():
            with self.subTest(text):
                names = self.Category.name_search(text, self.mine)
                self.assertEqual(self.Category.browse(number for number, _name in names).mapped("code"), found)
