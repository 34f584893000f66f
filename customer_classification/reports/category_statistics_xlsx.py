"""The category statistics as a workbook: one sheet per scheme, ready to filter, fold, print and chart."""

import io
import re

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from odoo import fields
from odoo.tools import format_amount, format_date, format_datetime

from .text_width import text_width

A4 = 9
LEVEL, CODE, CATEGORY, CUSTOMERS, CUSTOMERS_SHARE, AMOUNT, AMOUNT_SHARE, ORDERS, ORDERS_SHARE, AVERAGE, DAYS = range(11)
CHART_DATA = DAYS + 2
HEADER_ROW = 6
DEEPEST_OUTLINE = 7  # Excel folds no deeper


def category_statistics_xlsx(env, statistics_list) -> bytes:
    """Return a workbook of the statistics that :func:`category_statistics` gave, in the language of ``env``."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"title": env._("Category statistics"), "author": env.user.name})
    names = set()
    for statistics in statistics_list:
        name = sheet_name(statistics.scheme, names)
        names.add(name.lower())
        _Sheet(env, workbook, workbook.add_worksheet(name), statistics).fill()
    workbook.close()
    return buffer.getvalue()


def sheet_name(name: str, taken=()) -> str:
    """Return ``name`` as Excel allows it for a sheet: 31 characters, some forbidden, none of ``taken`` (lower case)."""
    allowed = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip(" '") or "Sheet"
    if allowed.lower() == "history":
        allowed += "_"
    result, number = allowed[:31].rstrip(" '"), 1
    while result.lower() in taken:
        number += 1
        ending = f" ({number})"
        result = allowed[: 31 - len(ending)] + ending
    return result


class _Sheet:
    """Writes the statistics of one scheme into one worksheet."""

    def __init__(self, env, workbook, worksheet, statistics):
        self.env, self.workbook, self.worksheet, self.statistics = env, workbook, worksheet, statistics
        self.currency = env["res.currency"].browse(statistics.currency_id)
        decimals = self.currency.decimal_places
        self.money = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
        self.formats = {}
        self.first_row = HEADER_ROW + 1
        self.total_row = HEADER_ROW + len(statistics.rows)

    def fill(self):
        self._heading()
        if not self.statistics.total.customers:
            self.worksheet.write_string(
                HEADER_ROW,
                0,
                self.env._(
                    "There are no customers here yet. As soon as the scheme has customers with orders, their figures "
                    "appear by category."
                ),
                self._format(),
            )
        else:
            self._header()
            for number, row in enumerate(self.statistics.rows[:-1], start=self.first_row):
                self._row(number, row)
            self._total()
            self._widths()
            self._chart()
        self._printing()

    def _format(self, **properties):
        """One format object per combination, as xlsxwriter wants it."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format({"valign": "top", **properties})
        return self.formats[key]

    def _heading(self):
        env, statistics = self.env, self.statistics
        first, last = format_date(env, statistics.first_day), format_date(env, statistics.as_of)
        basis = env._("with taxes") if statistics.amount_basis == "taxed" else env._("without taxes")
        past = [env._("Orders and categories are those of today.")] if statistics.is_past else []
        lines = [
            env._("Company: %s", statistics.company or env._("all companies")),
            " ".join(
                [
                    env._("As of: %s", last),
                    env._("(orders from %(first)s to %(last)s)", first=first, last=last),
                    *past,
                ]
            ),
            env._("Currency: %(currency)s, %(basis)s", currency=self.currency.name, basis=basis),
            env._(
                "Printed by %(user)s on %(time)s",
                user=env.user.name,
                time=format_datetime(env, fields.Datetime.now(), dt_format="short"),
            ),
        ]
        title = env._("Category statistics: %s", statistics.scheme)
        self.worksheet.write_string(0, 0, title, self._format(bold=True, font_size=16))
        self.worksheet.set_row(0, 24)
        for number, line in enumerate(lines, start=1):
            self.worksheet.write_string(number, 0, line, self._format(font_color="#555555"))

    def _labels(self):
        return [
            self.env._("Level"),
            self.env._("Code"),
            self.env._("Category"),
            self.env._("Customers"),
            self.env._("Share of customers"),
            self.env._("Orders amount, 12 months"),
            self.env._("Share of amount"),
            self.env._("Orders, 12 months"),
            self.env._("Share of orders"),
            self.env._("Average order"),
            self.env._("Median days since last order"),
        ]

    def _header(self):
        style = {"bold": True, "text_wrap": True, "font_color": "#FFFFFF", "bg_color": "#3D5A73", "valign": "vcenter"}
        for column, label in enumerate(self._labels()):
            align = "left" if column <= CATEGORY else "right"
            self.worksheet.write_string(HEADER_ROW, column, label, self._format(**style, align=align))
        self.worksheet.set_row(HEADER_ROW, 48)
        self.worksheet.freeze_panes(self.first_row, CATEGORY + 1)
        self.worksheet.autofilter(HEADER_ROW, 0, self.total_row - 1, DAYS)

    def _row(self, number, row):
        style = {"bottom": 1, "bottom_color": "#DDE3E8"}
        if row.kind == "unclassified":
            style["italic"] = True
        elif row.level == 1 and any(other.level > 1 for other in self.statistics.rows):
            style["bold"] = True
        write = self.worksheet
        write.set_row(number, None, None, {"level": min(row.level - 1, DEEPEST_OUTLINE)})
        write.write_number(number, LEVEL, row.level, self._format(**style, align="left"))
        write.write_string(number, CODE, row.code, self._format(**style))
        write.write_string(number, CATEGORY, row.name, self._format(**style, indent=min(row.level - 1, 15)))
        for column, value, number_format in self._figures(row):
            cell_format = self._format(**style, num_format=number_format)
            if value is None:
                write.write_blank(number, column, None, cell_format)
            else:
                write.write_number(number, column, value, cell_format)

    def _figures(self, row):
        """The columns, values and number formats of the figures of ``row``."""
        return [
            (CUSTOMERS, row.customers, "#,##0"),
            (CUSTOMERS_SHARE, row.customers_share, "0.0%"),
            (AMOUNT, row.amount, self.money),
            (AMOUNT_SHARE, row.amount_share, "0.0%"),
            (ORDERS, row.orders, "#,##0"),
            (ORDERS_SHARE, row.orders_share, "0.0%"),
            (AVERAGE, row.average, self.money),
            (DAYS, row.median_days, "#,##0.0"),
        ]

    def _total(self):
        """Formulas over the lines of level 1, which include all others; each with its value for who calculates not."""
        style = {"bold": True, "top": 2, "bottom": 2, "bg_color": "#E4EAF0"}
        row, write, number = self.statistics.total, self.worksheet, self.total_row
        for column, text in ((LEVEL, ""), (CODE, ""), (CATEGORY, row.name)):
            write.write_string(number, column, text, self._format(**style))
        for column, value, number_format in self._figures(row):
            cell_format = self._format(**style, num_format=number_format)
            if formula := self._total_formula(column):
                write.write_formula(number, column, formula, cell_format, "" if value is None else value)
            elif value is None:
                write.write_blank(number, column, None, cell_format)
            else:
                write.write_number(number, column, value, cell_format)

    def _total_formula(self, column):
        def span(column):
            first, last = self.first_row, self.total_row - 1
            return f"{xl_rowcol_to_cell(first, column, True, True)}:{xl_rowcol_to_cell(last, column, True, True)}"

        if column in (CUSTOMERS, AMOUNT, ORDERS):
            return f"=SUMIF({span(LEVEL)},1,{span(column)})"
        if column == AVERAGE:
            amount, orders = (xl_rowcol_to_cell(self.total_row, other) for other in (AMOUNT, ORDERS))
            return f'=IF({orders}=0,"",{amount}/{orders})'
        return None

    def _widths(self):
        rows, total = self.statistics.rows, self.statistics.total
        money = text_width(format_amount(self.env, total.amount, self.currency)) + 2
        widths = {
            LEVEL: max(text_width(self.env._("Level")) + 4, 7),  # the arrow of the filter needs room
            CODE: max(text_width(row.code) for row in rows) + 2,
            CATEGORY: max(text_width(row.name) + 2 * row.level for row in rows) + 2,
            AMOUNT: money,
            AVERAGE: money,
        }
        for column in range(DAYS + 1):
            self.worksheet.set_column(column, column, min(max(widths.get(column, 0), 12 if column else 7), 60))

    def _chart(self):
        bars = self.statistics.bars(self.env._("Others"))
        if not any(bar.amount > 0 for bar in bars):
            return
        name = self.worksheet.get_name()
        for number, bar in enumerate(bars, start=self.first_row):
            self.worksheet.write_string(number, CHART_DATA, bar.label)
            self.worksheet.write_number(number, CHART_DATA + 1, bar.amount, self._format(num_format=self.money))
        self.worksheet.set_column(CHART_DATA, CHART_DATA + 1, None, None, {"hidden": True})
        last = self.first_row + len(bars) - 1
        chart = self.workbook.add_chart({"type": "bar"})
        chart.show_hidden_data()
        chart.add_series(
            {
                "name": self.env._("Orders amount, 12 months"),
                "categories": [name, self.first_row, CHART_DATA, last, CHART_DATA],
                "values": [name, self.first_row, CHART_DATA + 1, last, CHART_DATA + 1],
                "fill": {"color": "#3D5A73"},
                "gap": 60,
                "data_labels": {"value": True},
            }
        )
        chart.set_title({"name": self.env._("Orders amount, 12 months"), "name_font": {"size": 12}})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})  # the first category on top
        chart.set_x_axis({"num_format": "#,##0", "min": min(0, *(bar.amount for bar in bars))})
        chart.set_size({"width": 900, "height": 120 + 28 * len(bars)})
        self.worksheet.insert_chart(self.total_row + 2, 0, chart, {"object_position": 2})

    def _printing(self):
        self.worksheet.outline_settings(symbols_below=False)
        self.worksheet.set_landscape()
        self.worksheet.set_paper(A4)
        self.worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.worksheet.fit_to_pages(1, 0)
        self.worksheet.repeat_rows(HEADER_ROW)
        self.worksheet.set_footer("&L&A&R&P / &N")
