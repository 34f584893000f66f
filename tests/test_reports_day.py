from datetime import date

from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..customer_classification.figures import windows
from ..customer_classification.overview import overview_period
from ..customer_classification.reports import parameters, registry
from .common import ClassificationCase

MANAGER = "customer_classification.group_classification_manager"


@tagged("post_install", "-at_install")
class TestReportDays(ClassificationCase):
    """The company in Shanghai is in December already; its readers are anywhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.scheme = cls.make_scheme(mode="manual", is_main=True)
        cls.customer = cls.make_customer("buyer")
        cls.customer._set_category(cls.scheme, cls.category(cls.scheme, "VIP"))

    def reader(self, login, zone):
        user = new_test_user(
            self.env,
            login,
            groups=f"base.group_user,{MANAGER}",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
            tz=zone,
            email=f"{login}@example.com",
        )
        return self.env(user=user.id, context={"allowed_company_ids": self.company.ids, "tz": zone})

    def test_last_month_is_the_companys_wherever_the_reader_is(self):
        for number, zone in enumerate(("Asia/Shanghai", "Europe/Brussels", "America/New_York", False)):
            env = self.reader(f"reader_{number}", zone)
            with (
                freeze_time("2026-11-30 20:00:00"),
                registry.datasets(env, "consumption", scheme_ids=self.scheme.ids, period="last_month") as [dataset],
            ):
                self.assertEqual((dataset.first_day, dataset.last_day), (date(2026, 11, 1), date(2026, 11, 30)), zone)

    @given(today=st.dates(date(2015, 1, 1), date(2032, 12, 31)), kind=st.sampled_from(overview_period.PERIODS))
    def test_overview_reports_and_rules_mean_the_same_period_and_the_same_one_before(self, today, kind):
        chosen = overview_period.period(kind, today)
        self.assertEqual(parameters.days_of(kind, today), tuple(chosen))
        asked = {"first_day": chosen.first, "last_day": chosen.last, "period": kind}
        for ours, theirs in (("previous", "period"), ("year", "year")):
            compared = overview_period.compared(kind, chosen, ours)
            self.assertEqual(
                parameters.Parameters("consumption", comparison=theirs, **asked).compared(), tuple(compared)
            )
            self.assertLess(compared.last, chosen.first, "no day is in both")
        window = windows.of_period(kind)
        self.assertEqual(windows.before(window, today), tuple(overview_period.compared(kind, chosen, "previous")))

    def test_the_form_shows_the_days_that_the_report_will_have(self):
        env = self.reader("reader", "America/New_York")
        with freeze_time("2026-11-30 20:00:00"):
            wizard = env["customer.classification.report.wizard"].create({"period": "last_month"})
            self.assertEqual((wizard.first_day, wizard.last_day), (date(2026, 11, 1), date(2026, 11, 30)))

    def test_what_is_wrong_is_said_before_a_download_that_could_not_say_it(self):
        env = self.reader("reader", "Asia/Shanghai")
        Wizard = env["customer.classification.report.wizard"]
        with self.assertRaisesRegex(UserError, "Choose the customers"):
            Wizard.create({"report": "sheet"}).action_make()
        with self.assertRaisesRegex(UserError, "ends before it begins"):
            Wizard.create(
                {"report": "consumption", "period": "custom", "first_day": "2026-02-01", "last_day": "2026-01-01"}
            ).action_make()
        wizard = Wizard.create({"report": "sheet", "partner_ids": [(6, 0, self.customer.ids)]})
        self.assertIn("/report/sheet/pdf", wizard.action_make()["url"])

    def test_months_that_have_no_column_of_their_own_are_one_amount(self):
        self.make_order(self.customer, "2024-01-15", 7)
        self.make_order(self.customer, "2026-11-15", 3)
        days = {"first_day": "2024-01-01", "last_day": "2026-11-30"}
        with registry.datasets(self.env, "consumption", scheme_ids=self.scheme.ids, **days) as [dataset]:
            table = dataset.table("customers")
            [row] = [row for row in table.rows if row.values[table.place("customer")] == "T-buyer"]
            by_month = [
                value
                for column, value in zip(table.columns, row.values, strict=True)
                if column.name.startswith("month_") or column.name == "earlier"
            ]
            self.assertEqual((sum(by_month), row.values[table.place("amount")]), (10, 10))
            self.assertIn("one amount", " ".join(dataset.remarks))

    def test_a_parents_own_customers_have_a_line_where_they_may_be_there(self):
        scheme = self.make_scheme(mode="manual", leaf_only=False)
        vip = self.category(scheme, "VIP")
        below = self.env["customer.classification.category"].create({"name": "Below", "parent_id": vip.id})
        for name, category, amount in (("own", vip, 1000), ("below", below, 300)):
            customer = self.make_customer(name)
            customer._set_category(scheme, category)
            self.make_order(customer, self.company._classification_today(), amount)
        self.env.flush_all()
        self.env.invalidate_all()
        with registry.datasets(self.env, "category_statistics", scheme_ids=scheme.ids) as [dataset]:
            [table] = dataset.tables
            place, name = table.place("amount"), table.place("category")
            group = next(row for row in table.rows if row.values[name] == "VIP")
            parts = [table.rows[part] for part in group.parts]
            self.assertEqual([row.values[name] for row in parts], ["VIP itself", "Below"])
            self.assertEqual((sum(row.values[place] for row in parts), group.values[place]), (1300, 1300))
