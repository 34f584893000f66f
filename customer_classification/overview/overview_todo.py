from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from .overview_data import ANALYSIS, CHANGE, target

INTERVALS = 3  # that regular customers usually let pass between two orders
UNHAPPY = 3  # stars
OUTLOOK = "customer.classification.outlook"
CONTACT = "customer.classification.contact"


class CustomerClassificationOverview(models.AbstractModel):
    """What somebody should do today.

    Each entry is a method ``_todo_<name>`` that returns its label, the help, and its target. Another addon adds its
    name to ``_todo_names``; an entry that counts nobody is not shown.
    """

    _inherit = "customer.classification.overview"

    @api.model
    def _todo_names(self):
        names = ["approve", "drop", "rise", "silent", "contact", "unhappy", "overdue", "attributes", "departed"]
        return [name for name in names if name != "contact" or CONTACT in self.env]

    @api.model
    def _get_todo(self, choice):
        """A list of ``{key, label, help, count, target}``."""
        entries = []
        for name in self._todo_names():
            label, explanation, where = getattr(self, f"_todo_{name}")(choice)
            count = self.env[where["model"]].search_count(where["domain"])
            if count:
                entries.append(
                    {
                        "key": name,
                        "label": label,
                        "help": explanation,
                        "count": count,
                        "target": {**where, "name": label},
                    }
                )
        return entries

    def _todo_approve(self, choice):
        return (
            self.env._("Moves to approve"),
            self.env._("Somebody proposed them; the customers wait."),
            target("", CHANGE, choice.proposals(), action="customer_classification.action_proposals"),
        )

    def _todo_drop(self, choice):
        return (
            self.env._("About to be downgraded"),
            self.env._("They are downgraded soon if nothing happens."),
            self._outlook(choice, "drop", "customer_classification.action_about_to_drop"),
        )

    def _todo_rise(self, choice):
        return (
            self.env._("Close to an upgrade"),
            self.env._("A little more, and they reach a higher category."),
            self._outlook(choice, "rise", "customer_classification.action_close_to_rising"),
        )

    @api.model
    def _outlook(self, choice, kind, action):
        ours = Domain("scheme_id", "=", choice.scheme.id) & Domain("kind", "=", kind)
        return target(
            "", OUTLOOK, ours & Domain("partner_id.active", "=", True), action=action, context={"outlook_kind": kind}
        )

    def _todo_contact(self, choice):
        late = Domain("scheme_id", "=", choice.scheme.id) & Domain("delay", ">=", 0)
        return (
            self.env._("Should be contacted"),
            self.env._("Nobody spoke to them for as long as their category asks for."),
            target(
                "",
                CONTACT,
                late,
                action="customer_classification.action_contacts_due",
            ),
        )

    def _todo_silent(self, choice):
        return (
            self.env._("Regular customers who stopped ordering"),
            self.env._("They let %s of their usual intervals pass without an order.", INTERVALS),
            target("", ANALYSIS, choice.customers(("silence", ">=", INTERVALS)), order="order_amount desc"),
        )

    def _todo_unhappy(self, choice):
        return (
            self.env._("Unhappy customers"),
            self.env._("Their mean rating of the last 12 months is below %s.", UNHAPPY),
            target("", ANALYSIS, choice.customers(("unhappy_count", "=", 1)), order="satisfaction"),
        )

    def _todo_overdue(self, choice):
        long = str(choice.today - timedelta(days=30))
        return (
            self.env._("Overdue for more than 30 days"),
            self.env._("Ask for the money before the next delivery."),
            target("", ANALYSIS, choice.customers(("overdue_since", "<", long)), order="overdue_since"),
        )

    def _todo_attributes(self, choice):
        ours = Domain("scheme_id", "=", choice.scheme.id) & Domain("has_missing_attributes", "=", True)
        return (
            self.env._("Attributes missing"),
            self.env._("Their category asks for something that nobody entered yet."),
            target("", "customer.classification.assignment", ours & Domain("partner_id", "any", choice.visible())),
        )

    def _todo_departed(self, choice):
        return (
            self.env._("Salesperson has left"),
            self.env._("Their salesperson is archived: give them another one."),
            target("", ANALYSIS, choice.customers(("user_id.active", "=", False), ("user_id", "!=", False))),
        )
