from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class ResPartner(models.Model):
    """A mailing list per category, where the app for mass mailings is installed."""

    _inherit = "res.partner"

    def action_add_to_category_mailing_list(self):
        """Add these customers to the mailing list that has the name of their main category; make it if it is missing.

        :raises UserError: the app for mass mailings is not installed
        """
        self.check_access("read")
        if "mailing.list" not in self.env:
            raise UserError(self.env._("Install “Email Marketing” to use mailing lists."))
        for category, customers in self.filtered("email").grouped("main_category_id").items():
            if not category:
                continue
            name = category.complete_name
            mailing_list = self.env["mailing.list"].search([("name", "=", name)], limit=1)
            mailing_list = mailing_list or self.env["mailing.list"].create({"name": name})
            known = set(mailing_list.contact_ids.mapped("email_normalized"))
            self.env["mailing.contact"].create(
                [
                    {
                        "name": customer.name,
                        "email": customer.email,
                        "list_ids": [Command.link(mailing_list.id)],
                    }
                    for customer in customers
                    if customer.email_normalized not in known
                ]
            )
        return True
