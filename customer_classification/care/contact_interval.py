"""How often customers want to be talked to, and what counts as having talked to them."""

from odoo import fields, models


class CustomerClassificationCategory(models.Model):
    _inherit = "customer.classification.category"

    contact_interval = fields.Integer(
        help="So many days after the last contact a customer should be contacted again. Categories below take it over "
        "unless they have their own. 0: no interval.",
    )

    _contact_interval_positive = models.Constraint(
        "CHECK(contact_interval >= 0)", "A contact interval is a number of days, or 0 for none."
    )


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """What is done with a customer is a contact: their figures are brought up to date within seconds."""
        contacted = self.filtered(lambda activity: activity.res_model == "res.partner").mapped("res_id")
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        self.env["customer.classification.queue"]._mark(self.env["res.partner"].browse(contacted))
        return result


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _message_post_after_hook(self, message, msg_vals):
        internal = message.is_internal or message.subtype_id.internal
        if message.message_type in ("comment", "email", "email_outgoing") and not internal:
            self.env["customer.classification.queue"]._mark(self)
        return super()._message_post_after_hook(message, msg_vals)
