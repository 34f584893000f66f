from odoo import models


class CustomerClassificationWhy(models.TransientModel):
    """What comes next stands below why the customer is here."""

    _inherit = "customer.classification.why"

    def _values(self):
        ahead = self.env["customer.classification.outlook"]._of_customer(self.scheme_id, self.partner_id)
        return {**super()._values(), "next": ahead}
