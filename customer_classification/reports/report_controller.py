from werkzeug.exceptions import BadRequest

from odoo import models
from odoo.http import Controller, content_disposition, request, route

from .customer_classification_report_options import URL
from .formats import files


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        """Odoo hands all parameters to the method of a route, and one that is called “self” would be its own."""
        if "self" in request.params and request.httprequest.path.startswith(f"{URL}/"):
            raise BadRequest(request.env._("Reports have no option “%s”.", "self"))
        return super()._dispatch(endpoint)


class ReportController(Controller):
    @route(f"{URL}/<string:report>/<string:file_format>", type="http", auth="user", methods=["GET"], readonly=False)
    def report(self, report, file_format, lang=None, **options):
        """A report as a file.

        :param file_format: a name in :data:`formats.table.FORMATS`, such as ``pdf``
        :param lang: the code of its language; that of the user if empty
        :param options: as :func:`parameters.parse` takes them, ids with commas between them
        """
        env = request.env
        if lang and lang in dict(env["res.lang"].get_installed()):
            env = env(context={**env.context, "lang": lang})
        made = files.make(env, report, file_format, **options)
        return request.make_response(
            made.content,
            headers=[
                ("Content-Type", made.mimetype),
                ("Content-Length", str(len(made.content))),
                ("Content-Disposition", content_disposition(made.name)),
            ],
        )
