"""Development: what could become of customers who buy little or nothing yet, and whom to call first."""

from contextlib import contextmanager

from odoo.tools import SQL

from ...customers.customers import is_cart
from ..dataset import Chart, Column, Row, Table, ratio
from ..parts import finish
from . import categories
from .distance import Distance

SILENT = 60  # days without contact that are long
NEVER = 365  # days that stand for never
# what a line has; from it the columns before and after the share of quotations that became orders
LINE = (
    *("reference", "customer", "category_id", "category", "salesperson", "reach", "opportunities", "revenue"),
    *("open_quotations", "open_amount", "quotations", "orders", "amount", "contact", "activity"),
)
BEFORE = (
    *("reference", "customer", "category", "salesperson", "reach", "opportunities", "revenue"),
    *("open_quotations", "open_amount", "quotations"),
)
AFTER = ("contact", "activity", "amount")


@contextmanager
def development(inquiry):
    """Give the dataset for as long as the context lasts."""
    distance = Distance(inquiry)
    with (
        inquiry.customers({**_figures(inquiry), **distance.figures}) as customers,
        inquiry.temporary(_open_quotations(inquiry, customers)) as quotations,
        inquiry.kept(_lines(inquiry, customers, quotations, distance)) as lines,
    ):
        found = categories.by_category(
            inquiry,
            customers,
            ("orders", "quotations", "opportunities", "revenue"),
            more=(
                (
                    "silent",
                    SQL("(COUNT(*) FILTER (WHERE customer.contact IS NULL OR customer.contact > %s))::int", SILENT),
                ),
                ("open_amount", SQL("COALESCE(SUM(quotation.amount), 0)::float")),
            ),
            join=SQL("LEFT JOIN %s quotation ON quotation.partner_id = customer.partner_id", quotations),
        )
        yield finish(
            inquiry,
            "development",
            tables=(_summary(inquiry, found), _details(inquiry, lines, distance)),
            remarks=(
                inquiry.reader._(
                    "Whom to call first: expected revenue and open quotations, times the days since the last contact "
                    "(a year where there never was one). Open quotations are drafts and sent ones that have not "
                    "expired."
                ),
            ),
        )


def _figures(inquiry) -> dict:
    return {
        "orders": inquiry.inside("order_count"),
        "amount": inquiry.inside("order_amount"),
        "quotations": inquiry.inside("quotation_count"),
        "opportunities": inquiry.ever("opportunity_count"),
        "revenue": inquiry.ever("opportunity_revenue"),
        "contact": inquiry.ever("days_since_contact"),
    }


def _open_quotations(inquiry, customers) -> SQL:
    """The statement that gives the open quotations of each customer."""
    amount = SQL.identifier("doc", "amount_untaxed" if inquiry.spec.scope.amount_basis == "untaxed" else "amount_total")
    return SQL(
        """-- one row: one customer with open quotations;
           -- it must not miss those that name a contact
           WITH company(id, tz, rate) AS (VALUES %(companies)s)
           SELECT customer.partner_id, COUNT(*) AS number,
              SUM(%(amount)s / COALESCE(NULLIF(doc.currency_rate, 0), 1) * company.rate) AS amount
         FROM sale_order doc
         JOIN company ON company.id = doc.company_id
         JOIN res_partner partner ON partner.id = doc.classification_partner_id
         JOIN %(customers)s customer ON customer.partner_id = partner.commercial_partner_id
        WHERE doc.state IN ('draft', 'sent') AND NOT %(cart)s
          AND (doc.validity_date IS NULL OR doc.validity_date >= %(day)s)
          AND (doc.date_order AT TIME ZONE 'UTC' AT TIME ZONE company.tz)::date <= %(day)s
        GROUP BY customer.partner_id""",
        companies=inquiry.companies(),
        amount=amount,
        cart=is_cart("doc"),
        customers=customers,
        day=inquiry.parameters.last_day,
    )


def _lines(inquiry, customers, quotations, distance) -> SQL:
    """A row per customer, first the one to call first."""
    figures = SQL("").join(SQL(", %s", SQL.identifier("customer", name)) for name in distance.figures)
    return SQL(
        """-- one row: one customer, the one to call first at the top;
           -- it must not miss who was never contacted
           SELECT row_number() OVER (
                      ORDER BY waiting.value * LEAST(COALESCE(customer.contact, %(never)s), %(never)s) DESC,
                               customer.amount DESC NULLS LAST, partner.name, partner.id) AS position,
                  partner.ref, partner.name, customer.category_id, %(category)s AS category,
                  salesperson.name AS salesperson, COALESCE(NULLIF(partner.phone, ''), partner.email) AS reach,
                  customer.opportunities::int AS opportunities, customer.revenue::float AS revenue,
                  COALESCE(quotation.number, 0)::int AS open_quotations,
                  COALESCE(quotation.amount, 0)::float AS open_amount,
                  customer.quotations::int AS quotations, customer.orders::int AS orders,
                  customer.amount::float AS amount, customer.contact::int AS contact, activity.deadline%(figures)s
             FROM %(customers)s customer
             JOIN res_partner partner ON partner.id = customer.partner_id
             LEFT JOIN %(quotations)s quotation ON quotation.partner_id = customer.partner_id
            CROSS JOIN LATERAL (SELECT COALESCE(customer.revenue, 0) + COALESCE(quotation.amount, 0) AS value) waiting
             LEFT JOIN (SELECT res_id, MIN(date_deadline) AS deadline FROM mail_activity
                         WHERE res_model = 'res.partner' AND active GROUP BY res_id) activity
               ON activity.res_id = customer.partner_id
             LEFT JOIN customer_classification_category category ON category.id = customer.category_id
             LEFT JOIN res_users seller ON seller.id = customer.user_id
             LEFT JOIN res_partner salesperson ON salesperson.id = seller.partner_id""",
        never=NEVER,
        category=inquiry.translated(SQL("category.name")),
        customers=customers,
        quotations=quotations,
        figures=figures,
    )


def _summary(inquiry, found) -> Table:
    env = inquiry.reader
    columns = (
        Column("category", env._("Category"), width=30),
        Column("customers", env._("Customers"), "integer", 10, adds=True),
        Column("opportunities", env._("Opportunities"), "integer", 12, adds=True),
        Column("revenue", env._("Expected revenue"), "money", 16, adds=True),
        Column("open_amount", env._("Open quotations"), "money", 16, adds=True),
        Column("quotations", env._("Quotations"), "integer", 10, adds=True),
        Column("orders", env._("Orders"), "integer", 10, adds=True),
        Column("conversion", env._("Conversion"), "percent", 10, ratio=("orders", "quotations"), mark="bar"),
        Column("silent", env._("Without contact for more than %s days", SILENT), "integer", 14, adds=True),
    )

    def values(name, line):
        return (
            name,
            line["customers"],
            line["opportunities"],
            line["revenue"],
            line["open_amount"],
            line["quotations"],
            line["orders"],
            ratio(line["orders"], line["quotations"]),
            line["silent"],
        )

    chart = Chart(env._("Expected revenue by category"), ())
    return categories.summary(inquiry, columns, found, values, chart, 3)


def _columns(env, distance) -> tuple[Column, ...]:
    return (
        *categories.who(env, customer=28, category=10, salesperson=11),
        Column("reach", env._("Phone or email"), width=14),
        Column("opportunities", env._("Opportunities"), "integer", 8),
        Column("revenue", env._("Expected revenue"), "money", 13),
        Column("open_quotations", env._("Open quotations"), "integer", 8, on_paper=False),
        Column("open_amount", env._("Amount of open quotations"), "money", 13),
        Column("quotations", env._("Quotations"), "integer", 8, on_paper=False),
        Column("conversion", env._("Conversion"), "percent", 8),
        Column("contact", env._("Days since contact"), "days", 9),
        Column("activity", env._("Next activity"), "date", 11),
        Column("amount", env._("Orders amount"), "money", 14),
        *(
            (
                Column("next", env._("Next category"), width=10),
                Column("reached", env._("Reached"), "percent", 8, mark="bar"),
                Column("missing", env._("Missing"), width=26),
            )
            if distance.rules
            else ()
        ),
    )


def _details(inquiry, lines, distance) -> Table:
    def row(values):
        known = dict(zip(LINE, values, strict=False))
        figures = dict(zip(distance.columns, values[len(LINE) :], strict=True))
        return Row(
            (
                *(known[name] for name in BEFORE),
                ratio(known["orders"], known["quotations"]),
                *(known[name] for name in AFTER),
                *(distance.of(known["category_id"], figures) if distance.rules else ()),
            )
        )

    env = inquiry.reader
    return categories.details(inquiry, env._("Whom to call first"), _columns(env, distance), lines, row)
