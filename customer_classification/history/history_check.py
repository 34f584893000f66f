from odoo import models

from ..common import access, soft_references, words
from . import history


class ResConfigSettings(models.TransientModel):
    """Whether the history and the present agree."""

    _inherit = "res.config.settings"

    def action_check_classification_history(self):
        """Replay the changes of all customers: say that they lead to the present categories, or open where not.

        What changes name and is gone, as somebody deleted it without Odoo, they name no more.
        """
        gone = soft_references.forget_dangling(self.env) if access.is_manager(self.env) else 0
        Difference = self.env["customer.classification.difference"]
        if Difference.search_count([], limit=1):
            return self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_differences")
        count = self.env["customer.classification.change"].search_count([("state", "in", history.IN_FORCE)])
        message = self.env._(
            "The history adds up: replaying its %s moves leads to the present categories.",
            words.number(self.env, count, 0),
        )
        if gone:
            message += " " + self.env._(
                "%s names of users, teams, rules or runs that are gone were taken out.",
                words.number(self.env, gone, 0),
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": message, "sticky": False},
        }
