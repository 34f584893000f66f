from dataclasses import dataclass

from odoo import api, fields, models
from odoo.tools import format_amount, format_date, format_datetime, formatLang

from .category_statistics import CategoryStatistics, Row, category_statistics
from .text_width import shortened, text_width

# How high things are on paper, in CSS pixels: measured with the paper format and the styles of the template.
PAGE_HEIGHT = 925
HEADING_HEIGHT = 116
TABLE_HEIGHT = 70  # the header row
CONTINUED_HEIGHT = 29
SIGNATURES_HEIGHT = 35
CHART_HEIGHT, BAR_HEIGHT = 43, 24
ROW_HEIGHT, LINE_HEIGHT = 28, 22
# How wide the first column is, a Latin character, and one level of indentation.
CATEGORY_WIDTH, CHARACTER_WIDTH, INDENT_WIDTH = 380, 9, 16


@dataclass(frozen=True)
class Page:
    """One page: some rows of one scheme; the first one has the heading and the chart, the last one the signatures."""

    statistics: CategoryStatistics
    rows: tuple[Row, ...]
    label: str
    is_first: bool
    is_last: bool


class ReportCategoryStatistics(models.AbstractModel):
    _name = "report.customer_classification.report_category_statistics"
    _description = "Category Statistics"

    @api.model
    def _get_report_values(self, docids, data=None):
        """What the template shows: the document cut into pages, and functions that write values for the reader.

        wkhtmltopdf without Qt patches repeats no header row and knows no page numbers, so the pages are made here.

        :param docids: the schemes
        :param data: ``as_of`` and ``levels`` as :func:`category_statistics` takes them
        """
        schemes = self.env["customer.classification.scheme"].browse(docids)
        options = {name: value for name, value in (data or {}).items() if name in ("as_of", "levels")}
        statistics = category_statistics(schemes, **options)
        Currency = self.env["res.currency"]
        return {
            "doc_ids": schemes.ids,
            "doc_model": schemes._name,
            "docs": schemes,
            "pages": self._pages(statistics),
            "bars": self._bars,
            "shortened": shortened,
            "day": lambda value: format_date(self.env, value),
            "now": format_datetime(self.env, fields.Datetime.now(), dt_format="short"),
            "currency": Currency.browse,
            "money": lambda value, currency_id: (
                "" if value is None else format_amount(self.env, value, Currency.browse(currency_id))
            ),
            "percent": lambda value: "" if value is None else f"{formatLang(self.env, value * 100, digits=1)}%",
            "number": lambda value, digits=0: "" if value is None else formatLang(self.env, value, digits=digits),
        }

    @api.model
    def _bars(self, statistics):
        """The bars of the chart; none where nobody ordered."""
        bars = statistics.bars(self.env._("Others"))
        return bars if any(bar.amount > 0 for bar in bars) else []

    @api.model
    def _pages(self, statistics_list):
        """Cut the statistics of all schemes into pages."""
        documents = [(statistics, self._chunks(statistics)) for statistics in statistics_list]
        total = sum(len(chunks) for _statistics, chunks in documents)
        pages = []
        for statistics, chunks in documents:
            for position, rows in enumerate(chunks):
                label = self.env._("Page %(number)s of %(total)s", number=len(pages) + 1, total=total)
                is_first, is_last = position == 0, position == len(chunks) - 1
                pages.append(Page(statistics, tuple(rows), label, is_first, is_last))
        return pages

    @api.model
    def _chunks(self, statistics):
        """The rows of each page."""
        bars = self._bars(statistics)
        room = PAGE_HEIGHT - HEADING_HEIGHT - TABLE_HEIGHT - (CHART_HEIGHT + BAR_HEIGHT * len(bars) if bars else 0)
        chunks = [[]]
        for row in statistics.rows:
            height = self._height(row) + (SIGNATURES_HEIGHT if row == statistics.total else 0)
            if chunks[-1] and height > room:
                chunks.append([])
                room = PAGE_HEIGHT - CONTINUED_HEIGHT - TABLE_HEIGHT
            chunks[-1].append(row)
            room -= height
        return chunks

    @api.model
    def _height(self, row):
        """How high ``row`` is: long names take several lines."""
        width = max(CATEGORY_WIDTH - INDENT_WIDTH * (row.level - 1), 100)
        return ROW_HEIGHT + LINE_HEIGHT * (text_width(row.label) * CHARACTER_WIDTH // width)
