"""Reviews of the standards: what is found, what another standard would do, and how the outcome is recorded."""

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.addons.customer_classification.customer_classification.common.days import noon_of
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import ClassificationCase

GROUP = "customer_classification.group_classification_"
AMOUNT = {"measure": "order_amount", "window": "months", "window_length": 12, "operator": ">="}


@tagged("-at_install", "post_install")
class TestReview(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        companies = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.administrator, cls.second = (
            new_test_user(cls.env, login, groups=f"{GROUP}administrator", **companies)
            for login in ("review_one", "review_two")
        )
        cls.seller = new_test_user(cls.env, "review_seller", groups="sales_team.group_sale_salesman", **companies)
        cls.scheme = cls.make_scheme(("VIP", "Ordinary", "Nobody"), review_user_id=cls.administrator.id)
        cls.make_rule(cls.scheme, "VIP", {**AMOUNT, "value": 1000}, sequence=1)
        cls.scheme.default_category_id = cls.category(cls.scheme, "Ordinary")
        cls.today = cls.company._classification_today()
        recently = cls.today - relativedelta(months=2)
        cls.customers = {}
        for name, amount in (("Large", 5000), ("Border", 1050), ("Below", 950), ("Small", 100)):
            cls.customers[name] = cls.make_customer(name)
            cls.make_order(cls.customers[name], recently, amount)
        cls.scheme.action_activate()
        cls.scheme.classify()
        cls.Review = cls.env["customer.classification.review"]

    def begin(self, user=None):
        action = self.scheme.with_user(user or self.administrator).action_review()
        return self.Review.with_user(user or self.administrator).browse(action["res_id"])

    def alternative(self, review, value):
        review.action_make_alternative()
        review.alternative_id.line_ids.value = value
        review.action_look()

    def finish(self, reason="Fair as they are"):
        review = self.begin()
        review.reason = reason
        review.action_keep()
        return review

    def row(self, review, name):
        category = self.category(self.scheme, name).id
        return next(row for row in review.findings["categories"] if row["category"] == category)

    # What is found ----------------------------------------------------------------------------------------------------

    def test_customers_and_sales_by_category(self):
        review = self.begin()
        self.assertEqual([self.row(review, "VIP")[key] for key in ("customers", "sales")], [2, 6050])
        self.assertEqual(self.row(review, "Nobody")["note"], "empty")
        self.assertIn("There is no review before this one", review.findings_html)

    def test_who_is_near_a_threshold(self):
        [threshold] = self.begin().findings["thresholds"]
        self.assertEqual((threshold["near"], threshold["reached"], threshold["total"]), (2, 2, 4))

    def test_the_last_review_stands_beside(self):
        self.finish()
        self.make_order(self.customers["Below"], self.today, 100)
        self.scheme.classify()
        review = self.begin()
        self.assertEqual([self.row(review, "VIP")[key] for key in ("customers_before", "customers")], [2, 3])
        self.assertEqual(review.baseline_id.state, "done")
        [threshold] = review.findings["thresholds"]
        self.assertEqual(threshold["keeps_customers"], 1050, "two of four reach it again")

    def test_who_moved_and_came_back(self):
        customer, scheme = self.customers["Border"], self.scheme
        customer._set_category(scheme, self.category(scheme, "Ordinary"))
        customer._set_category(scheme, self.category(scheme, "VIP"))
        self.assertEqual(self.begin().findings["moved"], {"moves": 2, "customers": 1, "returned": 1})

    def test_rules_that_never_hold_or_are_covered(self):
        self.make_rule(self.scheme, "Ordinary", {**AMOUNT, "value": 2000}, sequence=2)
        self.make_rule(self.scheme, "Nobody", {**AMOUNT, "value": 99999999, "window": "lifetime"}, sequence=3)
        first, covered, never = self.begin().findings["rules"]
        self.assertEqual((first["customers"], first["covered_by"]), (2, None))
        self.assertEqual((covered["customers"], covered["covered_by"]), (0, first["rule"]))
        self.assertEqual((never["customers"], never["covered_by"]), (0, None))

    def test_people_who_know_better(self):
        small = self.customers["Small"]
        small._set_category(self.scheme, self.category(self.scheme, "VIP"))
        small.classification_assignment_ids.write({"pinned": True, "pin_reason": "Owner's friend"})
        review = self.begin()
        self.assertEqual(review.findings["contradicted"], small.ids)
        self.assertEqual(review.action_open_contradicted()["domain"], [("id", "in", small.ids)])

    def test_suggested_thresholds(self):
        [threshold] = self.begin().findings["thresholds"]
        self.assertIn(threshold["natural_break"], (950, 1050, 5000), "a value at which the figures divide")

    # Two standards ----------------------------------------------------------------------------------------------------

    def test_what_the_alternative_would_do(self):
        review = self.begin()
        self.alternative(review, 2000)
        comparison = review.comparison
        vip, ordinary = (self.category(self.scheme, name).id for name in ("VIP", "Ordinary"))
        cells = {(cell["from"], cell["to"]): (cell["customers"], cell["sales"]) for cell in comparison["matrix"]}
        self.assertEqual(cells, {(vip, vip): (1, 5000), (vip, ordinary): (1, 1050), (ordinary, ordinary): (2, 1050)})
        self.assertEqual(comparison["affected"], self.customers["Border"].ids)
        self.assertEqual(review.action_open_affected()["domain"], [("id", "in", self.customers["Border"].ids)])
        self.assertEqual([day["changed"] for day in comparison["days"]], [1, 0, 0, 0])
        self.assertIn("At Present", review.comparison_html)

    def test_what_was_bought_afterwards(self):
        """12 months ago one customer reached the present threshold; the sales since are told by category."""
        self.make_order(self.customers["Small"], self.today - relativedelta(months=13), 1500)
        review = self.begin()
        self.alternative(review, 2000)
        vip = self.category(self.scheme, "VIP").id
        found = {(row["alternative"], row["category"]): row for row in review.comparison["afterwards"]}
        self.assertEqual([found[False, vip][key] for key in ("customers", "buyers", "sales")], [1, 1, 100])
        self.assertNotIn((True, vip), found)

    def test_the_credit_that_follows(self):
        vip = self.category(self.scheme, "VIP").with_company(self.company)
        vip.write({"use_credit_limit": True, "credit_limit": 10000})
        review = self.begin()
        self.alternative(review, 2000)
        credit = review.comparison["credit"]
        self.assertEqual((credit["present"], credit["other"]), (20000, 10000))

    def test_a_rule_that_only_the_alternative_has(self):
        """Two years of silence make nobody; who bought little is somebody else's by a rule of its own, tried first."""
        review = self.begin()
        review.action_make_alternative()
        with Form(review.alternative_id) as form:
            with form.rule_ids.new() as rule:
                rule.name = "Small buyers"
                rule.category_id = self.category(self.scheme, "Nobody")
                with rule.condition_ids.new() as condition:
                    condition.operator = "<"
                    condition.value = 500
        own = review.alternative_id.rule_ids.filtered(lambda rule: not rule.rule_id)
        with self.assertRaisesRegex(ValidationError, "looks back over no time"), self.cr.savepoint():
            own.condition_ids.write({"window_length": 0})
        own.sequence = 0  # dragged to the top
        review.action_look()
        self.assertEqual(review.comparison["affected"], self.customers["Small"].ids)
        [changed] = review.comparison["rules"]
        self.assertEqual((changed["kind"], changed["name"]), ("added", "Small buyers"))
        self.assertIn("Small buyers", review.comparison_html)
        self.assertEqual(len(self.scheme.rule_ids), 1, "the scheme has it not yet")
        review.reason = "They cost more than they bring"
        review.action_adopt()
        self.assertEqual(self.scheme.rule_ids.sorted().mapped("name"), ["Small buyers", "to VIP"])
        self.scheme.classify()
        self.assertEqual(self.categories_of(self.scheme)["Small"], "Nobody")

    def test_rules_left_out_and_in_another_order(self):
        second = self.make_rule(self.scheme, "Nobody", {**AMOUNT, "value": 3000}, sequence=2)
        third = self.make_rule(self.scheme, "Nobody", {**AMOUNT, "value": 90}, sequence=3)
        self.scheme.action_activate()
        review = self.begin()
        review.action_make_alternative()
        rows = {row.rule_id: row for row in review.alternative_id.rule_ids}
        first = self.scheme.rule_ids - second - third
        rows[second].sequence, rows[third].is_left_out = 0, True
        review.action_look()
        self.assertEqual(
            {(rule["kind"], rule["name"]) for rule in review.comparison["rules"] if rule["kind"] == "left_out"},
            {("left_out", third.name)},
        )
        where = {(cell["from"], cell["to"]): cell["customers"] for cell in review.comparison["matrix"]}
        vip, ordinary, nobody = (self.category(self.scheme, name).id for name in ("VIP", "Ordinary", "Nobody"))
        self.assertEqual(where, {(vip, vip): 1, (vip, nobody): 1, (nobody, ordinary): 2})
        review.reason = "Fewer rules"
        review.action_adopt()
        self.assertEqual(self.scheme.rule_ids.sorted(), second | first)
        self.assertFalse(third.active)

    def test_a_rule_without_condition_is_refused(self):
        review = self.begin()
        review.action_make_alternative()
        with self.assertRaisesRegex(UserError, "hold for everybody"):
            review.alternative_id.rule_ids = [
                Command.create({"name": "All", "category_id": self.category(self.scheme, "Nobody").id})
            ]

    def test_looking_moves_nobody(self):
        before = self.categories_of(self.scheme)
        self.alternative(self.begin(), 2000)
        self.assertEqual(self.categories_of(self.scheme), before)
        self.assertEqual(self.scheme.state, "active")

    # The outcome ------------------------------------------------------------------------------------------------------

    def test_unchanged_with_a_reason(self):
        review = self.begin()
        with self.assertRaisesRegex(UserError, "Say why first"):
            review.action_keep()
        review.reason = "Fair as they are"
        review.action_keep()
        self.assertEqual(
            (review.state, review.outcome, review.decided_by_id), ("done", "unchanged", self.administrator)
        )
        self.assertIn("Fair as they are", self.scheme.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "done"):
            review.reason = "Another"
        with self.assertRaisesRegex(UserError, "done"):
            review.action_look()

    def test_the_alternative_is_activated(self):
        review = self.begin()
        self.alternative(review, 2000)
        review.reason = "Too many VIPs"
        review.action_adopt()
        self.assertEqual((review.state, review.outcome), ("done", "activated"))
        self.assertEqual(self.scheme.rule_ids.condition_ids.value, 2000)
        self.assertEqual(self.scheme.state, "active")
        self.scheme.classify()
        self.assertEqual(self.categories_of(self.scheme)["Border"], "Ordinary")
        self.assertEqual(self.row(review, "VIP")["customers"], 2, "what was looked at stays")

    def test_a_second_person_agrees(self):
        self.scheme.review_approval = True
        review = self.finish()
        self.assertEqual(review.state, "waiting")
        with self.assertRaisesRegex(UserError, "yourself"):
            review.action_approve()
        review.with_user(self.second).action_refuse()
        self.assertEqual(review.state, "open")
        review.action_keep()
        review.with_user(self.second).action_approve()
        self.assertEqual((review.state, review.approved_by_id), ("done", self.second))

    # When -------------------------------------------------------------------------------------------------------------

    def test_a_review_that_is_due(self):
        self.scheme.review_cycle = "quarter"
        self.assertEqual(self.scheme.next_review, self.today + relativedelta(months=3))
        self.env["customer.classification.scheme"]._cron_reviews()
        self.assertFalse(self.scheme.activity_ids)
        with freeze_time(noon_of(self.scheme.next_review, self.company._classification_tz())):
            self.env["customer.classification.scheme"]._cron_reviews()
            self.env["customer.classification.scheme"]._cron_reviews()
            self.assertEqual(self.scheme.activity_ids.user_id, self.administrator)
            review = self.Review.search([("scheme_id", "=", self.scheme.id)])
            self.assertEqual((len(review), review.state, review.user_id), (1, "open", self.administrator))
            today = self.scheme._today()
            self.finish()
            self.assertFalse(self.scheme.activity_ids)
            self.assertEqual(self.scheme.next_review, today + relativedelta(months=3))

    def test_one_review_at_a_time(self):
        self.assertEqual(self.begin(), self.begin())

    def test_a_scheme_without_rules(self):
        scheme = self.make_scheme(mode="manual")
        with self.assertRaisesRegex(UserError, "no rules"):
            scheme.with_user(self.administrator).action_review()

    # Who --------------------------------------------------------------------------------------------------------------

    def test_salespeople_review_nothing(self):
        with self.assertRaises(AccessError):
            self.begin(self.seller)
        review = self.begin()
        with self.assertRaises(AccessError):
            review.with_user(self.seller).read(["findings"])

    def test_a_shared_scheme_is_reviewed_by_who_sees_all_companies(self):
        self.scheme.company_id = False
        with self.assertRaisesRegex(AccessError, "all companies"):
            self.begin()

    def test_the_form_of_an_alternative_has_the_thresholds_of_today(self):
        form = Form(self.env["customer.classification.alternative"].with_user(self.administrator))
        form.scheme_id = self.scheme
        with form.line_ids.edit(0) as line:
            line.value = 1500
        alternative = form.save()
        self.assertEqual((alternative.line_ids.value, alternative.line_ids.present_value), (1500, 1000))
