"""Threshold: which customers are about to be downgraded, and which are close to an upgrade; looked at each night."""

from contextlib import contextmanager

from odoo.tools import SQL

from ...common import visibility
from ..dataset import Column, Row, Table
from ..parts import finish

KINDS = ("drop", "rise")


@contextmanager
def threshold(inquiry):
    """Give the dataset for as long as the context lasts."""
    inquiry.reader["customer.classification.outlook"].check_access("read")
    with inquiry.customers({}) as customers:
        downgrades, upgrades = (_lines(inquiry, customers, kind) for kind in KINDS)
        with inquiry.kept(downgrades) as lower, inquiry.kept(upgrades) as higher:
            env = inquiry.reader
            yield finish(
                inquiry,
                "threshold",
                tables=(
                    _table(inquiry, "drop", env._("About to be downgraded"), lower),
                    _table(inquiry, "rise", env._("Close to an upgrade"), higher),
                ),
                first_day=None,
                last_day=inquiry.today,
                remarks=(
                    env._(
                        "If the rules stand and nothing else happens: who is about to be downgraded within 30 days, "
                        "and who is close to the next category. Sales are the orders of the last 12 months."
                    ),
                ),
            )


def _lines(inquiry, customers, kind) -> SQL:
    """A row per customer: the next to be downgraded first, those who lack least first."""
    seen = visibility.sees_sums_of(inquiry.reader, inquiry.scheme)
    least = SQL("outlook.reached DESC") if seen else SQL("partner.name")
    first = SQL("outlook.day") if kind == "drop" else least
    if seen:
        first = SQL("%s, outlook.revenue DESC", first)
    return SQL(
        """-- one row: one customer who is about to be downgraded, or near a higher category;
           -- it must not miss customers without a salesperson
           SELECT row_number() OVER (ORDER BY %(first)s, partner.name, partner.id) AS position,
                  partner.ref, partner.name, %(category)s AS category, %(next)s AS next, outlook.day,
                  CASE WHEN %(seen)s THEN outlook.reached::float END AS reached,
                  CASE WHEN %(seen)s THEN outlook.gaps END AS gaps,
                  CASE WHEN %(seen)s THEN outlook.revenue::float END AS revenue, salesperson.name AS salesperson
             FROM customer_classification_outlook outlook
             JOIN %(customers)s customer ON customer.partner_id = outlook.partner_id
             JOIN res_partner partner ON partner.id = outlook.partner_id
             LEFT JOIN customer_classification_category category ON category.id = outlook.category_id
             LEFT JOIN customer_classification_category latter ON latter.id = outlook.next_category_id
             LEFT JOIN res_users seller ON seller.id = customer.user_id
             LEFT JOIN res_partner salesperson ON salesperson.id = seller.partner_id
            WHERE outlook.scheme_id = %(scheme)s AND outlook.kind = %(kind)s""",
        first=first,
        category=inquiry.translated(SQL("category.name")),
        next=inquiry.translated(SQL("latter.name")),
        customers=customers,
        scheme=inquiry.scheme.id,
        seen=seen,
        kind=kind,
    )


def _table(inquiry, name, title, lines) -> Table:
    env = inquiry.reader
    now = inquiry.today
    conditions = {str(condition.id): condition for condition in inquiry.scheme.rule_ids.condition_ids}
    columns = (
        Column("reference", env._("Reference"), width=10),
        Column("customer", env._("Customer"), width=30),
        Column("category", env._("Category"), width=14),
        Column("next", env._("Next category"), width=14),
        Column("day", env._("On") if name == "drop" else env._("Until"), "date", 11),
        Column("days", env._("Days left"), "days", 8),
        Column("reached", env._("Reached"), "percent", 9, mark="bar"),
        Column("missing", env._("Missing"), width=40),
        Column("sales", env._("Sales, 12 months"), "money", 15),
        Column("salesperson", env._("Salesperson"), width=12),
    )

    def row(values):
        reference, customer, category, following, day, reached, gaps, sales, salesperson = values
        missing = [(conditions[key], gap) for key, gap in (gaps or {}).items() if key in conditions]
        words = env["customer.classification.outlook"]._gap_text(missing) if missing else None
        days = (day - now).days if day else None
        part = None if reached is None else reached / 100
        return Row((reference, customer, category, following, day, days, part, words, sales, salesperson))

    return Table(
        name=name,
        title=title,
        columns=columns,
        rows=lines.as_rows(row),
        number=lines.number,
        empty=env._("Nobody at present. The scheduled action looks each night."),
    )
