"""Leaving: who no longer belongs to a scheme goes out of it by a change, or stays and is listed."""

from odoo.tests import tagged

from .common import ClassificationCase

D = "2026-11-23"


@tagged("post_install", "-at_install")
class TestLeaving(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").implied_ids += cls.env.ref("product.group_product_pricelist")
        cls.jiangsu, cls.hebei = cls.env.ref("base.state_cn_JS"), cls.env.ref("base.state_cn_HE")
        field = cls.env["ir.model.fields"]._get("res.partner", "state_id")
        cls.scheme = cls.make_scheme(["East", "North"], mode="mapping", is_ranked=False, mapping_field_id=field.id)
        for name, state in (("East", cls.jiangsu), ("North", cls.hebei)):
            cls.env["customer.classification.mapping"].create(
                {
                    "scheme_id": cls.scheme.id,
                    "category_id": cls.category(cls.scheme, name).id,
                    "value": str(state.id),
                }
            )
        cls.pricelist = cls.env["product.pricelist"].create({"name": "East", "company_id": cls.company.id})
        cls.category(cls.scheme, "East").pricelist_id = cls.pricelist
        cls.ann, cls.bob = (cls.make_customer(name, state_id=cls.jiangsu.id) for name in ("Ann", "Bob"))
        cls.scheme.classify(as_of="2026-11-01")

    def leave(self):
        run = self.scheme.classify(as_of=D)
        self.env.invalidate_all()
        return run

    def test_a_value_that_was_cleared(self):
        self.assertEqual(self.ann.specific_property_product_pricelist, self.pricelist)
        self.ann.state_id = False
        run = self.leave()
        self.assertEqual(self.categories_of(self.scheme), {"Bob": "East"})
        change = run.change_ids
        self.assertEqual((change.partner_id, change.from_category_id.name), (self.ann, "East"))
        self.assertFalse(change.to_category_id)
        self.assertFalse(self.ann.specific_property_product_pricelist, "what the category had set goes with it")
        self.assertEqual(run.change_count, 1)
        self.assertEqual(self.leave().change_count, 0, "once")

    def test_a_value_without_a_line(self):
        self.ann.state_id = self.env.ref("base.state_cn_GD")
        self.leave()
        self.assertEqual(self.categories_of(self.scheme), {"Bob": "East"})

    def test_out_of_the_customers_of_the_scheme(self):
        self.ann.name = "Ann"
        run = self.leave()
        self.assertEqual(run.change_ids.partner_id, self.ann)
        self.assertFalse(self.ann.specific_property_product_pricelist)
        self.assertEqual(sum(cell["customers"] for cell in run.matrix), 2)

    def test_pinned_and_archived_customers_stay(self):
        self.ann.name = "Ann"
        self.ann.classification_assignment_ids.write({"pinned": True, "pinned_until": False})
        self.bob.write({"name": "Bob", "active": False})
        self.assertEqual(self.leave().change_count, 0)

    def test_undoing_brings_them_back(self):
        self.ann.state_id = False
        self.leave().action_undo()
        self.env.invalidate_all()
        self.assertEqual(self.categories_of(self.scheme), {"Ann": "East", "Bob": "East"})
        self.assertEqual(self.ann.specific_property_product_pricelist, self.pricelist)

    def test_a_dry_run_shows_them_and_moves_nobody(self):
        self.ann.state_id = False
        run = self.scheme.classify(as_of=D, simulate=True)
        self.assertEqual(run.change_ids.partner_id, self.ann)
        self.assertEqual(self.categories_of(self.scheme), {"Ann": "East", "Bob": "East"})
        run.action_apply()
        self.assertEqual(self.categories_of(self.scheme), {"Bob": "East"})

    def test_leaving_is_a_move_down_that_may_have_to_be_approved(self):
        self.scheme.write({"is_ranked": True, "approval": "downgrade"})
        self.ann.state_id = False
        run = self.leave()
        self.assertEqual(self.categories_of(self.scheme), {"Ann": "East", "Bob": "East"})
        run.change_ids.action_approve()
        self.assertEqual(self.categories_of(self.scheme), {"Bob": "East"})

    def test_a_scheme_may_keep_them_and_lists_them(self):
        self.scheme.leaving = "keep"
        self.ann.state_id = False
        self.bob.name = "Bob"
        self.assertEqual(self.leave().change_count, 0)
        self.assertEqual(self.scheme.stray_count, 2)
        action = self.scheme.action_open_strays()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found.partner_id, self.ann + self.bob)

    def test_whom_no_rule_matches_stays(self):
        """Rules that match nobody say nothing: without "all other customers" they stay, as ever."""
        rules = self.make_scheme()
        rule = self.make_rule(rules, "VIP", partner_domain="[('city', '=', 'Wuxi')]")
        self.ann.city = "Wuxi"
        rules.classify(as_of=D)
        self.ann.city = "Suzhou"
        self.assertEqual(rules.classify(as_of=D).change_count, 0)
        self.assertEqual(self.categories_of(rules), {"Ann": "VIP"})
        self.assertTrue(rule.exists())

    def test_one_customer_alone_leaves_within_seconds(self):
        self.ann.state_id = False
        self.env["customer.classification.run"]._execute(
            self.scheme, as_of=D, partner_ids=self.ann.ids, trigger="event"
        )
        self.assertEqual(self.categories_of(self.scheme), {"Bob": "East"})
