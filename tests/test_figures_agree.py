"""A figure has one definition: each kind of difference that there ever was between two places, and what holds now.

:data:`HELD_BY` says by which tests it cannot come back; those that have no better home are here.
"""

import ast
import html
import importlib
import re
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from ..customer_classification.reports import registry
from .test_common_visibility import ALL, MANAGER, OWN, VisibilityCase
from .test_figures_measures import MeasureCase

REPORT = "customer.classification.report"
PLACES = "test_common_places.TestPlaces.test_every_place_says_what_the_oracle_says"
SHARED = "test_common_visibility.TestSharedScheme"
SEEN = "test_common_visibility.TestVisibility"
GROUPS = "test_care_outlook.TestGroupsOfCompanies"
UNKNOWN = "test_figures_unknown.TestUnknown"
HERE = "test_figures_agree.TestOneWorld"
# number of the difference: (what holds, the tests)
HELD_BY = {
    1: (
        "who is silent has the lowest scores, in a first run and in runs that go on",
        "test_figures_scores.TestScores.test_silent_customers_have_the_lowest_scores",
        "test_rules_continued.TestContinued.test_first_run_continued_runs_and_dry_run_agree",
    ),
    2: (
        "ABC looks at better customers",
        "test_figures_scores.TestScores.test_abc_counts_the_sales_of_better_customers",
    ),
    3: ("the overview has the classes of the rules", f"{HERE}.test_the_classes_of_the_overview_are_those_of_the_rules"),
    4: (
        "the last month is the company's, in mails too",
        "test_reports_day.TestReportDays.test_last_month_is_the_companys_wherever_the_reader_is",
        "test_reports_contents.TestReports.test_kept_reports_are_mailed_on_the_first_of_the_month",
    ),
    5: (
        "who no longer belongs leaves",
        "test_rules_leaving.TestLeaving.test_a_value_that_was_cleared",
        "test_rules_leaving.TestLeaving.test_a_value_without_a_line",
        "test_rules_leaving.TestLeaving.test_out_of_the_customers_of_the_scheme",
    ),
    6: (
        "what a category had set is taken back after a merge, in every company",
        "test_consequences_memory.TestMemory.test_the_survivor_takes_over_nothing_that_a_category_of_the_other_had_set",
        "test_consequences_memory.TestMemory.test_a_company_that_becomes_a_contact_leaves_it_behind_in_every_company",
    ),
    7: (
        "what was open on a past day",
        "test_figures_documents.TestSettlements.test_a_past_day_has_the_same_figures_before_and_after_the_payment",
        "test_figures_documents.TestSettlements.test_the_delay_of_a_past_day_knows_no_later_payment",
    ),
    8: (
        "documents stay with the company that they name",
        "test_figures_documents.TestEmployers.test_a_buyer_who_changes_employer_leaves_his_documents_where_they_were",
        PLACES,
    ),
    9: (
        "a pin that has expired holds nobody",
        "test_assignments_pins.TestPins.test_undoing_moves_a_customer_whose_pin_has_expired",
        "test_assignments_pins.TestPins.test_a_dry_run_knows_that_a_pin_has_expired",
        "test_assignments_pins.TestPins.test_pages_and_the_filter_tell_only_of_pins_that_hold",
    ),
    10: (
        "a first category is no upgrade",
        "test_approval.TestApproval.test_a_first_category_is_no_upgrade_unless_the_scheme_says_so",
    ),
    11: (
        "figures per company and currency",
        f"{SHARED}.test_each_sees_the_sales_of_the_companies_that_he_has_chosen_in_the_money_of_the_scheme",
        f"{SHARED}.test_a_rule_in_another_money_is_previewed_in_its_own",
    ),
    12: ("with taxes on all pages or on none", PLACES),
    13: (
        "nobody sees the sales of other companies",
        f"{SHARED}.test_each_sees_the_sales_of_the_companies_that_he_has_chosen_in_the_money_of_the_scheme",
        f"{SEEN}.test_the_count_of_a_category_is_that_of_the_list_that_it_opens",
    ),
    14: (
        "what is not known is empty",
        f"{UNKNOWN}.test_kept_figures_are_empty_on_screens_and_in_exports",
        f"{UNKNOWN}.test_matrices_without_money_show_customers",
        f"{UNKNOWN}.test_a_run_of_unknown_sales_waits_for_a_manager_and_says_why",
        f"{UNKNOWN}.test_the_overview_knows_no_sales_but_knows_customers",
    ),
    15: (
        "the first order is not known either",
        "test_figures_documents.TestIncompleteHistory.test_first_order_and_invoice",
    ),
    16: ("the sheet tells zero from unknown", f"{UNKNOWN}.test_the_sheet_of_a_customer_tells_zero_from_unknown"),
    17: ("a past period has the rate of its last day", PLACES),
    18: (
        "a customer's orders count whoever wrote them",
        f"{SEEN}.test_a_salesperson_sees_his_customers_and_those_of_nobody_with_all_their_orders",
        "test_sales_dimensions.TestProducts.test_salespeople_see_all_orders_of_their_customers_and_none_of_others",
    ),
    19: (
        "customers without a salesperson are seen by each",
        f"{SEEN}.test_a_salesperson_sees_his_customers_and_those_of_nobody_with_all_their_orders",
        PLACES,
    ),
    20: (
        "without rights in Sales one sees the figures",
        f"{SEEN}.test_who_has_no_rights_in_sales_sees_all_customers_and_their_figures",
    ),
    21: (
        "what was undone is no movement",
        "test_history_undone.TestUndone.test_neither_the_undone_move_nor_the_one_that_undid_it_is_a_movement",
        PLACES,
    ),
    22: (
        "one period before",
        "test_reports_day.TestReportDays.test_overview_reports_and_rules_mean_the_same_period_and_the_same_one_before",
        "test_figures_values.TestValues.test_the_period_before",
    ),
    23: (
        "a past period is not compared in customers of today",
        f"{HERE}.test_a_period_that_is_over_is_told_of_todays_customers_and_not_compared",
    ),
    24: (
        "what is missing in ABC is sales",
        "test_care_outlook.TestAbcOutlook.test_what_is_missing_is_sales",
        "test_care_outlook.TestAbcOutlookOracle.test_falls_are_what_runs_on_those_days_would_decide",
    ),
    25: ("falls are on days of runs", "test_care_outlook.TestAbcOutlook.test_falls_are_on_the_day_of_the_next_run"),
    26: (
        "groups in why, outlook, matrix, reports",
        f"{GROUPS}.test_each_company_sees_why_and_what_comes",
        f"{GROUPS}.test_a_group_is_close_to_rising_as_a_whole",
        f"{GROUPS}.test_the_sales_of_a_group_count_once_and_always",
        f"{GROUPS}.test_reports_have_the_topmost_company_that_bought_nothing",
        PLACES,
    ),
    27: (
        "customers grow, decline and return, by what the scheme looks at",
        "test_demo.TestDemo.test_who_grows_declines_and_returns",
        "test_figures_documents.TestIncompleteHistory.test_measures_that_follow_the_scheme",
    ),
    28: (
        "the last contact, on documents too",
        "test_figures_documents.TestContacts.test_messages_and_calls_on_documents",
        "test_figures_documents.TestContacts.test_meetings_that_were_held_with_somebody_of_ours",
    ),
    29: (
        "the day is the company's",
        "test_common_day.TestDay.test_it_does_not_depend_on_who_asks",
        "test_common_day.TestDay.test_the_time_zone_is_the_companys_else_its_calendars_else_the_installers",
        "test_common_day.TestDay.test_settings_show_it_and_write_it_into_the_companys_contact",
    ),
    30: (
        "since when, after undoing",
        "test_history_undone.TestUndone.test_form_period_and_past_day_agree_since_when_the_customer_is_there",
    ),
    31: (
        "whom only another company's documents make a customer",
        f"{HERE}.test_a_customer_of_another_companys_documents_is_counted_in_no_list",
    ),
    32: ("all are those with and without a category", f"{HERE}.test_all_are_those_with_and_without_a_category"),
    33: ("the grid has the silent ones", f"{HERE}.test_the_grid_has_every_customer"),
    34: (
        "to approve is what one may decide; runs know what became of proposals",
        f"{SEEN}.test_to_approve_is_what_one_may_decide",
        "test_approval_counts.TestApprovalCounts.test_a_run_tells_what_became_of_its_proposals",
    ),
    35: (
        "the history button",
        "test_approval_counts.TestApprovalCounts.test_the_history_button_counts_the_lines_that_it_opens",
    ),
    36: ("products of the same days and customers", f"{HERE}.test_products_are_of_the_same_days_and_customers"),
    37: ("means are means of all documents", "test_figures_agree.TestMeans.test_means_are_those_of_all_documents"),
    38: (
        "a lead's category is that of its company's scheme",
        "test_sales_dimensions.TestDimensions.test_a_lead_has_the_category_of_the_main_scheme_of_its_company",
    ),
    39: ("who reaches a number", f"{HERE}.test_who_reaches_the_first_number_of_the_guided_start"),
    40: (
        "parts add up to totals",
        "test_reports_day.TestReportDays.test_months_that_have_no_column_of_their_own_are_one_amount",
        "test_reports_day.TestReportDays.test_a_parents_own_customers_have_a_line_where_they_may_be_there",
    ),
    41: ("archived customers have no figures", f"{HERE}.test_an_archived_customer_has_no_figures"),
    42: ("contacts planned with people", f"{HERE}.test_what_is_planned_with_a_contact_is_planned"),
    43: (
        "carts, opening figures, what a mail counts",
        "test_figures_documents.TestCarts.test_carts_are_no_quotations",
        "test_figures_opening.TestOpening.test_twelve_months_hold_twelve_whole_opening_months",
        "test_approval_counts.TestApprovalCounts.test_a_digest_counts_what_its_reader_may_see",
        PLACES,
    ),
}


@tagged("post_install", "-at_install")
class TestHeldBy(VisibilityCase):
    def test_each_has_its_tests(self):
        self.assertEqual(list(HELD_BY), list(range(1, 44)))
        for number, (told, *names) in HELD_BY.items():
            for name in names:
                module, case, test = name.split(".")
                found = importlib.import_module(f"{__package__}.{module}")
                self.assertTrue(callable(getattr(getattr(found, case), test, None)), f"{number}, {told}: {name}")


@tagged("post_install", "-at_install")
class TestOneWorld(VisibilityCase):
    """Customers of one company, ABC by rules: who buys for 1,000, 300, 100, 50, 40 and 10, and who buys nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._classification_today()
        cls.seller, cls.manager = cls.user("a_seller", OWN), cls.user("a_manager", MANAGER, ALL)
        cls.scheme = cls.make_scheme(("A", "B", "C"), is_main=True, default_category_id=False)
        cls.scheme.default_category_id = cls.category(cls.scheme, "C")
        year = {"window": "months", "window_length": 12, "measure": "revenue_share_before", "operator": "<"}
        cls.make_rule(cls.scheme, "A", {**year, "value": 60}, sequence=1)
        cls.make_rule(cls.scheme, "B", {**year, "value": 93}, sequence=2)
        cls.amounts = [1000, 300, 100, 50, 40, 10, 0]
        cls.customers = cls.env["res.partner"].union(
            *(
                cls.make_customer(
                    f"{amount}", company_id=cls.company.id, user_id=cls.seller.id if number % 2 else cls.manager.id
                )
                for number, amount in enumerate(cls.amounts)
            )
        )
        for customer, amount in zip(cls.customers, cls.amounts, strict=True):
            if amount:
                cls.make_order(customer, cls.today - timedelta(days=40), amount)
        cls.scheme.classify()

    def overview(self, user=None, **options):
        env = self.as_seen_by(user) if user else self.env
        return env["customer.classification.overview"].get_overview({"scheme_id": self.scheme.id, **options})

    def test_the_classes_of_the_overview_are_those_of_the_rules(self):
        """Of all customers of the company, though a salesperson is told only of theirs."""
        self.assertEqual(
            self.categories_of(self.scheme),
            {"1000": "A", "300": "B", "100": "B", "50": "C", "40": "C", "10": "C", "0": "C"},
        )
        for user, expected in ((self.manager, [1, 2, 4]), (self.seller, [0, 1, 2])):
            classes = self.overview(user)["value"]["classes"]
            self.assertEqual([found["customers"] for found in classes], expected, user.login)
            rows = [row["customers"] for row in self.overview(user)["categories"] if row["id"]]
            self.assertEqual(rows, expected, user.login)

    def test_a_period_that_is_over_is_told_of_todays_customers_and_not_compared(self):
        *rows, total = self.overview(period="last_month")["categories"]
        self.assertEqual([row["customers"] for row in (*rows, total)], [1, 2, 4, 7])
        self.assertEqual({row["customers_before"] for row in (*rows, total)}, {None})

    def test_a_customer_of_another_companys_documents_is_counted_in_no_list(self):
        elsewhere = self.make_company("Elsewhere", "CNY", "UTC")
        visitor = self.env["res.partner"].create({"name": "T-visitor", "is_company": True})
        self.make_order(visitor, self.today, 10, company=elsewhere)
        for companies in (self.company, self.company | elsewhere):
            env = self.env(context={**self.env.context, "allowed_company_ids": companies.ids})
            scheme = self.scheme.with_env(env)
            self.assertEqual(scheme.classify(simulate=True).customer_count, 7)
            self.assertFalse(env["res.partner"].search(scheme.action_open_unclassified()["domain"]))
            page = env["customer.classification.overview"].get_overview({"scheme_id": scheme.id})
            self.assertEqual([part["customers"] for part in page["categories"][-1]["beside"]], [0, 7])

    def test_all_are_those_with_and_without_a_category(self):
        self.customers[0].classification_assignment_ids.unlink()
        total = self.overview()["categories"][-1]
        without, everybody = total["beside"]
        found = [(part["customers"], part["revenue"]) for part in (total, without, everybody)]
        self.assertEqual(found, [(6, 500), (1, 1000), (7, 1500)])
        with registry.datasets(self.env, "category_statistics", scheme_ids=self.scheme.ids) as [dataset]:
            table = dataset.tables[0]
            row = dict(zip([column.name for column in table.columns], table.rows[-1].values, strict=True))
        self.assertEqual((row["customers"], row["amount"]), (7, 1500))

    def test_the_grid_has_every_customer(self):
        cells = self.overview()["value"]["rfm"]
        self.assertEqual(sum(cell["customers"] for cell in cells), 7)
        silent = self.env[REPORT].search([("partner_id", "=", self.customers[-1].id)])
        scores = [silent[f"{name}_score"] for name in ("recency", "frequency", "monetary")]
        self.assertEqual(scores, [1, 1, 1])

    def test_products_are_of_the_same_days_and_customers(self):
        """Neither what was ordered an hour before twelve months began, nor what archived customers bought."""
        begin = self.company._classification_begin(self.today - relativedelta(months=12) + timedelta(days=1))
        early = self.make_order(self.customers[0], self.today, 111)
        early.date_order = begin - timedelta(minutes=1)
        self.make_order(self.customers[0], self.today, 7).date_order = begin
        self.customers[1].active = False
        self.refresh(self.scheme)
        products = self.env["customer.classification.product"].search([("scheme_id", "=", self.scheme.id)])
        analysis = self.env[REPORT].search([("scheme_id", "=", self.scheme.id)])
        self.assertEqual(sum(products.mapped("amount")), 1207)
        self.assertEqual(sum(analysis.mapped("order_amount")), 1207)

    def test_who_reaches_the_first_number_of_the_guided_start(self):
        setup = self.env["customer.classification.setup"].create({})
        for line in setup.line_ids:
            line.selected = line.template == "IMPORTANCE"
        setup.action_adjust()
        line = setup.line_ids.filtered(lambda line: line.template == "IMPORTANCE")
        for number, reached in ((40, 5), (41, 4), (300, 2), (1001, 0)):
            line.first = number
            told = " ".join(re.sub("<[^>]*>", " ", line.histogram).split())
            self.assertIn(f"; {reached} customers from the first number on", told, number)

    def test_an_archived_customer_has_no_figures(self):
        first = self.customers[0]
        self.assertEqual(first.classification_profile_ids.order_amount, 1000)
        first.active = False
        self.refresh(self.scheme)
        self.assertFalse(first.classification_profile_ids)

    def test_a_customer_whom_another_company_took_over_counts_until_they_leave(self):
        elsewhere = self.make_company("Elsewhere", "CNY", "UTC")
        buyer, silent = self.customers[0], self.customers[-1]
        (buyer | silent).company_id = elsewhere
        self.refresh(self.scheme)
        env = self.env(context={**self.env.context, "allowed_company_ids": (self.company | elsewhere).ids})
        analysis = env[REPORT].search([("scheme_id", "=", self.scheme.id)])
        found = {row.partner_id: row.order_amount for row in analysis}
        self.assertEqual((len(found), found[buyer], found[silent]), (7, 1000, 0))
        first, *_rows = env["customer.classification.overview"].get_overview({"scheme_id": self.scheme.id})[
            "categories"
        ]
        self.assertEqual((first["customers"], first["revenue"]), (1, 1000))
        with registry.datasets(env, "consumption", scheme_ids=self.scheme.ids) as [dataset]:
            columns = [column.name for column in dataset.tables[0].columns]
            row = dict(zip(columns, dataset.tables[0].rows[-1].values, strict=True))
        self.assertEqual((row["customers"], row["amount"]), (7, 1500))
        (buyer | silent).classification_assignment_ids.unlink()
        self.refresh(self.scheme)
        self.assertEqual(buyer.classification_profile_ids.order_amount, 1000, "what they bought here")
        self.assertFalse(silent.classification_profile_ids)

    def test_what_is_planned_with_a_contact_is_planned(self):
        """And the list shows as due whom the overview counts: those whose day is today, too."""
        self.category(self.scheme, "A").contact_interval = 40
        first = self.customers[0]
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": first.id})
        contact.activity_schedule("mail.mail_activity_data_call", self.today + timedelta(days=3))
        assignment = first.classification_assignment_ids
        for days, due in ((39, 0), (40, 1)):
            since = self.today - timedelta(days=days)
            self.env.flush_all()
            self.cr.execute(
                "UPDATE customer_classification_assignment SET since = %s WHERE id = %s", (since, assignment.id)
            )
            self.env.invalidate_all()
            line = self.env["customer.classification.contact"].browse(first.id)
            self.assertEqual((line.planned_date, line.delay), (self.today + timedelta(days=3), days - 40))
            view = self.env.ref("customer_classification.customer_classification_contact_view_search")
            [listed] = re.findall(r'name="due"[^>]*domain="([^"]*)"', view.arch)
            ours = [("scheme_id", "=", self.scheme.id), *ast.literal_eval(html.unescape(listed))]
            self.assertEqual(line.search_count(ours), due)
            counted = {entry["key"]: entry["count"] for entry in self.overview()["todo"]}
            self.assertEqual(counted.get("contact", 0), due)


@tagged("post_install", "-at_install")
class TestMeans(MeasureCase, VisibilityCase):
    def test_means_are_those_of_all_documents(self):
        """Of two categories, one mean for all: of the ratings and of the invoices, not of the customers."""
        today = self.company._classification_today()
        scheme = self.make_scheme(mode="manual", is_main=True)
        other = self.silent
        for customer, marks, late in ((self.customer, (5, 5, 4), (10, 20)), (other, (1,), (30,))):
            customer._set_category(scheme, scheme.category_ids[0])
            for mark in marks:
                self.env["rating.rating"].create(
                    {
                        "rating": mark,
                        "consumed": True,
                        "partner_id": customer.id,
                        "res_id": customer.id,
                        "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                    }
                )
            for days in late:
                self.invoice(today - timedelta(days=days), 100, partner=customer)
        self.refresh(scheme)
        page = self.env["customer.classification.overview"].get_overview({"scheme_id": scheme.id})
        *_rows, total = page["care"]
        self.assertAlmostEqual(total["satisfaction"], 15 / 4)
        self.assertAlmostEqual(total["delay"], 20)
        [[mean, delay]] = self.env[REPORT]._read_group(
            [("scheme_id", "=", scheme.id)], [], ["satisfaction:avg", "payment_delay_days:avg"]
        )
        self.assertAlmostEqual(mean, 15 / 4)
        self.assertAlmostEqual(delay, 20)
