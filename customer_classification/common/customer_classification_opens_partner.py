from odoo import models


class CustomerClassificationOpensPartner(models.AbstractModel):
    """Lists of customers: a row is about one of them, and a click on it opens their form."""

    _name = "customer.classification.opens.partner"
    _description = "Row That Opens Its Customer"

    def action_open_partner(self):
        """Open the customer of this row.

        :return: the action
        """
        self.ensure_one()
        return self.partner_id.get_formview_action()
