"""A report is one entry: its rows in every format, whoever adds it."""

from contextlib import contextmanager

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import SQL

from ..customer_classification.reports.dataset import Column, Row, Table
from ..customer_classification.reports.formats import files, table
from ..customer_classification.reports.parts import finish
from ..customer_classification.reports.registry import REPORTS, Kind
from .common import ClassificationCase


@contextmanager
def names(inquiry):
    """What another addon could add: the names of the customers."""
    statement = """SELECT row_number() OVER (ORDER BY partner.name) AS position, partner.name
                     FROM %s customer JOIN res_partner partner ON partner.id = customer.partner_id"""
    with inquiry.customers({}) as customers, inquiry.kept(SQL(statement, customers)) as lines:
        columns = (Column("customer", "Customer", width=30),)
        found = Table("customers", "Customers", columns, lines.as_rows(Row), lines.number)
        yield finish(inquiry, "names", tables=(found,))


@tagged("post_install", "-at_install")
@freeze_time("2026-11-23 04:00:00")
class TestAnotherReport(ClassificationCase):
    def test_it_is_offered_and_made_in_every_format(self):
        self.addCleanup(REPORTS.pop, "names")
        REPORTS["names"] = Kind("Names of customers", names)
        scheme = self.make_scheme(mode="manual", is_main=True)
        for name in ("Bo", "Ann"):
            customer = self.make_customer(name)
            customer.main_category_id = self.category(scheme, "VIP")
        Report = self.env["customer.classification.saved.report"]
        self.assertIn(("names", "Names of customers"), Report._fields["report"]._description_selection(self.env))
        [dataset] = Report.dataset("names", scheme_ids=scheme.ids)
        rows = [row["customer"] for row in dataset["tables"][0]["rows"]]
        self.assertEqual((dataset["title"], rows), ("Names of customers", ["T-Ann", "T-Bo"]))
        for entry in table.FORMATS:
            made = files.make(self.env, "names", entry, scheme_ids=scheme.ids)
            self.assertTrue(made.name.startswith("Names of customers"))
            self.assertTrue(made.content)
