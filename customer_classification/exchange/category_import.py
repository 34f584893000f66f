from odoo import api, models

from ..common import words


class CustomerClassificationCategory(models.Model):
    """Odoo's own import of categories: the scheme by its code or name, the parent by the code."""

    _inherit = "customer.classification.category"

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Template for Categories"),
                "template": words.file_in_language(self.env, "/customer_classification/static/import/categories.csv"),
            }
        ]
