"""Satisfaction: what the customers said in ratings, by category, and each one, the unhappiest first."""

from contextlib import contextmanager

from odoo.tools import SQL

from ..dataset import Chart, Column, Row, Table, ratio
from ..parts import finish
from . import categories

STARS = (1, 2, 3, 4, 5)


@contextmanager
def satisfaction(inquiry):
    """Give the dataset for as long as the context lasts."""
    with (
        inquiry.customers(_figures(inquiry)) as customers,
        inquiry.temporary(_opinions(inquiry, customers)) as opinions,
        inquiry.kept(_lines(inquiry, customers, opinions)) as lines,
    ):
        found = categories.by_category(
            inquiry,
            customers,
            more=_aggregates(inquiry),
            join=SQL("LEFT JOIN %s opinion ON opinion.partner_id = customer.partner_id", opinions),
        )
        yield finish(
            inquiry,
            "satisfaction",
            tables=(_summary(inquiry, found), _details(inquiry, lines)),
            remarks=(
                inquiry.reader._(
                    "Ratings of 1 (very unhappy) to 5 (very happy) that customers and their "
                    "contacts gave in "
                    "the period. Customers without ratings are not listed."
                ),
            ),
        )


def _figures(inquiry) -> dict:
    wanted = {"ratings": inquiry.inside("rating_count"), "satisfaction": inquiry.inside("satisfaction")}
    if before := inquiry.compared("satisfaction"):
        wanted |= {"before": before, "ratings_before": inquiry.compared("rating_count")}
    return wanted


def _opinions(inquiry, customers) -> SQL:
    """The statement that gives how often each customer gave each mark, and of the worst that they said lately."""
    stars = SQL(", ").join(
        SQL(
            "COUNT(*) FILTER (WHERE LEAST(GREATEST(round(doc.rating), 1), 5) = %s) AS %s",
            star,
            SQL.identifier(f"star_{star}"),
        )
        for star in STARS
    )
    return SQL(
        """-- one row: one customer with how often each mark was given;
           -- it must not miss marks between two whole ones: they are rounded
           WITH company(id, tz, rate) AS (VALUES %(companies)s)
           SELECT customer.partner_id, %(stars)s, MIN(doc.rating) AS worst, MAX(moment.day) AS last_day,
              (array_agg(doc.feedback ORDER BY doc.rating, moment.day DESC, doc.id DESC)
               FILTER (WHERE doc.feedback != '' AND %(readable)s))[1] AS comment
         FROM rating_rating doc
         JOIN company ON company.id = (SELECT MIN(id) FROM company)
         JOIN res_partner partner ON partner.id = doc.classification_partner_id
         JOIN %(customers)s customer ON customer.partner_id = partner.commercial_partner_id
        CROSS JOIN LATERAL (SELECT (COALESCE(doc.rated_on, doc.write_date) AT TIME ZONE 'UTC'
                                    AT TIME ZONE company.tz)::date AS day) moment
        WHERE doc.consumed AND doc.rating >= 1 AND moment.day BETWEEN %(first)s AND %(last)s
        GROUP BY customer.partner_id""",
        companies=inquiry.companies(),
        stars=stars,
        readable=inquiry.documents("rating.rating", "doc"),
        customers=customers,
        first=inquiry.parameters.first_day,
        last=inquiry.parameters.last_day,
    )


def _aggregates(inquiry):
    """Aggregates over the customers of a category."""
    mean = "SUM(customer.{0} * customer.{1})::float / NULLIF(SUM(customer.{1}), 0)"
    yield "rated", SQL("(COUNT(*) FILTER (WHERE customer.ratings > 0))::int")
    yield "ratings", SQL("SUM(customer.ratings)::int")
    yield "satisfaction", SQL(mean.format("satisfaction", "ratings"))
    if inquiry.parameters.compared():
        yield "before", SQL(mean.format("before", "ratings_before"))
    for star in STARS:
        yield f"star_{star}", SQL("COALESCE(SUM(%s), 0)::int", SQL.identifier("opinion", f"star_{star}"))


def _lines(inquiry, customers, opinions) -> SQL:
    """A row per customer who gave ratings, the unhappiest first."""
    before = SQL("customer.before::float") if inquiry.parameters.compared() else SQL("NULL::float")
    return SQL(
        """-- one row: one customer who gave ratings, the unhappiest first;
           -- it must not miss ratings that contacts gave
           SELECT row_number() OVER (ORDER BY customer.satisfaction, customer.ratings DESC, partner.name, partner.id)
                  AS position,
                  partner.ref, partner.name, %(category)s AS category, salesperson.name AS salesperson,
                  customer.ratings::int AS ratings, customer.satisfaction::float AS satisfaction, %(before)s AS before,
                  %(stars)s, opinion.worst::float AS worst, opinion.last_day, opinion.comment
             FROM %(customers)s customer
             JOIN %(opinions)s opinion ON opinion.partner_id = customer.partner_id
             JOIN res_partner partner ON partner.id = customer.partner_id
             LEFT JOIN customer_classification_category category ON category.id = customer.category_id
             LEFT JOIN res_users seller ON seller.id = customer.user_id
             LEFT JOIN res_partner salesperson ON salesperson.id = seller.partner_id""",
        category=inquiry.translated(SQL("category.name")),
        before=before,
        stars=SQL(", ").join(SQL.identifier("opinion", f"star_{star}") for star in STARS),
        customers=customers,
        opinions=opinions,
    )


def _marks(inquiry) -> tuple[Column, ...]:
    return tuple(Column(f"star_{star}", inquiry.reader._("Rated %s", star), "integer", 8, adds=True) for star in STARS)


def _summary(inquiry, found) -> Table:
    env = inquiry.reader
    compared = inquiry.parameters.compared()
    columns = (
        Column("category", env._("Category"), width=30),
        Column("customers", env._("Customers"), "integer", 10, adds=True),
        Column("rated", env._("Who rated"), "integer", 10, adds=True),
        Column("coverage", env._("Share who rated"), "percent", 10, ratio=("rated", "customers")),
        Column("ratings", env._("Ratings"), "integer", 10, adds=True),
        Column("satisfaction", env._("Satisfaction"), "score", 12, mark="low"),
        *(
            (
                Column("before", env._("Before"), "score", 10),
                Column("change", env._("Plus or Minus"), "decimal", 10, mark="negative"),
            )
            if compared
            else ()
        ),
        *_marks(inquiry),
    )

    def values(name, line):
        get = line.get
        more = (get("before"), _change(get("satisfaction"), get("before"))) if compared else ()
        return (
            name,
            get("customers"),
            get("rated"),
            ratio(get("rated"), get("customers")),
            get("ratings"),
            get("satisfaction"),
            *more,
            *(get(f"star_{star}") for star in STARS),
        )

    chart = Chart(env._("Satisfaction by category"), (), "score")
    return categories.summary(inquiry, columns, found, values, chart, 5)


def _change(now, before):
    return None if now is None or before is None else now - before


def _details(inquiry, lines) -> Table:
    env = inquiry.reader
    compared = inquiry.parameters.compared()
    columns = (
        *categories.who(env),
        Column("ratings", env._("Ratings"), "integer", 8),
        Column("satisfaction", env._("Satisfaction"), "score", 10, mark="low"),
        *(
            (
                Column("before", env._("Before"), "score", 8),
                Column("change", env._("Plus or Minus"), "decimal", 8, mark="negative"),
            )
            if compared
            else ()
        ),
        *_marks(inquiry),
        Column("last_rating", env._("Last rating"), "date", 11),
        Column("comment", env._("Worst comment"), width=40),
    )

    def row(values):
        ref, name, category, salesperson, ratings, mean, before, *stars, _worst, day, comment = values
        more = (before, _change(mean, before)) if compared else ()
        return Row((ref, name, category, salesperson, ratings, mean, *more, *stars, day, comment))

    title, empty = env._("Customers, the unhappiest first"), env._("Nobody rated in this period.")
    return categories.details(inquiry, title, columns, lines, row, empty)
