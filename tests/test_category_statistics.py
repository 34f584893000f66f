import io
import re
import subprocess
from datetime import date
from statistics import median
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import openpyxl
from freezegun import freeze_time

from odoo.addons.customer_classification.customer_classification.reports.category_statistics import category_statistics
from odoo.addons.customer_classification.customer_classification.reports.category_statistics_xlsx import sheet_name
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import Form, HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

AS_OF = date(2026, 11, 23)
FIRST_DAY = date(2025, 11, 24)
SHANGHAI = ZoneInfo("Asia/Shanghai")


class CategoryStatisticsCommon:
    """One company with a tree of categories, seven customers, and their orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Statistics Company"})
        cls.company.partner_id.tz = SHANGHAI.key
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.product = cls.env["product.product"].create({"name": "Thing", "taxes_id": False})
        cls.scheme = cls.env["customer.classification.scheme"].create({
            "name": "Statistics: 行业/分类", "code": "T-STAT", "code_pattern": "2-2",
            "customer_domain": f"[('company_id', '=', {cls.company.id})]",
        })  # fmt: skip
        cls.electronics, cls.trade, cls.unused = (
            cls.category("Electronics"),
            cls.category("Trade"),
            cls.category("Unused"),
        )
        cls.automotive = cls.category("=1+1 Automotive", cls.electronics)
        cls.consumer = cls.category("消费电子", cls.electronics)
        cls.acme = cls.customer("Acme", cls.automotive)
        cls.contact = cls.env["res.partner"].create({"name": "Ann", "parent_id": cls.acme.id})
        cls.best = cls.customer("Best", cls.automotive)
        cls.cheap = cls.customer("Cheap", cls.consumer)
        cls.dull = cls.customer("Dull", cls.consumer)  # never ordered
        cls.early = cls.customer("Early", cls.trade)  # ordered long ago
        cls.free = cls.customer("Free", None)
        cls.gone = cls.customer("Gone", cls.trade)
        cls.order(cls.acme, "2026-11-20 08:00", 1000)
        cls.order(cls.contact, "2026-03-01 08:00", 250.5)
        cls.order(cls.acme, "2025-11-23 16:30", 40)  # the first day of the window, in Shanghai
        cls.order(cls.acme, "2025-11-23 15:30", 7777)  # the day before it
        cls.order(cls.acme, "2026-11-23 16:30", 8888)  # the day after the as-of date, in Shanghai
        cls.order(cls.best, "2026-01-15 08:00", 300)
        cls.order(cls.cheap, "2026-06-30 08:00", 60)
        cls.order(cls.cheap, "2026-07-30 08:00", 600, confirm=False)
        cls.order(cls.early, "2024-02-29 08:00", 5000)
        cls.order(cls.free, "2026-10-01 08:00", 99.99)
        cls.order(cls.gone, "2026-10-01 08:00", 6666)
        cls.gone.active = False

    @classmethod
    def category(cls, name, parent=None):
        return cls.env["customer.classification.category"].create({
            "name": name, "scheme_id": cls.scheme.id, "parent_id": parent.id if parent else False
        })  # fmt: skip

    @classmethod
    def customer(cls, name, category):
        customer = cls.env["res.partner"].create({
            "name": name, "is_company": True, "customer_rank": 1, "company_id": cls.company.id
        })  # fmt: skip
        if category:
            cls.env["customer.classification.assignment"].create({
                "partner_id": customer.id, "category_id": category.id
            })  # fmt: skip
        return customer

    @classmethod
    def order(cls, partner, moment, amount, confirm=True):
        line = {"product_id": cls.product.id, "product_uom_qty": 1, "price_unit": amount, "tax_ids": False}
        order = cls.env["sale.order"].create({
            "partner_id": partner.id, "company_id": cls.company.id, "order_line": [(0, 0, line)]
        })  # fmt: skip
        if confirm:
            order.action_confirm()
        order.date_order = f"{moment}:00"

    @classmethod
    def user(cls, login, group="customer_classification.group_classification_manager", company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            groups=f"base.group_user,sales_team.group_sale_salesman,{group}",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    def expected(self, *categories):
        """The figures of the customers in ``categories`` (None: in no category), counted one by one."""
        customers = [self.acme, self.best, self.cheap, self.dull, self.early, self.free]
        amount, orders, days = 0.0, 0, []
        inside = [c for c in customers if (c.classification_assignment_ids.category_id or None) in categories]
        for customer in inside:
            last = None
            for order in self.env["sale.order"].search(
                [("partner_id", "child_of", customer.id), ("state", "=", "sale")]
            ):
                day = order.date_order.replace(tzinfo=ZoneInfo("UTC")).astimezone(SHANGHAI).date()
                if day > AS_OF:
                    continue
                last = max(day, last or day)
                if day >= FIRST_DAY:
                    amount += order.amount_untaxed
                    orders += 1
            if last:
                days.append((AS_OF - last).days)
        return len(inside), round(amount, 2), orders, median(days) if days else None


@tagged("post_install", "-at_install")
class TestCategoryStatistics(CategoryStatisticsCommon, TransactionCase):
    def statistics(self, scheme=None, as_of=AS_OF, **options):
        [statistics] = category_statistics(scheme or self.scheme, as_of, **options)
        return statistics

    def row(self, name, statistics=None):
        [row] = [row for row in (statistics or self.statistics()).rows if row.name == name]
        return row

    def test_figures_are_those_counted_one_by_one(self):
        everybody = [self.automotive, self.consumer, self.trade, self.unused, None]
        statistics = self.statistics()
        self.assertEqual((statistics.first_day, statistics.as_of), (FIRST_DAY, AS_OF))
        self.assertEqual(
            [(row.level, row.code, row.name) for row in statistics.rows],
            [
                (1, "01", "Electronics"),
                (2, "0101", "=1+1 Automotive"),
                (2, "0102", "消费电子"),
                (1, "02", "Trade"),
                (1, "03", "Unused"),
                (1, "", "Not classified"),
                (1, "", "Total"),
            ],
        )
        for row, categories in zip(
            statistics.rows,
            (everybody[:2], everybody[:1], everybody[1:2], everybody[2:3], everybody[3:4], [None], everybody),
            strict=True,
        ):
            with self.subTest(row=row.name):
                customers, amount, orders, days = self.expected(*categories)
                self.assertEqual((row.customers, row.orders, row.median_days), (customers, orders, days))
                self.assertAlmostEqual(row.amount, amount, places=2)
        self.assertEqual(statistics.total.customers, 6)
        self.assertAlmostEqual(statistics.total.amount, 1000 + 250.5 + 40 + 300 + 60 + 99.99, places=2)

    def test_shares_and_averages(self):
        total, electronics = self.row("Total"), self.row("Electronics")
        self.assertEqual((total.customers_share, total.amount_share, total.orders_share), (1, 1, 1))
        self.assertAlmostEqual(electronics.customers_share, 4 / 6)
        self.assertAlmostEqual(electronics.amount_share, 1650.5 / total.amount)
        self.assertAlmostEqual(electronics.orders_share, 5 / 6)
        self.assertAlmostEqual(electronics.average, 1650.5 / 5)
        trade, unused = self.row("Trade"), self.row("Unused")
        self.assertEqual((trade.customers, trade.amount, trade.average), (1, 0, None))
        self.assertEqual((unused.customers, unused.median_days), (0, None))

    @freeze_time("2026-11-22 20:00:00")
    def test_as_of_is_today_unless_given(self):
        self.env.user.tz = SHANGHAI.key
        self.assertEqual(self.statistics(as_of=None).as_of, AS_OF)
        self.assertEqual(self.statistics(as_of="2026-11-22").as_of, date(2026, 11, 22))
        self.assertEqual([self.statistics(as_of=day).is_past for day in (None, "2026-11-22")], [False, True])
        for text in ("yesterday", "2026-13-01", "0001-01-01"):
            with self.subTest(text=text), self.assertRaisesRegex(UserError, "no date"):
                self.statistics(as_of=text)

    def test_levels_cut_the_tree_and_not_the_figures(self):
        statistics = self.statistics(levels="1")
        self.assertEqual([row.level for row in statistics.rows], [1] * 5)
        self.assertEqual(statistics.total, self.statistics().total)
        self.assertEqual(self.row("Electronics", statistics), self.row("Electronics"))
        with self.assertRaisesRegex(UserError, "no number of levels"):
            self.statistics(levels="many")

    def test_an_archived_category_is_shown_while_it_holds_customers(self):
        self.early.active = False
        self.trade.action_archive()
        self.assertNotIn("Trade", [row.name for row in self.statistics().rows])
        self.early.active = True
        self.assertEqual(self.row("Trade").customers, 1)

    def test_siblings_follow_their_sequence(self):
        self.trade.sequence = 1
        self.assertEqual([row.code for row in self.statistics().categories], ["02", "01", "0101", "0102", "03"])

    def test_the_chart_shows_the_top_level(self):
        bars = self.statistics().bars("Others")
        self.assertEqual([bar.label for bar in bars], ["01 Electronics", "02 Trade", "03 Unused", "Not classified"])
        self.assertAlmostEqual(sum(bar.share for bar in bars), 1)
        few = self.statistics().bars("Others", limit=2)
        self.assertEqual([bar.label for bar in few], ["01 Electronics", "Others"])
        self.assertAlmostEqual(sum(bar.amount for bar in few), self.row("Total").amount)

    def test_a_scheme_without_customers(self):
        self.scheme.customer_domain = "[('name', '=', 'nobody')]"
        total = self.statistics().total
        self.assertEqual((total.customers, total.customers_share, total.average), (0, None, None))

    def test_only_managers_see_it_and_of_their_companies_only(self):
        salesperson = self.user("statistics_salesperson", "customer_classification.group_classification_user")
        with self.assertRaisesRegex(AccessError, "Only classification managers"):
            category_statistics(self.scheme.with_user(salesperson), AS_OF)
        report = self.env["ir.actions.report"].with_user(salesperson)
        with self.assertRaises(AccessError):
            report._render_qweb_html("customer_classification.report_category_statistics", self.scheme.ids)
        stranger = self.user("statistics_stranger", company=self.env["res.company"].create({"name": "Strangers"}))
        with mute_logger("odoo.models"), self.assertRaises(AccessError):
            category_statistics(self.scheme.with_user(stranger).with_context(allowed_company_ids=None), AS_OF)
        manager = self.user("statistics_manager")
        self.assertEqual(category_statistics(self.scheme.with_user(manager), AS_OF), [self.statistics()])
        with self.assertRaises(MissingError):
            category_statistics(self.scheme.browse(self.scheme.search([], order="id desc", limit=1).id + 1000), AS_OF)

    def test_a_shared_scheme_counts_the_customers_one_may_see(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        self.scheme.company_id = False
        self.scheme.customer_domain = f"[('company_id', 'in', [{self.company.id}, {other.id}])]"
        self.cheap.company_id = other
        manager = self.user("statistics_manager")
        self.assertEqual(self.statistics().total.customers, 6)
        self.assertEqual(self.statistics(self.scheme.with_user(manager)).total.customers, 5)

    def test_the_number_of_queries_does_not_depend_on_the_number_of_customers(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            customers = self.statistics().total.customers
            return customers, self.env.cr.sql_log_count - before

        queries()
        few, queries_of_few = queries()
        partners = self.env["res.partner"].create([
            {"name": f"Customer {number}", "is_company": True, "customer_rank": 1, "company_id": self.company.id}
            for number in range(494)
        ])  # fmt: skip
        leaves = [self.automotive, self.consumer, self.trade]
        self.env["customer.classification.assignment"].create([
            {"partner_id": partner.id, "category_id": leaves[number % 3].id} for number, partner in enumerate(partners)
        ])  # fmt: skip
        many, queries_of_many = queries()
        self.assertEqual((few, many), (6, 500))
        self.assertEqual(queries_of_few, queries_of_many)

    def test_print_menu_and_wizard_are_for_managers(self):
        names = ["Category statistics (PDF)", "Category statistics (Excel)"]
        for group, expected in (("manager", names), ("user", [])):
            user = self.user(f"statistics_{group}", f"customer_classification.group_classification_{group}")
            bindings = self.env["ir.actions.actions"].with_user(user).get_bindings("customer.classification.scheme")
            self.assertEqual([action["name"] for action in bindings.get("report", [])], expected)
        manager = self.env["res.users"].search([("login", "=", "statistics_manager")])
        wizard = Form(self.env["customer.classification.category.statistics"].with_user(manager))
        wizard.scheme_ids.clear()
        wizard.scheme_ids.add(self.scheme)
        wizard.as_of = AS_OF
        wizard.levels = "1"
        address = f"schemes={self.scheme.id}&as_of=2026-11-23&levels=1"
        self.assertTrue(wizard.save().action_print_pdf()["url"].endswith(f"/pdf?{address}"))
        self.assertTrue(wizard.save().action_print_xlsx()["url"].endswith(f"/xlsx?{address}"))

    def test_names_of_sheets_are_those_that_excel_takes(self):
        self.assertEqual(sheet_name("A/B: [C]?"), "A B   C")
        self.assertEqual(sheet_name("'"), "Sheet")
        self.assertEqual(sheet_name("History"), "History_")
        self.assertEqual(sheet_name("x" * 40), "x" * 31)
        self.assertEqual(sheet_name("Region", {"region"}), "Region (2)")
        self.assertEqual(len(sheet_name("客户" * 20, {("客户" * 20)[:31]})), 31)


@tagged("post_install", "-at_install")
class TestCategoryStatisticsFiles(CategoryStatisticsCommon, HttpCase):
    """The files that managers get, from the addresses that the menus open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.manager = cls.user("statistics_manager")
        cls.electronics.with_context(lang="zh_CN").name = "电子行业客户"

    def get(self, file_format, **options):
        options = {"schemes": self.scheme.id, "as_of": "2026-11-23", **options}
        given = "&".join(f"{name}={value}" for name, value in options.items())
        return self.url_open(f"/customer_classification/category_statistics/{file_format}?{given}")

    def workbook(self, **options):
        response = self.get("xlsx", **options)
        self.assertEqual(response.status_code, 200, response.text[:300])
        return [openpyxl.load_workbook(io.BytesIO(response.content), data_only=value) for value in (False, True)]

    def pdf_text(self, schemes, user=None, **data):
        """The text of the PDF that wkhtmltopdf makes, page by page."""
        report = (
            self.env["ir.actions.report"]
            .with_user(user or self.manager)
            .with_context(force_report_rendering=True, lang=(user or self.manager).lang)
        )
        content, kind = report._render_qweb_pdf(
            "customer_classification.action_report_category_statistics", schemes.ids, data={"as_of": AS_OF, **data}
        )
        self.assertEqual(kind, "pdf")
        done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
        return [re.sub(r"[ \xa0]+", " ", page) for page in done.stdout.decode().split("\f")[:-1]]

    # The workbook

    def test_workbook_has_the_figures_of_the_dataset(self):
        self.authenticate(self.manager.login, self.manager.login)
        formulas, values = self.workbook()
        [statistics] = category_statistics(self.scheme, AS_OF)
        self.assertEqual(values.sheetnames, ["Statistics  行业 分类"])
        [sheet] = values.worksheets
        header = next(row[0].row for row in sheet.iter_rows() if row[0].value == "Level")
        rows = list(
            sheet.iter_rows(min_row=header + 1, max_row=header + len(statistics.rows), max_col=11, values_only=True)
        )
        for row, (level, code, name, *figures) in zip(statistics.rows, rows, strict=True):
            with self.subTest(row=row.name):
                if row.kind != "total":
                    self.assertEqual((level, code or "", name), (row.level, row.code, row.name))
                expected = (
                    row.customers, row.customers_share, row.amount, row.amount_share, row.orders, row.orders_share,
                    row.average, row.median_days,
                )  # fmt: skip
                for shown, figure in zip(figures, expected, strict=True):
                    if figure is None:
                        self.assertIsNone(shown)
                    else:
                        self.assertAlmostEqual(shown, figure, places=6)
        [sheet] = formulas.worksheets
        total = [cell.value for cell in sheet[header + len(statistics.rows)]]
        span = f"{header + 1}:${{}}${header + len(statistics.rows) - 1}"
        self.assertEqual(total[2:4], ["Total", f"=SUMIF($A${span.format('A')},1,$D${span.format('D')})"])
        self.assertEqual(sheet.cell(header + 2, 3).data_type, "s", "a name that begins with = is no formula")

    def test_workbook_can_be_filtered_folded_and_printed(self):
        self.authenticate(self.manager.login, self.manager.login)
        [sheet] = self.workbook()[0].worksheets
        header = int(re.match(r"A(\d+):K\d+", sheet.auto_filter.ref)[1])
        self.assertEqual(sheet.freeze_panes, f"D{header + 1}")
        self.assertEqual(sheet.print_title_rows, f"${header}:${header}")
        self.assertEqual(
            (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight),
            ("landscape", 9, 0),
        )
        self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
        self.assertEqual([sheet.row_dimensions[header + n].outlineLevel for n in range(1, 5)], [0, 1, 1, 0])
        self.assertEqual(sheet.cell(header + 2, 3).alignment.indent, 1)
        formats = [sheet.cell(header + 1, column).number_format for column in (4, 5, 6, 10)]
        self.assertEqual(formats, ["#,##0", "0.0%", "#,##0.00", "#,##0.00"])
        self.assertEqual(len(sheet._charts), 1)
        self.assertGreaterEqual(sheet.column_dimensions["C"].width, 15)

    def test_names_of_files(self):
        self.authenticate(self.manager.login, self.manager.login)
        disposition = unquote(self.get("xlsx").headers["Content-Disposition"])
        self.assertIn("filename*=UTF-8''Category statistics Statistics: 行业/分类 2026-11-23.xlsx", disposition)
        second = self.scheme.create({"name": "Second", "code": "T-STAT2"})
        disposition = unquote(self.get("xlsx", schemes=f"{self.scheme.id},{second.id}").headers["Content-Disposition"])
        self.assertTrue(disposition.endswith("Category statistics 2026-11-23.xlsx"), disposition)
        self.assertEqual(len(self.workbook(schemes=f"{self.scheme.id},{second.id}")[0].worksheets), 2)

    def test_workbook_of_a_scheme_without_customers(self):
        self.scheme.customer_domain = "[('name', '=', 'nobody')]"
        self.authenticate(self.manager.login, self.manager.login)
        [sheet] = self.workbook()[0].worksheets
        self.assertIn("There are no customers here yet", sheet.cell(sheet.max_row, 1).value)

    @mute_logger("odoo.http")
    def test_addresses_that_are_wrong_or_forbidden_say_so(self):
        self.user("statistics_salesperson", "customer_classification.group_classification_user")
        self.authenticate("statistics_salesperson", "statistics_salesperson")
        for file_format in ("xlsx", "pdf"):
            response = self.get(file_format)
            self.assertEqual(response.status_code, 403)
            self.assertIn("Only classification managers", response.text)
        self.authenticate(self.manager.login, self.manager.login)
        for options, status, text in (
            ({"schemes": "1;drop"}, 422, "names no scheme"),
            ({"schemes": ""}, 422, "names no scheme"),
            ({"schemes": "999999999"}, 404, "does not exist"),
            ({"as_of": "yesterday"}, 422, "no date"),
            ({"levels": "-1"}, 422, "no number of levels"),
        ):
            for file_format in ("xlsx", "pdf"):
                with self.subTest(options=options, file_format=file_format):
                    response = self.get(file_format, **options)
                    self.assertEqual(response.status_code, status)
                    self.assertIn(text, response.text)
                    self.assertNotIn("Traceback", response.text)

    # The PDF

    def test_pdf_shows_the_figures(self):
        [page] = self.pdf_text(self.scheme)
        for text in (
            "Category statistics: Statistics: 行业/分类",
            "Company: Statistics Company",
            "As of: 11/23/2026",
            "dated from 11/24/2025 to 11/23/2026",
            "Page 1 of 1",
            f"Printed by: {self.manager.name}",
            "0102 消费电子",
            "01 Electronics 4 66.7% $ 1,650.50 94.3% 5 83.3% $ 330.10",
            "Total 6 100.0% $ 1,750.49 100.0% 6 100.0% $ 291.75",
        ):
            self.assertIn(text, page)

    def test_pdf_in_the_language_of_the_reader(self):
        self.manager.lang = "zh_CN"
        [page] = self.pdf_text(self.scheme)
        self.assertIn("01 电子行业客户", page)
        self.assertIn("2025/11/24", page)

    def test_pdf_of_several_schemes_and_of_many_categories(self):
        empty = self.scheme.create(
            {"name": "Second", "code": "T-STAT2", "customer_domain": "[('name', '=', 'nobody')]"}
        )
        self.assertEqual(len(self.pdf_text(self.scheme | empty)), 2)
        for number in range(40):
            self.category(f"Category {number}", self.electronics)
        pages = self.pdf_text(self.scheme | empty)
        self.assertGreater(len(pages), 2)
        for number, page in enumerate(pages, start=1):
            self.assertIn(f"Page {number} of {len(pages)}", page, "no page spills over")
        for page in pages[:-1]:
            self.assertIn("Average order", page, "the header row is on each page")
        self.assertIn("There are no customers here yet", pages[-1])
        text = "\n".join(pages)
        for number in range(40):
            self.assertEqual(len(re.findall(rf"Category {number} ", text)), 1)

    def test_pdf_pages_are_used_to_the_last_row_and_never_overflow(self):
        self.scheme.name = "A name that is much longer than a line of the report " * 4
        self.scheme.company_id.name = "A company whose name is longer than its place in the heading " * 2
        for number in range(10):
            self.category(f"Category {number}", self.electronics)
        sizes = set()
        for number in range(8):
            self.category(f"One more category {number}", self.electronics)
            pages = self.pdf_text(self.scheme)
            sizes.add(len(pages))
            for position, page in enumerate(pages, start=1):
                self.assertIn(f"Page {position} of {len(pages)}", page, "no page spills over")
        self.assertEqual(sizes, {1, 2}, "the end of the page was among what was tried")

    def test_pdf_of_the_top_level(self):
        [page] = self.pdf_text(self.scheme, levels=1)
        self.assertIn("01 Electronics", page)
        self.assertNotIn("0101", page)

    def test_pdf_of_a_day_in_the_past_says_what_is_of_today(self):
        with freeze_time("2026-12-24"):
            [page] = self.pdf_text(self.scheme)
        self.assertIn("Orders and categories are those of today", page)
