"""Markup and formulas in every text that people type: no page, paper, workbook or mail takes them for its own."""

import io
import random
import re

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from ..customer_classification.reports import registry
from ..customer_classification.reports.formats import files
from .attack import FULL, told
from .attack import SUITE_SEED as SEED
from .attack_texts import executed, type_everywhere
from .common import DemoCase


@tagged("post_install", "-at_install")
class TestMarkupInFiles(DemoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lines = cls.env["customer.classification.assignment"].search([("scheme_id", "in", cls.schemes.ids)])
        cls.customers = lines.partner_id
        cls.typed = type_everywhere(cls.env, cls.customers)

    def made(self, file_format):
        """Each report there is, as a file: [(name, content)]."""
        options = {"scheme_ids": self.schemes.ids[:2], "partner_ids": self.customers.ids[:3]}
        names = registry.names()
        for report in names if FULL else random.Random(SEED).sample(names, 5):
            for given in (options, {"scheme_ids": options["scheme_ids"]}, {}):
                try:
                    yield report, files.make(self.env, report, file_format, **given).content
                    break
                except UserError:
                    continue

    def test_a_cell_of_a_workbook_is_text(self):
        texts = 0
        for report, content in self.made("xlsx"):
            for sheet in openpyxl.load_workbook(io.BytesIO(content)):
                for row in sheet.iter_rows():
                    for cell in row:
                        if "onerror" in str(cell.value):
                            texts += 1
                            self.assertEqual(cell.data_type, "s", f"{report}: {sheet.title} {cell.coordinate}")
                        self.assertFalse(cell.hyperlink, f"{report}: {sheet.title} {cell.coordinate}")
        self.assertGreater(texts, 10)
        told(f"{self.typed} texts that people type: {texts} cells of workbooks are text")

    def test_paper_shows_what_was_typed(self):
        shown = 0
        for report, content in self.made("pdf"):
            text = re.sub(r"\s", "", "".join(page.extract_text() for page in PdfFileReader(io.BytesIO(content)).pages))
            shown += text.count("onerror=")
            self.assertEqual("onerror=" in text, "=1+1" in text, report)
        self.assertGreater(shown, 3)

    def test_a_mail_and_a_note_quote_it(self):
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        scheme = self.schemes.filtered(lambda scheme: scheme.mode == "rules")[:1]
        for customer in self.customers[:3]:
            customer._set_category(scheme, scheme.category_ids.filtered("is_leaf")[:1])
        for report in self.env["customer.classification.saved.report"].search([]):
            report.action_send()
        scheme._tell_managers(lambda env: (scheme.name, scheme.name))
        scheme.write({"approval": "all", "manual_change": "propose"})
        self.env.flush_all()
        found = self.env["mail.message"].sudo().search([("id", ">", before)])
        self.assertTrue(found)
        for message in found:
            self.assertFalse(executed(message.body), message.body)
        for mail in self.env["mail.mail"].sudo().search([("mail_message_id", "in", found.ids)]):
            self.assertFalse(executed(mail.body_html), mail.body_html)
        for activity in self.env["mail.activity"].search([("res_model", "=like", "customer.classification.%")]):
            self.assertFalse(executed(activity.note), activity.note)

    def test_what_the_server_renders_as_a_page_quotes_it(self):
        pages = 0
        for name in self.env.registry:
            model = self.env[name]
            if not name.startswith("customer.classification.") or model._abstract or model._transient:
                continue
            fields = [field for field in model._fields.values() if field.type == "html"]
            for record in model.search([], limit=5) if fields else ():
                for field in fields:
                    pages += bool(record[field.name])
                    self.assertFalse(executed(record[field.name]), f"{name}.{field.name}")
        self.assertGreater(pages, 10)
