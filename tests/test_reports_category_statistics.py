import io
import re
from datetime import date
from statistics import median
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import openpyxl
from freezegun import freeze_time

from odoo.addons.customer_classification.customer_classification.reports import registry
from odoo.addons.customer_classification.customer_classification.reports.formats.paper import Layout
from odoo.addons.customer_classification.customer_classification.reports.formats.pdf import render as render_pdf
from odoo.addons.customer_classification.customer_classification.reports.formats.xlsx import sheet_name
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader

AS_OF = date(2026, 11, 23)
FIRST_DAY = date(2025, 11, 24)
SHANGHAI = ZoneInfo("Asia/Shanghai")
REPORT = "category_statistics"


class CategoryStatisticsCommon:
    """One company with a tree of categories, seven customers, and their orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Statistics Company"})
        cls.company.partner_id.tz = SHANGHAI.key
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.product = cls.env["product.product"].create({"name": "Thing", "taxes_id": False})
        cls.scheme = cls.env["customer.classification.scheme"].create(
            {
                "name": "Statistics: 行业/分类",
                "code": "T-STAT",
                "code_pattern": "2-2",
                "customer_domain": f"[('company_id', '=', {cls.company.id})]",
            }
        )
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
        return cls.env["customer.classification.category"].create(
            {"name": name, "scheme_id": cls.scheme.id, "parent_id": parent.id if parent else False}
        )

    @classmethod
    def customer(cls, name, category):
        customer = cls.env["res.partner"].create(
            {"name": name, "is_company": True, "customer_rank": 1, "company_id": cls.company.id}
        )
        if category:
            cls.env["customer.classification.assignment"].create(
                {"partner_id": customer.id, "category_id": category.id}
            )
        return customer

    @classmethod
    def order(cls, partner, moment, amount, confirm=True):
        line = {"product_id": cls.product.id, "product_uom_qty": 1, "price_unit": amount, "tax_ids": False}
        order = cls.env["sale.order"].create(
            {"partner_id": partner.id, "company_id": cls.company.id, "order_line": [(0, 0, line)]}
        )
        if confirm:
            order.action_confirm()
        order.date_order = f"{moment}:00"

    def nobody(self):
        """Leave the scheme without customers: nobody is classified, and its filter finds nobody."""
        self.scheme.customer_domain = "[('name', '=', 'nobody')]"
        self.env["customer.classification.assignment"].search([("scheme_id", "=", self.scheme.id)]).unlink()

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
    def dataset(self, scheme=None, last_day=AS_OF, **options):
        scheme = scheme or self.scheme
        with registry.datasets(scheme.env, REPORT, scheme_ids=scheme.ids, last_day=last_day, **options) as [dataset]:
            return dataset

    def rows(self, **options):
        """The rows as dictionaries, by name of category."""
        [table] = self.dataset(**options).tables
        names = [column.name for column in table.columns]
        return {row.values[1]: dict(zip(names, row.values, strict=True)) for row in table.rows}

    def test_figures_are_those_counted_one_by_one(self):
        everybody = [self.automotive, self.consumer, self.trade, self.unused, None]
        dataset = self.dataset()
        self.assertEqual((dataset.first_day, dataset.last_day), (FIRST_DAY, AS_OF))
        [table] = dataset.tables
        self.assertEqual(
            [(row.kind, row.level, *row.values[:2]) for row in table.rows],
            [
                ("group", 1, "01", "Electronics"),
                ("line", 2, "0101", "=1+1 Automotive"),
                ("line", 2, "0102", "消费电子"),
                ("line", 1, "02", "Trade"),
                ("line", 1, "03", "Unused"),
                ("unclassified", 1, "", "Not classified"),
                ("total", 1, "", "Total"),
            ],
        )
        for row, categories in zip(
            self.rows().values(),
            (everybody[:2], everybody[:1], everybody[1:2], everybody[2:3], everybody[3:4], [None], everybody),
            strict=True,
        ):
            with self.subTest(row=row["category"]):
                customers, amount, orders, days = self.expected(*categories)
                self.assertEqual((row["customers"], row["orders"], row["days"]), (customers, orders, days))
                self.assertAlmostEqual(row["amount"], amount, places=2)

    def test_shares_averages_and_growth(self):
        rows = self.rows(comparison="year")
        electronics = rows["Electronics"]
        self.assertAlmostEqual(electronics["customers_share"], 4 / 6)
        self.assertAlmostEqual(electronics["amount_share"], 1650.5 / 1750.49)
        self.assertAlmostEqual(electronics["average"], 1650.5 / 5)
        self.assertEqual(electronics["before"], 7777, "the day before the first is the last of the year before")
        self.assertAlmostEqual(electronics["growth"], 1650.5 / 7777 - 1)
        self.assertEqual((rows["Trade"]["amount"], rows["Trade"]["average"], rows["Trade"]["growth"]), (0, None, None))

    @freeze_time("2026-11-22 20:00:00")
    def test_the_period_ends_today_unless_given(self):
        self.env.user.tz = SHANGHAI.key
        self.assertEqual(self.dataset(last_day=None).last_day, AS_OF)
        self.assertEqual(len(self.dataset(last_day="2026-11-22").remarks), len(self.dataset(last_day=None).remarks) + 1)

    def test_levels_cut_the_tree_and_not_the_figures(self):
        rows = self.rows(levels="1")
        self.assertEqual(list(rows), ["Electronics", "Trade", "Unused", "Not classified", "Total"])
        self.assertEqual(rows["Electronics"], self.rows()["Electronics"])

    def test_only_chosen_categories_and_those_below(self):
        rows = self.rows(category_ids=self.electronics.ids)
        self.assertEqual(list(rows), ["Electronics", "=1+1 Automotive", "消费电子", "Total"])
        self.assertEqual(rows["Total"]["customers"], 4)
        rows = self.rows(category_ids=self.consumer.ids)
        self.assertEqual((list(rows), rows["Total"]["customers"]), (["消费电子", "Total"], 2))

    def test_an_archived_category_is_shown_while_it_holds_customers(self):
        self.early.active = False
        self.trade.action_archive()
        self.assertNotIn("Trade", self.rows())
        self.early.active = True
        self.assertEqual(self.rows()["Trade"]["customers"], 1)

    def test_the_chart_shows_the_top_level(self):
        [table] = self.dataset().tables
        [chart] = table.charts
        self.assertEqual(
            [bar.label for bar in chart.bars], ["01 Electronics", "02 Trade", "03 Unused", "Not classified"]
        )
        self.assertAlmostEqual(sum(bar.share for bar in chart.bars), 1)

    def test_a_scheme_without_customers(self):
        self.nobody()
        [table] = self.dataset().tables
        self.assertEqual((list(table.rows), table.number), ([], 0))

    def test_only_managers_see_it_and_of_their_companies_only(self):
        salesperson = self.user("statistics_salesperson", "customer_classification.group_classification_user")
        with self.assertRaisesRegex(AccessError, "Only classification managers"):
            self.dataset(self.scheme.with_user(salesperson))
        stranger = self.user("statistics_stranger", company=self.env["res.company"].create({"name": "Strangers"}))
        with mute_logger("odoo.models"), self.assertRaises(AccessError):
            self.dataset(self.scheme.with_user(stranger).with_context(allowed_company_ids=None))
        manager = self.user("statistics_manager")
        self.assertEqual(self.dataset(self.scheme.with_user(manager)).tables, self.dataset().tables)
        with self.assertRaises(MissingError):
            self.dataset(self.scheme.browse(self.scheme.search([], order="id desc", limit=1).id + 1000))

    def test_a_shared_scheme_counts_customers_and_documents_of_ones_own_companies(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        self.scheme.company_id = False
        self.scheme.customer_domain = f"[('company_id', 'in', [{self.company.id}, {other.id}, False])]"
        self.cheap.company_id = other
        self.acme.company_id = False
        order = (
            self.env["sale.order"]
            .with_company(other)
            .create(
                {
                    "partner_id": self.acme.id,
                    "company_id": other.id,
                    "date_order": "2026-11-01 08:00:00",
                    "order_line": [(0, 0, {"product_id": self.product.id, "price_unit": 500, "tax_ids": False})],
                }
            )
        )
        order.state = "sale"

        def total(scheme, **options):
            [table] = self.dataset(scheme, **options).tables
            return table.rows[-1].values[2], table.rows[-1].values[table.place("orders")]

        manager = self.user("statistics_manager")
        both = self.user("statistics_both")
        both.company_ids |= other
        mine = self.scheme.with_user(manager)
        named = [
            ("name", "in", ["Acme", "Best", "Cheap", "Dull", "Early", "Free"]),
            ("company_id", "in", [self.company.id, other.id, False]),
        ]
        self.scheme.customer_domain = str(named)
        self.assertEqual(total(mine), (5, 5))
        with_both = self.scheme.with_user(both).with_context(allowed_company_ids=[self.company.id, other.id])
        self.assertEqual(total(with_both), (6, 7))
        self.assertEqual(total(with_both, company_id=self.company.id), (5, 5))
        with self.assertRaisesRegex(AccessError, "reports of this company"):
            total(mine, company_id=other.id)

    def test_the_number_of_queries_does_not_depend_on_the_number_of_customers(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            customers = self.rows()["Total"]["customers"]
            return customers, self.env.cr.sql_log_count - before

        queries()
        few, queries_of_few = queries()
        partners = self.env["res.partner"].create(
            [
                {"name": f"Customer {number}", "is_company": True, "customer_rank": 1, "company_id": self.company.id}
                for number in range(494)
            ]
        )
        leaves = [self.automotive, self.consumer, self.trade]
        self.env["customer.classification.assignment"].create(
            [
                {"partner_id": partner.id, "category_id": leaves[number % 3].id}
                for number, partner in enumerate(partners)
            ]
        )
        many, queries_of_many = queries()
        self.assertEqual((few, many), (6, 500))
        self.assertEqual(queries_of_few, queries_of_many)

    def test_print_menu_offers_what_one_may_see(self):
        direct = ["Category statistics (PDF)", "Category statistics (Excel)"]
        for group, expected in (("manager", [*direct, "Other reports …"]), ("user", ["Other reports …"])):
            user = self.user(f"statistics_{group}", f"customer_classification.group_classification_{group}")
            bindings = self.env["ir.actions.actions"].with_user(user).get_bindings("customer.classification.scheme")
            self.assertEqual(sorted(action["name"] for action in bindings["report"]), sorted(expected))
            options = self.env["customer.classification.report.wizard"].with_user(user)._select_report()
            self.assertEqual(REPORT in dict(options), group == "manager")

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
        options = {"scheme_ids": self.scheme.id, "last_day": "2026-11-23", **options}
        given = "&".join(f"{name}={value}" for name, value in options.items())
        return self.url_open(f"/customer_classification/report/{REPORT}/{file_format}?{given}")

    def sheet(self, data_only=False, **options):
        """The sheet of the statistics and the number of its header row."""
        response = self.get("xlsx", **options)
        self.assertEqual(response.status_code, 200, response.text[:300])
        sheet = openpyxl.load_workbook(io.BytesIO(response.content), data_only=data_only).worksheets[0]
        return sheet, next((row[0].row for row in sheet.iter_rows() if row[0].value == "Code"), None)

    def pages(self, schemes=None, lang="en_US", most=500, **options):
        """The text of each page of the PDF that wkhtmltopdf makes."""
        env = self.env(user=self.manager.id, su=False, context={**self.env.context, "lang": lang})
        ids = (schemes or self.scheme).ids
        with registry.datasets(env, REPORT, scheme_ids=ids, last_day=AS_OF, **options) as datasets:
            content = render_pdf(env, datasets, most)
        return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]

    def sizes(self, **options):
        """How many pages are laid out, and how many the PDF has: more, where one spills over. Their texts take long."""
        env = self.env(user=self.manager.id, su=False)
        with registry.datasets(env, REPORT, scheme_ids=self.scheme.ids, last_day=AS_OF, **options) as datasets:
            laid_out = Layout(env, "A4", datasets[0].landscape, 500).pages_of(datasets)
            return len(laid_out), len(PdfReader(io.BytesIO(render_pdf(env, datasets))).pages)

    def test_every_cell_of_the_workbook_is_that_of_the_dataset(self):
        self.authenticate(self.manager.login, self.manager.login)
        env = self.env(user=self.manager.id, su=False)
        with registry.datasets(env, REPORT, scheme_ids=self.scheme.ids, last_day=AS_OF, comparison="year") as [dataset]:
            [table] = dataset.tables
        sheet, header = self.sheet(data_only=True, comparison="year")
        self.assertEqual([cell.value for cell in sheet[header]], [column.label for column in table.columns])
        for number, row in enumerate(table.rows, start=header + 1):
            for column, value, cell in zip(table.columns, row.values, sheet[number], strict=True):
                with self.subTest(row=row.values[1], column=column.name):
                    if value in (None, ""):
                        self.assertIn(cell.value, (None, ""))
                    elif column.is_number:
                        self.assertAlmostEqual(cell.value, value, places=6)
                    else:
                        self.assertEqual(cell.value, value)

    def test_sub_totals_are_formulas_and_text_stays_text(self):
        self.authenticate(self.manager.login, self.manager.login)
        sheet, header = self.sheet()
        first = header + 1
        self.assertEqual(sheet.cell(first, 3).value, f"=C{first + 1}+C{first + 2}")
        total = header + 7
        self.assertEqual(sheet.cell(total, 3).value, f"=C{first}+C{first + 3}+C{first + 4}+C{first + 5}")
        self.assertEqual(sheet.cell(total, 8).value, f'=IF(E{total}=0,"",F{total}/E{total})')
        cell = sheet.cell(first + 1, 2)
        self.assertEqual((cell.value, cell.data_type), ("=1+1 Automotive", "s"))

    def test_workbook_can_be_filtered_folded_and_printed(self):
        self.authenticate(self.manager.login, self.manager.login)
        sheet, header = self.sheet()
        self.assertEqual(sheet.auto_filter.ref, f"A{header}:N{header + 6}")
        self.assertEqual(sheet.freeze_panes, f"C{header + 1}")
        self.assertEqual(sheet.print_title_rows, f"${header}:${header}")
        self.assertEqual((sheet.page_setup.orientation, sheet.page_setup.paperSize), ("landscape", 9))
        self.assertEqual([sheet.row_dimensions[header + n].outlineLevel for n in range(1, 5)], [0, 1, 1, 0])
        self.assertEqual(len(sheet._charts), 1)
        self.assertEqual(len(sheet.conditional_formatting), 2)

    def test_names_of_files_and_several_schemes(self):
        self.authenticate(self.manager.login, self.manager.login)
        disposition = unquote(self.get("xlsx").headers["Content-Disposition"])
        self.assertIn("filename*=UTF-8''Category statistics Statistics: 行业/分类 2026-11-23.xlsx", disposition)
        second = self.scheme.create({"name": "Second", "code": "T-STAT2"})
        response = self.get("xlsx", scheme_ids=f"{self.scheme.id},{second.id}")
        disposition = unquote(response.headers["Content-Disposition"])
        self.assertTrue(disposition.endswith("Category statistics 2026-11-23.xlsx"), disposition)
        self.assertEqual(len(openpyxl.load_workbook(io.BytesIO(response.content)).worksheets), 4)

    def test_empty_reports_say_so(self):
        self.nobody()
        self.authenticate(self.manager.login, self.manager.login)
        sheet, _header = self.sheet()
        self.assertIn("There are no customers here yet", sheet.cell(sheet.max_row, 1).value)
        [page] = self.pages()
        self.assertIn("There are no customers here yet", page)

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
            ({"scheme_ids": "1;drop"}, 422, "is no value for"),
            ({"scheme_ids": "999999999"}, 404, "does not exist"),
            ({"last_day": "yesterday"}, 422, "no date"),
            ({"levels": "-1"}, 422, "is no value for"),
            ({"comparison": "never"}, 422, "is no value for"),
            ({"first_day": "2199-01-01"}, 422, "ends before it begins"),
            ({"colour": "red"}, 422, "have no option"),
        ):
            with self.subTest(options=options):
                response = self.get("xlsx", **options)
                self.assertEqual(response.status_code, status)
                self.assertIn(text, response.text)
                self.assertNotIn("Traceback", response.text)
        self.assertEqual(self.get("docx").status_code, 422)

    # The PDF

    def test_pdf_shows_head_figures_and_foot(self):
        [page] = self.pages()
        for text in (
            "Category statistics: Statistics: 行业/分类",
            "Company: Statistics Company",
            "Period: 11/24/2025 to 11/23/2026",
            "(without taxes)",
            "Page 1 of 1",
            f"Prepared by: {self.manager.name}",
            "消费电子",
            "1,650.50",
            "1,750.49",
            "Invoice Analysis",
        ):
            self.assertIn(text, page)

    def test_pdf_in_chinese_and_in_tens_of_thousands(self):
        self.scheme.currency_id = self.env.ref("base.CNY")
        [page] = self.pages(lang="zh_CN", unit="10000")
        for text in (
            "客户分类统计表",
            "编制单位：",
            "统计期间：2025-11-24",
            "万元（无税）",
            "电子行业客户",
            "0.17",
            "制表人：",
            "审核人：",
            "打印日期：",
            "第 1 页，共 1 页",
        ):
            self.assertIn(text.replace(" ", ""), page.replace(" ", ""))

    def test_pdf_of_several_schemes_and_of_many_categories(self):
        empty = self.scheme.create(
            {"name": "Second", "code": "T-STAT2", "customer_domain": "[('name', '=', 'nobody')]"}
        )
        self.assertEqual(len(self.pages(self.scheme | empty)), 2)
        for number in range(40):
            self.category(f"Category {number}", self.electronics)
        for paper in ("A4", "Letter"):
            pages = self.pages(self.scheme | empty, paper=paper)
            self.assertGreater(len(pages), 2)
            for number, page in enumerate(pages, start=1):
                self.assertIn(f"Page {number} of {len(pages)}", page, "no page spills over")
            for page in pages[:-1]:
                self.assertIn("Payments", page, "the header row is on each page")
            text = "\n".join(pages)
            for number in range(40):
                self.assertEqual(len(re.findall(rf"Category {number}\b", text)), 1)
        with self.assertRaisesRegex(UserError, "more than 1 pages.*Excel"):
            self.pages(most=1)

    def test_pdf_pages_never_overflow_with_long_names(self):
        self.scheme.name = "A name that is much longer than a line of the report " * 4
        self.scheme.company_id.name = "A company whose name is longer than its place in the heading " * 2
        for number in range(14):
            self.category(f"One more category whose name takes two lines {number}", self.electronics)
        sizes = set()
        for number in range(6):
            self.category(f"Short {number}", self.electronics)
            laid_out, printed = self.sizes()
            self.assertEqual(printed, laid_out, "no page spills over")
            sizes.add(printed)
        self.assertTrue(sizes <= {1, 2}, sizes)
