"""The places where people look figures up: screens and lists. Files and reports are in ``places_files``.

Each gives, to a user, the figures of each category that it shows; a figure that a place does not show is not in it.
"""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from .test_common_visibility import ALL, MANAGER

REPORT = "customer.classification.report"
PLACES = {}


class Seen:
    """What a user sees: their environment, the period they ask for, and the overview of a scheme looked at once.

    :param case: the test, for places that are asked over HTTP
    """

    def __init__(self, case, env, period):
        self.case, self.env, self.period, self.pages = case, env, period, {}

    @property
    def is_manager(self):
        return self.env.user.has_group(MANAGER)

    def overview(self, scheme):
        if scheme not in self.pages:
            asked = {"scheme_id": scheme.id, "period": self.period}
            self.pages[scheme] = self.env["customer.classification.overview"].get_overview(asked)
        return self.pages[scheme]


def place(*figures, of_period=False, takes_long=False):
    """Register a place: from (what the user sees, scheme) to {category id: {figure: value}}, or None where this user
    does not find the scheme's figures there.

    :param of_period: it can be asked for other periods than the last 12 months
    :param takes_long: ask it in some of the worlds only
    """

    def register(function):
        PLACES[function.__name__] = (function, figures, of_period, takes_long)
        return function

    return register


def own(scheme, found):
    """The place tells categories apart and does not add those below; here all customers are in lowest ones."""
    return {place: figures for place, figures in found.items() if not place or not below(scheme, place)}


def names_of(scheme):
    by_name = {f"{category.code} {category.name}": category.id for category in scheme.category_ids}
    return by_name | {category.name: category.id for category in scheme.category_ids}


def below(scheme, category_id):
    return scheme.category_ids.filtered(lambda category: category.parent_id.id == category_id)


@place("customers", "sales", of_period=True)
def overview_rows(seen, scheme):
    """With those who have no category, and all."""
    *rows, total = seen.overview(scheme)["categories"]
    without, _everybody = total["beside"]
    found = {row["id"]: row for row in (*rows, total)} | {None: without}
    return {place: {"customers": row["customers"], "sales": row["revenue"]} for place, row in found.items()}


@place("customers", of_period=True)
def overview_tiles(seen, scheme):
    classified, without, *_more = seen.overview(scheme)["tiles"]
    return {False: {"customers": classified["value"]}, None: {"customers": without["value"]}}


@place("customers")
def unclassified_list(seen, scheme):
    """What the scheme's button opens; there a salesperson finds those of colleagues, too."""
    if not seen.is_manager:
        return None
    opened = scheme.with_env(seen.env).action_open_unclassified()
    return {None: {"customers": seen.env[opened["res_model"]].search_count(opened["domain"])}}


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


@place("customers", "sales", "orders", "satisfaction", "invoiced", "invoices")
def analysis(seen, scheme):
    found = {}
    for category in (*scheme.category_ids, scheme.category_ids.browse()):
        within = [("scheme_id", "=", scheme.id)]
        within += [("category_id", "child_of", category.id)] if category else []
        sums = ["order_amount:sum", "order_count:sum", "invoice_amount:sum", "invoice_count:sum"]
        [(number, *values, mean)] = seen.env[REPORT]._read_group(within, [], ["__count", *sums, "satisfaction:avg"])
        figures = {"customers": number, "satisfaction": mean or None}
        if number:
            unknown = seen.env[REPORT].search(within)[0].order_amount is False
            values = [None] * 4 if unknown else values
            figures |= dict(zip(("sales", "orders", "invoiced", "invoices"), values, strict=True))
        found[category.id] = figures
    return found


@place("customers", "sales", "orders", "invoiced", "invoices")
def kept_figures(seen, scheme):
    """The customers' own pages, one after the other; of some companies but not all nobody has a page."""
    if not scheme.company_id and 1 < len(seen.env.companies) < seen.env["res.company"].sudo().search_count([]):
        return None
    found = {}
    for category in scheme.category_ids:
        members = seen.env["res.partner"].search([("customer_category_ids", "child_of", category.id)])
        profiles = members.classification_profile_ids.filtered(
            lambda p: (p.currency_id, p.amount_basis) == (scheme.currency_id, scheme.amount_basis)
        )
        together = profiles.filtered(lambda p: not p.company_id)
        of_company = profiles.filtered(lambda p: p.company_id == (scheme.company_id or seen.env.company))
        profiles = of_company if scheme.company_id or not together else together
        unknown = any(profile.order_amount is False for profile in profiles)
        columns = {"sales": "order_amount", "orders": "order_count"}
        columns |= {"invoiced": "invoice_amount", "invoices": "invoice_count"}
        found[category.id] = {
            "customers": len(profiles),
            **{name: None if unknown else sum(profiles.mapped(column)) for name, column in columns.items() if profiles},
        }
    return found


def _is_contact(partner):
    return partner.commercial_partner_id != partner


@place("sales")
def partner_form(seen, scheme):
    """The sales at the head of the customer's page, in the main scheme of the company."""
    if scheme != seen.env["customer.classification.scheme"]._main_scheme():
        return None
    found = {}
    for category in scheme.category_ids:
        members = seen.env["res.partner"].search([("main_category_id", "child_of", category.id)])
        members = members.filtered("classification_profile_id").filtered(lambda p: not _is_contact(p))
        known = [member.classification_order_amount for member in members]
        if known:
            found[category.id] = {"sales": None if any(value is False for value in known) else sum(known)}
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
    return own(scheme, {category.id: {"sales": sales} for category, sales in groups if category in scheme.category_ids})


@place("invoiced")
def odoo_invoice_analysis(seen, scheme):
    """Odoo's own analysis, for who may see invoices; it knows neither taxes nor what is not known."""
    unlike = scheme.amount_basis == "taxed" or scheme.company_id.classification_history_since
    if seen.env.user != seen.case.people["manager"] or not scheme.company_id or unlike:
        return None
    first = scheme._today() - relativedelta(months=12) + timedelta(days=1)
    asked = [
        ("company_id", "=", scheme.company_id.id),
        ("move_id.commercial_partner_id.active", "=", True),
        ("invoice_date", ">=", first),
        ("invoice_date", "<=", scheme._today()),
    ]
    groups = seen.env["account.invoice.report"].sudo()._read_group(asked, ["main_category_id"], ["price_subtotal:sum"])
    return own(
        scheme, {category.id: {"invoiced": amount} for category, amount in groups if category in scheme.category_ids}
    )


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
    return own(scheme, {v["id"]: {"members": v["__count"]} for v in panel["values"] if v["group_id"] == scheme.id})
