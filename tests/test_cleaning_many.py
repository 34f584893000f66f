"""Duplicates among many: kept keys bring together whom the finder brings together, and only who changed is compared."""

import csv
import json

from odoo.tests import tagged
from odoo.tools import SQL

from .common import ClassificationCase
from .test_cleaning_duplicates import LABELLED, pairs_in

FIELDS = {"name": "name", "vat": "tax_id", "email": "email", "city": "city", "street": "street", "website": "website"}


@tagged("-at_install", "post_install")
class TestManyDuplicates(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Duplicate = cls.env["customer.classification.duplicate"]

    def insert(self, rows):
        """Labelled customers as contacts of the company; {their id in the file: that of the contact}.

        Rows like one that Odoo made: two thousand of them one by one would take a minute.
        """
        sample = self.make_customer("Sample", company_id=self.company.id)
        self.env.flush_all()
        texts = [
            {
                **{name: row[other] or None for name, other in FIELDS.items()},
                "phone": "/".join(filter(None, (row["phone"], row["mobile"]))) or None,
            }
            for row in rows
        ]
        numbers = self.env.execute_query(
            SQL("SELECT nextval('res_partner_id_seq') FROM generate_series(1, %s)", len(rows))
        )
        ids = [number for (number,) in numbers]
        own = [
            {**values, "id": number, "commercial_partner_id": number} for values, number in zip(texts, ids, strict=True)
        ]
        self.env.cr.execute(
            SQL(
                """INSERT INTO res_partner
                   SELECT made.* FROM res_partner sample, jsonb_array_elements(%s::jsonb) own,
                          jsonb_populate_record(sample, own) made
                    WHERE sample.id = %s""",
                json.dumps(own),
                sample.id,
            )
        )
        sample.unlink()
        return {row["id"]: number for row, number in zip(rows, ids, strict=True)}

    def labelled(self, number=None):
        with (LABELLED / "customers_labelled.csv").open(encoding="utf-8-sig") as file:
            return self.insert(list(csv.DictReader(file))[:number])

    def of_file(self, name, ids):
        return {tuple(sorted((ids[one], ids[other]))) for one, other in pairs_in(name)}

    def open_pairs(self, ids):
        found = self.Duplicate.search([("state", "=", "open"), ("partner_id", "in", ids)])
        return {(pair.partner_id.id, pair.other_id.id): pair.score for pair in found}

    def waiting(self):
        return self.env["customer.classification.comparable"].search_count([("is_judged", "=", False)])

    def test_the_labelled_customers_in_the_database(self):
        ids = self.labelled()
        here = set(ids.values())
        found = {(p["partner_id"], p["other_id"]) for p in self.Duplicate.find() if p["partner_id"] in here}
        true, traps = (self.of_file(name, ids) for name in ("pairs.csv", "traps.csv"))
        self.assertGreaterEqual(len(found & true) / len(found), 0.98, "precision")
        self.assertGreaterEqual(len(found & true) / len(true), 0.96, "recall")
        self.assertFalse(found & traps)

    def test_who_changed_is_compared_again_and_nobody_else(self):
        """After some came, went and changed, the list is as if all had been compared anew."""
        ids = list(self.labelled(300).values())
        self.Duplicate._look()
        before = self.open_pairs(ids)
        self.assertTrue(before)
        self.assertFalse(self.waiting())
        gone, other = (self.env["res.partner"].browse(partner_id) for partner_id in next(iter(before)))
        gone.active = False
        others = self.env["res.partner"].browse(ids) - gone - other
        others[0].phone, others[1].vat = other.phone, "91320598MA98123456"
        self.make_customer("Newcomer", vat="91320598MA98123456", company_id=self.company.id)
        looked_at = self.env["customer.classification.comparable"]
        self.env.flush_all()
        self.assertEqual(len(self.Duplicate._comparing().refresh()), 3, "two changed, one came")
        self.Duplicate._look()
        found = self.open_pairs(ids)
        self.assertNotIn((gone.id, other.id), found)
        self.assertIn(100, found.values())
        looked_at.search([]).unlink()
        self.Duplicate._look()
        self.assertEqual(self.open_pairs(ids), found)

    def test_stopping_keeps_what_was_found(self):
        """Each step keeps what it found; who was not compared before somebody stopped is the next time."""
        ids = list(self.labelled(200).values())
        for step in self.Duplicate._steps()[:-1]:
            step()
        found = self.open_pairs(ids)
        self.assertTrue(found, "what was found before somebody stopped is kept")
        self.assertTrue(self.waiting())
        steps = self.Duplicate._steps()
        self.assertEqual(len(steps), 2, "names are not split again: one step compares, one settles")
        for step in steps:
            step()
        self.assertLessEqual(self.open_pairs(ids).keys(), found.keys())
        self.assertEqual((self.waiting(), self.Duplicate._steps()), (0, []))
