from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from ..customer_classification.figures.specs import Figure, Window
from ..customer_classification.start.template import Number, Template
from ..customer_classification.start.templates import TEMPLATES
from ..customer_classification.start.templates_rfm import RFM_SEGMENTS
from .common import ClassificationCase


@tagged("post_install", "-at_install")
class TestGuidedStart(ClassificationCase):
    """From nothing to classified customers in a few clicks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.classification.scheme"].search([("company_id", "=", False)]).active = False
        cls.today = cls.company._classification_today()
        for number in range(1, 21):
            customer = cls.make_customer(
                f"{number:02}", state_id=cls.env.ref("base.state_us_5" if number % 2 else "base.state_us_6").id
            )
            for _order in range(number % 4):
                cls.make_order(customer, cls.today, 1000 * number)

    def start(self, *codes):
        setup = self.env["customer.classification.setup"].create({})
        for line in setup.line_ids:
            line.selected = line.template in codes
        setup.action_adjust()
        return setup

    def scheme(self, code):
        return self.env["customer.classification.scheme"].search(
            [("code", "=", code), ("company_id", "=", self.company.id)]
        )

    def test_from_choosing_to_classified_customers(self):
        setup = self.env["customer.classification.setup"].create({})
        self.assertEqual(setup.line_ids.filtered("selected").template, "IMPORTANCE")
        setup.action_adjust()
        line = setup.line_ids
        self.assertEqual((line.first, line.second), (20_000, 3), "the upper fifth buys for 33,000 and more, rounded")
        self.assertEqual(sum(cell["customers"] for cell in line.bins), 15)
        with Form(setup) as form, form.line_ids.edit(0) as row:
            row.first = 30_000
        self.assertIn("customers from the first number on", line.histogram)
        setup.action_check()
        scheme = self.scheme("IMPORTANCE")
        self.assertEqual((scheme.state, scheme.is_main, line.run_id.state), ("draft", True, "simulated"))
        self.assertFalse(scheme.customer_count)
        self.assertIn("VIP", line.matrix_html)
        setup.action_start()
        self.assertEqual(scheme.state, "active")
        amounts = {f"{n:02}": 1000 * n * (n % 4) for n in range(1, 21)}
        vips = {name for name, category in self.categories_of(scheme).items() if category == "VIP customers"}
        self.assertEqual(vips, {name for name, amount in amounts.items() if amount >= 30_000})

    def test_all_templates_can_be_used(self):
        codes = list(TEMPLATES)
        setup = self.start(*codes)
        setup.action_check()
        setup.action_start()
        for code in codes:
            scheme = self.scheme(code)
            self.assertEqual(scheme.state, "active", code)
            self.assertEqual(scheme.last_run_id.customer_count >= 20, True, code)
            self.assertEqual([rule.name for rule in scheme.rule_ids if rule.hint], [], code)
        segments = self.categories_of(self.scheme("RFM11"))
        self.assertEqual({segments[f"{number:02}"] for number in (4, 8, 12, 16, 20)}, {"Lost"}, "who never ordered")
        regions = self.categories_of(self.scheme("REGION"))
        self.assertEqual((regions["01"], regions["02"]), ("California (US)", "Colorado (US)"))
        self.assertEqual(self.categories_of(self.scheme("LIFECYCLE"))["04"], "Potential")
        shares = self.categories_of(self.scheme("ABC"))
        self.assertEqual((shares["19"], shares["04"]), ("A: key customers", "C: minor customers"))

    def test_another_addon_adds_a_template(self):
        self.addCleanup(TEMPLATES.pop, "LARGE")
        condition = {"measure": "order_average", "operator": ">=", "window": "lifetime"}
        TEMPLATES["LARGE"] = Template(
            "LARGE",
            "Large orders",
            "Who orders much at once.",
            (("1", "Large"), ("2", "Small")),
            lambda least, _second: [("1", "Large on average", "all", [{**condition, "value": least}])],
            (Number("Large from", Figure("order_average", Window()), 1000), Number("Not used", None, 1)),
            default="2",
        )
        setup = self.start("LARGE")
        setup.line_ids.first = 10_000
        setup.action_check()
        setup.action_start()
        large = {f"{number:02}" for number in range(10, 21) if number % 4}
        found = self.categories_of(self.scheme("LARGE"))
        self.assertEqual({name for name, category in found.items() if category == "Large"}, large)

    def test_the_eleven_segments_are_complete_and_do_not_overlap(self):
        for recency in range(1, 6):
            for frequency in range(1, 6):
                found = [
                    code
                    for code, (low, high, rare, often) in RFM_SEGMENTS.items()
                    if low <= recency <= high and rare <= frequency <= often
                ]
                self.assertEqual(len(found), 1, f"recency {recency}, frequency {frequency}")

    def test_going_back_leaves_nothing(self):
        setup = self.start("IMPORTANCE", "REGION")
        setup.action_check()
        self.assertTrue(self.scheme("REGION"))
        setup.action_back()
        self.assertFalse(self.scheme("REGION") + self.scheme("IMPORTANCE"))
        setup.action_back()
        self.assertEqual(len(setup.line_ids), len(TEMPLATES))
        self.assertEqual(set(setup.line_ids.filtered("selected").mapped("template")), {"IMPORTANCE", "REGION"})

    def test_what_is_there_already_is_not_made_twice(self):
        self.make_scheme(code="ABC")
        with self.assertRaisesRegex(UserError, "exists already"):
            self.start("ABC")
        with self.assertRaisesRegex(UserError, "at least one"):
            self.start()

    def test_numbers_that_make_no_sense_are_refused(self):
        setup = self.start("LIFECYCLE")
        with self.assertRaisesRegex(ValidationError, "larger than the first"):
            setup.line_ids.write({"first": 400, "second": 300})
        with self.assertRaisesRegex(ValidationError, "above zero"):
            setup.line_ids.write({"first": 0})

    def test_an_empty_database(self):
        company = self.make_company("Empty", "CNY", "UTC")
        env = self.env(context={**self.env.context, "allowed_company_ids": company.ids})
        self.env["res.partner"].search([("name", "=like", "T-%")]).company_id = self.company
        setup = env["customer.classification.setup"].create({})
        for line in setup.line_ids:
            line.selected = True
        setup.action_adjust()
        first = setup.line_ids.filtered(lambda line: line.template == "IMPORTANCE")
        self.assertEqual((first.first, first.bins), (100_000, False))
        setup.action_check()
        setup.action_start()
        self.assertEqual(env["customer.classification.scheme"].search_count([("company_id", "=", company.id)]), 7)

    def test_the_history_can_be_reconstructed(self):
        setup = self.start("IMPORTANCE")
        setup.action_check()
        setup.reconstruct = True
        setup.action_start()
        self.assertEqual(len(self.scheme("IMPORTANCE").run_ids), 26, "24 month-ends, today, and the dry run")

    def test_names_are_in_all_languages(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        setup = self.start("CREDIT")
        setup.action_check()
        scheme = self.scheme("CREDIT").with_context(lang="zh_CN")
        self.assertNotEqual(scheme.name, scheme.with_context(lang="en_US").name)
        self.assertEqual(scheme.with_context(lang="en_US").name, "Credit grade")
