from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..common import words

NAMED = 3  # approvers


class ResPartner(models.Model):
    """What was chosen for the customer and waits for approval is said where it was chosen, before and after saving."""

    _inherit = "res.partner"

    classification_waiting = fields.Text(
        compute="_compute_classification_waiting",
        groups="customer_classification.group_classification_user",
        string="Waits for Approval",
        help="The categories that were chosen for the customer and wait until somebody approves them.",
    )

    @api.depends("main_category_id", "classification_assignment_ids.category_id", "classification_proposal_ids")
    @api.depends_context("company", "lang", "uid")
    def _compute_classification_waiting(self):
        for partner in self:
            moves = partner._chosen_moves() if partner.commercial_partner_id == partner else {}
            waiting = {scheme: latter for scheme, (former, latter) in moves.items() if scheme._waits(former, latter)}
            proposed = {change.scheme_id: change.to_category_id for change in partner.classification_proposal_ids}
            partner.classification_waiting = "\n".join(
                scheme._waiting_sentence(category) for scheme, category in {**proposed, **waiting}.items()
            )


class CustomerClassificationScheme(models.Model):
    _inherit = "customer.classification.scheme"

    def _waits(self, former, latter):
        """Whether the user's move waits for somebody else's decision; one that they may not make at all does not."""
        try:
            return self._must_propose(former, latter)
        except AccessError:
            return False

    def _waiting_sentence(self, category):
        self.ensure_one()
        names = self._approvers().mapped("name")
        return self.env._(
            "“%(category)s” (%(scheme)s) waits for approval by %(users)s.",
            category=category.name or self.env._("no category"),
            scheme=self.name,
            users=words.listed(self.env, [*names[:NAMED], "…" if len(names) > NAMED else ""]),
        )
