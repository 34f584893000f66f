from odoo import models
from odoo.exceptions import UserError


class CustomerClassificationAssignment(models.Model):
    """Choices by hand in schemes where users only propose, or where such a move must be approved."""

    _inherit = "customer.classification.assignment"

    def web_save(self, vals, specification, next_id=None):
        """In the form of a line there is nothing to show when a new line is only proposed."""
        if not self and vals.get("scheme_id"):
            scheme = self.env["customer.classification.scheme"].browse(vals["scheme_id"])
            category = self.env["customer.classification.category"].browse(vals.get("category_id"))
            if scheme._must_propose(category.browse(), category):
                raise UserError(
                    self.env._(
                        "In “%s” this is only proposed, and somebody else decides. Choose the category in the "
                        "customer form.",
                        scheme.name,
                    )
                )
        return super().web_save(vals, specification, next_id=next_id)

    def _before_choice(self, category, origin="manual", reason=None):
        """Propose what the user does not decide.

        :raises AccessError: only managers may move some of them
        """
        lines = super()._before_choice(category, origin=origin, reason=reason)
        if not _is_choice(origin):
            return lines
        proposing = lines.filtered(lambda line: line.scheme_id._must_propose(line.category_id, category))
        if proposing:
            proposing._propose(category, reason)
        return lines - proposing

    def _before_choice_of_new(self, vals_list):
        """Propose what the user does not decide, without a line of it."""
        Scheme = self.env["customer.classification.scheme"]
        Category = self.env["customer.classification.category"]
        rest = []
        for vals in super()._before_choice_of_new(vals_list):
            scheme, category = Scheme.browse(vals["scheme_id"]), Category.browse(vals["category_id"])
            if _is_choice(vals.get("origin", "manual")) and scheme._must_propose(Category, category):
                scheme._check_target(category)
                line = self.new({"partner_id": vals["partner_id"], "scheme_id": scheme.id})
                line._propose(category, vals.get("pin_reason"), former=Category)
            else:
                rest.append(vals)
        return rest

    def _propose(self, category, reason=False, former=None):
        """Write proposals to move these customers into ``category``; an older open proposal is superseded."""
        Change = self.env["customer.classification.change"].sudo()
        for assignment in self:
            if category:
                assignment.scheme_id._check_target(category)
            partner, scheme = assignment.partner_id, assignment.scheme_id
            Change.search(
                [("partner_id", "=", partner.id), ("scheme_id", "=", scheme.id), ("state", "=", "proposed")]
            ).state = "superseded"
            Change.flush_model(["state"])
            Change.create(
                {
                    **assignment._prepare_change(),
                    "from_category_id": (assignment.category_id if former is None else former).id,
                    "to_category_id": category.id,
                    "effective_date": scheme._today(),
                    "origin": "manual",
                    "rule_id": False,
                    "reason": reason,
                    "state": "proposed",
                }
            )
        self._after_assignment_change()
        self.scheme_id._tell_approvers()


def _is_choice(origin):
    """Whether people choose so; what is merged or restored was chosen before."""
    return origin in ("manual", "import")
