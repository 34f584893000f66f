"""One question, every place: a figure of a category is what the oracle says wherever a user looks it up.

:data:`PLACES` are the places. Each gives, to a user, the figures of each category that it shows; a figure that a place
does not show is not in it. The oracle goes from customer to customer and from document to document, as the definitions
say it, and knows nothing of the engine. What the product has that shows figures must be named in :data:`SHOWN` or
:data:`NOT_SHOWN`, so that a new report, tile or list cannot come without a row here.
"""

import io
import os
from collections import defaultdict
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import openpyxl
from dateutil.relativedelta import relativedelta
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged

from ..customer_classification.reports import registry
from ..customer_classification.reports.formats import files
from .test_common_visibility import ALL, MANAGER, OWN, VisibilityCase

EXAMPLES = int(os.environ.get("EXAMPLES") or 12)  # EXAMPLES=1000 make test K=test_places tries more
REPORT = "customer.classification.report"
CUSTOMERS, CATEGORIES = 4, 3
DOLLAR = {"2020-01-01": 0.5, "today -30": 0.25}  # dollars for a yuan

orders = st.fixed_dictionaries(
    {
        "customer": st.integers(0, CUSTOMERS - 1),
        "by_contact": st.booleans(),
        "days_ago": st.sampled_from([0, 1, 20, 40, 364, 365, 366, 400]),
        "hour": st.sampled_from([1, 15, 16, 23]),
        "amount": st.sampled_from([100, 33.33, 0.05, 2500]),
        "taxed": st.booleans(),
        "state": st.sampled_from(["sale", "sale", "sale", "draft", "cancel"]),
        "company": st.integers(0, 1),
        "by": st.integers(0, 1),
    }
)
people = st.fixed_dictionaries(
    {
        "salesperson": st.sampled_from(["seller", "colleague", None]),
        "company": st.sampled_from([None, None, 0, 1]),
        "archived": st.sampled_from([False, False, False, True]),
        "category": st.sampled_from([0, 1, 2, None]),
        "ratings": st.lists(st.sampled_from([1, 2, 4, 5]), max_size=3),
    }
)
worlds = st.fixed_dictionaries(
    {
        "customers": st.lists(people, min_size=CUSTOMERS, max_size=CUSTOMERS),
        "orders": st.lists(orders, max_size=6),
        "taxed": st.booleans(),
        "since": st.sampled_from([None, None, None, 60]),
        "period": st.sampled_from(["months_12", "months_12", "last_month", "this_year"]),
        "who": st.sampled_from(["seller", "colleague", "manager", "elsewhere", "two", "everywhere"]),
    }
)

PLACES = {}


class Seen:
    """What a user sees: their environment, the period they ask for, and the overview of a scheme looked at once."""

    def __init__(self, env, pages, period):
        self.env, self.pages, self.period = env, pages, period

    def overview(self, scheme):
        if scheme not in self.pages:
            asked = {"scheme_id": scheme.id, "period": self.period}
            self.pages[scheme] = self.env["customer.classification.overview"].get_overview(asked)
        return self.pages[scheme]


def place(*figures, of_period=False):
    """Register a place: from (what the user sees, scheme) to {category id: {figure: value}}, or None where this user
    does not find the scheme's figures there.

    :param of_period: it can be asked for other periods than the last 12 months
    """

    def register(function):
        PLACES[function.__name__] = (function, figures, of_period)
        return function

    return register


# The places -----------------------------------------------------------------------------------------------------------


@place("customers", "sales", of_period=True)
def overview_rows(seen, scheme):
    page = seen.overview(scheme)
    return {row["id"]: {"customers": row["customers"], "sales": row["revenue"]} for row in page["categories"]}


@place("customers", of_period=True)
def overview_tile(seen, scheme):
    page = seen.overview(scheme)
    return {False: {"customers": page["tiles"][0]["value"]}}


@place("customers", "sales")
def overview_classes(seen, scheme):
    """Together; nobody who buys means that there are none."""
    page = seen.overview(scheme)
    classes = page["value"]["classes"]
    if not classes:
        return {}
    return {False: {"customers": sum(c["customers"] for c in classes), "sales": sum(c["revenue"] for c in classes)}}


@place("customers", "satisfaction")
def overview_care(seen, scheme):
    page = seen.overview(scheme)
    return {row["id"]: {"customers": row["customers"], "satisfaction": row["satisfaction"]} for row in page["care"]}


@place("customers", "sales", "orders", "satisfaction")
def analysis(seen, scheme):
    found = {}
    for category in (*scheme.category_ids, scheme.category_ids.browse()):
        within = [("scheme_id", "=", scheme.id)]
        within += [("category_id", "child_of", category.id)] if category else []
        [(number, sales, count, mean)] = seen.env[REPORT]._read_group(
            within, [], ["__count", "order_amount:sum", "order_count:sum", "satisfaction:avg"]
        )
        rows = seen.env[REPORT].search(within)
        figures = {"customers": number, "satisfaction": mean or None}
        if number and rows[0].order_amount is not False:
            figures |= {"sales": sales, "orders": count}
        elif number and _has_kept_figures(seen, scheme, rows[0].partner_id):
            figures |= {"sales": None, "orders": None}
        found[category.id] = figures
    return found


def _has_kept_figures(seen, scheme, partner):
    """Whoever belongs to another company than the scheme has none: the analysis does not show what they buy."""
    Profile = seen.env["customer.classification.profile"].sudo()
    kept = Profile.search([("partner_id", "=", partner.id), ("currency_id", "=", scheme.currency_id.id)])
    return bool(kept.filtered(lambda profile: profile.company_id == scheme.company_id))


@place("customers", "sales", "orders")
def kept_figures(seen, scheme):
    """The customers' own pages, one after the other; of some companies but not all nobody has a page."""
    if not scheme.company_id and 1 < len(seen.env.companies) < seen.env["res.company"].sudo().search_count([]):
        return None
    found = {}
    for category in scheme.category_ids:
        members = seen.env["res.partner"].search([("customer_category_ids", "child_of", category.id)])
        company = scheme.company_id or seen.env.company
        if members.company_id - company:
            continue  # whoever belongs to another company has no page here: not shown there
        profiles = members.classification_profile_ids.filtered(
            lambda p: (p.currency_id, p.amount_basis) == (scheme.currency_id, scheme.amount_basis)
        )
        together = profiles.filtered(lambda p: not p.company_id)
        own = profiles.filtered(lambda p: p.company_id == (scheme.company_id or seen.env.company))
        profiles = own if scheme.company_id or not together else together
        unknown = any(profile.order_amount is False for profile in profiles)
        found[category.id] = {
            "customers": len(profiles),
            "sales": None if unknown else sum(profiles.mapped("order_amount")),
            "orders": None if unknown else sum(profiles.mapped("order_count")),
        }
    return found


@place("sales")
def products(seen, scheme):
    found = {}
    for category in scheme.category_ids:
        rows = seen.env["customer.classification.product"].search([("category_id", "child_of", category.id)])
        if any(row.amount is False for row in rows):
            found[category.id] = {"sales": None}
        elif rows:
            found[category.id] = {"sales": sum(rows.mapped("amount"))}
    return found


def _report(seen, scheme, report, names, label="category"):
    """A report's first table, by the code or the name of the category."""
    with registry.datasets(seen.env, report, scheme_ids=scheme.ids, period=seen.period) as [dataset]:
        table = dataset.tables[0]
        columns = [column.name for column in table.columns]
        rows = [dict(zip(columns, row.values, strict=True)) for row in table.rows if row.kind in ("line", "group")]
    by_name = {f"{category.code} {category.name}": category for category in scheme.category_ids}
    by_name |= {category.name: category for category in scheme.category_ids}
    return {by_name[row[label]].id: {figure: row[name] for figure, name in names.items()} for row in rows}


@place("customers", "sales", "orders", "satisfaction", of_period=True)
def statistics(seen, scheme):
    if not seen.env.user.has_group(MANAGER):
        return None
    names = {"customers": "customers", "sales": "amount", "orders": "orders", "satisfaction": "satisfaction"}
    return _report(seen, scheme, "category_statistics", names)


@place("customers", "sales", "orders", of_period=True)
def statistics_workbook(seen, scheme):
    """The cells of the workbook, as they were written."""
    if not seen.env.user.has_group(MANAGER):
        return None
    made = files.make(seen.env, "category_statistics", "xlsx", scheme_ids=scheme.ids, period=seen.period)
    rows = [row for sheet in openpyxl.load_workbook(io.BytesIO(made.content), data_only=True) for row in sheet.values]
    start = next((number for number, row in enumerate(rows) if "Category" in row and "Customers" in row), None)
    if start is None:
        return {}
    columns = rows[start]
    by_code = {category.code: category for category in scheme.category_ids}
    found = {}
    for row in rows[start + 1 :]:
        line = dict(zip(columns, row, strict=False))
        if line.get("Code") in by_code:
            found[by_code[line["Code"]].id] = {
                "customers": line["Customers"],
                "sales": line["Orders amount"],
                "orders": line["Orders"],
            }
    return found


@place("customers", "sales", "orders", of_period=True)
def consumption(seen, scheme):
    return _own(
        scheme, _report(seen, scheme, "consumption", {"customers": "customers", "sales": "amount", "orders": "orders"})
    )


@place("customers", "sales", "orders", of_period=True)
def outside(seen, scheme):
    """The report that other programs call."""
    Report = seen.env["customer.classification.saved.report"]
    [dataset] = Report.dataset("consumption", scheme_ids=scheme.ids, period=seen.period)
    by_name = {f"{category.code} {category.name}": category.id for category in scheme.category_ids}
    return {
        by_name[row["category"]]: {"customers": row["customers"], "sales": row["amount"], "orders": row["orders"]}
        for row in dataset["tables"][0]["rows"]
        if row["kind"] == "line"
    }


@place("sales")
def odoo_sales_analysis(seen, scheme):
    """Odoo's own analysis, for who may see all orders; it knows taxes, but not that documents are not complete."""
    unlike = scheme.amount_basis == "taxed" or scheme.company_id.classification_history_since
    if not seen.env.user.has_group(ALL) or not scheme.company_id or unlike:
        return None
    company, today = scheme.company_id, scheme._today()
    first = today - relativedelta(months=12) + timedelta(days=1)
    asked = [
        ("company_id", "=", company.id),
        ("state", "=", "sale"),
        ("commercial_partner_id.active", "=", True),
        ("date", ">=", company._classification_begin(first)),
        ("date", "<", company._classification_begin(today + timedelta(days=1))),
    ]
    groups = (
        seen.env["sale.report"]
        .with_context(allowed_company_ids=company.ids)
        ._read_group(asked, ["main_category_id"], ["price_subtotal:sum"])
    )
    return _own(
        scheme, {category.id: {"sales": sales} for category, sales in groups if category in scheme.category_ids}
    )


@place("customers", "satisfaction")
def satisfaction(seen, scheme):
    return _own(
        scheme, _report(seen, scheme, "satisfaction", {"customers": "customers", "satisfaction": "satisfaction"})
    )


@place("customers", "orders")
def development(seen, scheme):
    return _own(scheme, _report(seen, scheme, "development", {"customers": "customers", "orders": "orders"}))


@place("customers", "sales")
def movement(seen, scheme):
    """The matrix of the report: the columns are the categories at the end."""
    if not seen.env.user.has_group(MANAGER):
        return None
    with registry.datasets(seen.env, "movement", scheme_ids=scheme.ids) as [dataset]:
        found = defaultdict(dict)
        for figure, name in (("customers", "customers"), ("sales", "amounts")):
            table = dataset.table(name)
            for column, value in zip(table.columns, table.rows[-1].values if table.number else (), strict=False):
                if column.name.startswith("to_") and column.name != "to_0":
                    found[int(column.name[3:])][figure] = value
    return _own(scheme, found)


@place("customers", "sales")
def movement_wizard(seen, scheme):
    today = scheme._today()
    wizard = seen.env["customer.classification.movement.matrix"].create(
        {"scheme_id": scheme.id, "date_from": today - timedelta(days=1), "date_to": today}
    )
    wizard.action_show()
    found = {}
    for cell in wizard.result["cells"]:
        if cell["to"]:
            figures = found.setdefault(cell["to"], {"customers": 0, "sales": 0})
            figures["customers"] += cell["customers"]
            unknown = cell["revenue"] is None or figures["sales"] is None
            figures["sales"] = None if unknown else figures["sales"] + cell["revenue"]
    return _own(scheme, found)


@place("customers", "sales")
def dry_run(seen, scheme):
    """The matrix of a simulation: it is about all customers, whoever looks, and is for managers."""
    if not seen.env.user.has_group(MANAGER):
        return None
    found = {}
    for cell in scheme.with_env(seen.env).classify(simulate=True).matrix:
        if cell["to"]:
            figures = {"customers": cell["customers"]}
            if cell["revenue"] is not None or scheme.company_id:
                figures["sales"] = cell[
                    "revenue"
                ]  # in a shared scheme it is hidden from who does not see all companies
            found[cell["to"]] = figures
    return _own(scheme, found) if scheme.company_id else None


@place("members")
def category_form(seen, scheme):
    return {category.id: {"members": category.with_env(seen.env).customer_count} for category in scheme.category_ids}


@place("members")
def category_button(seen, scheme):
    found = {}
    for category in scheme.category_ids:
        opened = category.with_env(seen.env).action_open_customers()
        found[category.id] = {"members": seen.env[opened["res_model"]].search_count(opened["domain"])}
    return found


@place("members")
def search_panel(seen, scheme):
    panel = seen.env["res.partner"].search_panel_select_multi_range(
        "customer_category_ids", group_by="scheme_id", enable_counters=True
    )
    return _own(scheme, {v["id"]: {"members": v["__count"]} for v in panel["values"] if v["group_id"] == scheme.id})


def _own(scheme, found):
    """The place tells categories apart and does not add those below; here all customers are in lowest ones."""
    return {category_id: figures for category_id, figures in found.items() if not _children(scheme, category_id)}


def _children(scheme, category_id):
    return scheme.category_ids.filtered(lambda category: category.parent_id.id == category_id)


SHOWN = {
    "report category_statistics": (statistics, statistics_workbook),
    "report consumption": (consumption, outside),
    "report satisfaction": (satisfaction,),
    "report development": (development,),
    "report movement": (movement,),
    "overview tiles": (overview_tile,),
    "overview categories": (overview_rows,),
    "overview value": (overview_classes,),
    "overview care": (overview_care,),
    "customer.classification.report": (analysis,),
    "customer.classification.product": (products,),
    "customer.classification.profile": (kept_figures,),
    "customer.classification.movement.matrix": (movement_wizard,),
    "customer.classification.run": (dry_run,),
    "customer.classification.category": (category_form, category_button),
    "res.partner": (search_panel, kept_figures),
    "sale.report": (odoo_sales_analysis,),
}
NOT_SHOWN = {
    "report threshold": "tells the outlook's own rows, see test_outlook",
    "report sheet": "tells one customer's kept figures, see test_figures_unknown",
    "overview moves": "counts moves, see test_overview",
    "overview todo": "counts what it opens, see test_overview",
    "customer.classification.movement": "the sales at the time of the move, see test_movement",
    "customer.classification.change": "the sales at the time of the move, see test_movement",
    "customer.classification.opening": "what was entered for the time before the documents, see test_figures_opening",
    "customer.classification.outlook": "the sales at the time of the look, see test_outlook",
    "customer.classification.scheme": "the share of the sales that may move, see test_undo",
    "customer.classification.as.of": "counts what it opens, see test_history",
    "customer.classification.group": "counts what it opens, see test_groups",
    "customer.classification.assign": "counts what was chosen, see test_by_hand",
}
FIELDS = {
    "order_amount",
    "amount",
    "revenue",
    "matrix",
    "customer_count",
    "satisfaction",
    "classification_order_amount",
}
ENDINGS = ("_revenue", "_amount", "_satisfaction")


@tagged("post_install", "-at_install")
class TestPlaces(VisibilityCase):
    """Two companies with their own clocks and money; schemes of one and of both; four people who look."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.make_company("Elsewhere", "USD", "America/New_York")
        cls.both = cls.company | cls.elsewhere
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.both.ids})
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
        cls.shared = cls.make_scheme(("High", "Low"), company_id=False, currency_id=dollar.id)
        for scheme in (cls.local, cls.shared):
            cls.env["customer.classification.category"].create(
                [
                    {"name": f"High {number}", "parent_id": cls.category(scheme, "High").id, "sequence": number}
                    for number in (1, 2)
                ]
            )
        cls.customers = cls.env["res.partner"].union(*(cls.make_customer(f"{n}") for n in range(CUSTOMERS)))
        cls.contacts = cls.env["res.partner"].create(
            [{"name": f"Contact {customer.name}", "parent_id": customer.id} for customer in cls.customers]
        )

    @classmethod
    def make_tax(cls, company):
        country = cls.env.ref("base.cn")
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

    # The guard

    @settings(max_examples=EXAMPLES, phases=[Phase.generate])
    @given(world=worlds)
    def test_every_place_says_what_the_oracle_says(self, world):
        with self.cr.savepoint() as savepoint:
            self.build(world)
            user = self.people[world["who"]]
            env = self.as_seen_by(user)
            for scheme in self.local | self.shared:
                if scheme.company_id and scheme.company_id not in user.company_ids:
                    continue
                seen, told = Seen(env, {}, world["period"]), self.oracle(env, scheme, world["period"])
                for where, (look, figures, of_period) in PLACES.items():
                    if of_period or world["period"] == "months_12":
                        with self.subTest(user=world["who"], scheme=scheme.name, place=where):
                            self.compare(look(seen, scheme), told, figures)
            savepoint.rollback()
            self.env.invalidate_all()
            self.env.registry.clear_all_caches()

    def compare(self, shown, told, figures):
        for category_id, values in (shown or {}).items():
            for figure in figures:
                if figure in values:
                    expected, value = told[category_id][figure], values[figure]
                    name = f"{figure} of {category_id}: {values} instead of {told[category_id]}"
                    if expected is None or value is None:
                        self.assertEqual(value, expected, name)
                    else:
                        self.assertAlmostEqual(value, expected, places=2, msg=name)

    # What is given

    def build(self, world):
        today = self.company._classification_today()
        self.local.amount_basis = "taxed" if world["taxed"] else "untaxed"
        since = world["since"] and today - timedelta(days=world["since"])
        self.company.classification_history_since = since
        for customer, contact, values in zip(self.customers, self.contacts, world["customers"], strict=True):
            company = self.both[values["company"]] if values["company"] is not None else self.company.browse()
            customer.write({"user_id": self.people[values["salesperson"]].id if values["salesperson"] else False})
            if values["category"] is not None:
                for scheme in self.local | self.shared:
                    leaves = scheme.category_ids.filtered("is_leaf").sorted(lambda c: (c.code, c.id))
                    customer._set_category(scheme, leaves[values["category"]])
            for mark in values["ratings"]:
                self.env["rating.rating"].create(
                    {
                        "rating": mark,
                        "consumed": True,
                        "partner_id": contact.id,
                        "res_id": contact.id,
                        "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                    }
                )
            customer.company_id = company
        for values in world["orders"]:
            company = self.both[values["company"]]
            buyer = (self.contacts if values["by_contact"] else self.customers)[values["customer"]]
            if buyer.company_id and buyer.company_id != company:
                continue
            day = company._classification_today() - timedelta(days=values["days_ago"])
            order = self.make_order(buyer, day, values["amount"], company=company, hour=values["hour"])
            order.order_line.tax_ids = [Command.set(self.taxes[values["company"]].ids if values["taxed"] else [])]
            order.write({"state": values["state"], "user_id": self.people[("seller", "colleague")[values["by"]]].id})
        for customer, values in zip(self.customers, world["customers"], strict=True):
            customer.active = not values["archived"]
        self.refresh(self.local, self.shared)
        self.env.invalidate_all()

    # The oracle

    def oracle(self, env, scheme, period):
        """{category id, or False for all: {figure: value}}: those below are counted, too."""
        today = scheme._today()
        first, last = {
            "months_12": (today - relativedelta(months=12) + timedelta(days=1), today),
            "last_month": (
                (today.replace(day=1) - timedelta(days=1)).replace(day=1),
                today.replace(day=1) - timedelta(days=1),
            ),
            "this_year": (today.replace(month=1, day=1), today),
        }[period]
        companies = scheme.company_id or env.companies
        since = max(filter(None, companies.sudo().mapped("classification_history_since")), default=None)
        known = not since or since <= first
        every = defaultdict(lambda: {"customers": 0, "sales": 0, "orders": 0, "marks": [], "members": 0})
        for customer in self.customers.sudo():
            category = customer.classification_assignment_ids.filtered(lambda a: a.scheme_id == scheme).category_id
            if not customer.active or not category:
                continue
            if customer.company_id and customer.company_id not in env.companies:
                continue
            places = [False]
            while category:
                places.append(category.id)
                category = category.parent_id
            for one in places:
                every[one]["members"] += 1
            own = env.user.has_group(OWN) and not env.user.has_group(ALL) and not env.user.has_group(MANAGER)
            if own and customer.user_id not in (env.user, env.user.browse()):
                continue
            orders = [order for order in self.orders_of(customer, companies) if first <= self.day(order) <= last]
            sales = round(sum(self.worth(order, scheme, last) for order in orders) + 1e-9, 2)
            marks = self.env["rating.rating"].sudo().search([("partner_id", "child_of", customer.id)]).mapped("rating")
            marks = marks if last == today else []  # they were given just now
            for one in places:
                every[one]["customers"] += 1
                every[one]["sales"] += sales
                every[one]["orders"] += len(orders)
                every[one]["marks"] += marks
        told = {}
        for one in [False, *scheme.category_ids.ids]:
            found = every[one]
            told[one] = {
                "customers": found["customers"],
                "members": found["members"],
                "sales": found["sales"] if known else None,
                "orders": found["orders"] if known else None,
                "satisfaction": sum(found["marks"]) / len(found["marks"]) if found["marks"] and known else None,
            }
        return told

    def orders_of(self, customer, companies):
        everything = self.env["sale.order"].sudo().search([("state", "=", "sale"), ("company_id", "in", companies.ids)])
        return everything.filtered(
            lambda order: order.partner_id in customer | customer.with_context(active_test=False).child_ids
        )

    @staticmethod
    def day(order):
        return order.date_order.replace(tzinfo=UTC).astimezone(ZoneInfo(order.company_id.partner_id.tz)).date()

    @staticmethod
    def worth(order, scheme, day):
        amount = order.amount_total if scheme.amount_basis == "taxed" else order.amount_untaxed
        amount /= order.currency_rate or 1
        own = order.company_id.currency_id
        return amount * own._get_conversion_rate(own, scheme.currency_id, order.company_id, day)

    # What must be in the table

    def test_a_place_that_shows_figures_has_a_row(self):
        found = {f"report {name}" for name in registry.REPORTS}
        found |= {f"overview {part}" for part in self.env["customer.classification.overview"]._parts()}
        for name, model in self.env.registry.items():
            ours = {
                field.name
                for field in model._fields.values()
                if "customer_classification" in (field._modules or ()) and not field.related
            }
            if name.startswith("customer.classification") or ours:
                shown = {n for n in ours if n in FIELDS or n.endswith(ENDINGS)}
                if shown and not model._abstract:
                    found.add(name)
        self.assertEqual(
            found - set(SHOWN) - set(NOT_SHOWN), set(), "say where it stands in SHOWN, or why in NOT_SHOWN"
        )
        used = {look for looks in SHOWN.values() for look in looks}
        self.assertEqual({look for look, *_rest in PLACES.values()}, used)
