"""What a report cannot be asked for is said in a sentence, by whatever way it is asked."""

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import ClassificationCase

URL = "/customer_classification/report/category_statistics"


@tagged("post_install", "-at_install")
class TestReportsBadInput(ClassificationCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme(is_main=True)
        cls.make_user(
            "t_manager",
            "sales_team.group_sale_salesman_all_leads",
            "customer_classification.group_classification_manager",
        )

    def test_no_option_of_an_address_is_a_fault_of_the_server(self):
        self.authenticate("t_manager", "t_manager")
        options = (
            "self",
            "env",
            "progress",
            "report_",
            "context",
            "kwargs",
            "first_day",
            "levels",
            "scheme_ids",
            "unit",
        )
        for option in options:
            with self.subTest(option):
                answer = self.url_open(f"{URL}/xlsx?{option}=x")
                self.assertIn(answer.status_code, (400, 403, 404, 422))
                self.assertIn(answer.reason and "text/html", answer.headers["Content-Type"])
        self.assertEqual(self.url_open(f"{URL}/exe").status_code, 422)
        self.assertEqual(self.url_open(f"{URL}/xlsx").status_code, 200)

    def test_no_day_is_a_fault_of_the_server(self):
        customer = self.make_customer("Customer")
        self.make_rule(
            self.scheme, "VIP", {"measure": "order_amount", "window": "lifetime", "operator": ">=", "value": 0}
        )
        for day in ("x", "0001-01-01", "9999-12-31", "2026-02-30", 5, [], {"a": 1}):
            for ask in (
                lambda day=day: self.scheme.classify(as_of=day, simulate=True),
                lambda day=day: self.scheme.rule_ids.preview({}, day),
                lambda day=day: customer.classification_at(day),
            ):
                if day not in ([], {}):  # nothing is today
                    with self.subTest(day=day), self.assertRaisesRegex(UserError, "is no date"):
                        ask()

    def test_no_list_of_customers_is_a_fault_of_the_server(self):
        for ids in ("x", ["x"], {"a": 1}, [True], 1.5):
            with self.subTest(ids=ids), self.assertRaisesRegex(UserError, "Give a list of ids"):
                self.scheme.classify(partner_ids=ids)
