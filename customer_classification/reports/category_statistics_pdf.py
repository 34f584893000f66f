from dataclasses import dataclass

from odoo import api, fields, models
from odoo.tools import format_amount, format_date, format_datetime, formatLang

from .category_statistics import CategoryStatistics, Row, category_statistics
from .text_width import shortened, text_width

# How much fits on a page, in lines of the table: measured with the paper format and the styles of the template.
PAGE_LINES = 30
HEADING_LINES = 6
CHART_LINES = 2.5  # around the bars
BAR_LINES = 0.85
CATEGORY_WIDTH = 42  # characters of the first column
INDENT_WIDTH = 2.5


@dataclass(frozen=True)
class Page:
    """One page: some rows of one scheme; the first one has the heading and the chart, the last one the signatures."""

    statistics: CategoryStatistics
    rows: tuple[Row, ...]
    number: int
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
        statistics = category_statistics(schemes, (data or {}).get("as_of"), (data or {}).get("levels") or 0)
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
        pages = []
        for statistics in statistics_list:
            bars = self._bars(statistics)
            room = PAGE_LINES - HEADING_LINES - (CHART_LINES + BAR_LINES * len(bars) if bars else 0)
            chunks = [[]]
            for row in statistics.rows:
                lines = self._lines(row)
                if chunks[-1] and lines > room:
                    chunks.append([])
                    room = PAGE_LINES
                chunks[-1].append(row)
                room -= lines
            for position, chunk in enumerate(chunks):
                pages.append(
                    Page(
                        statistics,
                        tuple(chunk),
                        number=len(pages) + 1,
                        is_first=position == 0,
                        is_last=position == len(chunks) - 1,
                    )
                )
        return pages

    @api.model
    def _lines(self, row):
        """How many lines the category of ``row`` takes in its column."""
        width = max(CATEGORY_WIDTH - INDENT_WIDTH * (row.level - 1), 10)
        return -(-text_width(row.label) // width)
