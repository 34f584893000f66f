import base64
import io
from contextlib import contextmanager
from datetime import date, datetime

import openpyxl
from freezegun import freeze_time

from odoo.addons.customer_classification.customer_classification.figures.windows import before_days as before
from odoo.addons.customer_classification.customer_classification.reports import registry
from odoo.addons.customer_classification.customer_classification.reports.formats import files
from odoo.addons.customer_classification.customer_classification.reports.formats.text_width import text_width, wrapped
from odoo.addons.customer_classification.customer_classification.reports.parameters import days_of
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader

from .common import ClassificationCase

DAY = date(2026, 11, 23)
MANAGER = "customer_classification.group_classification_manager"
USER = "customer_classification.group_classification_user"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-23 08:00:00")
class TestReports(ClassificationCase):
    """Three customers of two categories, with all kinds of documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme(is_main=True)
        cls.manager = cls.user("report_manager", f"{MANAGER},sales_team.group_sale_salesman_all_leads")
        cls.seller = cls.user("report_seller", USER)
        cls.rich = cls.make_customer("Rich", ref="R1", user_id=cls.seller.id)
        cls.poor = cls.make_customer("=Poor", ref="P1", user_id=cls.manager.id)
        cls.quiet = cls.make_customer("+Quiet", ref="Q1")
        cls.contact = cls.env["res.partner"].create({"name": "Ann", "parent_id": cls.rich.id})
        cls.classify(cls.rich, "VIP")
        cls.classify(cls.poor, "Ordinary")
        cls.classify(cls.quiet, "Ordinary")
        cls.bolt = cls.env["product.product"].create({"name": "=Bolt", "taxes_id": False})
        cls.make_order(cls.rich, "2026-11-01", 1000)
        cls.make_order(cls.contact, "2026-10-01", 500)
        cls.make_order(cls.rich, "2025-11-01", 750)
        cls.make_order(cls.poor, "2026-09-01", 250)
        order = cls.make_order(cls.poor, "2026-09-02", 50)
        order.order_line.product_id = cls.bolt
        order.order_line.write({"price_unit": 300, "tax_ids": False})

    @classmethod
    def user(cls, login, group):
        return new_test_user(
            cls.env,
            login,
            groups=f"base.group_user,sales_team.group_sale_salesman,{group}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            email=f"{login}@example.com",
        )

    @classmethod
    def classify(cls, partner, category):
        cls.env["customer.classification.assignment"].create(
            {"partner_id": partner.id, "category_id": cls.category(cls.scheme, category).id}
        )

    def rate(self, partner, mark, feedback, day="2026-11-10"):
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": partner.id,
                "partner_id": partner.id,
                "rating": mark,
                "feedback": feedback,
                "consumed": True,
            }
        )
        self.env.flush_all()
        self.env.cr.execute("UPDATE rating_rating SET rated_on = %s WHERE id = %s", (f"{day} 08:00", rating.id))
        rating.invalidate_recordset()

    def as_user(self, user, lang="en_US"):
        return self.env(user=user.id, su=False, context={**self.env.context, "lang": lang})

    @contextmanager
    def asked(self, report, user=None, lang="en_US", **options):
        """The dataset that a manager gets, unless another user asks."""
        options = {"scheme_ids": self.scheme.ids, **options}
        with registry.datasets(self.as_user(user or self.manager, lang), report, **options) as [dataset]:
            yield dataset

    def rows(self, report, table="customers", **options):
        """The rows of a table as dictionaries."""
        with self.asked(report, **options) as dataset:
            found = dataset.table(table)
            names = [column.name for column in found.columns]
            return [dict(zip(names, row.values, strict=True)) for row in found.rows]

    # Consumption

    def test_consumption_of_each_customer(self):
        rich, poor, quiet = self.rows("consumption", comparison="year")
        self.assertEqual((rich["customer"], rich["amount"], rich["orders"], rich["average"]), ("T-Rich", 1500, 2, 750))
        self.assertEqual((rich["share"], rich["growth"], rich["last_order"]), (1, 1, date(2026, 11, 1)))
        self.assertEqual((rich["trend"][-1], rich["trend"][-2], sum(rich["trend"])), (1000, 500, 1500))
        self.assertEqual(poor["products"], "=Bolt, Thing")
        self.assertEqual((quiet["amount"], quiet["share"], quiet["last_order"], quiet["products"]), (0, 0, None, None))

    def test_consumption_of_one_category_with_its_summary_first(self):
        vip = self.category(self.scheme, "VIP")
        [rich] = self.rows("consumption", category_ids=vip.ids)
        self.assertEqual(rich["reference"], "R1")
        [line, total] = self.rows("consumption", "categories", category_ids=vip.ids)
        self.assertEqual((line["category"], line["customers"], line["buyers"], line["amount"]), ("1 VIP", 1, 1, 1500))
        self.assertEqual(total["share"], 1)

    def test_consumption_in_two_currencies(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "name": "2020-01-01",
                "currency_id": dollar.id,
                "company_id": self.company.id,
                "inverse_company_rate": 7,
            }
        )
        self.make_order(self.quiet, "2026-11-02", 100, currency="USD")
        quiet = next(row for row in self.rows("consumption") if row["reference"] == "Q1")
        self.assertAlmostEqual(quiet["amount"], 700, places=2)

    # Satisfaction

    def test_satisfaction_names_the_unhappiest_first_with_what_they_said(self):
        self.rate(self.rich, 5, "fine")
        self.rate(self.contact, 2, "late twice")
        self.rate(self.poor, 1, "nobody calls back")
        self.rate(self.poor, 5, "good old days", day="2025-06-01")
        poor, rich = self.rows("satisfaction", comparison="year")
        self.assertEqual((poor["reference"], poor["satisfaction"], poor["comment"]), ("P1", 1, "nobody calls back"))
        self.assertEqual((poor["before"], poor["change"]), (5, -4))
        self.assertEqual((rich["satisfaction"], rich["ratings"], rich["comment"]), (3.5, 2, "late twice"))
        self.assertEqual([rich[f"star_{star}"] for star in range(1, 6)], [0, 1, 0, 0, 1])
        vip, ordinary, total = self.rows("satisfaction", "categories")
        self.assertEqual((vip["satisfaction"], ordinary["coverage"]), (3.5, 0.5))
        self.assertAlmostEqual(total["satisfaction"], 8 / 3)

    # Development

    def test_development_says_whom_to_call_first_and_what_is_missing(self):
        self.make_rule(
            self.scheme,
            "VIP",
            {"measure": "order_amount", "window": "months", "window_length": 12, "operator": ">=", "value": 1000},
        )
        chance = self.env["crm.lead"].create(
            {
                "name": "Chance",
                "type": "opportunity",
                "partner_id": self.quiet.id,
                "expected_revenue": 900,
                "company_id": self.company.id,
            }
        )
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET create_date = '2026-11-01' WHERE id = %s", (chance.id,))
        self.make_order(self.poor, "2026-11-20", 400, state="draft")
        quiet, poor, rich = self.rows("development")
        self.assertEqual((quiet["reference"], quiet["revenue"], quiet["opportunities"]), ("Q1", 900, 1))
        self.assertEqual((poor["open_quotations"], poor["open_amount"]), (1, 400))
        self.assertAlmostEqual(poor["conversion"], 2 / 3)
        self.assertEqual((poor["next"], poor["reached"]), ("VIP", 0.55))
        self.assertRegex(poor["missing"], r"450\.00.*missing")
        self.assertEqual((rich["next"], rich["missing"]), (None, None), "nobody is above the best")

    # Movement

    def test_movement_is_the_history_between_two_days(self):
        self.env["customer.classification.assignment"].search(
            [("partner_id", "=", self.quiet.id)]
        ).category_id = self.category(self.scheme, "VIP")
        with self.asked("movement", first_day="2026-11-23", last_day="2026-11-23") as dataset:
            matrix = [row.values for row in dataset.table("customers").rows]
            moves = list(dataset.table("moves").rows)
        self.assertEqual(matrix[-1], ("Total", 2, 1, 0, 3), "VIP, ordinary, nowhere")
        self.assertEqual(matrix[-2], ("Not classified", 2, 1, 0, 3))
        self.assertEqual(len(moves), 4)
        self.assertEqual(moves[0].values[2:6], ("T-+Quiet", "Ordinary", "VIP", "up"))
        with self.asked("movement", first_day="2026-11-01", last_day="2026-11-22") as dataset:
            self.assertEqual(list(dataset.table("moves").rows), [])
            self.assertEqual([row.values for row in dataset.table("customers").rows][-1], ("Total", 3, 3))

    # Threshold

    def test_threshold_lists_the_next_to_drop_and_what_is_missing_to_rise(self):
        rule = self.make_rule(
            self.scheme,
            "VIP",
            {"measure": "order_amount", "window": "months", "window_length": 12, "operator": ">=", "value": 1000},
        )
        vip, ordinary = (self.category(self.scheme, name) for name in ("VIP", "Ordinary"))
        Outlook = self.env["customer.classification.outlook"]
        Outlook.create(
            [
                {
                    "partner_id": self.rich.id,
                    "scheme_id": self.scheme.id,
                    "kind": "drop",
                    "category_id": vip.id,
                    "next_category_id": ordinary.id,
                    "day": "2026-12-03",
                    "revenue": 1500,
                },
                {
                    "partner_id": self.poor.id,
                    "scheme_id": self.scheme.id,
                    "kind": "rise",
                    "category_id": ordinary.id,
                    "next_category_id": vip.id,
                    "reached": 90,
                    "gaps": {str(rule.condition_ids.id): 100},
                    "revenue": 900,
                },
            ]
        )
        [drop] = self.rows("threshold", "drop")
        self.assertEqual((drop["reference"], drop["next"], drop["days"]), ("R1", "Ordinary", 10))
        [rise] = self.rows("threshold", "rise")
        self.assertEqual((rise["reference"], rise["next"], rise["reached"]), ("P1", "VIP", 0.9))
        self.assertRegex(rise["missing"], "100.00 more of Sales")
        self.assertEqual([], self.rows("threshold", "rise", user=self.seller), "not their customer")

    # The classification sheet

    def test_classification_sheet_of_each_customer_on_a_page_of_its_own(self):
        env = self.as_user(self.manager)
        made = files.make(env, "sheet", "pdf", partner_ids=[self.contact.id, self.poor.id])
        pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made.content)).pages]
        self.assertEqual(len(pages), 2)
        self.assertIn("Classification sheet: R1 T-Rich", pages[0])
        for text in ("Test VIP", "By hand", "Page 1 of 2"):
            self.assertIn(text, pages[0])
        with self.assertRaisesRegex(UserError, "Choose the customers"):
            files.make(env, "sheet", "pdf")

    def test_classification_sheet_is_for_who_may_see_the_customer(self):
        other = self.make_company("Stranger", "CNY", "Asia/Shanghai")
        self.poor.company_id = other
        with mute_logger("odoo.models"), self.assertRaises(AccessError):
            files.make(self.as_user(self.manager), "sheet", "xlsx", partner_ids=self.poor.ids)

    # All formats

    def test_every_report_has_the_same_cells_in_every_format(self):
        self.rate(self.poor, 2, "@late")
        for report in registry.names():
            options = {"scheme_ids": self.scheme.ids, "partner_ids": self.poor.ids, "comparison": "year"}
            with self.subTest(report=report), registry.datasets(self.as_user(self.manager), report, **options) as made:
                self._compare(report, made, options)

    def _compare(self, report, datasets, options):
        [dataset] = datasets
        content = files.make(self.as_user(self.manager), report, "xlsx", **options).content
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        cells = [[cell for cell in row if cell.value not in (None, "")] for sheet in book for row in sheet.iter_rows()]
        shown = [[self._comparable(cell.value) for cell in row] for row in cells]
        self.assertFalse([cell for row in cells for cell in row if cell.data_type == "f"])
        plain = self.env["customer.classification.saved.report"].with_user(self.manager).dataset(report, **options)[0]
        for table, data in zip(dataset.tables, plain["tables"], strict=True):
            self.assertEqual(len(list(table.rows)), len(data["rows"]))
            for row, line in zip(table.rows, data["rows"], strict=True):
                values = [
                    self._comparable(getattr(value, "value", value))
                    for column, value in zip(table.columns, row.values, strict=True)
                    if column.kind != "trend" and getattr(value, "value", value) not in (None, "")
                ]
                self.assertIn(values, shown, table.name)
                self.assertEqual(
                    values,
                    [
                        self._comparable(line[column.name])
                        for column in table.columns
                        if column.kind != "trend" and line[column.name] not in (None, "")
                    ],
                )

    @staticmethod
    def _comparable(value):
        if isinstance(value, (date, datetime)):
            return str(value)[:10]
        return value if isinstance(value, str) else round(float(value), 4)

    def test_every_report_is_complete_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        for report in registry.names():
            with self.subTest(report=report), self.asked(report, lang="zh_CN", partner_ids=self.rich.ids) as dataset:
                labels = [column.label for table in dataset.tables for column in table.columns]
                words = [dataset.title, *labels, *dataset.remarks, *(table.title for table in dataset.tables)]
                english = [
                    word
                    for word in words
                    if word.isascii()
                    and len(word) > 3
                    and word[0].isalpha()
                    and word not in ("VIP", "Ordinary", "Why VIP")
                ]
                self.assertFalse(english)

    def test_reports_of_nobody_say_so(self):
        nobody = self.make_customer("Nobody", customer_rank=0)
        for report in ("consumption", "satisfaction", "development", "movement"):
            with self.subTest(report=report), self.asked(report, partner_ids=nobody.ids) as dataset:
                self.assertFalse([row for table in dataset.tables for row in table.rows])
                self.assertTrue(all(table.empty for table in dataset.tables))
                content = files.make(self.as_user(self.manager), report, "xlsx", partner_ids=nobody.ids).content
                self.assertTrue(openpyxl.load_workbook(io.BytesIO(content)).sheetnames)

    def test_invoices_equal_the_invoice_analysis(self):
        journal = {"code": "T", "type": "sale", "name": "T", "company_id": self.company.id}
        account = self.env["account.account"].create(
            {"code": "T1000", "name": "Income", "account_type": "income", "company_ids": self.company.ids}
        )
        receivable = self.env["account.account"].create(
            {
                "code": "T2000",
                "name": "Receivable",
                "account_type": "asset_receivable",
                "reconcile": True,
                "company_ids": self.company.ids,
            }
        )
        journal = self.env["account.journal"].create({**journal, "default_account_id": account.id})
        for partner, amount, kind in (
            (self.rich, 100.55, "out_invoice"),
            (self.contact, 70, "out_invoice"),
            (self.poor, 30, "out_refund"),
        ):
            partner.commercial_partner_id.with_company(self.company).property_account_receivable_id = receivable
            partner.with_company(self.company).property_account_receivable_id = receivable
            move = self.env["account.move"].create(
                {
                    "move_type": kind,
                    "partner_id": partner.id,
                    "invoice_date": "2026-11-01",
                    "journal_id": journal.id,
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "x", "price_unit": amount, "account_id": account.id, "tax_ids": [Command.clear()]}
                        )
                    ],
                }
            )
            move.action_post()
        with self.asked("category_statistics") as dataset:
            [check] = dataset.checks
            [table] = dataset.tables
            total = table.rows[-1].values[table.place("invoiced")]
        self.assertEqual((check.value, check.other, check.difference), (140.55, 140.55, 0))
        self.assertAlmostEqual(total, 140.55, places=2)

    # Who sees what

    def test_salespeople_get_reports_on_their_own_customers(self):
        rows = self.rows("consumption", user=self.seller)
        self.assertEqual([row["reference"] for row in rows], ["R1", "Q1"], "their own, and who has no salesperson")
        for report in ("category_statistics", "movement"):
            with self.assertRaisesRegex(AccessError, "Only classification managers"), self.asked(report, self.seller):
                self.fail("must not be reached")

    def test_products_are_those_of_all_orders_as_amounts_are(self):
        self.env["sale.order"].search([("partner_id", "child_of", self.rich.id)]).user_id = self.manager
        row = self.rows("consumption", user=self.seller)[0]
        self.assertEqual((row["products"], row["amount"]), ("Thing", 1500))

    def test_by_salesperson(self):
        rows = self.rows("consumption", salesperson_id=self.seller.id)
        self.assertEqual([row["reference"] for row in rows], ["R1"])

    # Days

    def test_periods(self):
        for name, first, last in (
            ("months_12", "2025-11-24", "2026-11-23"),
            ("this_month", "2026-11-01", "2026-11-23"),
            ("last_month", "2026-10-01", "2026-10-31"),
            ("this_quarter", "2026-10-01", "2026-11-23"),
            ("last_quarter", "2026-07-01", "2026-09-30"),
            ("this_year", "2026-01-01", "2026-11-23"),
            ("last_year", "2025-01-01", "2025-12-31"),
        ):
            self.assertEqual(days_of(name, DAY), (date.fromisoformat(first), date.fromisoformat(last)), name)
        self.assertEqual(before(date(2026, 3, 1), date(2026, 3, 31)), (date(2026, 2, 1), date(2026, 2, 28)))
        self.assertEqual(before(date(2026, 3, 2), date(2026, 3, 31)), (date(2026, 1, 31), date(2026, 3, 1)))

    def test_text_is_broken_into_lines_that_fit(self):
        for text in ("Delivery was two weeks late", "寰岳智能装备集团有限公司", "x" * 50, "", "两 words 和中文 mixed"):
            lines = wrapped(text, 10, 9)
            self.assertTrue(all(text_width(line) <= 10 for line in lines), lines)
            self.assertEqual("".join("".join(lines).split()), "".join(text.split()))
        self.assertEqual(wrapped("one two three four five", 9, 2), ["one two", "three fo…"])

    # The form, what is kept, and the background

    def test_form_downloads_in_the_chosen_language(self):
        context = {
            "active_model": "customer.classification.category",
            "active_ids": self.category(self.scheme, "VIP").ids,
        }
        Wizard = self.env["customer.classification.report.wizard"].with_user(self.manager).with_context(**context)
        wizard = Form(Wizard)
        self.assertEqual(wizard.scheme_id, self.scheme)
        wizard.report = "consumption"
        wizard.period = "last_year"
        self.assertEqual((wizard.first_day, wizard.last_day), (date(2025, 1, 1), date(2025, 12, 31)))
        wizard.file_format = "xlsx"
        url = wizard.save().action_make()["url"]
        self.assertIn("/report/consumption/xlsx?", url)
        for text in ("period=last_year", f"category_ids={self.category(self.scheme, 'VIP').id}", "lang=en_US"):
            self.assertIn(text, url)

    def test_a_download_that_cannot_be_is_refused_where_it_is_asked_for(self):
        wizard = Form(self.env["customer.classification.report.wizard"].with_user(self.manager))
        wizard.scheme_id = self.scheme
        wizard.report = "sheet"
        with self.assertRaisesRegex(UserError, "Choose the customers whose classification sheet"):
            wizard.save().action_make()
        wizard.report = "consumption"
        wizard.period = "custom"
        wizard.first_day, wizard.last_day = date(2026, 2, 1), date(2026, 1, 1)
        with self.assertRaisesRegex(UserError, "The period ends before it begins"):
            wizard.save().action_make()

    def test_large_reports_are_made_in_the_background_for_their_reader(self):
        Job = self.env["customer.classification.report.job"]
        action = Job.with_user(self.seller)._start("consumption", "xlsx", {"scheme_ids": self.scheme.ids})
        job = Job.browse(action["res_id"])
        with self.enter_registry_test_mode():
            self.env.ref("customer_classification.ir_cron_reports").method_direct_trigger()
        job.invalidate_recordset()
        self.assertEqual((job.state, job.progress), ("done", 100))
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(job.file)))
        text = str([cell.value for sheet in book for row in sheet.iter_rows() for cell in row])
        self.assertIn("T-Rich", text)
        self.assertNotIn("Poor", text)
        self.assertTrue(job.with_user(self.seller).action_download()["url"].endswith(".xlsx?download=true"))
        self.assertFalse(Job.with_user(self.manager).search([("id", "=", job.id)]), "nobody sees another's")

    def test_a_report_that_fails_keeps_the_message(self):
        Job = self.env["customer.classification.report.job"].with_user(self.manager)
        job = Job.browse(Job._start("sheet", "pdf", {})["res_id"]).sudo()
        with self.enter_registry_test_mode(), mute_logger("odoo.addons.customer_classification"):
            self.env.ref("customer_classification.ir_cron_reports").method_direct_trigger()
        job.invalidate_recordset()
        self.assertEqual(job.state, "failed")
        self.assertIn("Choose the customers", job.error)

    def test_kept_reports_are_mailed_on_the_first_of_the_month(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.seller.lang = "zh_CN"
        report = self.env["customer.classification.saved.report"].create(
            {
                "name": "VIPs",
                "report": "consumption",
                "scheme_id": self.scheme.id,
                "period": "last_month",
                "file_format": "xlsx",
                "user_ids": [Command.set((self.manager | self.seller).ids)],
            }
        )
        self.assertEqual(report.next_date, date(2026, 12, 1))
        cron = self.env.ref("customer_classification.ir_cron_mail_reports")
        self.scheme.company_id.partner_id.tz = "Asia/Shanghai"  # where December begins at 16:00 UTC
        for moment, mails in (("2026-11-30 15:59", 0), ("2026-11-30 16:01", 2), ("2026-12-02 04:00", 2)):
            with freeze_time(moment), self.enter_registry_test_mode():
                cron.method_direct_trigger()
            sent = self.env["mail.mail"].search([("email_to", "ilike", "report_")])
            self.assertEqual(len(sent), mails, moment)
        report.invalidate_recordset()
        self.assertEqual(report.next_date, date(2027, 1, 1))
        texts = {}
        for mail in sent:
            book = openpyxl.load_workbook(io.BytesIO(mail.attachment_ids.raw))
            texts["seller" if "seller" in mail.email_to else "manager"] = str(
                [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
            )
        self.assertIn("T-=Poor", texts["manager"])
        self.assertNotIn("Poor", texts["seller"], "not their customer")
        self.assertIn("消费报表", texts["seller"])

    def test_without_recipients_the_managers_get_it(self):
        report = self.env["customer.classification.saved.report"].create(
            {"name": "All", "report": "category_statistics", "scheme_id": self.scheme.id}
        )
        self.assertIn(self.manager, report._recipients())
        self.assertNotIn(self.seller, report._recipients())

    def test_the_number_of_queries_does_not_depend_on_the_number_of_customers(self):
        def queries(report):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            number = len(self.rows(report))
            return number, self.env.cr.sql_log_count - before

        for report in ("consumption", "development"):
            queries(report)
        few = {report: queries(report) for report in ("consumption", "development")}
        self.env["res.partner"].create(
            [{"name": f"T-{number}", "is_company": True, "customer_rank": 1} for number in range(300)]
        )
        for report, (number, statements) in few.items():
            with self.subTest(report=report):
                self.assertEqual(queries(report), (number + 300, statements))
