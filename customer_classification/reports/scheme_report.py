from urllib.parse import urlencode

from odoo import models

from .customer_classification_report_options import URL


class CustomerClassificationScheme(models.Model):
    _inherit = "customer.classification.scheme"

    def _action_report(self, report, file_format, **options):
        """Download a report on these schemes as of today, with a sheet or pages per scheme."""
        options = {"scheme_ids": ",".join(map(str, self.ids)), "comparison": "year", **options}
        return {
            "type": "ir.actions.act_url",
            "url": f"{URL}/{report}/{file_format}?{urlencode(options)}",
            "target": "download",
        }
