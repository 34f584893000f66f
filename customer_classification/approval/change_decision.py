from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ..common import access, days
from ..moves import moves, pending


class CustomerClassificationChange(models.Model):
    """Deciding on proposals: approve, reject, or let the customer keep their category for some time."""

    _inherit = "customer.classification.change"

    can_decide = fields.Boolean(
        compute="_compute_can_decide",
        search="_search_can_decide",
        help="The proposal waits for a decision that the user may make.",
    )

    @api.depends_context("uid")
    @api.depends("state", "user_id", "scheme_id")
    def _compute_can_decide(self):
        mine = self.scheme_id.filtered(lambda scheme: self.env.user in scheme._approvers())
        for change in self:
            change.can_decide = (
                change.state == "proposed" and change.scheme_id in mine and not change._is_own_proposal()
            )

    @api.model
    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        schemes = self.env["customer.classification.scheme"].search(
            [("company_id", "in", [False, *self.env.companies.ids])]
        )
        mine = schemes.filtered(lambda scheme: self.env.user in scheme._approvers())
        domain = fields.Domain(
            [
                ("state", "=", "proposed"),
                ("scheme_id", "in", mine.ids),
                "|",
                ("user_id", "!=", self.env.uid),
                ("origin", "in", ("rule", "mapping")),
            ]
        )
        return domain if True in value else ~domain

    def action_approve(self):
        """Carry out these proposals; what something else has overtaken meanwhile is superseded.

        :raises AccessError: the user does not decide on them, or proposed one themselves
        :raises UserError: a change is no open proposal
        """
        self._check_may_decide()
        self.env.flush_all()
        for scheme, changes in self.grouped("scheme_id").items():
            pending.apply_pending(
                self.env,
                SQL("SELECT unnest(%s)", changes.ids),
                "proposed",
                moves.Move(
                    scheme.id, "manual", scheme._today(), self.env.uid, fields.Datetime.now(), **scheme._pin_values()
                ),
            )
        self.env["customer.classification.assignment"]._after_engine()
        self._update_counts_of_runs()
        self.scheme_id._tell_approvers()
        return True

    def action_reject(self, note=None):
        """Let the customers of these proposals stay where they are.

        What a rule proposed rests: it is proposed again when the customer's figures have changed, or after 30 days.

        :param note: why, for the history
        :raises AccessError: the user does not decide on them, or proposed one themselves
        :raises UserError: a change is no open proposal
        """
        self._check_may_decide()
        self.sudo().write(
            {
                "state": "rejected",
                "decision_user_id": self.env.uid,
                "decision_date": fields.Datetime.now(),
                "decision_note": access.text_of(self.env, note),
            }
        )
        self.env["res.partner"].invalidate_model(["classification_proposal_ids"])
        self._update_counts_of_runs()
        self.scheme_id._tell_approvers()
        return True

    def action_extend(self, until, note):
        """Let the customers of these proposals keep their present categories, pinned until a day.

        :param until: the last day, a date or ``YYYY-MM-DD``
        :param note: why; it stands at the pin
        :raises ValidationError: the day is past, or a customer has no category that they could keep
        """
        until, note = days.asked(self.env, until), access.text_of(self.env, note)
        self._check_may_decide()
        self.env["customer.classification.assignment"]._check_pin_date(until)
        without = self.filtered(lambda change: not change.from_category_id)
        if without:
            raise ValidationError(
                self.env._("“%s” has no category yet that could be kept. Approve or reject.", without[0].display_name)
            )
        self.action_reject(note)
        for scheme, changes in self.grouped("scheme_id").items():
            assignments = (
                self.env["customer.classification.assignment"]
                .sudo()
                .search([("scheme_id", "=", scheme.id), ("partner_id", "in", changes.partner_id.ids)])
            )
            assignments.write({"pinned": True, "pinned_until": until, "pin_reason": note, "pin_level": "manager"})
        return True

    def action_ask_rejection(self):
        """Ask why these proposals are rejected."""
        self._check_may_decide()
        return self.env["customer.classification.decision"]._open(self, "reject")

    def action_ask_extension(self):
        """Ask until when the customers of these proposals keep their categories."""
        self._check_may_decide()
        return self.env["customer.classification.decision"]._open(self, "extend")

    def _update_counts_of_runs(self):
        """What the runs that made these proposals tell of them: how many wait still, and how many moved."""
        states = {run: {} for run in self.run_id}
        for run, state, number in self.sudo()._read_group(
            [("run_id", "in", self.run_id.ids)], ["run_id", "state"], ["__count"]
        ):
            states[run][state] = number
        for run, numbers in states.items():
            moved = numbers.get("applied", 0) + numbers.get("undone", 0)
            run.sudo().write({"change_count": moved, "proposed_count": numbers.get("proposed", 0)})

    def _is_own_proposal(self):
        """Whether the user proposed the move themselves; what a rule proposes is nobody's own."""
        return self.user_id == self.env.user and self.origin not in ("rule", "mapping")

    def _check_may_decide(self):
        self.check_access("read")
        self.scheme_id._check_approver()
        self._check_is_open()

    def _check_is_open(self):
        """Raise where a change waits for no decision, or where the user proposed it themselves."""
        for change in self:
            if change.state != "proposed":
                raise UserError(self.env._("“%s” is no proposal that waits for a decision.", change.display_name))
            if change._is_own_proposal() and not self.env.su:
                raise AccessError(
                    self.env._("You proposed “%s” yourself. Let somebody else decide.", change.display_name)
                )
