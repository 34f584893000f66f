from odoo import fields, models

CATEGORY_STATISTICS_URL = "/customer_classification/category_statistics"


class CustomerClassificationScheme(models.Model):
    _inherit = "customer.classification.scheme"

    def action_category_statistics_xlsx(self):
        """Download the category statistics of these schemes as of today: a workbook with a sheet per scheme."""
        return self._action_category_statistics("xlsx")

    def _action_category_statistics(self, file_format, as_of=None, levels=0):
        """Download the category statistics as ``pdf`` or ``xlsx``."""
        options = {"as_of": fields.Date.to_string(as_of) or "", "levels": levels or ""}
        given = "".join(f"&{name}={value}" for name, value in options.items() if value)
        return {
            "type": "ir.actions.act_url",
            "url": f"{CATEGORY_STATISTICS_URL}/{file_format}?schemes={','.join(map(str, self.ids))}{given}",
            "target": "download",
        }

    def _category_statistics_filename(self, as_of=None):
        """The name of the report's file without ending: what it is, of which scheme, as of when."""
        as_of = fields.Date.to_date(as_of) or fields.Date.context_today(self)
        names = [self.env._("Category statistics"), *self.mapped("name"), fields.Date.to_string(as_of)]
        return " ".join(names if len(self) == 1 else (names[0], names[-1]))
