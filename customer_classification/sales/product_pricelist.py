from odoo import api, fields, models
from odoo.fields import Command, Domain


class ProductPricelist(models.Model):
    """Price lists for customer groups, found the way in which Odoo finds those of country groups."""

    _inherit = "product.pricelist"

    customer_group_ids = fields.Many2many(
        comodel_name="customer.classification.group",
        relation="classification_group_pricelist",
        column1="pricelist_id",
        column2="group_id",
        string="Customer Groups",
        help="Customers of these groups get the price list unless they have one of their own, from a category or by "
        "hand. It is for nobody else, and comes before the lists of country groups.",
    )

    def _get_partner_pricelist_multi_search_domain_hook(self, company_id):
        """A list for customer groups is nobody's list by country or by default."""
        return [
            *super()._get_partner_pricelist_multi_search_domain_hook(company_id),
            ("customer_group_ids", "=", False),
        ]

    @api.model
    def _get_partner_pricelist_multi(self, partner_ids):
        result = super()._get_partner_pricelist_multi(partner_ids)
        if not result:  # price lists are not in use
            return result
        offered = self.sudo()._for_groups()
        without = self.env["res.partner"].browse(
            partner.id
            for partner in self.env["res.partner"].browse(partner_ids)
            if not partner.specific_property_product_pricelist.active
        )
        for group, pricelist in offered if without else []:
            members = without.sudo().with_context(active_test=False)._of_groups(group)
            found = without.sudo().with_context(active_test=False).search(Domain("id", "in", without.ids) & members)
            result.update(dict.fromkeys(found.ids, pricelist.with_env(self.env)))
            without -= found.with_env(without.env)
        return result

    def _for_groups(self):
        """[(group, its price list)] in the current company, the first group first."""
        lists = self.search([("customer_group_ids", "!=", False), ("company_id", "in", [self.env.company.id, False])])
        groups = lists.customer_group_ids.filtered(
            lambda group: group.active and group.company_id.id in (False, self.env.company.id)
        )
        return [
            (group, lists.filtered(lambda one, group=group: group in one.customer_group_ids)[:1])
            for group in groups.sorted()
        ]


class CustomerClassificationGroup(models.Model):
    _inherit = "customer.classification.group"

    pricelist_ids = fields.Many2many(
        comodel_name="product.pricelist",
        relation="classification_group_pricelist",
        column1="group_id",
        column2="pricelist_id",
        string="Price Lists",
        groups="product.group_product_pricelist",
        help="Customers of the group get the price list unless they have one of their own.",
    )

    def copy_data(self, default=None):
        return [
            {**vals, "name": self.env._("%s (copy)", group.name), "pricelist_ids": [Command.clear()]}
            for group, vals in zip(self, super().copy_data(default), strict=True)
        ]
