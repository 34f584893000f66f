"""Files as people really have them, and files that are none: each is read, or refused with a sentence."""

import base64
import csv
import io
import time
from datetime import date

import xlwt
from openpyxl import Workbook

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .test_exchange_import import ImportCase

CATEGORIES = "客户分类编码,客户分类名称\n01,电子\n0101,消费电子\n"
CUSTOMERS = "客户编码,客户名称,税号\n07010001,甲公司,\n07010002,乙公司,\n"


def workbook(*rows, merged=None, **sheets):
    """The bytes of a workbook whose first sheet has these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if merged:
        book.active.merge_cells(merged)
    for name, more in sheets.items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@tagged("post_install", "-at_install")
class TestExchangeFiles(ImportCase):
    def checked(self, content, name="file.csv", **values):
        job = self.start(content, name, **values)
        job.action_check()
        return job

    def refused(self, content, name="file.csv"):
        """The sentence with which the file is refused."""
        with self.assertRaises(UserError) as caught:
            self.start(content, name)
        return caught.exception.args[0]

    def codes(self, job):
        return [line.code for line in job.line_ids if line.level in ("ok", "fixed", "warning")]

    def test_the_city_is_taken_along(self):
        for number, heading in enumerate(("城市", "所在城市", "City")):
            with self.subTest(heading):
                job = self.checked(f"客户编码,客户名称,{heading}\nCITY{number},甲公司,苏州\n".encode())
                job.action_import()
                self.assertEqual(self.env["res.partner"].search([("ref", "=", f"CITY{number}")]).city, "苏州")

    # Encodings and separators -----------------------------------------------------------------------------------------

    def test_encodings(self):
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
            with self.subTest(encoding):
                job = self.checked(CATEGORIES.encode(encoding))
                self.assertEqual(job.line_ids.mapped("name"), ["电子", "消费电子"])

    def test_separators_and_quotes(self):
        for separator in ",;\t|":
            with self.subTest(separator):
                content = io.StringIO()
                rows = [["客户编码", "客户名称", "信用额度"], ["01", f"甲{separator}“乙”\n公司", "1,200.50"]]
                csv.writer(content, delimiter=separator).writerows(rows)
                job = self.checked(content.getvalue().encode())
                self.assertEqual(
                    job.line_ids.values,
                    {"code": "01", "name": f"甲{separator.strip() or ' '}“乙” 公司", "credit_limit": 1200.5},
                )

    def test_english_headings_and_titles_above(self):
        content = b"Customer list\n\nCustomer Code;Customer Name;Tax ID;Nobody knows\nA1;Alpha;;x\n"
        job = self.checked(content)
        self.assertEqual((job.kind, job.heading_row), ("customers", 3))
        self.assertEqual(job.column_ids.mapped("target"), ["code", "name", "vat", False])
        self.assertEqual(self.codes(job), ["A1"])

    def test_the_sheet_with_headings_is_found(self):
        content = workbook(["说明"], 分类=[["分类编码", "分类名称"], ["1", "一"]])
        job = self.checked(content, "book.xlsx")
        self.assertEqual((job.sheet, job.kind, self.codes(job)), ("分类", "categories", ["1"]))

    def test_old_workbooks(self):
        book = xlwt.Workbook()
        sheet = book.add_sheet("客户")
        day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
        for row, cells in enumerate([["客户编码", "客户名称", "发展日期"], [10010001, "甲公司", date(2020, 5, 1)]]):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell, *([day] if isinstance(cell, date) else []))
        content = io.BytesIO()
        book.save(content)
        job = self.checked(content.getvalue(), "old.xls")
        self.assertEqual(job.line_ids.values, {"code": "10010001", "name": "甲公司", "since": "2020-05-01"})

    # Hostile files ----------------------------------------------------------------------------------------------------

    def test_files_that_are_none(self):
        cases = {
            b"": "empty",
            b"\n\n  \n": "empty",
            bytes(range(256)) * 40: "neither a workbook nor a text file",
            b"PK\x03\x04 broken": "cannot be read",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken": "cannot be read",
            b"<html><table><tr><td>x</td></tr></table></html>": "web page",
            "甲,乙,丙\n1,2,3\n".encode(): "No row has the headings",
            workbook(["甲", "乙"]): "No row has the headings",
        }
        for content, sentence in cases.items():
            with self.subTest(content[:20]):
                self.assertIn(sentence, self.refused(content) if content else self.refused(b" "))

    def test_formulas_errors_and_merged_cells(self):
        content = workbook(
            ["客户档案", None, None],
            ["客户编码", "客户名称", "信用额度"],
            ["01", "甲公司", "=1+1"],
            ["02", "乙公司", "#REF!"],
            ["03", "=A1", 5],
            ["04", "丁公司", 7],
            merged="A1:C1",
        )
        job = self.checked(content, "book.xlsx")
        lines = self.by_row(job)
        self.assertEqual((lines[3].level, lines[3].reason_keys), ("warning", "cell_error"), "no result was saved")
        self.assertEqual((lines[4].level, lines[4].reason_keys), ("warning", "cell_error"))
        self.assertEqual((lines[5].level, lines[5].reason_keys), ("error", "name_missing"))
        self.assertEqual((lines[6].level, lines[6].values["credit_limit"]), ("ok", 7))

    def test_text_that_looks_like_code_is_text(self):
        job = self.checked("客户编码,客户名称\n01,<script>alert(1)</script>\n02,'=cmd|x\n".encode())
        job.action_import()
        self.assertEqual(job.line_ids.partner_id.mapped("name"), ["<script>alert(1)</script>", "=cmd|x"])
        self.assertNotIn("<script>alert", str(job.summary))

    def test_ten_megabytes_of_text(self):
        began = time.process_time()
        self.refused(b"x" * 10_000_000)
        self.refused(b"a,b,c,d\n" * 1_250_000)
        self.assertLess(time.process_time() - began, 60)

    def test_odoo_refuses_a_row_and_the_others_go_on(self):
        job = self.checked(CUSTOMERS.encode())
        line = job.line_ids[0]
        line.values = {**line.values, "name": False}
        job.action_import()
        self.assertEqual(job.state, "done")
        self.assertEqual((line.level, line.reason_keys), ("error", "failed"))
        self.assertEqual(job.line_ids[1].partner_id.name, "乙公司")

    # Columns ----------------------------------------------------------------------------------------------------------

    def test_the_choice_of_columns_is_kept_for_the_next_file(self):
        content = "客户编码,客户名称,备注,设备台数\n01,甲公司,重要,5\n".encode()
        job = self.start(content, "first.csv")
        self.assertEqual(job.column_ids.mapped("target"), ["code", "name", False, False])
        job.column_ids[2].target = "street"
        again = self.start(content, "second.csv")
        self.assertEqual(again.column_ids.mapped("target"), ["code", "name", "street", False])

    def test_columns_that_do_not_fit_are_told(self):
        job = self.start(CUSTOMERS.encode(), "file.csv")
        job.column_ids[2].target = "name"
        with self.assertRaisesRegex(UserError, "Two columns are “Name”"):
            job.action_check()
        job.column_ids[2].target = "region"
        with self.assertRaisesRegex(UserError, "Choose the scheme whose categories stand in the column “税号”"):
            job.action_check()
        job.column_ids[1:].target = False
        with self.assertRaisesRegex(UserError, "Say which column is “Name”"):
            job.action_check()

    # Other systems ----------------------------------------------------------------------------------------------------

    def test_kingdee_holds_categories_and_customers_in_one_list(self):
        content = (
            "代码,名称,简称,明细,税务登记号\n01,电子,,否,\n01.01,消费电子,,否,\n"
            "01.01.001,岚泰电子,岚泰,是,\n01.01.002,辰铭电子,辰铭,是,\n02.001,无类客户,,是,\n"
        ).encode("gb18030")
        job = self.checked(content, "kingdee.csv", scheme_name="金蝶")
        self.assertEqual(job.kind, "kingdee")
        self.assertEqual(
            job.line_ids.sorted("number").mapped("content"),
            ["category", "category", "customer", "customer", "customer"],
        )
        job.action_import()
        self.assertEqual(job.state, "done", job.error)
        tree = {category.code: category.parent_id.code or "" for category in job.scheme_id.category_ids}
        self.assertEqual(tree, {"01": "", "01.01": "01"})
        lines = self.env["customer.classification.assignment"].search([("scheme_id", "=", job.scheme_id.id)])
        self.assertEqual(
            {line.partner_id.ref: line.category_id.code for line in lines}, {"01.01.001": "01.01", "01.01.002": "01.01"}
        )
        again = self.checked(content, "kingdee.csv", scheme_id=job.scheme_id.id)
        self.assertEqual((again.created_count, again.updated_count, again.unchanged_count), (0, 0, 5))

    # Rights and companies ---------------------------------------------------------------------------------------------

    def user(self, login, *groups):
        return new_test_user(
            self.env,
            login,
            groups=",".join(("base.group_user", *groups)),
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def as_user(self, user):
        return self.Import.with_user(user).with_context(allowed_company_ids=self.company.ids)

    def test_who_may_import(self):
        values = {"file": base64.b64encode(CUSTOMERS.encode()), "file_name": "file.csv"}
        app = "customer_classification.group_classification_"
        for number, groups in enumerate(([f"{app}user"], [f"{app}manager"], ["sales_team.group_sale_manager"])):
            with self.assertRaises(AccessError):
                self.as_user(self.user(f"t_import_{number}", *groups)).create(values)
        manager = self.user("t_import_manager", f"{app}manager", "base.group_partner_manager")
        job = self.as_user(manager).create(values)
        job.action_read()
        job.action_check()
        job.action_import()
        self.assertEqual((job.state, job.created_count), ("done", 2), job.error)

    def test_who_may_move_whom_holds_for_files_too(self):
        scheme = self.make_scheme(mode="manual", is_main=True)
        team = self.env.ref("customer_classification.group_classification_administrator")
        self.env["customer.classification.mover"].create(
            {"scheme_id": scheme.id, "category_id": self.category(scheme, "VIP").id, "group_id": team.id}
        )
        manager = self.user(
            "t_import_mover", "customer_classification.group_classification_manager", "base.group_partner_manager"
        )
        content = "客户编码,客户名称,所属分类码\n07010001,甲公司,1\n07010002,乙公司,2\n".encode()
        values = {"file": base64.b64encode(content), "file_name": "file.csv", "scheme_id": scheme.id}
        job = self.as_user(manager).create(values)
        job.action_read()
        job.action_check()
        job.action_import()
        vip, ordinary = job.line_ids.sorted("number")
        self.assertEqual((vip.level, vip.outcome, ordinary.outcome), ("error", "refused", "created"))
        self.assertIn("You may not move “甲公司” into “1 VIP”", vip.messages[0]["value"])
        self.assertFalse(self.env["res.partner"].search([("ref", "=", "07010001")]), "nothing is half written")
        self.assertEqual(ordinary.partner_id.main_category_id, self.category(scheme, "Ordinary"))

    def test_two_companies_keep_their_customers_apart(self):
        other = self.make_company("Other", "CNY", "Asia/Shanghai")
        theirs = self.env["res.partner"].create({"name": "别人的客户", "ref": "07010001", "company_id": other.id})
        job = self.checked(CUSTOMERS.encode())
        self.assertFalse(job.is_shared, "with several companies, customers belong to the one that imports them")
        self.assertEqual((job.created_count, job.refused_count), (2, 0))
        job.action_import()
        self.assertEqual(job.line_ids.partner_id.company_id, self.company)
        self.assertEqual(theirs.name, "别人的客户")
        self.env.user.company_ids = [Command.link(other.id)]
        second = self.Import.with_context(allowed_company_ids=other.ids).create(
            {"file": base64.b64encode(CUSTOMERS.encode()), "file_name": "file.csv"}
        )
        self.assertEqual(second.company_id, other)
        second.action_read()
        second.action_check()
        self.assertEqual((second.created_count, second.updated_count), (1, 1))
        administrator = self.user("t_import_admin", "customer_classification.group_classification_administrator")
        self.assertNotIn(second, self.as_user(administrator).search([]))

    # Large files ------------------------------------------------------------------------------------------------------

    def test_many_rows_are_left_to_the_scheduled_action_and_can_be_stopped(self):
        rows = "".join(f"{number:08},客户{number}\n" for number in range(1, 1202))
        job = self.checked(f"客户编码,客户名称\n{rows}".encode())
        job.action_import()
        self.assertEqual(job.state, "importing", "more than a user waits for")
        self.assertFalse(job.line_ids.partner_id)
        job._import_batch()
        self.assertAlmostEqual(job.progress, 100 * 1000 / 1201)
        job.action_stop()
        self.assertEqual((job.state, len(job.line_ids.partner_id)), ("stopped", 1000))
        job.action_import()
        self.assertEqual((job.state, len(job.line_ids.partner_id)), ("done", 1201), "the rest is small")
        self.assertEqual(job.progress, 100)

    def test_the_scheduled_action_imports(self):
        rows = "".join(f"{number:08},客户{number}\n" for number in range(1, 1102))
        job = self.checked(f"客户编码,客户名称\n{rows}".encode())
        job.action_import()
        with self.enter_registry_test_mode():
            self.env.ref("customer_classification.ir_cron_import").method_direct_trigger()
        job.invalidate_recordset()
        self.assertEqual((job.state, len(job.line_ids.partner_id)), ("done", 1101), job.error)
