from odoo import api, fields, models

from ..common.roles import USERS


class ResPartner(models.Model):
    """What the customer is promised."""

    _inherit = "res.partner"

    service_policy = fields.Text(
        compute="_compute_service_policy",
        groups=USERS,
        help="What the customer's categories promise them; contacts have the promises of their company.",
    )

    @api.depends("commercial_partner_id.classification_assignment_ids.category_id.service_policy")
    @api.depends_context("company", "lang")
    def _compute_service_policy(self):
        for partner in self:
            assignments = partner.commercial_partner_id.classification_assignment_ids
            visible = assignments.filtered(lambda a: a.scheme_id.active).sorted(lambda a: not a.is_main)
            promising = (assignment.category_id._nearest_promise() for assignment in visible)
            partner.service_policy = "\n".join(
                self.env._("%(category)s: %(policy)s", category=category.name, policy=category.service_policy)
                for category in dict.fromkeys(promising)
                if category
            )


class CustomerClassificationCategory(models.Model):
    _inherit = "customer.classification.category"

    def _nearest_promise(self):
        """This category or the nearest one above that has a service policy."""
        category = self
        while category and not category.service_policy:
            category = category.parent_id
        return category
