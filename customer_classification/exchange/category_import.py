from odoo import api, models


class CustomerClassificationCategory(models.Model):
    """Odoo's own import of categories: the scheme by its code or name, the parent by the code."""

    _inherit = "customer.classification.category"

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Template for Categories"),
                "template": "/customer_classification/static/import/categories.csv",
            }
        ]
