from odoo import api, models
from odoo.fields import Command

from . import story


class CustomerClassificationDemo(models.AbstractModel):
    """What the demo company sold, and its opportunities."""

    _inherit = "customer.classification.demo"

    def _orders(self, customers):
        products = self._products()
        baskets = {row["ref"]: self._basket(row, products) for row in self._rows("customers")}
        pricelist = {"name": ("Hong Kong, in dollars", "香港美元价"), "currency_id": self.env.ref("base.USD").id}
        dollars = self._make("product.pricelist", [("pricelist_usd", pricelist)])
        rows = [
            (row["ref"], row["days_before_today"], float(row["amount_untaxed_cny"]), "sale")
            for row in self._rows("orders")
        ]
        rows += story.QUOTATIONS
        rows.sort(key=lambda row: -int(row[1]))
        values, numbers = [], dict.fromkeys(customers, 0)
        for code, days, amount, state in rows:
            number = numbers[code] = numbers[code] + 1
            product = baskets[code][number % len(baskets[code])]
            values.append(
                {
                    "partner_id": self._buyer(customers, code, number).id,
                    "date_order": self._day(days),
                    "state": state,
                    "user_id": customers[code].user_id.id,
                    **self._line(product, amount, days, dollars if code == story.IN_DOLLARS else None),
                }
            )
        self.env["sale.order"].create(values)

    def _products(self):
        """Return {family: products}."""
        products = self._make(
            "product.product",
            [
                (
                    f"product_{key}",
                    {
                        "name": (english, chinese),
                        "default_code": key.upper(),
                        "list_price": price,
                        "type": "service" if family == "service" else "consu",
                        "taxes_id": [Command.clear()],
                        "supplier_taxes_id": [Command.clear()],
                    },
                )
                for key, english, chinese, family, price in story.PRODUCTS
            ],
        )
        families = {}
        for product, (*_names, family, _price) in zip(products, story.PRODUCTS, strict=True):
            families.setdefault(family, []).append(product)
        return families

    @api.model
    def _basket(self, row, products):
        """The products that a customer buys in turn."""
        kind = "vip" if row["expect_importance"] == "VIP" else "other"
        if row["channel_code"].startswith("02"):
            kind = "dealer"
        families = story.BASKETS[kind]
        return [products[family][turn % len(products[family])] for turn, family in enumerate(families * 4)]

    def _buyer(self, customers, code, number):
        if code in story.ORDERED_BY_CONTACT and number % 2:
            return self._record(f"{code.lower()}_purchasing_manager")
        return customers[code]

    def _line(self, product, amount, days, dollars=None):
        """The one line of an order: a round price where that gives the amount to the cent."""
        values = {}
        if dollars:
            values["pricelist_id"] = dollars.id
            amount = round(amount / self._dollar_rate(days), 2)
        cents = round(amount * 100)
        quantity = max(1, round(amount / product.list_price))
        while cents % quantity:
            quantity -= 1
        line = {
            "product_id": product.id,
            "product_uom_qty": quantity,
            "price_unit": cents / quantity / 100,
            "tax_ids": [Command.clear()],
        }
        return {**values, "order_line": [Command.create(line)]}

    @api.model
    def _dollar_rate(self, days):
        """The rate that held so many days ago: the youngest that is older."""
        older = [since for since in story.CNY_PER_DOLLAR if since >= int(days)]
        return story.CNY_PER_DOLLAR[min(older, default=max(story.CNY_PER_DOLLAR))]

    def _opportunities(self, customers):
        self._make(
            "crm.lead",
            [
                (
                    f"opportunity_{code.lower()}",
                    {
                        "type": "opportunity",
                        "name": (english, chinese),
                        "partner_id": customers[code].id,
                        "expected_revenue": revenue,
                        "user_id": customers[code].user_id.id,
                        "company_id": self.env.company.id,
                    },
                )
                for code, english, chinese, revenue in story.OPPORTUNITIES
            ],
        )
