from odoo.exceptions import UserError
from odoo.http import Controller, content_disposition, request, route

from ..reports.category_statistics import category_statistics
from ..reports.category_statistics_xlsx import category_statistics_xlsx
from ..reports.customer_classification_scheme import CATEGORY_STATISTICS_URL

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CategoryStatisticsController(Controller):
    @route(f"{CATEGORY_STATISTICS_URL}/xlsx", type="http", auth="user", methods=["GET"])
    def xlsx(self, schemes="", as_of="", levels="", **_unknown):
        """The category statistics as a workbook.

        :param schemes: ids, separated by commas
        :param as_of: ``YYYY-MM-DD``; today if empty
        :param levels: how many levels of the tree; all if empty
        """
        records = self._schemes(schemes)
        statistics = category_statistics(records, as_of, levels)
        return self._file(category_statistics_xlsx(request.env, statistics), XLSX, records, as_of, "xlsx")

    @route(f"{CATEGORY_STATISTICS_URL}/pdf", type="http", auth="user", methods=["GET"])
    def pdf(self, schemes="", as_of="", levels="", **_unknown):
        """The category statistics in print; arguments as :meth:`xlsx` has them."""
        records = self._schemes(schemes)
        content, kind = request.env["ir.actions.report"]._render_qweb_pdf(
            "customer_classification.action_report_category_statistics",
            records.ids,
            data={"as_of": as_of, "levels": levels},
        )
        if kind != "pdf":
            return request.make_response(content)
        return self._file(content, "application/pdf", records, as_of, "pdf")

    def _schemes(self, ids):
        """The schemes that the address names.

        :raises UserError: ``ids`` are no numbers
        """
        parts = ids.split(",")
        if not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in parts):
            raise UserError(request.env._("The address names no scheme. Open the report from the scheme itself."))
        return request.env["customer.classification.scheme"].browse(dict.fromkeys(map(int, parts)))

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
