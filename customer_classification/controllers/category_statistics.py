from odoo.exceptions import UserError
from odoo.http import Controller, content_disposition, request, route

from ..reports.category_statistics import category_statistics
from ..reports.category_statistics_xlsx import category_statistics_xlsx
from ..reports.customer_classification_scheme import CATEGORY_STATISTICS_URL

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_LEVELS = 99


class CategoryStatisticsController(Controller):
    @route(f"{CATEGORY_STATISTICS_URL}/xlsx", type="http", auth="user", methods=["GET"])
    def xlsx(self, schemes="", as_of="", levels="", **_unknown):
        """The category statistics as a workbook.

        :param schemes: ids, separated by commas
        :param as_of: ``YYYY-MM-DD``; today if empty
        :param levels: how many levels of the tree; all if empty
        """
        records, options = self._arguments(schemes, as_of, levels)
        statistics = category_statistics(records, **options)
        return self._file(category_statistics_xlsx(request.env, statistics), XLSX, records, as_of, "xlsx")

    @route(f"{CATEGORY_STATISTICS_URL}/pdf", type="http", auth="user", methods=["GET"])
    def pdf(self, schemes="", as_of="", levels="", **_unknown):
        """The category statistics in print; arguments as :meth:`xlsx` has them."""
        records, options = self._arguments(schemes, as_of, levels)
        content, kind = request.env["ir.actions.report"]._render_qweb_pdf(
            "customer_classification.action_report_category_statistics", records.ids, data=options
        )
        if kind != "pdf":
            return request.make_response(content)
        return self._file(content, "application/pdf", records, as_of, "pdf")

    def _arguments(self, schemes, as_of, levels):
        """The schemes and options that the address names.

        :raises UserError: ids or levels are no numbers
        """
        ids = schemes.split(",")
        if not all(map(self._is_number, ids)):
            raise UserError(request.env._("“%s” names no scheme. Open the report from the scheme itself.", schemes))
        if levels and not (self._is_number(levels) and int(levels) <= MOST_LEVELS):
            raise UserError(request.env._("“%s” is no number of levels. Write a number like 2.", levels))
        records = request.env["customer.classification.scheme"].browse(dict.fromkeys(map(int, ids)))
        return records, {"as_of": as_of, "levels": int(levels or 0)}

    @staticmethod
    def _is_number(text):
        return text.isascii() and text.isdecimal() and len(text) < 10

    @staticmethod
    def _file(content, mimetype, schemes, as_of, ending):
        name = f"{schemes._category_statistics_filename(as_of)}.{ending}"
        return request.make_response(
            content,
            headers=[
                ("Content-Type", mimetype),
                ("Content-Length", str(len(content))),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
