from odoo import api, fields, models
from odoo.fields import Domain

from ..common.roles import USERS


class ResPartner(models.Model):
    """Selecting customers by a category and all below it, as filters and customer groups do."""

    _inherit = "res.partner"

    within_category_ids = fields.Many2many(
        comodel_name="customer.classification.category",
        compute="_compute_within_category_ids",
        search="_search_within_category_ids",
        groups=USERS,
        string="Within Categories",
        help="The customer's categories and all above them: whoever is in Suzhou is within East China.",
    )

    @api.depends("customer_category_ids.parent_path")
    def _compute_within_category_ids(self):
        Category = self.env["customer.classification.category"]
        for partner in self:
            paths = "".join(category.parent_path or "" for category in partner.customer_category_ids)
            partner.within_category_ids = Category.browse(dict.fromkeys(map(int, paths.split("/")[:-1])))

    @api.model
    def _search_within_category_ids(self, operator, value):
        """Search with the categories below; negative operators are turned round by the ORM."""
        if operator in ("any", "any!"):
            operator, value = "in", self.env["customer.classification.category"].search(value).ids
        if operator != "in":
            return NotImplemented
        inside = Domain("customer_category_ids", "child_of", [category for category in value if category])
        return inside | Domain("customer_category_ids", "=", False) if False in value else inside
