from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ClassificationCase

CUSTOMER = {"res_partner_search_mode": "customer", "default_is_company": True}


@tagged("post_install", "-at_install")
class TestFormLines(ClassificationCase):
    """The lines of the customer's form, filled in in any order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        schemes = cls.env["customer.classification.scheme"].search([])
        schemes.write({"is_main": False, "ask_category": "no"})
        cls.importance = cls.make_scheme(mode="manual", name="Importance", is_main=True, customer_domain="[]")
        cls.region = cls.make_scheme(("North", "South"), mode="manual", name="Region", customer_domain="[]")
        cls.vip, cls.ordinary = (cls.category(cls.importance, name) for name in ("VIP", "Ordinary"))
        cls.north, cls.south = (cls.category(cls.region, name) for name in ("North", "South"))
        cls.Partner = cls.env["res.partner"].with_context(**CUSTOMER)

    def saved(self, form):
        return {line.scheme_id.name: line.category_id.name for line in form.save().classification_assignment_ids}

    def test_the_scheme_follows_the_category(self):
        form = Form(self.Partner)
        form.name = "New"
        with form.classification_assignment_ids.new() as line:
            line.category_id = self.south
            self.assertEqual(line.scheme_id, self.region)
        self.assertEqual(self.saved(form), {"Region": "South"})

    def test_another_scheme_empties_the_category_and_says_so(self):
        line = self.env["customer.classification.assignment"].new({"category_id": self.vip, "scheme_id": self.region})
        warning = line._onchange_scheme_id()["warning"]
        self.assertFalse(line.category_id)
        self.assertIn("is no category of “Region”", warning["message"])

    def test_schemes_that_are_used_are_not_offered(self):
        form = Form(self.Partner)
        form.name = "New"
        self.assertIn(self.region, form.unclassified_in_ids)
        with form.classification_assignment_ids.new() as line:
            line.category_id = self.south
        self.assertNotIn(self.region, form.unclassified_in_ids)

    def test_head_and_line_have_one_value(self):
        form = Form(self.Partner)
        form.name = "New"
        with form.classification_assignment_ids.new() as line:
            line.category_id = self.ordinary
        self.assertEqual(form.main_category_id, self.ordinary)
        form.main_category_id = self.vip
        self.assertEqual(form.classification_assignment_ids.edit(0).category_id, self.vip)
        customer = form.save()
        self.assertEqual(customer.main_category_id, self.vip)
        self.assertEqual(len(customer.classification_change_ids), 1, "one move, not two")

    def test_a_choice_at_the_head_stays_while_lines_are_edited(self):
        for customer in (self.Partner, self.Partner.create({"name": "Saved", "main_category_id": self.ordinary.id})):
            form = Form(customer)
            form.name = "New"
            form.main_category_id = self.vip
            with form.classification_assignment_ids.new() as line:
                line.category_id = self.south
            self.assertEqual(form.main_category_id, self.vip)
            self.assertEqual(self.saved(form), {"Importance": "VIP", "Region": "South"})

    def test_a_program_that_gives_two_is_told(self):
        line = Command.create({"scheme_id": self.importance.id, "category_id": self.ordinary.id})
        with self.assertRaisesRegex(ValidationError, "two categories of “Importance”: “1 VIP” and “2 Ordinary”"):
            self.Partner.create(
                {"name": "Two", "main_category_id": self.vip.id, "classification_assignment_ids": [line]}
            )

    def test_a_required_line_without_a_category_is_named(self):
        self.region.ask_category = "required"
        form = Form(self.Partner)
        form.name = "New"
        values = {"name": "New", "classification_assignment_ids": [Command.create({"scheme_id": self.region.id})]}
        with self.assertRaisesRegex(ValidationError, "Choose a category of “Region”, or remove the line"):
            self.Partner.create(values)
        form.classification_assignment_ids.remove(0)
        self.assertEqual(self.saved(form), {})

    def test_not_classified_is_who_the_main_scheme_is_about(self):
        self.importance.customer_domain = "[('name', '=like', 'T-%')]"
        inside, outside = self.make_customer("inside"), self.Partner.create({"name": "Outside", "customer_rank": 1})
        listed = [("is_unclassified", "=", True), ("id", "in", (inside + outside).ids)]
        self.assertEqual(self.Partner.search(listed), inside)
        self.assertEqual((inside + outside).mapped("is_unclassified"), [True, False])
        inside.main_category_id = self.vip
        self.assertFalse(self.Partner.search(listed))

    def test_a_choice_in_a_line_that_is_gone_is_kept(self):
        customer = self.Partner.create({"name": "Two tabs"})
        customer.classification_assignment_ids = [Command.create({"category_id": self.north.id})]
        line = customer.classification_assignment_ids
        line_id = line.id
        line.unlink()
        customer.write({"classification_assignment_ids": [Command.update(line_id, {"category_id": self.south.id})]})
        self.assertEqual(customer.customer_category_ids, self.south)

    def test_what_waits_is_said_before_and_after_saving(self):
        self.importance.write({"approval": "all", "manual_change": "propose"})
        manager = self.make_user(
            "forms_manager",
            "base.group_user,base.group_partner_manager,customer_classification.group_classification_user",
        )
        customer = self.Partner.create({"name": "Waiting"})
        form = Form(customer.with_user(manager))
        self.assertFalse(form.classification_waiting)
        form.main_category_id = self.vip
        self.assertIn("“VIP” (Importance) waits for approval by", form.classification_waiting)
        form.save()
        customer.invalidate_recordset()
        self.assertFalse(customer.main_category_id)
        self.assertIn("“VIP” (Importance) waits for approval by", customer.classification_waiting)
