import csv
from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import file_open

from . import attributes, story

MODULE = "customer_classification"
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "no_reset_password": True,
}


class CustomerClassificationDemo(models.AbstractModel):
    """Loads the demo company: its people, customers, orders and schemes, with dates relative to today.

    Names that cannot be translated are Chinese where that language is installed, else English.
    """

    _name = "customer.classification.demo"
    _description = "Demo Data of Customer Classification"

    @api.model
    def _load(self):
        """Make the demo company and all that belongs to it; does nothing when it is there already."""
        if self.env.ref(f"{MODULE}.demo_company", raise_if_not_found=False):
            return
        company = self._company()
        loader = self.with_context(**QUIET, allowed_company_ids=company.ids)
        loader._people(company)
        customers = loader._customers(company)
        loader._orders(customers)
        loader._invoices(customers)
        loader._opportunities(customers)
        loader._care(customers)
        schemes = loader._schemes()
        loader._assignments(customers, schemes)
        loader._history(schemes)
        loader._defaults(customers)

    # Helpers ----------------------------------------------------------------------------------------------------------

    def _record(self, name):
        return self.env.ref(f"{MODULE}.demo_{name}")

    def _make(self, model, rows):
        """Create records with external ids, in one go.

        :param rows: [(name of the external id, values)]; a value that is a pair is the English and the Chinese text
        """
        Model = self.env[model].with_context(lang="en_US")
        chinese = self._chinese()
        data = []
        for name, values in rows:
            plain = {
                key: (value[0] if Model._fields[key].translate or not chinese else value[1])
                if isinstance(value, tuple)
                else value
                for key, value in values.items()
            }
            data.append({"xml_id": f"{MODULE}.demo_{name}", "values": plain, "noupdate": True})
        records = Model._load_records(data)
        if chinese:
            for record, (_name, values) in zip(records, rows, strict=True):
                for key, value in values.items():
                    if isinstance(value, tuple) and Model._fields[key].translate:
                        record.with_context(lang="zh_CN")[key] = value[1]
        return records.with_env(self.env)

    def _chinese(self):
        return bool(self.env["res.lang"]._get_data(code="zh_CN"))

    @api.model
    def _rows(self, name):
        with file_open(f"{MODULE}/data/demo/{name}.csv", "r") as file:
            return list(csv.DictReader(file))

    @api.model
    def _day(self, days_ago):
        """Noon in China on the day ``days_ago`` days before today, in UTC."""
        return datetime.combine(fields.Date.today() - timedelta(days=int(days_ago)), time(4))

    # The company and its people ---------------------------------------------------------------------------------------

    def _company(self):
        self.env.ref("base.CNY").active = True
        company = self._make("res.company", [
            ("company", {"name": story.COMPANY, "currency_id": self.env.ref("base.CNY").id,
                         "country_id": self.env.ref("base.cn").id, "city": ("Suzhou", "苏州市"),
                         "state_id": self.env.ref("base.state_cn_JS").id})
        ])  # fmt: skip
        company.partner_id.tz = "Asia/Shanghai"
        self.env.ref("base.user_admin").write({"company_ids": [Command.link(company.id)], "company_id": company.id})
        self.env["res.currency.rate"].create([
            {"currency_id": self.env.ref("base.USD").id, "company_id": company.id,
             "name": fields.Date.today() - timedelta(days=days), "inverse_company_rate": rate}
            for days, rate in story.CNY_PER_DOLLAR.items()
        ])  # fmt: skip
        return company

    def _people(self, company):
        users = self._make("res.users", [
            (login, {
                "login": login, "password": login, "name": (english, chinese), "tz": "Asia/Shanghai",
                "lang": "zh_CN" if self._chinese() else "en_US",
                "company_id": company.id, "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.link(self.env.ref(group).id) for group in ("base.group_user", *groups)],
            })
            for login, english, chinese, groups, _working in story.PEOPLE
        ])  # fmt: skip
        for user, person in zip(users, story.PEOPLE, strict=True):
            user.active = person[-1]

    # Customers --------------------------------------------------------------------------------------------------------

    def _customers(self, company):
        """Return {code: customer}."""
        rows = self._rows("customers")
        provinces = {state.name: state for state in self.env["res.country.state"].search([
            ("country_id", "=", self.env.ref("base.cn").id)
        ])}  # fmt: skip
        sellers = {chinese: self._record(login) for login, _english, chinese, *_rest in story.PEOPLE}
        partners = self._make("res.partner", [
            (row["ref"].lower(), {
                "ref": row["ref"], "name": (row["name_en"], row["name_zh"]), "is_company": True,
                "company_id": company.id, "country_id": self.env.ref("base.cn").id,
                "state_id": provinces[row["province"]].id if row["province"] else False,
                "city": row["city"], "user_id": sellers[row["salesperson"]].id, "lang": self._language(),
            })
            for row in rows
        ])  # fmt: skip
        customers = {partner.ref: partner for partner in partners}
        for code, parent in story.PARENTS.items():
            # An address of its own: else Odoo keeps it the same as the parent's.
            customers[code].write({"type": "other", "parent_id": customers[parent].id})
        self._contacts(customers)
        return customers

    def _language(self):
        return "zh_CN" if self._chinese() else "en_US"

    def _contacts(self, customers):
        rows = []
        for number, (code, customer) in enumerate(customers.items()):
            count = 1 if code in ("K044", "K045") else 1 + number % 3
            for english, chinese, names, chinese_names in story.CONTACTS[:count]:
                which = number % len(names)
                rows.append((f"{code.lower()}_{english.lower().replace(' ', '_')}", {
                    "name": (names[which], chinese_names[which]), "function": (english, chinese),
                    "parent_id": customer.id, "lang": self._language(),
                }))  # fmt: skip
        self._make("res.partner", rows)

    # Documents --------------------------------------------------------------------------------------------------------

    def _orders(self, customers):
        products = self._products()
        baskets = {row["ref"]: self._basket(row, products) for row in self._rows("customers")}
        pricelist = {"name": ("Hong Kong, in dollars", "香港美元价"), "currency_id": self.env.ref("base.USD").id}
        dollars = self._make("product.pricelist", [("pricelist_usd", pricelist)])
        rows = [(row["ref"], row["days_before_today"], float(row["amount_untaxed_cny"]), "sale")
                for row in self._rows("orders")]  # fmt: skip
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
        products = self._make("product.product", [
            (f"product_{key}", {
                "name": (english, chinese), "default_code": key.upper(), "list_price": price,
                "type": "service" if family == "service" else "consu",
                "taxes_id": [Command.clear()], "supplier_taxes_id": [Command.clear()],
            })
            for key, english, chinese, family, price in story.PRODUCTS
        ])  # fmt: skip
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
        line = {"product_id": product.id, "product_uom_qty": quantity, "price_unit": cents / quantity / 100,
                "tax_ids": [Command.clear()]}  # fmt: skip
        return {**values, "order_line": [Command.create(line)]}

    @api.model
    def _dollar_rate(self, days):
        """The rate that held so many days ago: the youngest that is older."""
        older = [since for since in story.CNY_PER_DOLLAR if since >= int(days)]
        return story.CNY_PER_DOLLAR[min(older, default=max(story.CNY_PER_DOLLAR))]

    def _opportunities(self, customers):
        self._make("crm.lead", [
            (f"opportunity_{code.lower()}", {
                "type": "opportunity", "name": (english, chinese), "partner_id": customers[code].id,
                "expected_revenue": revenue, "user_id": customers[code].user_id.id,
                "company_id": self.env.company.id,
            })
            for code, english, chinese, revenue in story.OPPORTUNITIES
        ])  # fmt: skip

    # Schemes ----------------------------------------------------------------------------------------------------------

    def _schemes(self):
        """Return the schemes, with categories, rules and mappings; those that decide by themselves are active."""
        schemes = self._make("customer.classification.scheme", [
            (f"scheme_{key}", {
                "name": (english, chinese), "customer_domain": self._customer_domain(key),
                **values, **self._mapping_field(values),
            })
            for key, (english, chinese, values) in story.SCHEMES.items()
        ])  # fmt: skip
        self._categories()
        for key, code in story.DEFAULT_CATEGORIES.items():
            self._record(f"scheme_{key}").default_category_id = self._record(f"{key}_{code}")
        self._make("customer.classification.rule", [
            (f"rule_{number}", {
                "scheme_id": self._record(f"scheme_{key}").id, "category_id": self._record(f"{key}_{code}").id,
                "name": (english, chinese), "sequence": number,
                "condition_ids": [Command.create(condition) for condition in conditions],
            })
            for number, (key, code, english, chinese, conditions) in enumerate(story.RULES, start=1)
        ])  # fmt: skip
        self._make("customer.classification.mapping", [
            (f"mapping_{province.lower()}", {
                "scheme_id": self._record("scheme_region").id, "category_id": self._record(f"region_{code}").id,
                "value": str(self.env.ref(f"base.state_cn_{province}").id),
            })
            for code, province in story.PROVINCES.items()
        ])  # fmt: skip
        schemes.filtered(lambda scheme: scheme.mode != "manual").action_activate()
        return schemes

    def _customer_domain(self, key):
        """The customers of the company; the collective customer of the shop is not graded."""
        domain = [("company_id", "=", self.env.company.id)]
        if key in story.GRADED:
            domain.append(("ref", "!=", story.WALK_IN))
        return repr(domain)

    def _mapping_field(self, values):
        if values.get("mode") != "mapping":
            return {}
        return {"mapping_field_id": self.env["ir.model.fields"]._get("res.partner", "state_id").id}

    def _categories(self):
        levels = {}
        for row in self._rows("categories"):
            pattern = self._record(f"scheme_{row['scheme']}").code_pattern
            first = int(pattern.partition("-")[0].rstrip("A"))
            parent = row["code"][:first] if len(row["code"]) > first else None
            levels.setdefault(bool(parent), []).append((row, parent))
        for _below, members in sorted(levels.items()):
            self._make("customer.classification.category", [
                (f"{row['scheme']}_{row['code']}", {
                    "scheme_id": self._record(f"scheme_{row['scheme']}").id, "code": row["code"],
                    "name": (row["name"], row["name_zh"]), "color": int(row["color"]),
                    "sequence": number if row["scheme"] in story.RANKED else 10,
                    "parent_id": self._record(f"{row['scheme']}_{parent}").id if parent else False,
                    **self._policy(f"{row['scheme']}_{row['code']}"),
                    **self._attributes(f"{row['scheme']}_{row['code']}"),
                })
                for number, (row, parent) in enumerate(members, start=1)
            ])  # fmt: skip

    @api.model
    def _policy(self, key):
        return {"service_policy": story.SERVICE_POLICIES[key]} if key in story.SERVICE_POLICIES else {}

    @api.model
    def _attributes(self, key):
        return {"attribute_definition": attributes.definition(key)} if key in attributes.ATTRIBUTES else {}

    def _values(self, scheme, code, number):
        """What is known of a customer in the category ``code``: attributes of it and of the one above."""
        keys = [key for key in (f"{scheme}_{code[:2]}", f"{scheme}_{code}") if key in attributes.ATTRIBUTES]
        return attributes.values(list(dict.fromkeys(keys)), number, fields.Date.today(), bool(self._chinese()))

    def _assignments(self, customers, schemes):
        """What was taken over from the former system, and the one choice by hand."""
        taken_over = fields.Date.today() - relativedelta(months=23)
        values = [
            {
                "partner_id": customers[row["ref"]].id,
                "category_id": self._record(f"{scheme}_{row[f'{scheme}_code']}").id,
                "origin": "import",
                "since": taken_over,
                "attributes": self._values(scheme, row[f"{scheme}_code"], number),
            }
            for scheme in ("industry", "channel")
            for number, row in enumerate(self._rows("customers"))
            if row[f"{scheme}_code"]
        ]
        code, category, english, chinese = story.PINNED
        values.append(
            {
                "partner_id": customers[code].id,
                "category_id": self._record(f"importance_{category}").id,
                "origin": "manual",
                "since": fields.Date.today() - relativedelta(months=9),
                "pinned": True,
                "pinned_until": fields.Date.today() + relativedelta(years=1, month=12, day=31),
                "pin_reason": chinese if self._chinese() else english,
            }
        )
        self.env["customer.classification.assignment"].create(values)
