"""Likely duplicates: which pairs are found, what is done with them, and what merging two customers keeps."""

import csv
from pathlib import Path

from odoo.addons.customer_classification.customer_classification.cleaning import finder
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ClassificationCase

LABELLED = Path(__file__).parent / "data" / "cleaning"
FIELDS = {"tax_id": "vat", "phone": "phone", "email": "email", "city": "city", "street": "street"}


def pairs_in(name):
    with (LABELLED / name).open(encoding="utf-8") as file:
        return {tuple(sorted((row["id_a"], row["id_b"]))) for row in csv.DictReader(file)}


@tagged("-at_install", "post_install")
class TestLabelledCustomers(ClassificationCase):
    def test_labelled_customers(self):
        """2,000 labelled customers: at most one pair in fifty is wrong, at most one in twenty-five is missed."""
        with (LABELLED / "customers_labelled.csv").open(encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        found = {tuple(sorted((one, other))) for one, other, _verdict in finder.find(rows)}
        true = pairs_in("pairs.csv")
        self.assertGreaterEqual(len(found & true) / len(found), 0.98, "precision")
        self.assertGreaterEqual(len(found & true) / len(true), 0.96, "recall")
        self.assertFalse(found & pairs_in("traps.csv"))


@tagged("-at_install", "post_install")
class TestDuplicates(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Duplicate = cls.env["customer.classification.duplicate"]
        cls.first = cls.make_customer(
            "苏州恒瑞电子有限公司", vat="91320598MA1ABCDE0X", city="苏州", phone="0512-66001234"
        )
        cls.second = cls.make_customer("恒瑞电子", vat="91320598ma1abcde0x", city="苏州市")
        cls.third = cls.make_customer("苏州恒瑞电子有限公司无锡分公司", city="无锡", phone="0512-66001234")
        cls.manager = cls.env["res.users"].create(
            {
                "name": "Manager",
                "login": "cleaning-manager",
                "company_id": cls.company.id,
                "company_ids": [Command.set(cls.company.ids)],
                "group_ids": [
                    Command.link(cls.env.ref("customer_classification.group_classification_manager").id),
                    Command.link(cls.env.ref("base.group_partner_manager").id),
                ],
            }
        )
        cls.seller = cls.env["res.users"].create(
            {
                "name": "Seller",
                "login": "cleaning-seller",
                "company_id": cls.company.id,
                "company_ids": [Command.set(cls.company.ids)],
                "group_ids": [Command.link(cls.env.ref("sales_team.group_sale_salesman_all_leads").id)],
            }
        )

    def pair(self):
        return self.Duplicate.search([("partner_id", "=", self.first.id), ("other_id", "=", self.second.id)])

    def refresh(self):
        self.Duplicate.with_user(self.manager).action_refresh()

    def test_same_tax_id_is_found_and_a_branch_is_not(self):
        found = {(f["partner_id"], f["other_id"]): f for f in self.Duplicate.find(self.first)}
        self.assertIn((self.first.id, self.second.id), found)
        self.assertTrue(found[self.first.id, self.second.id]["is_certain"])
        self.assertNotIn((self.first.id, self.third.id), found)

    def test_what_was_decided_stays_decided(self):
        self.refresh()
        self.pair().with_user(self.manager).action_different()
        self.refresh()
        self.assertEqual(self.pair().state, "different")
        self.assertEqual(self.pair().decided_by_id, self.manager)

    def test_a_pair_that_is_none_any_more_goes(self):
        self.refresh()
        self.second.write({"vat": False, "name": "T-Somebody Else"})
        self.refresh()
        self.assertFalse(self.pair())

    def test_merging_keeps_categories_figures_and_history(self):
        """Both have a category, kept figures and an outlook: the older stays, with one of each and both histories."""
        scheme = self.make_scheme(mode="manual")
        for customer, name in ((self.first, "VIP"), (self.second, "Ordinary")):
            self.env["customer.classification.assignment"].create(
                {"partner_id": customer.id, "category_id": self.category(scheme, name).id, "scheme_id": scheme.id}
            )
        both = self.first | self.second
        Profile = self.env["customer.classification.profile"]
        for scope in Profile._scopes(scheme):
            Profile._refresh_scope(scope, both.ids)
        self.assertEqual(Profile.search([("partner_id", "in", both.ids)]).partner_id, both)
        self.make_order(self.second, "2026-01-10", 500)
        self.env["customer.classification.opening"].create(
            [
                {"partner_id": customer.id, "company_id": self.company.id, "day": "2025-03-31", "amount": amount}
                for customer, amount in ((self.first, 100), (self.second, 20))
            ]
        )
        self.refresh()
        self.pair().with_user(self.manager).action_merge()
        self.assertFalse(self.second.exists())
        kept = self.first.classification_assignment_ids
        self.assertEqual(kept.category_id, self.category(scheme, "VIP"))
        changes = self.env["customer.classification.change"].search([("partner_id", "=", self.first.id)], order="id")
        self.assertEqual(changes[-1].origin, "merge")
        self.assertEqual(changes[-1].to_category_id, self.category(scheme, "VIP"))
        self.assertEqual(self.env["sale.order"].search_count([("partner_id", "=", self.first.id)]), 1)
        openings = self.env["customer.classification.opening"].search([("partner_id", "=", self.first.id)])
        self.assertEqual(openings.mapped("amount"), [120])
        self.assertIn("恒瑞电子", self.first.message_ids[0].body)

    def test_a_salesperson_merges_nothing(self):
        self.refresh()
        with self.assertRaises(AccessError):
            self.pair().with_user(self.seller).action_merge()
        with self.assertRaises(AccessError):
            self.Duplicate.with_user(self.seller).action_refresh()

    def test_customers_of_another_company_are_not_told(self):
        other = self.make_company("Other", "CNY", "Asia/Shanghai")
        self.second.company_id = other
        found = self.Duplicate.with_user(self.manager).find()
        self.assertNotIn(self.second.id, {pair["other_id"] for pair in found})

    def test_every_model_of_customers_says_what_a_merge_does(self):
        """A new model that keeps rows per customer must say it: Odoo repoints them and knows no unique index."""
        known = {"joined", "recomputed", "by itself"}
        silent = [
            name
            for name, model in self.env.registry.items()
            if name.startswith("customer.classification.")
            and not (model._abstract or model._transient or not model._auto)
            and any(
                f.type == "many2one" and f.store and f.comodel_name == "res.partner" for f in model._fields.values()
            )
            and getattr(model, "_on_customer_merge", None) not in known
        ]
        self.assertEqual(silent, [])
