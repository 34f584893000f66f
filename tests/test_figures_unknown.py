import io

import openpyxl

from odoo.tests import tagged

from ..customer_classification.reports import registry
from ..customer_classification.reports.formats import files
from .common import ClassificationCase

YEAR = {"window": "months", "window_length": 12}


@tagged("post_install", "-at_install")
class TestUnknown(ClassificationCase):
    """A company whose documents begin 30 days ago: what nobody can know is empty in every place, and zero is zero."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._classification_today()
        cls.company.classification_history_since = cls.today.replace(day=1)
        cls.scheme = cls.make_scheme(is_main=True)
        cls.make_rule(cls.scheme, "VIP", {"measure": "days_since_last_order", "operator": "<=", "value": 400})
        cls.customer, cls.quiet = cls.make_customer("buyer", ref="B"), cls.make_customer("quiet", ref="Q")
        cls.make_order(cls.customer, cls.today, 500)
        cls.scheme.classify()
        cls.env.flush_all()
        profile = cls.env["customer.classification.profile"]
        for scope in profile._scopes(cls.scheme):
            profile._refresh_scope(scope)

    def test_kept_figures_are_empty_on_screens_and_in_exports(self):
        profile = self.customer.classification_profile_id
        row = self.env["customer.classification.report"].search([("partner_id", "=", self.customer.id)])
        for record in (profile, row):
            for name in ("order_amount", "order_count", "invoice_amount", "order_average"):
                self.assertIs(record[name], False, (record._name, name))
                self.assertIs(record.read([name])[0][name], False)
            self.assertEqual(record.export_data(["order_amount", "order_count"])["datas"], [["", ""]])
        self.assertEqual(profile.receivable_amount, 0)
        self.assertIsNot(profile.receivable_amount, False, "nothing is open: that is known")
        self.assertIs(self.customer.classification_order_amount, False)

    def test_moves_keep_that_nothing_was_known(self):
        change = self.customer.classification_change_ids
        move = self.env["customer.classification.movement"].search([("partner_id", "=", self.customer.id)])
        self.assertIs(change.revenue, False)
        self.assertIs(move.revenue, False)
        self.customer._set_category(self.scheme, self.category(self.scheme, "Ordinary"))
        self.env.flush_all()
        by_hand = self.customer.classification_change_ids.filtered(lambda change: change.origin == "manual")
        by_hand.invalidate_recordset()
        self.assertIs(by_hand.revenue, False)

    def test_matrices_without_money_show_customers(self):
        run = self.scheme.run_ids[:1]
        self.assertIsNone(run.matrix[0]["revenue"])
        self.assertIn("action_open_cell", run.matrix_html)
        dry_run = self.scheme.classify(simulate=True)
        self.assertNotIn("0.00", dry_run.matrix_html or "")
        preview = self.env["customer.classification.rule"].browse(self.scheme.rule_ids.ids)[:1]
        self.assertEqual(preview._spec().category_id, self.category(self.scheme, "VIP").id)

    def test_nothing_is_known_of_a_group_at_none_of_its_companies(self):
        """Its sales count at the topmost company; at the others they are unknown then and not zero, leaving or not."""
        self.scheme.customer_level = "group"
        self.quiet.parent_id = self.customer
        self.quiet.is_company = True
        staying = self.scheme.classify(simulate=True)
        self.assertEqual({cell["revenue"] for cell in staying.matrix}, {None}, staying.matrix)
        self.scheme.customer_domain = "[('name', '=', 'nobody')]"
        leaving = self.scheme.classify(simulate=True)
        self.assertEqual({(cell["to"], cell["revenue"]) for cell in leaving.matrix}, {(None, None)}, leaving.matrix)

    def test_a_run_of_unknown_sales_waits_for_a_manager_and_says_why(self):
        self.scheme.write({"safety_customers": 100, "safety_revenue": 20})
        Run = self.env["customer.classification.run"].sudo()
        Run._execute(self.scheme, trigger="schedule")
        self.scheme.default_category_id = self.category(self.scheme, "Ordinary")
        self.assertTrue(self.scheme._exceeds_safety(self.moving()))
        held = Run.new({"scheme_id": self.scheme.id, "matrix": self.moving(), "state": "held"})
        self.assertIn("documents were not complete", held.safety_note)
        self.scheme.safety_revenue = 100
        self.assertFalse(self.scheme._exceeds_safety(self.moving()), "who lets all sales move need not know them")

    def moving(self):
        """The matrix of a run in which nobody is a VIP any more."""
        self.scheme.rule_ids.active = False
        return self.scheme.classify(simulate=True).matrix

    def test_the_overview_knows_no_sales_but_knows_customers(self):
        page = self.env["customer.classification.overview"].get_overview({"scheme_id": self.scheme.id})
        row = page["categories"][0]
        self.assertEqual((row["customers"], row["revenue"]), (1, None))
        self.assertEqual([tile["value"] for tile in page["tiles"] if tile["key"] == "top"], [None])
        page = self.env["customer.classification.overview"].get_overview(
            {"scheme_id": self.scheme.id, "period": "this_month"}
        )
        self.assertEqual((page["categories"][0]["revenue"], page["categories"][0]["revenue_before"]), (500, None))

    def test_reports_leave_it_empty_in_every_format(self):
        user = self.make_user(
            "unknown_manager", "base.group_user", "customer_classification.group_classification_manager"
        )
        env = self.env(user=user.id, context={"allowed_company_ids": self.company.ids})
        for report, table in (("consumption", "customers"), ("category_statistics", "categories")):
            with registry.datasets(env, report, scheme_ids=self.scheme.ids) as [dataset]:
                found = dataset.table(table)
                for row in found.rows:
                    self.assertIsNone(row.values[found.place("amount")], report)
            made = files.make(env, report, "xlsx", scheme_ids=self.scheme.ids)
            texts = [
                cell.value
                for sheet in openpyxl.load_workbook(io.BytesIO(made.content))
                for row in sheet
                for cell in row
            ]
            self.assertEqual(texts.count(500), 1 if report == "consumption" else 0, "that of this month is known")
            self.assertTrue(files.make(env, report, "pdf", scheme_ids=self.scheme.ids).content.startswith(b"%PDF"))
        with registry.datasets(env, "movement", scheme_ids=self.scheme.ids) as [dataset]:
            self.assertIsNone(dataset.table("amounts").rows[-1].values[-1])
            self.assertTrue(dataset.table("customers").rows[-1].values[-1])

    def test_the_sheet_of_a_customer_tells_zero_from_unknown(self):
        with registry.datasets(self.env, "sheet", partner_ids=self.quiet.ids) as [dataset]:
            cells = {
                name: value
                for row in dataset.table("figures").rows
                for name, value in ((row.values[0], row.values[1]), (row.values[2], row.values[3]))
            }
        self.assertIsNone(cells["Sales (orders), 12 months"])
        self.assertIsNone(cells["Average Order, 12 months"])
        self.assertEqual(cells["Overdue"].value, 0)
