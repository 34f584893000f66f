"""What the tests share: a company of its own, and short ways to make schemes, customers and orders."""

import csv
import os
from datetime import date, datetime, time
from itertools import count

from freezegun import freeze_time
from hypothesis import HealthCheck, settings

from odoo.addons.customer_classification.customer_classification.common.days import noon_of
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import file_open

numbers = count(1)
# The first example waits for imports, and a database takes its time: neither says anything about the code.
settings.register_profile("database", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
settings.load_profile("database")
ZONE = os.environ.get("TZ_COMPANY") or "Asia/Shanghai"  # of the company; a test of hours sets its own


class DemoCase(TransactionCase):
    """The demo company on the day for which its documents were made, be that today or some days ago."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("customer_classification.demo_company")
        cls.startClassPatcher(freeze_time(cls.company.create_date))
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        with file_open("customer_classification/data/demo/customers.csv") as file:
            cls.story = {row["ref"]: row for row in csv.DictReader(file)}
        cls.schemes = cls.env["customer.classification.scheme"].search([("company_id", "=", cls.company.id)])


class ClassificationCase(TransactionCase):
    _order_sample = None  # the rows of an order and its line, once one was made

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._order_sample = None
        cls.company = cls.make_company("Test Company", "CNY", ZONE)
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids, "tracking_disable": True})
        cls.product = cls.env["product.product"].create({"name": "Thing", "taxes_id": [Command.clear()]})

    @classmethod
    def make_company(cls, name, currency, tz):
        currency = cls.env.ref(f"base.{currency}")
        currency.active = True
        company = cls.env["res.company"].create({"name": name, "currency_id": currency.id})
        company.partner_id.tz = tz
        return company

    @classmethod
    def make_scheme(cls, categories=("VIP", "Ordinary", "Potential"), mode="rules", **values):
        """A scheme with the given categories, coded 1, 2, 3 …; its customers are those whose name begins with “T-”."""
        scheme = cls.env["customer.classification.scheme"].create(
            {
                "name": "Test",
                "code": f"TEST-{next(numbers)}",
                "mode": mode,
                "company_id": cls.company.id,
                "customer_domain": "[('name', '=like', 'T-%')]",
                "is_ranked": True,
                **values,
            }
        )
        cls.env["customer.classification.category"].create(
            [
                {"name": name, "code": str(number), "scheme_id": scheme.id, "sequence": number}
                for number, name in enumerate(categories, start=1)
            ]
        )
        return scheme

    @classmethod
    def category(cls, scheme, name):
        return scheme.category_ids.filtered(lambda category: category.name == name)

    @classmethod
    def make_rule(cls, scheme, category, *conditions, **values):
        """A rule of ``scheme`` that leads to the category of this name."""
        return cls.env["customer.classification.rule"].create(
            {
                "name": f"to {category}",
                "scheme_id": scheme.id,
                "category_id": cls.category(scheme, category).id,
                "condition_ids": [Command.create(condition) for condition in conditions],
                "for_everybody": not conditions and values.get("partner_domain", "[]") == "[]",
                **values,
            }
        )

    @classmethod
    def make_user(cls, login, *groups):
        """A user of the company, who sees no other."""
        return new_test_user(
            cls.env,
            login,
            groups=",".join(groups),
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def make_customer(cls, name, **values):
        return cls.env["res.partner"].create({"name": f"T-{name}", "is_company": True, "customer_rank": 1, **values})

    @classmethod
    def make_order(cls, customer, day, amount=100.0, state="sale", company=None, currency=None, hour=None):
        """An order of ``amount`` without taxes, at noon in the company; ``hour`` is in UTC."""
        company = company or cls.company
        day = date.fromisoformat(str(day))
        noon = noon_of(day, company._classification_tz())
        values = {
            "partner_id": customer.id,
            "company_id": company.id,
            "state": state,
            "date_order": noon if hour is None else datetime.combine(day, time(hour)),
            "order_line": [
                Command.create(
                    {
                        "product_id": cls.product.id,
                        "product_uom_qty": 1,
                        "price_unit": amount,
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
        }
        if currency:
            pricelist = {"name": currency, "currency_id": cls.env.ref(f"base.{currency}").id, "company_id": company.id}
            values["pricelist_id"] = cls.env["product.pricelist"].create(pricelist).id
        return cls.env["sale.order"].with_company(company).create(values)

    def make_orders(self, bought):
        """Orders like those of :meth:`make_order`, in one statement for all: for tests that make hundreds.

        :param bought: (customer, day, amount) of each
        """
        demo, bought = self.env["customer.classification.demo"], list(bought)
        if not bought:
            return self.env["sale.order"]
        if self._order_sample is None:
            with demo._undone():
                order = self.make_order(self.company.partner_id, "2020-01-01")
                type(self)._order_sample = demo._row(order), demo._row(order.order_line)
        order, line = self._order_sample
        zone, named = self.company._classification_tz(), ("partner_id", "partner_invoice_id", "partner_shipping_id")
        orders = demo._copies(
            "sale.order",
            [
                {
                    **order,
                    **dict.fromkeys(named, customer.id),
                    "date_order": noon_of(date.fromisoformat(str(day)), zone),
                    "amount_untaxed": amount,
                    "amount_total": amount,
                }
                for customer, day, amount in bought
            ],
        )
        lines = [
            {
                **line,
                "order_id": made.id,
                "order_partner_id": customer.id,
                **dict.fromkeys(("price_unit", "price_subtotal", "price_total"), amount),
            }
            for made, (customer, _day, amount) in zip(orders, bought, strict=True)
        ]
        demo._copies("sale.order.line", lines)
        return orders

    def categories_of(self, scheme):
        """{customer without “T-”: category} of ``scheme``."""
        assignments = self.env["customer.classification.assignment"].search([("scheme_id", "=", scheme.id)])
        return {a.partner_id.name.removeprefix("T-"): a.category_id.name for a in assignments}
