from odoo import fields, models
from odoo.exceptions import UserError

from ..common import access, words


class CustomerClassificationReview(models.Model):
    """How a review ends: the standards stay, or the alternative is activated; where asked, a second person agrees."""

    _inherit = "customer.classification.review"

    def action_keep(self):
        """Record that the standards stay as they are.

        :raises UserError: the reason is missing, the review is decided, or nobody has looked yet
        :raises AccessError: the user is no classification manager
        """
        return self._propose("unchanged")

    def action_adopt(self):
        """Record that the alternative takes the place of the present standards, and activate it.

        :raises UserError: the reason or the alternative is missing, the review is decided, or nobody has looked yet
        :raises AccessError: the user may not edit the rules
        """
        access.check_manager(self.env)
        for review in self:
            if not review.alternative_id:
                raise UserError(self.env._("Choose the alternative that is to be activated first."))
        self.scheme_id.rule_ids.check_access("write")
        return self._propose("activated")

    def _propose(self, outcome):
        access.check_manager(self.env)
        for review in access.readable(self):
            self._check_sees(review.scheme_id)
            review._check_decidable()
            review.write({"outcome": outcome, "decided_by_id": self.env.uid, "decided_on": fields.Datetime.now()})
            if review.needs_approval:
                review.state = "waiting"
            else:
                review.sudo(False)._carry_out()
        return True

    def _check_decidable(self):
        self._check_open()
        if self.state == "waiting":
            raise UserError(self.env._("“%s” waits for its approval already.", self.display_name))
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why first: the reason stands in the minutes."))
        if not self.findings:
            raise UserError(self.env._("Look at the customers first: what was looked at is recorded with the outcome."))

    def action_approve(self):
        """Agree to the outcome that somebody else proposed, and carry it out.

        :raises UserError: nothing waits, or the user proposed it
        :raises AccessError: the user is no classification manager, or may not edit the rules
        """
        for review in self._waiting_for_another():
            if review.outcome == "activated":
                review.sudo(False).scheme_id.rule_ids.check_access("write")
            review.approved_by_id = self.env.uid
            review.sudo(False)._carry_out()
        return True

    def action_refuse(self):
        """Disagree with the outcome: the review is open again.

        :raises UserError: nothing waits, or the user proposed it
        :raises AccessError: the user is no classification manager
        """
        self._waiting_for_another().write({"state": "open", "outcome": False})
        return True

    def _waiting_for_another(self):
        access.check_manager(self.env)
        reviews = access.readable(self)
        for review in reviews:
            if review.state != "waiting":
                raise UserError(self.env._("“%s” waits for no approval.", review.display_name))
            if review.decided_by_id == self.env.user and not self.env.su:
                raise UserError(self.env._("You decided this yourself: somebody else has to approve it."))
        return reviews

    def _carry_out(self):
        """End the review, and say in the scheme's chatter how."""
        self.ensure_one()
        review, scheme = self.sudo(), self.scheme_id
        if review.outcome == "activated":
            self.alternative_id._adopt()
            scheme.action_activate()
        review.state = "done"
        scheme.sudo()._reviewed(review)
        scheme.sudo().message_post(
            body=words.labelled(self.env, review._outcome_text(), review.reason),
            author_id=self.env.user.partner_id.id,
        )

    def _outcome_text(self):
        self.ensure_one()
        if self.outcome == "activated":
            return self.env._("Standards reviewed, “%s” activated", self.alternative_id.name)
        return self.env._("Standards reviewed, unchanged")
