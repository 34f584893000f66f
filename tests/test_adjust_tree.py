from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.customer_classification.customer_classification.schemes import codes
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestAdjustment(TransactionCase):
    """Recode, move, merge, divide and archive categories in use; change the pattern of a scheme in use."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env["res.company"].create({"name": "Own Company"})
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": company.ids})
        cls.scheme = cls.env["customer.classification.scheme"].create(
            {"name": "Industry", "code": "T-ADJ", "code_pattern": "2-2-2", "is_main": True, "mode": "rules"}
        )
        cls.Category = cls.env["customer.classification.category"]
        cls.electronics = cls.make("Electronics", code="01")
        cls.cars = cls.make(
            "Cars", cls.electronics, attribute_definition=[{"name": "volt", "type": "integer", "string": "Voltage"}]
        )
        cls.phones = cls.make("Phones", cls.electronics)
        cls.textile = cls.make("Textile", code="02")
        cls.silk = cls.make("Silk", cls.textile)
        cls.customer = cls.env["res.partner"].create(
            {"name": "Acme", "is_company": True, "main_category_id": cls.cars.id}
        )
        cls.assignment = cls.customer.classification_assignment_ids
        cls.rule = cls.env["customer.classification.rule"].create(
            {"name": "Cars", "scheme_id": cls.scheme.id, "category_id": cls.cars.id, "for_everybody": True}
        )
        cls.scheme.action_activate()

    @classmethod
    def make(cls, name, parent=None, **values):
        return cls.Category.create(
            {"name": name, "scheme_id": cls.scheme.id, "parent_id": parent.id if parent else False, **values}
        )

    def adjust(self, category=None, **values):
        """Fill the wizard in as people do, and return it."""
        action = (category or self.cars).action_adjust()
        form = Form(self.env["customer.classification.adjustment"].with_context(**action["context"]))
        for name, value in values.items():
            form[name] = value
        return form.save()

    def codes(self):
        return {c.name: c.code for c in self.scheme.with_context(active_test=False).category_ids}

    def history(self):
        changes = self.customer.classification_change_ids.sorted("id")
        return [(c.from_category_id.name, c.to_category_id.name, c.reason) for c in changes]

    # Recode

    def test_recode_takes_the_categories_below_along(self):
        wizard = self.adjust(self.electronics, operation="recode", new_code="07")
        self.assertIn("0701", wizard.preview)
        wizard.action_apply()
        self.assertEqual(
            self.codes(), {"Electronics": "07", "Cars": "0701", "Phones": "0702", "Textile": "02", "Silk": "0201"}
        )
        self.assertEqual(self.customer.main_category_id, self.cars)
        self.assertEqual(len(self.history()), 1, "nobody moved")
        self.assertEqual(self.scheme.state, "active")
        self.assertIn("0101 → 0701", self.scheme.message_ids[0].body)

    def test_recode_into_a_code_that_exists_is_refused(self):
        wizard = self.adjust(self.electronics, operation="recode", new_code="02")
        self.assertFalse(wizard.preview)
        self.assertIn("The code 02 already belongs to “Textile”", wizard.problem)
        with self.assertRaisesRegex(ValidationError, "already belongs"):
            wizard.action_apply()
        self.assertIn("has 3 characters", self.adjust(self.electronics, operation="recode", new_code="123").problem)
        self.assertEqual(self.codes()["Electronics"], "01")

    # Move

    def test_move_a_sub_tree(self):
        deeper = self.make("Parts", self.phones)
        wizard = self.adjust(self.phones, operation="move", new_parent_id=self.textile)
        self.assertEqual(wizard.new_code, "0202", "0201 is taken")
        wizard.action_apply()
        self.assertEqual((self.phones.parent_id, self.phones.code, deeper.code), (self.textile, "0202", "020201"))
        self.assertEqual(deeper.complete_name, "Textile / Phones / Parts")

    def test_values_and_customers_follow_a_move(self):
        self.electronics.attribute_definition = [{"name": "grade", "type": "char", "string": "Grade"}]
        self.assignment.attributes = {"volt": 400, "grade": "A"}
        self.adjust(self.cars, operation="move", new_parent_id=self.textile).action_apply()
        self.assertEqual((self.cars.code, self.cars.customer_count, self.textile.customer_count), ("0202", 1, 1))
        self.assertEqual([a["name"] for a in self.assignment.read(["attributes"])[0]["attributes"]], ["volt"])
        self.assignment.attributes = {"volt": 500}
        self.adjust(self.cars, operation="move", new_parent_id=self.electronics).action_apply()
        self.assertEqual(self.assignment.attributes["grade"], "A", "unseen, but never lost")

    def test_move_to_where_it_cannot_stand(self):
        self.assertIn("below itself", self.adjust(self.electronics, operation="move", new_parent_id=self.cars).problem)
        self.assertIn("holds customers", self.adjust(self.silk, operation="move", new_parent_id=self.cars).problem)
        self.make("Deepest", self.phones)
        too_deep = self.adjust(self.electronics, operation="move", new_parent_id=self.silk)
        self.assertIn("has no level, or no free code, for", too_deep.problem)

    # Merge

    def test_merge_takes_customers_rules_and_history_along(self):
        self.assignment.attributes = {"volt": 400}
        since = self.assignment.since
        wizard = self.adjust(self.cars, operation="merge", target_category_id=self.silk)
        self.assertIn("0201 Textile / Silk", wizard.preview)
        wizard.action_apply()
        self.assertEqual((self.customer.main_category_id, self.rule.category_id), (self.silk, self.silk))
        self.assertEqual((self.assignment.since, self.assignment.pinned), (since, True), "their pin stays")
        self.assertEqual(self.history()[-1], ("Cars", "Silk", "0101 Electronics / Cars was merged into this category"))
        self.assertEqual(self.customer.classification_change_ids.sorted("id")[-1].evidence["dropped"], {"volt": 400})
        self.assertFalse(self.cars.active)
        self.assertEqual(self.scheme.state, "active", "the rules mean the same")

    def test_merge_of_a_branch_moves_its_children(self):
        self.adjust(self.electronics, operation="merge", target_category_id=self.textile).action_apply()
        self.assertEqual(self.cars.parent_id, self.textile)
        self.assertEqual((self.cars.code, self.phones.code), ("0203", "0202"), "01 is Silk's, 02 stays")
        self.assertFalse(self.electronics.active)
        self.assertEqual(self.customer.main_category_id, self.cars)

    # Divide and archive

    def test_a_used_leaf_gets_its_first_child(self):
        wizard = self.adjust(self.cars, operation="divide", child_name="Car electronics")
        wizard.action_apply()
        child = self.cars.child_ids
        self.assertEqual((child.code, child.name), ("010101", "Car electronics"))
        self.assertEqual((self.customer.main_category_id, self.rule.category_id), (child, child))
        self.assertEqual(self.history()[-1][:2], ("Cars", "Car electronics"))

    def test_a_tree_that_grew_has_only_categories_that_exist(self):
        tree = self.scheme.with_context(active_test=False)
        before = tree.category_ids
        self.adjust(self.cars, operation="divide", child_name="Car electronics").action_apply()
        self.Category.create({"name": "Lorries", "parent_id": self.electronics.id})
        self.assertEqual((tree.category_ids - before).mapped("name"), ["Car electronics", "Lorries"])
        self.assertEqual(tree.category_ids.exists(), tree.category_ids)

    def test_a_used_leaf_gets_a_child_and_its_customers_go_elsewhere(self):
        self.adjust(self.cars, operation="divide", child_name="Parts", target_category_id=self.phones).action_apply()
        self.assertEqual((self.customer.main_category_id, self.cars.child_ids.customer_count), (self.phones, 0))

    def test_archive_asks_where_customers_go(self):
        self.assertIn("These still point to the category: Cars", self.adjust(self.cars, operation="archive").problem)
        self.adjust(self.cars, operation="archive", target_category_id=self.phones).action_apply()
        self.assertEqual((self.customer.main_category_id, self.rule.category_id), (self.phones, self.phones))
        self.assertFalse(self.cars.active)

    def test_archive_takes_customers_out_of_the_scheme(self):
        self.rule.unlink()
        self.assignment.attributes = {"volt": 400}
        self.adjust(self.electronics, operation="archive").action_apply()
        self.assertFalse(self.customer.main_category_id)
        self.assertFalse((self.electronics | self.cars | self.phones).filtered("active"))
        last = self.customer.classification_change_ids.sorted("id")[-1]
        self.assertEqual((last.to_category_id.name, last.evidence["dropped"]), (False, {"volt": 400}))

    # The pattern

    def pattern(self, new_pattern, method="pad"):
        form = Form(
            self.env["customer.classification.adjustment"].with_context(
                **self.scheme.action_change_pattern()["context"]
            )
        )
        form.new_pattern = new_pattern
        form.method = method
        return form.save()

    def test_a_longer_pattern_pads(self):
        wizard = self.pattern("3-3")
        self.assertEqual(wizard.new_example, "001 → 001001")
        wizard.action_apply()
        self.assertEqual(
            self.codes(),
            {
                "Electronics": "001",
                "Cars": "001001",
                "Phones": "001002",
                "Textile": "002",
                "Silk": "002001",
            },
        )
        self.assertEqual(self.scheme.code_pattern, "3-3")

    def test_a_shorter_pattern_drops_zeros(self):
        self.pattern("1-1").action_apply()
        self.assertEqual(sorted(self.codes().values()), ["1", "11", "12", "2", "21"])

    def test_letters_are_numbered_anew(self):
        self.assertIn("has no place for: 0101 Electronics / Cars", self.pattern("1").problem)
        self.pattern("1A-2", "renumber").action_apply()
        self.assertEqual(sorted(self.codes().values()), ["A", "A01", "A02", "B", "B01"])

    def test_a_pattern_is_refused_as_a_whole(self):
        self.make("Twelfth", self.electronics, code="0112")
        wizard = self.pattern("2-1")
        self.assertIn("0112 Electronics / Twelfth", wizard.problem)
        with self.assertRaises(ValidationError):
            wizard.action_apply()
        self.assertEqual((self.codes()["Cars"], self.scheme.code_pattern), ("0101", "2-2-2"))
        self.assertIn("no level of a code pattern", self.pattern("2-x").problem)

    # Rights

    def test_only_administrators_adjust(self):
        manager = new_test_user(self.env, "t_manager", groups="customer_classification.group_classification_manager")
        with self.assertRaises(AccessError):
            self.env["customer.classification.adjustment"].with_user(manager).create({"category_id": self.cars.id})
        with self.assertRaisesRegex(UserError, "Fill in first"):
            self.env["customer.classification.adjustment"].create(
                {"category_id": self.cars.id, "operation": "divide"}
            ).action_apply()


class TestRecode(TransactionCase):
    """Codes given anew, whatever the tree."""

    @given(
        st.lists(st.tuples(st.integers(0, 30), st.text("0123456789ABYZ", min_size=1, max_size=4)), max_size=30),
        st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=1, max_size=4),
        st.sampled_from(["pad", "renumber", "fit"]),
    )
    def test_new_codes_are_unique_fit_and_begin_with_the_parents(self, drawn, levels, method):
        rows = [(0, None, "1", "")]
        for number, (parent, own) in enumerate(drawn, start=1):
            above = rows[parent % len(rows)]
            rows.append((number, above[0], above[2] + own, above[2]))
        pattern = "-".join(f"{length}{'A' * letters}" for length, letters in levels)
        found, homeless = codes.recode(codes.tree(rows), pattern, method=method)
        self.assertEqual({*found, *homeless}, {row[0] for row in rows})
        self.assertFalse(found.keys() & set(homeless))
        self.assertEqual(len(set(found.values())), len(found))
        parsed, parents = codes.parse(pattern), {row[0]: row[1] for row in rows}
        for number, code in found.items():
            parent, depth = parents[number], 0
            prefix = found[parent] if parent is not None else ""
            while parent is not None:
                parent, depth = parents[parent], depth + 1
            self.assertTrue(code.startswith(prefix))
            self.assertTrue(parsed[depth].fits(code[len(prefix) :]))
