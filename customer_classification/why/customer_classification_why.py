from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common import access, words
from ..history import history


class CustomerClassificationWhy(models.TransientModel):
    """“Why is this customer here?”, and what comes next."""

    _name = "customer.classification.why"
    _inherit = "customer.classification.references"
    _description = "Why This Category?"
    _rec_name = "category_id"

    assignment_id = fields.Many2one("customer.classification.assignment", required=True, ondelete="cascade")
    partner_id = fields.Many2one(related="assignment_id.partner_id")
    scheme_id = fields.Many2one(related="assignment_id.scheme_id")
    category_id = fields.Many2one(related="assignment_id.category_id")
    change_id = fields.Many2one(related="assignment_id.change_id")
    content = fields.Html(compute="_compute_content", sanitize=False)

    @api.depends("assignment_id")
    @api.depends_context("lang")
    def _compute_content(self):
        for why in self:
            why.content = self.env["ir.qweb"]._render("customer_classification.why", why._values())

    def _values(self):
        """What the page shows."""
        self.ensure_one()
        change, decisive = self.change_id, self._decisive_change()
        return {
            "why": self,
            "change": change,
            "assignment": self.assignment_id,
            "facts": self._facts(),
            "circumstances": self._circumstances(),
            "quoted": self._quoted,
            "pin": self._pin(),
            "restored": self._restored(decisive),
            "decisive": decisive,
            "lines": decisive.explain() if decisive.rule_id else [],
            "earlier": decisive._explain_earlier() if decisive.origin == "rule" else [],
            "next": [],
        }

    def _facts(self):
        """Since when, and how the customer came here."""
        change = self.change_id
        facts = [self.env._("since %s", words.day(self.env, self.assignment_id.since))]
        if change:
            facts.append(dict(change._fields["origin"]._description_selection(self.env))[change.origin])
        if change.rule_id:
            facts.append(self._quoted(change.rule_id.name))
        return facts

    def _circumstances(self):
        """Where the customer came from, who moved them and who agreed."""
        change = self.change_id
        by_schedule = change.user_id._is_superuser()  # whom nobody knows
        return [
            text
            for text in (
                change.from_category_id and self.env._("before: %s", change.from_category_id.name),
                change.user_id and not by_schedule and self.env._("by %s", change.user_id.name),
                change.decision_user_id and self.env._("approved by %s", change.decision_user_id.name),
            )
            if text
        ]

    def _pin(self):
        """That rules leave the customer here, until when, and why; empty if they do not."""
        assignment = self.assignment_id
        if not assignment.is_pinned:
            return ""
        if assignment.pinned_until:
            day = words.day(self.env, assignment.pinned_until)
            told = self.env._("Rules leave this customer here until %s.", day)
        else:
            told = self.env._("Rules leave this customer here.")
        return f"{told} {self._quoted(assignment.pin_reason)}" if assignment.pin_reason else told

    def _restored(self, decisive):
        """Which earlier decision is in force again; empty if none is."""
        if not decisive or decisive == self.change_id:
            return ""
        if not decisive.rule_id:
            return self.env._("The decision that was restored: %s.", decisive.reference)
        return self.env._(
            "The decision that was restored: %(change)s, “%(rule)s”.",
            change=decisive.reference,
            rule=decisive.rule_id.name,
        )

    def _quoted(self, text):
        return f"“{text}”"

    def _decisive_change(self):
        """The change that decided: of a category that was restored, the one that had led there before."""
        change = self.change_id
        if change.origin != "undo":
            return change
        Change = self.env["customer.classification.change"]
        return Change.search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("scheme_id", "=", self.scheme_id.id),
                ("id", "<", change.id),
                ("to_category_id", "=", self.category_id.id),
                ("state", "in", history.IN_FORCE),
            ],
            order="id desc",
            limit=1,
        )

    def action_open_documents(self, condition_id):
        """Open the documents behind one figure."""
        self.check_access("read")
        return self._decisive_change().action_open_documents(condition_id)

    def action_open_change(self):
        """Open the change that led here."""
        self.check_access("read")
        return self.change_id.get_formview_action()

    def action_open_run(self):
        """Open the run that decided."""
        self.check_access("read")
        return self.change_id.run_id.get_formview_action()


class CustomerClassificationAssignment(models.Model):
    _inherit = "customer.classification.assignment"

    def action_why(self):
        """Open the page that explains why the customer is in this category."""
        self.ensure_one()
        self.check_access("read")
        why = self.env["customer.classification.why"].create({"assignment_id": self.id})
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_why")
        return {
            **action,
            "name": self.env._(
                "Why is %(customer)s in “%(category)s”?",
                customer=self.partner_id.display_name,
                category=self.category_id.name,
            ),
            "res_id": why.id,
        }


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_why(self, category_id=None):
        """Open the page that explains why this customer (or a contact's company) is in a category.

        :param category_id: one of the customer's categories; that of the main scheme if empty
        :raises UserError: the customer is not in it
        """
        self.ensure_one()
        self.check_access("read")
        assignments = self.commercial_partner_id.classification_assignment_ids
        category = access.record_of(self.env, "customer.classification.category", category_id) or self.main_category_id
        assignment = assignments.filtered(lambda assignment: assignment.category_id == category)
        if not assignment:
            raise UserError(self.env._("“%s” is not in that category. Choose one that the customer has.", self.name))
        return assignment.action_why()
