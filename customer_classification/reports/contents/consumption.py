"""Consumption: what the customers of some categories bought, each with months and products; the categories first."""

from contextlib import contextmanager

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from ..dataset import Chart, Column, Row, Table, growth, ratio
from ..inquiry import days_ago
from ..parameters import DAY
from ..parts import finish, growth_label
from . import categories

MOST_MONTHS = 24
PRODUCTS = 3


@contextmanager
def consumption(inquiry):
    """Give the dataset for as long as the context lasts."""
    months = _months(inquiry)
    with (
        inquiry.customers(_figures(inquiry, months)) as customers,
        inquiry.kept(_lines(inquiry, customers, months)) as lines,
    ):
        summary = categories.by_category(
            inquiry, customers, ("orders", "amount", *(("before",) if inquiry.parameters.compared() else ()))
        )
        yield finish(
            inquiry,
            "consumption",
            tables=(_summary(inquiry, summary), _details(inquiry, lines, months)),
            remarks=tuple(_remarks(inquiry, months)),
        )


def _remarks(inquiry, months):
    env = inquiry.reader
    yield env._(
        "Amounts are those of confirmed sales orders of the period. The share is that in the "
        "orders of the customer's category; products are the three with the largest amounts."
    )
    if _earlier(inquiry, months):
        yield env._(
            "By month are the last %s months; what was ordered earlier in the period is one amount.", MOST_MONTHS
        )


def _months(inquiry) -> list:
    """The days of each month of the period, of the last ones where it is long."""
    first, last = inquiry.parameters.first_day, inquiry.parameters.last_day
    start, months = last.replace(day=1), []
    while start + relativedelta(months=1) > first and len(months) < MOST_MONTHS:
        months.append((max(start, first), min(start + relativedelta(months=1) - DAY, last)))
        start -= relativedelta(months=1)
    return months[::-1]


def _earlier(inquiry, months) -> tuple | None:
    """The days of the period before the months that are shown; None where all are."""
    first = inquiry.parameters.first_day
    return (first, months[0][0] - DAY) if first < months[0][0] else None


def _figures(inquiry, months) -> dict:
    wanted = {
        "orders": inquiry.inside("order_count"),
        "amount": inquiry.inside("order_amount"),
        "days": inquiry.ever("days_since_last_order"),
        **{f"month_{number}": inquiry.between("order_amount", *days) for number, days in enumerate(months, start=1)},
    }
    if earlier := _earlier(inquiry, months):
        wanted["earlier"] = inquiry.between("order_amount", *earlier)
    if before := inquiry.compared("order_amount"):
        wanted["before"] = before
    return wanted


def _lines(inquiry, customers, months) -> SQL:
    """A row per customer, in the order of the categories, the best one first."""
    columns = [SQL.identifier("customer", f"month_{number}") for number in range(1, len(months) + 1)]
    before = SQL("customer.before::float") if inquiry.parameters.compared() else SQL("NULL::float")
    earlier = SQL("customer.earlier::float") if _earlier(inquiry, months) else SQL("NULL::float")
    return SQL(
        """-- one row: one customer, in the order of the categories;
           -- it must not miss customers who bought nothing
           WITH company(id, tz, rate) AS (VALUES %(companies)s), product AS (%(products)s)
           SELECT row_number() OVER (ORDER BY category.sequence, category.code, category.id,
           customer.amount DESC NULLS LAST,
                                              partner.name, partner.id) AS position,
                  partner.ref, partner.name, %(category)s AS category, salesperson.name AS salesperson,
                  customer.amount::float AS amount, %(before)s AS before, customer.orders::int AS orders,
                  customer.days::int AS days,
                  (SUM(customer.amount) OVER (PARTITION BY customer.category_id))::float AS whole,
                  product.names, %(earlier)s AS earlier, %(months)s
             FROM %(customers)s customer
             JOIN res_partner partner ON partner.id = customer.partner_id
             LEFT JOIN customer_classification_category category ON category.id = customer.category_id
             LEFT JOIN res_users seller ON seller.id = customer.user_id
             LEFT JOIN res_partner salesperson ON salesperson.id = seller.partner_id
             LEFT JOIN product ON product.partner_id = customer.partner_id""",
        companies=inquiry.companies(),
        products=_products(inquiry, customers),
        category=inquiry.translated(SQL("category.name")),
        before=before,
        earlier=earlier,
        months=SQL("ARRAY[%s]::float[] AS months", SQL(", ").join(columns)),
        customers=customers,
    )


def _products(inquiry, customers) -> SQL:
    """The products with the largest amounts of each customer."""
    return SQL(
        """-- one row: one customer with the names of what they bought most;
           -- it must not miss what their contacts bought
           SELECT partner_id, string_agg(name, ', ' ORDER BY place) AS names
             FROM (SELECT partner.commercial_partner_id AS partner_id, %(name)s AS name,
                          row_number() OVER (PARTITION BY partner.commercial_partner_id
                                             ORDER BY SUM(line.price_subtotal / COALESCE(NULLIF(doc.currency_rate, 0),
                                             1)
                                                          * company.rate) DESC, template.id) AS place
                     FROM sale_order_line line
                     JOIN sale_order doc ON doc.id = line.order_id
                     JOIN company ON company.id = doc.company_id
                     JOIN res_partner partner ON partner.id = doc.classification_partner_id
                     JOIN %(customers)s customer ON customer.partner_id = partner.commercial_partner_id
                     JOIN product_product product ON product.id = line.product_id
                     JOIN product_template template ON template.id = product.product_tmpl_id
                    WHERE doc.state = 'sale' AND line.display_type IS NULL
                      AND (doc.date_order AT TIME ZONE 'UTC' AT TIME ZONE company.tz)::date BETWEEN %(first)s AND
                      %(last)s
                    GROUP BY partner.commercial_partner_id, template.id) ranked
            WHERE place <= %(most)s
            GROUP BY partner_id""",
        name=inquiry.translated(SQL("template.name")),
        customers=customers,
        first=inquiry.parameters.first_day,
        last=inquiry.parameters.last_day,
        most=PRODUCTS,
    )


def _summary(inquiry, found) -> Table:
    env = inquiry.reader
    compared = (
        Column("before", env._("Before"), "money", 16, adds=True),
        Column("growth", growth_label(inquiry), "percent", 10, ratio=("amount", "before"), minus=True, mark="negative"),
    )
    columns = (
        Column("category", env._("Category"), width=30),
        Column("customers", env._("Customers"), "integer", 10, adds=True),
        Column("buyers", env._("With orders"), "integer", 10, adds=True),
        Column("orders", env._("Orders"), "integer", 10, adds=True),
        Column("amount", env._("Orders amount"), "money", 18, adds=True),
        Column("share", env._("Share of amount"), "percent", 10, ratio=("amount",), mark="bar"),
        Column("average", env._("Average order"), "money", 14, ratio=("amount", "orders")),
        *(compared if inquiry.parameters.compared() else ()),
    )
    whole = found[-1].get("amount")

    def values(name, line):
        get = line.get
        more = (get("before"), growth(get("amount"), get("before"))) if inquiry.parameters.compared() else ()
        return (
            name,
            get("customers"),
            get("buyers"),
            get("orders"),
            get("amount"),
            ratio(get("amount"), whole),
            ratio(get("amount"), get("orders")),
            *more,
        )

    chart = Chart(env._("Orders amount by category"), ())
    return categories.summary(inquiry, columns, found, values, chart, 4)


def _columns(inquiry, months, compared, earlier) -> tuple[Column, ...]:
    env = inquiry.reader
    return (
        *categories.who(env),
        Column("amount", env._("Orders amount"), "money", 15),
        Column("share", env._("Share of the category"), "percent", 9, mark="bar"),
        *((Column("growth", growth_label(inquiry), "percent", 9, mark="negative"),) if compared else ()),
        Column("orders", env._("Orders"), "integer", 7),
        Column("average", env._("Average order"), "money", 13),
        Column("last_order", env._("Last order"), "date", 11),
        Column("products", env._("Top products"), width=32),
        Column("trend", env._("By month"), "trend", 14),
        *((Column("earlier", env._("Earlier"), "money", 12, on_paper=False),) if earlier else ()),
        *(
            Column(f"month_{number}", f"{first:%Y-%m}", "money", 12, on_paper=False)
            for number, (first, _last) in enumerate(months, start=1)
        ),
    )


def _details(inquiry, lines, months) -> Table:
    compared, earlier = inquiry.parameters.compared(), _earlier(inquiry, months)
    day = inquiry.parameters.last_day

    def row(values):
        ref, name, category, salesperson, amount, before, orders, days, whole, products, before_months, trend = values
        return Row(
            (
                ref,
                name,
                category,
                salesperson,
                amount,
                ratio(amount, whole),
                *((growth(amount, before),) if compared else ()),
                orders,
                ratio(amount, orders),
                days_ago(day, days),
                products,
                trend,
                *((before_months,) if earlier else ()),
                *trend,
            )
        )

    columns = _columns(inquiry, months, compared, earlier)
    return categories.details(inquiry, inquiry.reader._("Customers"), columns, lines, row)
