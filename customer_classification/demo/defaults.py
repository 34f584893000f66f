from odoo import api, models
from odoo.fields import Command

# key → English name, Chinese name, discount in %
PRICELISTS = {
    "standard": ("Standard", "标准价", 0),
    "vip": ("VIP (−8 %)", "VIP 价（-8%）", 8),
    "dealer": ("Dealers (−12 %)", "经销价（-12%）", 12),
}
# key → English name, Chinese name, days
TERMS = {
    "monthly_60": ("60 days", "月结 60 天", 60),
    "monthly_30": ("30 days", "月结 30 天", 30),
    "advance": ("In advance", "款到发货", 0),
}
# category → price list, payment terms, credit limit in CNY, contact interval in days
DEFAULTS = {
    "importance_1": ("vip", "monthly_60", 1_000_000, 14),
    "importance_2": (None, "monthly_30", 200_000, 45),
    "importance_3": (None, "advance", 0, 60),
    "channel_0201": ("dealer", None, 0, 0),
}
IN_DOLLARS = "K042"  # has a price list of its own
GROUP = ("VIP in East China", "华东 VIP 客户", "importance_1", "region_03")


class CustomerClassificationDemo(models.AbstractModel):
    """What the categories of the demo company set in their customers, and a customer group."""

    _inherit = "customer.classification.demo"

    @api.model
    def _defaults(self, customers):
        """Let the categories set prices, terms, limits and contact intervals."""
        self.env.ref("base.group_user").implied_ids = [Command.link(self.env.ref("product.group_product_pricelist").id)]
        self.env.company.account_use_credit_limit = True
        self.env.company.partner_id.lang = self._language()
        self._prices_and_terms()
        customers[IN_DOLLARS].specific_property_product_pricelist = self._record("pricelist_usd")
        for key, (pricelist, term, limit, interval) in DEFAULTS.items():
            self._record(key).write(
                {
                    "pricelist_id": pricelist and self._record(f"pricelist_{pricelist}").id,
                    "payment_term_id": term and self._record(f"term_{term}").id,
                    "use_credit_limit": bool(limit),
                    "credit_limit": limit,
                    "contact_interval": interval,
                }
            )
        for key in DEFAULTS:
            self._record(key).action_apply_defaults()
        self._group()

    def _prices_and_terms(self):
        company_id = self.env.company.id
        self._make(
            "product.pricelist",
            [
                (
                    f"pricelist_{key}",
                    {
                        "name": (english, chinese),
                        "company_id": company_id,
                        "currency_id": self.env.ref("base.CNY").id,
                        "sequence": number,
                        "item_ids": [Command.create({"compute_price": "percentage", "percent_price": discount})]
                        if discount
                        else [],
                    },
                )
                for number, (key, (english, chinese, discount)) in enumerate(PRICELISTS.items(), start=1)
            ],
        )
        self._make(
            "account.payment.term",
            [
                (
                    f"term_{key}",
                    {
                        "name": (english, chinese),
                        "company_id": company_id,
                        "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": days})],
                    },
                )
                for key, (english, chinese, days) in TERMS.items()
            ],
        )

    def _group(self):
        english, chinese, importance, region = GROUP
        domain = [("within_category_ids", "in", self._record(key).ids) for key in (importance, region)]
        self._make(
            "customer.classification.group",
            [
                (
                    "group_vip_east",
                    {
                        "name": (english, chinese),
                        "domain": repr(domain),
                        "user_id": False,
                        "company_id": self.env.company.id,
                    },
                )
            ],
        )
