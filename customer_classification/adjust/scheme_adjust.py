from odoo import api, models
from odoo.exceptions import RedirectWarning
from odoo.http import request


class CustomerClassificationScheme(models.Model):
    """Where the tree is in the way of what somebody wants, the wizard that adjusts it is one click away."""

    _inherit = "customer.classification.scheme"

    @api.model
    def _redirected(self, message, button, context):
        error = super()._redirected(message, button, context)
        clicks = request and request.httprequest.path.startswith("/web/dataset/")
        may_adjust = self.env["customer.classification.adjustment"].has_access("create")
        if not clicks or not may_adjust or self.env.context.get("import_file"):
            return error
        return RedirectWarning(message, self.env.ref("customer_classification.action_adjustment").id, button, context)
