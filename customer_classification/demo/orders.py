from itertools import chain

from odoo import api, models
from odoo.fields import Command
from odoo.tools import SQL

from . import story


class CustomerClassificationDemo(models.AbstractModel):
    """What the demo company sold, and its opportunities."""

    _inherit = "customer.classification.demo"

    def _orders(self, customers):
        products = self._products()
        baskets = {row["ref"]: self._basket(row, products) for row in self._rows("customers")}
        pricelist = {"name": ("Hong Kong, in dollars", "香港美元价"), "currency_id": self.env.ref("base.USD").id}
        dollars = self._make("product.pricelist", [("pricelist_usd", pricelist)])
        samples = {
            in_dollars: self._order_sample(customers[story.IN_DOLLARS], products, pricelist=in_dollars and dollars)
            for in_dollars in (False, True)
        }
        rows = [
            (row["ref"], row["days_before_today"], float(row["amount_untaxed_cny"]), "sale")
            for row in self._rows("orders")
        ]
        rows += story.QUOTATIONS
        rows.sort(key=lambda row: -int(row[1]))
        made, numbers, names = [], dict.fromkeys(customers, 0), self._order_names(len(rows))
        for code, days, amount, state in rows:
            number = numbers[code] = numbers[code] + 1
            product = baskets[code][number % len(baskets[code])]
            seller = customers[code].user_id.id
            order = {**self._dates(days, amount, code), "name": next(names), "state": state, "user_id": seller}
            buyer = self._addresses(self._buyer(customers, code, number))
            made.append(self._order_rows(samples[code == story.IN_DOLLARS], {**order, **buyer}, product))
        orders = self._copies("sale.order", [order for order, _line in made])
        lines = [{**line, "order_id": number} for (_order, line), number in zip(made, orders.ids, strict=True)]
        self._copies("sale.order.line", lines)

    def _order_sample(self, customer, products, pricelist):
        """The rows of a quotation with each product, as Odoo makes it: (order, {product: line})."""
        lines = [
            Command.create({"product_id": product.id, "tax_ids": [Command.clear()]})
            for product in chain.from_iterable(products.values())
        ]
        with self._undone():
            values = {"name": "Sample", "partner_id": customer.id, "order_line": lines}
            order = self.env["sale.order"].create({**values, "pricelist_id": pricelist and pricelist.id})
            return self._row(order), {line.product_id: self._row(line) for line in order.order_line}

    def _order_names(self, count):
        """As many numbers of orders, which the sequence of the company gives."""
        sequence = self.env["ir.sequence"].search(
            [("code", "=", "sale.order"), ("company_id", "in", (self.env.company.id, False))],
            order="company_id",
            limit=1,
        )
        if sequence.implementation != "standard" or sequence.use_date_range:
            return (sequence._next() for _number in range(count))
        numbers = SQL("SELECT nextval(%s) FROM generate_series(1, %s)", f"ir_sequence_{sequence.id:03}", count)
        return (sequence.get_next_char(number) for [number] in self.env.execute_query(numbers))

    def _dates(self, days, amount, code):
        """When a customer ordered, and for how much in their currency."""
        rate = self._dollar_rate(days) if code == story.IN_DOLLARS else 1
        amount = round(amount / rate, 2)
        return {
            "date_order": self._day(days),
            "currency_rate": 1 / rate,
            "amount_untaxed": amount,
            "amount_total": amount,
        }

    def _order_rows(self, sample, values, product):
        """The rows of an order and of its one line: a round price where that gives the amount to the cent."""
        order, lines = sample
        amount, sold = values["amount_total"], values["state"] == "sale"
        cents = round(amount * 100)
        quantity = max(1, round(amount / product.list_price))
        while cents % quantity:
            quantity -= 1
        price = cents / quantity / 100
        line = {
            "order_partner_id": values["partner_id"],
            "salesman_id": values["user_id"],
            "state": values["state"],
            "product_uom_qty": quantity,
            "price_unit": price,
            "technical_price_unit": price,
            "price_subtotal": amount,
            "price_total": amount,
            "price_reduce_taxexcl": round(price, 2),
            "price_reduce_taxinc": round(price, 2),
            "qty_to_invoice": quantity if sold else 0,
            "untaxed_amount_to_invoice": amount if sold else 0,
            "invoice_status": "to invoice" if sold else "no",
        }
        return {**order, **values, "invoice_status": line["invoice_status"]}, {**lines[product], **line}

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

    @api.model
    def _addresses(self, buyer):
        """To whom an order's goods and invoice go."""
        addresses = buyer.address_get(["delivery", "invoice"])
        return {
            "partner_id": buyer.id,
            "partner_shipping_id": addresses["delivery"],
            "partner_invoice_id": addresses["invoice"],
        }

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

    def _mark_as_invoiced(self, bills):
        """Say of the orders of these invoices that nothing is left to invoice."""
        orders = self._orders_of(bills)
        self.env.cr.execute(
            SQL(
                """WITH lines AS (
                       UPDATE sale_order_line
                          SET qty_invoiced = product_uom_qty, qty_to_invoice = 0, invoice_status = 'invoiced',
                              untaxed_amount_invoiced = price_subtotal, untaxed_amount_to_invoice = 0
                        WHERE order_id IN %(orders)s
                   ) UPDATE sale_order SET invoice_status = 'invoiced' WHERE id IN %(orders)s""",
                orders=tuple(orders.ids),
            )
        )

    @api.model
    def _orders_of(self, bills):
        """The orders that these invoices are about."""
        return bills[0].orders.union(*(bill.orders for bill in bills))
