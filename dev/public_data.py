"""Purchases that somebody published, classified quarter by quarter and held against plain Python.

    make public-data CDNOW=cdnow_tenth.csv

The file has the columns customer, day, quantity and amount (a tenth of the CDNOW master data of Fader and Hardie: 2,355
customers, January 1997 to June 1998). Nothing is kept in the database. Prints a line per quarter and template, and what
differs.
"""

# ruff: noqa: F821  env is that of the shell
import csv
import os
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

QUARTERS = [
    date(1997, 3, 31),
    date(1997, 6, 30),
    date(1997, 9, 30),
    date(1997, 12, 31),
    date(1998, 3, 31),
    date(1998, 6, 30),
]
RFM8 = {  # published: recency, frequency and money, each high or low
    (True, True, True): "01",
    (False, True, True): "02",
    (True, False, True): "03",
    (False, False, True): "04",
    (True, True, False): "05",
    (False, True, False): "06",
    (True, False, False): "07",
    (False, False, False): "08",
}


def rfm11(recency, frequency):
    """The eleven segments, as they are drawn on the grid of recency and frequency."""
    rows = {  # recency → segment by frequency 1 … 5
        5: ("04", "03", "03", "01", "01"),
        4: ("05", "03", "03", "02", "02"),
        3: ("07", "07", "06", "02", "02"),
        2: ("10", "10", "09", "09", "08"),
        1: ("11", "11", "09", "09", "08"),
    }
    return rows[recency][frequency - 1]


class Purchases:
    """The file, and what customers did in the twelve months up to a day."""

    def __init__(self, path):
        with open(path, newline="") as file:
            self.rows = [
                (row["customer"], date.fromisoformat(row["day"]), Decimal(row["amount"]))
                for row in csv.DictReader(file)
            ]
        self.customers = sorted({customer for customer, _day, _amount in self.rows})

    def up_to(self, day):
        """{customer: (days since the last, number, amount)} of those who bought."""
        found = defaultdict(list)
        for customer, bought, amount in self.rows:
            if day - relativedelta(months=12) < bought <= day:
                found[customer].append((bought, amount))
        return {
            customer: ((day - max(rows)[0]).days, len(rows), sum(amount for _day, amount in rows))
            for customer, rows in found.items()
        }

    def scores(self, day):
        """{customer: (recency, frequency, money)}, 1 to 5; who did not buy has 1, 1, 1."""
        bought = self.up_to(day)
        limits = [
            self.fifths(
                [value[part] for value in bought.values() if value[part]]
                if part
                else [value[0] for value in bought.values()]
            )
            for part in range(3)
        ]
        scores = {}
        for customer in self.customers:
            if customer not in bought:
                scores[customer] = (1, 1, 1)
                continue
            recency, number, amount = bought[customer]
            scores[customer] = (
                5 - sum(limit < recency for limit in limits[0]),
                1 + sum(limit < number for limit in limits[1]),
                1 + sum(limit < amount for limit in limits[2]) if amount else 1,
            )
        return scores

    @staticmethod
    def fifths(values):
        values = sorted(values)
        return [values[-(-len(values) * fifth // 5) - 1] for fifth in (1, 2, 3, 4)] if values else []

    def abc(self, day):
        """{customer: A, B or C} by the share of the sales that better customers have."""
        bought = {customer: value[2] for customer, value in self.up_to(day).items()}
        total, classes, before, equal = sum(bought.values()), {}, Decimal(0), Decimal(0)
        last = None
        for customer, amount in sorted(bought.items(), key=lambda item: -item[1]):
            if amount != last:
                before, equal, last = before + equal, Decimal(0), amount
            equal += amount
            share = Fraction(before) / Fraction(total) * 100
            classes[customer] = "C" if not amount else "A" if share < 80 else "B" if share < 95 else "C"
        return {customer: classes.get(customer, "C") for customer in self.customers}

    def expected(self, template, day):
        if template == "ABC":
            return self.abc(day)
        scores = self.scores(day)
        if template == "RFM":
            return {c: RFM8[tuple(score >= 4 for score in found)] for c, found in scores.items()}
        return {c: rfm11(found[0], found[1]) for c, found in scores.items()}


def load(purchases):
    """A company with the customers and their orders; returns the company and {customer: partner}."""
    dollar = env.ref("base.USD")
    dollar.active = True
    company = env["res.company"].create({"name": "CDNOW", "currency_id": dollar.id})
    company.partner_id.tz = "America/New_York"
    partners = env["res.partner"].create(
        [
            {"name": customer, "is_company": True, "customer_rank": 1, "company_id": company.id}
            for customer in purchases.customers
        ]
    )
    by_name = dict(zip(purchases.customers, partners, strict=True))
    env.flush_all()
    for customer, day, amount in purchases.rows:
        partner_id = by_name[customer].id
        env.cr.execute(
            SQL(
                """INSERT INTO sale_order (name, partner_id, partner_invoice_id, partner_shipping_id,
                                           classification_partner_id, company_id, currency_id, currency_rate, state,
                                           date_order, amount_untaxed, amount_total)
                   VALUES ('x', %(who)s, %(who)s, %(who)s, %(who)s, %(company)s, %(currency)s, 1, 'sale', %(day)s,
                           %(amount)s, %(amount)s)""",
                who=partner_id,
                company=company.id,
                currency=dollar.id,
                day=f"{day} 17:00:00",
                amount=amount,
            )
        )
    return company, by_name


def schemes(company):
    """{template: scheme} as the guided start makes them, with the fifths of the customers for boundaries."""
    this = env(context={**env.context, "allowed_company_ids": company.ids})
    setup = this["customer.classification.setup"].create({})
    made = {}
    for line in setup.line_ids.filtered(lambda line: line.template in ("RFM", "RFM11", "ABC")):
        line.write({"selected": True, "first": 80, "second": 95})
        line._make_scheme()
        line.scheme_id.customer_domain = repr([("company_id", "=", company.id)])
        made[line.template] = line.scheme_id
    return made


def categories(scheme, by_name):
    found = env["customer.classification.assignment"].search([("scheme_id", "=", scheme.id)])
    names = {partner.id: customer for customer, partner in by_name.items()}
    return {names[row.partner_id.id]: row.category_id.code for row in found}


def main():
    purchases = Purchases(os.environ["CDNOW"])
    company, by_name = load(purchases)
    continued = schemes(company)
    compared = different = 0
    for day in QUARTERS:
        for template, scheme in continued.items():
            scheme.classify(as_of=day)
            env.invalidate_all()
            expected, found = purchases.expected(template, day), categories(scheme, by_name)
            wrong = {c: (expected[c], found.get(c)) for c in expected if expected[c] != found.get(c)}
            compared, different = compared + len(expected), different + len(wrong)
            counts = " ".join(f"{code} {number}" for code, number in sorted(Counter(found.values()).items()))
            print(
                f"{day} {template:6} {len(expected)} customers, {len(wrong)} differ: {counts} {list(wrong.items())[:3]}"
            )
    silent = set(purchases.customers) - set(purchases.up_to(QUARTERS[-1]))
    recent = {c for c in silent if categories(continued["RFM"], by_name)[c] in ("01", "03", "05", "07")}
    env.cr.execute(
        "UPDATE customer_classification_scheme SET code = code || ' continued' WHERE company_id = %s", [company.id]
    )
    env.invalidate_all()
    for template, scheme in schemes(company).items():
        scheme.classify(as_of=QUARTERS[-1])
        env.invalidate_all()
        first, last = categories(scheme, by_name), categories(continued[template], by_name)
        wrong = [c for c in purchases.customers if first.get(c) != last.get(c)]
        compared, different = compared + len(first), different + len(wrong)
        print(f"{template:6} a first run and the runs of six quarters: {len(wrong)} of {len(first)} differ")
    print(f"{len(silent)} silent for a year, {len(recent)} of them recent")
    print(f"{compared} compared, {different} different")


main()
env.cr.rollback()
