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

    def _proposing(self, origin, category):
        """Those of these assignments whose move into ``category`` (empty: out of the scheme) is only proposed.

        :raises AccessError: only managers may move some of them
        """
        if origin not in ("manual", "import") or self.env.context.get("classification_approved"):
            return self.browse()
        return self.filtered(lambda line: line.scheme_id._must_propose(line.category_id, category))

    def _propose_instead(self, vals_list):
        """Propose the new assignments that are not made at once, and return the values of the others."""
        Scheme = self.env["customer.classification.scheme"]
        Category = self.env["customer.classification.category"]
        rest = []
        for vals in vals_list:
            by_hand = vals.get("origin", "manual") in ("manual", "import")
            scheme, category = Scheme.browse(vals.get("scheme_id")), Category.browse(vals.get("category_id"))
            if by_hand and scheme and scheme._must_propose(Category, category):
                scheme._check_target(category)
                partner = self.env["res.partner"].browse(vals["partner_id"])
                self.new({**vals, "partner_id": partner.id})._propose(category, vals.get("pin_reason"), former=Category)
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
