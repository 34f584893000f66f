from odoo.tests import tagged

from .common import DemoCase


@tagged("post_install", "-at_install")
class TestDemoCleaning(DemoCase):
    """The demo company has something to clean, and standards to review; the sums of its story stay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls.env.ref("customer_classification.demo_hanliqun")
        cls.Cleaning = cls.env["customer.classification.cleaning"].with_user(cls.director)

    def counts(self):
        page = self.Cleaning.browse(self.Cleaning.action_open()["res_id"])
        names = ("duplicate_count", "certain_duplicate_count", "fault_count", "certain_fault_count", "dead_count")
        return [page[name] for name in names]

    def test_the_page_counts_what_the_story_has(self):
        self.assertEqual(self.counts(), [30, 12, 25, 4, 12])

    def test_looking_again_finds_the_same(self):
        self.Cleaning.action_look()
        self.assertEqual(self.counts(), [30, 12, 25, 4, 12])

    def test_each_list_shows_as_many_as_the_page_counts(self):
        page = self.Cleaning.browse(self.Cleaning.action_open()["res_id"])
        for kind, count in (("duplicates", 30), ("faults", 25), ("dead", 12)):
            action = getattr(page, f"action_open_{kind}")()
            self.assertEqual(
                self.env[action["res_model"]].with_user(self.director).search_count([("state", "=", "open")]), count
            )

    def test_a_fault_says_what_is_missing(self):
        customer = self.env.ref("customer_classification.demo_k006")
        fault = self.env["customer.classification.fault"].search(
            [("partner_id", "=", customer.id), ("check_name", "=", "attributes")]
        )
        self.assertIn("Vehicle grade", fault.with_user(self.director).with_context(lang="en_US").advice)

    def test_nobody_who_stands_twice_or_is_gone_is_classified(self):
        others = self.env["res.partner"].browse(
            data.res_id
            for prefix in ("demo_twin_", "demo_gone_")
            for data in self.env["ir.model.data"].search(
                [("module", "=", "customer_classification"), ("name", "=like", f"{prefix}%")]
            )
        )
        self.assertEqual(len(others), 29 + 12)
        self.assertFalse(others.classification_assignment_ids)
        main = self.schemes.filtered("is_main")
        self.assertEqual(self.env["customer.classification.assignment"].search_count([("scheme_id", "=", main.id)]), 45)

    def test_one_review_is_over_and_one_is_due_with_an_alternative(self):
        reviews = self.env["customer.classification.review"].search([("scheme_id", "in", self.schemes.ids)])
        self.assertEqual(reviews.mapped("state"), ["open", "done"])
        due, past = reviews
        self.assertEqual((due.baseline_id, due.customer_count, past.customer_count), (past, 45, 45))
        self.assertTrue(due.comparison["affected"], "VIP from 1.5 million concerns somebody")
        self.assertFalse(due.alternative_id.is_activated)
        self.assertTrue(due.scheme_id._is_review_due())
        asked = self.env.ref("customer_classification.mail_activity_type_review")
        activities = due.scheme_id.activity_ids
        self.assertEqual(activities.filtered(lambda a: a.activity_type_id == asked).user_id, self.director)

    def test_the_quality_of_last_month_stands_beside(self):
        quality = self.env["customer.classification.quality"].search([("scheme_id", "in", self.schemes.ids)])
        this, last = sorted(set(quality.mapped("month")), reverse=True)
        complete = {month: sum(q.complete for q in quality if q.month == month) for month in (this, last)}
        self.assertLess(complete[last], complete[this])
