"""A format of reports is one entry in a table; another addon adds one."""

from pathlib import Path

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..customer_classification.reports.formats import files, table
from .common import ClassificationCase


def write(env, datasets, path, progress=None):
    """The titles, a line each."""
    Path(path).write_text("\n".join(dataset.title for dataset in datasets), encoding="utf-8")


@tagged("post_install", "-at_install")
@freeze_time("2026-11-23 08:00:00")
class TestFormats(ClassificationCase):
    def setUp(self):
        super().setUp()
        self.scheme = self.make_scheme(is_main=True)
        self.options = {"scheme_ids": self.scheme.ids}

    def test_another_format_is_offered_and_made(self):
        self.addCleanup(table.FORMATS.pop, "txt")
        table.register(table.Format("txt", "Plain text", "text/plain", write))
        offered = dict(
            self.env["customer.classification.saved.report"]._fields["file_format"]._description_selection(self.env)
        )
        self.assertEqual(offered, {"pdf": "PDF", "xlsx": "Excel", "txt": "Plain text"})
        made = files.make(self.env, "category_statistics", "txt", **self.options)
        self.assertEqual((made.mimetype, made.content.decode()), ("text/plain", "Category statistics"))
        self.assertTrue(made.name.endswith(".txt"))

    def test_a_format_that_there_is_not(self):
        with self.assertRaisesRegex(UserError, "made as PDF, Excel, not as “doc”"):
            files.make(self.env, "category_statistics", "doc", **self.options)
