"""The world in which each place is asked, made by hypothesis, and what the definitions say about it.

Two companies with their own clocks and money, a contact of each customer, and whatever once made places differ: taxes,
a history that is not complete, groups of companies, credit notes, people who change employer, web carts, a run that was
undone, pins that have expired, archived customers, and customers whom another company took over.
"""

from datetime import datetime, time, timedelta

from odoo.fields import Command
from odoo.tools import SQL

from .places_drawn import CUSTOMERS, INVOICED, SELLERS
from .test_common_visibility import ALL, FIGURES, MANAGER, OWN, VisibilityCase

DOLLAR = {"2020-01-01": 0.5, "today -30": 0.25}  # dollars for a yuan


class WorldCase(VisibilityCase):
    """Schemes of one company and of both, six people who look, and documents that examples give to customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.make_company("Elsewhere", "USD", "America/New_York")
        cls.both = cls.company | cls.elsewhere
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.both.ids})
        cls.make_rates()
        cls.env["account.chart.template"].try_loading("generic_coa", company=cls.company, install_demo=False)
        cls.company.currency_id = cls.env.ref("base.CNY")  # the chart brings its own
        cls.taxes = [cls.make_tax(company) for company in cls.both]
        everywhere = cls.env["res.company"].search([])
        cls.people = {
            "seller": cls.user("p_seller", OWN),
            "colleague": cls.user("p_colleague", OWN),
            "manager": cls.user("p_manager", MANAGER, ALL),
            "elsewhere": cls.user("p_elsewhere", MANAGER, companies=cls.elsewhere),
            "two": cls.user("p_two", MANAGER, ALL, companies=cls.both),
            "everywhere": cls.user("p_everywhere", MANAGER, ALL, companies=everywhere),
        }
        cls.local = cls.make_scheme(("High", "Low"), leaf_only=True, is_main=True)
        cls.shared = cls.make_scheme(("High", "Low"), company_id=False, currency_id=cls.env.ref("base.USD").id)
        for scheme in (cls.local, cls.shared):
            below = {"parent_id": cls.category(scheme, "High").id}
            scheme.category_ids.create([{**below, "name": f"High {n}", "sequence": n} for n in (1, 2)])
        cls.customers = cls.env["res.partner"].union(*(cls.make_customer(f"{n}") for n in range(CUSTOMERS)))
        cls.contacts = cls.env["res.partner"].create(
            [{"name": f"Contact {customer.name}", "parent_id": customer.id} for customer in cls.customers]
        )
        cls.visitor = cls.env["res.partner"].create({"name": "T-visitor", "is_company": True})
        cls.invoices = cls.make_invoices()
        cls.env.flush_all()
        cls.env.cr.execute("ALTER TABLE sale_order ADD COLUMN IF NOT EXISTS website_id int4")  # as the web shop does

    @classmethod
    def make_rates(cls):
        today = cls.company._classification_today()
        dollar, yuan = cls.env.ref("base.USD"), cls.env.ref("base.CNY")
        for day, rate in DOLLAR.items():
            since = today - timedelta(days=30) if day.startswith("today") else day
            cls.env["res.currency.rate"].create(
                [
                    {"name": since, "currency_id": dollar.id, "company_id": cls.company.id, "company_rate": rate},
                    {"name": since, "currency_id": yuan.id, "company_id": cls.elsewhere.id, "company_rate": 1 / rate},
                ]
            )

    @classmethod
    def make_tax(cls, company):
        country = company.account_fiscal_country_id or cls.env.ref("base.cn")
        company.account_fiscal_country_id = country
        group = cls.env["account.tax.group"].create({"name": "Tax", "company_id": company.id, "country_id": country.id})
        return cls.env["account.tax"].create(
            {
                "name": f"10% {company.name}",
                "amount": 10,
                "company_id": company.id,
                "country_id": country.id,
                "tax_group_id": group.id,
                "price_include_override": "tax_excluded",
            }
        )

    @classmethod
    def make_invoices(cls):
        """Two invoices and a credit note, posted by Odoo, of somebody who is no customer."""
        outsider = cls.env["res.partner"].create({"name": "Outsider", "is_company": True})
        moves = cls.env["account.move"].create(
            [
                {
                    "move_type": kind,
                    "company_id": cls.company.id,
                    "partner_id": outsider.id,
                    "invoice_date": "2020-01-01",
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "x",
                                "price_unit": amount,
                                "tax_ids": [Command.set(cls.taxes[0].ids if number else [])],
                            }
                        )
                    ],
                }
                for number, (kind, amount) in enumerate(INVOICED)
            ]
        )
        moves.action_post()
        return moves

    # What is given

    def build(self, world):
        today = self.company._classification_today()
        since = world["since"] and today - timedelta(days=world["since"])
        self.local.write(
            {
                "amount_basis": "taxed" if world["taxed"] else "untaxed",
                "customer_level": "group" if world["group"] else "company",
            }
        )
        self.company.classification_history_since = since
        if world["group"]:
            self.customers[1].parent_id = self.customers[0]
        self.bought, self.marks, self.billed, self.moved = {}, {}, {}, set()
        for customer, values in zip(self.customers, world["customers"], strict=True):
            customer.user_id = self.people[values["salesperson"]] if values["salesperson"] else False
        self.classify(world["customers"], today)
        self.rate(world["customers"])
        if world["undone"]:
            self.run_and_undo()
        for customer, values in zip(self.customers, world["customers"], strict=True):
            customer.company_id = self.both[values["company"]] if values["company"] is not None else False
        self.order(world["orders"])
        self.bill(world["invoices"], today)
        for number, employer in world["employers"].items():
            if self.contacts[number].company_id == self.customers[employer].company_id:
                self.contacts[number].parent_id = self.customers[employer]
        for customer, values in zip(self.customers, world["customers"], strict=True):
            customer.active = not values["archived"]
        self.env.flush_all()
        Profile = self.env[FIGURES]
        for scope in Profile._scopes(self.local | self.shared):
            if scope.company_id in (None, *self.both.ids):  # in the others nobody looks
                Profile._refresh_scope(scope)
        self.env.invalidate_all()

    def classify(self, people, today):
        """By hand, which pins; until a day that may be over."""
        lines = []
        for customer, values in zip(self.customers, people, strict=True):
            for scheme in self.local | self.shared if values["category"] is not None else ():
                leaves = scheme.category_ids.filtered("is_leaf").sorted(lambda c: (c.code, c.id))
                category = leaves[values["category"]]
                lines.append({"partner_id": customer.id, "scheme_id": scheme.id, "category_id": category.id})
                self.moved.add((customer, scheme))
        self.env["customer.classification.assignment"].create(lines)
        self.env.flush_all()
        for customer, values in zip(self.customers, people, strict=True):
            until = None if values["pin"] is None else today + timedelta(days=values["pin"])
            self.env.cr.execute(
                SQL(
                    "UPDATE customer_classification_assignment SET pinned_until = %s WHERE partner_id = %s",
                    until,
                    customer.id,
                )
            )
        self.env["customer.classification.assignment"].invalidate_model()

    def rate(self, people):
        model, ratings = self.env["ir.model"]._get_id("res.partner"), []
        for customer, contact, values in zip(self.customers, self.contacts, people, strict=True):
            about = {"consumed": True, "partner_id": contact.id, "res_id": contact.id, "res_model_id": model}
            ratings += [{**about, "rating": mark} for mark in values["ratings"]]
            self.marks[customer] = values["ratings"]
        self.env["rating.rating"].create(ratings)

    def run_and_undo(self):
        """The rules take everybody to the lowest category whom no pin holds; that was a mistake."""
        self.local.default_category_id = self.category(self.local, "Low")
        run = self.local.classify()
        if run.can_undo:
            run.action_undo()
        self.local.default_category_id = False

    def order(self, orders):
        """What was ordered and offered; a cart of the web shop is an order too, one of somebody who only looked."""
        drawn = []
        for values in orders:
            company = self.both[values["company"]]
            customer = self.customers[values["customer"]]
            if customer.company_id and customer.company_id != company:
                continue
            buyer = self.contacts[values["customer"]] if values["by_contact"] else customer
            cart = values["state"] == "cart"
            state, people = ("draft", buyer | self.visitor) if cart else (values["state"], buyer)
            drawn += [(self.vals_of(one, company, values, state), customer, cart) for one in people]
        made = self.env["sale.order"].create([vals for vals, *_more in drawn])
        for order, (_vals, customer, cart) in zip(made, drawn, strict=True):
            if not cart:
                self.bought[order] = customer
        self.env.flush_all()
        carts = tuple(order.id for order in made if order not in self.bought) or (0,)
        self.env.cr.execute("UPDATE sale_order SET website_id = 1 WHERE id IN %s", [carts])

    def vals_of(self, buyer, company, values, state):
        day = company._classification_today() - timedelta(days=values["days_ago"])
        taxes = self.taxes[self.both.ids.index(company.id)] if values["taxed"] else self.env["account.tax"]
        line = {"product_id": self.product.id, "price_unit": values["amount"], "tax_ids": [Command.set(taxes.ids)]}
        return {
            "partner_id": buyer.id,
            "company_id": company.id,
            "state": state,
            "date_order": datetime.combine(day, time(values["hour"])),
            "user_id": self.people[SELLERS[values["by"]]].id,
            "order_line": [Command.create({**line, "product_uom_qty": 1})],
        }

    def bill(self, invoices, today):
        """Give invoices to customers, past everything that Odoo would do."""
        for move, values in zip(self.invoices, invoices, strict=False):
            customer, day = self.customers[values["customer"]], today - timedelta(days=values["days_ago"])
            if customer.company_id - self.company:
                continue
            buyer = self.contacts[values["customer"]] if values["by_contact"] else customer
            of_move = {"partner_id": buyer.id, "commercial_partner_id": customer.id, "invoice_date": day, "date": day}
            of_lines = {"partner_id": customer.id, "date": day, "invoice_date": day}
            for table, key, columns in (("account_move", "id", of_move), ("account_move_line", "move_id", of_lines)):
                given = SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in columns.items())
                self.env.cr.execute(
                    SQL("UPDATE %s SET %s WHERE %s = %s", SQL.identifier(table), given, SQL.identifier(key), move.id)
                )
            self.billed[move] = (customer, day)
        self.env.invalidate_all()
