from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestCustomerLife(TransactionCase):
    """Merging, becoming a contact, archiving, copying, deleting: categories and history stay consistent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env["res.company"].create({"name": "Own Company"})
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": company.ids, "tracking_disable": True})
        Scheme = cls.env["customer.classification.scheme"]
        Scheme.search([("is_main", "=", True), ("company_id", "=", False)]).is_main = False
        cls.main, cls.region, cls.size = Scheme.create(
            [{"name": code, "code": f"T-{code}", "is_main": code == "MAIN"} for code in ("MAIN", "REGION", "SIZE")]
        )
        cls.categories = {
            name: cls.env["customer.classification.category"].create(
                {
                    "name": name,
                    "code": name,
                    "scheme_id": scheme.id,
                    "attribute_definition": [{"name": "note", "type": "char", "string": "Note"}],
                }
            )
            for scheme, names in ((cls.main, "AB"), (cls.region, "NS"), (cls.size, "XY"))
            for name in names
        }
        cls.acme, cls.other = cls.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "customer_rank": 1, "email": "x@example.com"}
                for name in ("Acme", "Other")
            ]
        )

    def classify(self, partner, name, **values):
        category = self.categories[name]
        line = partner.classification_assignment_ids.filtered(lambda a: a.scheme_id == category.scheme_id)
        if line:
            line.write({"category_id": category.id, **values})
            return line
        return line.create({"partner_id": partner.id, "category_id": category.id, **values})

    def names(self, partner):
        return "".join(sorted(partner.classification_assignment_ids.category_id.mapped("name")))

    def assert_history_adds_up(self, partner):
        """Replaying the applied changes in order gives the assignments."""
        replayed = {}
        for change in self.env["customer.classification.change"].search(
            [("partner_id", "=", partner.id), ("state", "=", "applied")], order="id"
        ):
            replayed[change.scheme_id] = change.to_category_id
        present = {a.scheme_id: a.category_id for a in partner.classification_assignment_ids}
        self.assertEqual({scheme: category for scheme, category in replayed.items() if category}, present)

    def merge(self, source, survivor):
        self.env["base.partner.merge.automatic.wizard"]._merge((source | survivor).ids, survivor)
        self.env.invalidate_all()

    # Merging

    def test_the_survivor_keeps_his_categories_and_fills_gaps(self):
        self.classify(self.acme, "A")
        self.classify(self.other, "B")
        self.classify(self.other, "N", pinned=True, pin_reason="Agreed", attributes={"note": "kept"})
        self.classify(self.other, "X")
        self.classify(self.acme, "Y")
        self.classify(self.other, "X").unlink()
        self.merge(self.other, self.acme)
        self.assertFalse(self.other.exists())
        self.assertEqual(self.names(self.acme), "ANY")
        line = self.acme.classification_assignment_ids.filtered(lambda a: a.scheme_id == self.region)
        self.assertEqual((line.origin, line.pinned, line.pin_reason), ("merge", True, "Agreed"))
        self.assertEqual(line.attributes["note"], "kept")
        self.assert_history_adds_up(self.acme)
        changes = self.acme.classification_change_ids
        self.assertEqual({c.reason for c in changes if c.origin == "merge"}, {"Merged: Other"})
        self.assertTrue(changes.filtered(lambda c: c.to_category_id.name == "B"), "both histories are there")

    def test_merging_into_a_contact_ends_the_categories(self):
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.acme.id, "email": "x@example.com"})
        self.classify(self.other, "A")
        self.merge(self.other, contact)
        self.assertFalse(contact.classification_assignment_ids)
        self.assert_history_adds_up(contact)

    def test_merging_into_the_customer_out_of_contacts_changes_nothing(self):
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.other.id, "email": "x@example.com"})
        self.classify(self.acme, "A")
        self.merge(contact, self.acme)
        self.assertEqual(self.names(self.acme), "A")
        self.assert_history_adds_up(self.acme)

    # Company and contact

    def test_a_company_that_becomes_a_contact_loses_its_categories(self):
        self.classify(self.acme, "A", attributes={"note": "kept"})
        self.classify(self.other, "B")
        self.acme.write({"is_company": False, "parent_id": self.other.id})
        self.assertFalse(self.acme.classification_assignment_ids)
        self.assertEqual(self.acme.main_category_id.name, "B", "it shows those of its company")
        last = self.env["customer.classification.change"].search([("partner_id", "=", self.acme.id)], limit=1)
        self.assertEqual((last.to_category_id.id, last.reason), (False, "Became a contact of Other"))
        self.assert_history_adds_up(self.acme)
        self.acme.write({"parent_id": False, "is_company": True})
        self.assertFalse(self.acme.main_category_id, "it begins unclassified")
        self.acme.main_category_id = self.categories["A"]
        self.assertEqual(self.acme.classification_assignment_ids.attributes["note"], "kept")

    def test_a_company_below_another_company_keeps_its_categories(self):
        self.classify(self.acme, "A")
        self.acme.parent_id = self.other
        self.assertEqual(self.names(self.acme), "A")

    # Archiving, copying, deleting

    def test_archived_customers_keep_their_categories_and_are_skipped(self):
        self.classify(self.acme, "A")
        self.acme.active = False
        self.main.write({"mode": "rules", "default_category_id": self.categories["B"].id})
        self.main.classify(partner_ids=self.acme.ids)
        self.assertEqual(self.names(self.acme), "A")
        self.assertEqual(self.categories["A"].customer_count, 0)
        self.acme.active = True
        self.assertEqual(self.acme.main_category_id.name, "A")

    def test_a_copy_starts_unclassified(self):
        self.classify(self.acme, "A")
        copied = self.acme.copy()
        self.assertFalse(copied.classification_assignment_ids)
        self.assertFalse(copied.classification_change_ids)

    def test_a_deleted_customer_takes_his_history_along(self):
        self.classify(self.acme, "A")
        self.classify(self.acme, "B")
        changes = self.acme.classification_change_ids
        self.acme.unlink()
        self.env.invalidate_all()
        self.assertFalse(changes.exists())
        self.assertEqual(self.categories["B"].customer_count, 0)
