from datetime import date, datetime

from freezegun import freeze_time

from odoo.addons.customer_classification.customer_classification.common import days
from odoo.tests import tagged
from odoo.tools import SQL

from .common import ClassificationCase


@tagged("post_install", "-at_install")
class TestDay(ClassificationCase):
    """What day it is in a company, and where a day begins."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"

    def zone(self, contact, calendar, installer):
        """The time zone of a company that has these."""
        self.env["ir.config_parameter"].set_param("customer_classification.tz", installer)
        self.company.partner_id.tz = contact
        self.company.resource_calendar_id = calendar and self.env["resource.calendar"].create(
            {"name": "Working hours", "tz": calendar, "company_id": self.company.id}
        )
        return self.company._classification_tz()

    def test_the_time_zone_is_the_companys_else_its_calendars_else_the_installers(self):
        self.assertEqual(self.zone("Asia/Shanghai", "Europe/Paris", "America/Lima"), "Asia/Shanghai")
        self.assertEqual(self.zone(False, "Europe/Paris", "America/Lima"), "Europe/Paris")
        self.assertEqual(self.zone(False, False, "America/Lima"), "America/Lima")

    def test_settings_show_it_and_write_it_into_the_companys_contact(self):
        self.assertEqual(self.zone(False, "Europe/Paris", "America/Lima"), "Europe/Paris")
        settings = self.env["res.config.settings"].with_company(self.company).create({})
        self.assertEqual(settings.classification_tz, "Europe/Paris")
        settings.classification_tz = "Asia/Tokyo"
        settings.execute()
        self.assertEqual(self.company.partner_id.tz, "Asia/Tokyo")
        self.assertEqual(self.company._classification_tz(), "Asia/Tokyo")

    def test_a_day_begins_where_the_company_is(self):
        new_york = self.make_company("Elsewhere", "USD", "America/New_York")
        scheme = self.make_scheme()
        for moment, here, there in (
            ("2026-11-23 15:59:59", "2026-11-23", "2026-11-23"),
            ("2026-11-23 16:00:00", "2026-11-24", "2026-11-23"),
            ("2028-02-29 04:59:59", "2028-02-29", "2028-02-28"),
            ("2028-02-29 05:00:00", "2028-02-29", "2028-02-29"),
        ):
            with freeze_time(moment):
                self.assertEqual(str(self.company._classification_today()), here)
                self.assertEqual(str(new_york._classification_today()), there)
                self.assertEqual(str((self.company | new_york)._classification_today()), here, "the first new day")
                self.assertEqual(str(scheme._today()), here)

    def test_it_does_not_depend_on_who_asks(self):
        with freeze_time("2026-11-23 16:30:00"):
            for zone in ("Pacific/Honolulu", "Pacific/Auckland"):
                self.env.user.tz = zone
                company = self.company.with_context(tz=zone)
                self.assertEqual(str(company._classification_today()), "2026-11-24")

    def test_summer_time_makes_days_of_23_and_25_hours(self):
        for day, hours in ((date(2027, 3, 28), 23), (date(2027, 10, 31), 25), (date(2027, 6, 1), 24)):
            begin, end = days.begin_of(day, "Europe/Berlin"), days.end_of(day, "Europe/Berlin")
            self.assertEqual((end - begin).total_seconds() / 3600, hours)
            self.assertEqual(days.day_of(begin, "Europe/Berlin"), day)
            self.assertGreater(days.day_of(end, "Europe/Berlin"), day)

    def test_postgresql_counts_the_same_days(self):
        for zone in ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC"):
            for text in ("2027-03-28 00:59:00", "2027-03-28 22:30:00", "2028-02-29 23:59:00"):
                moment = datetime.fromisoformat(text)
                [[day]] = self.env.execute_query(SQL("SELECT %s", days.day_sql(SQL("%s::timestamp", moment), zone)))
                self.assertEqual(day, days.day_of(moment, zone), f"{moment} in {zone}")
