"""The overview's data: one request, against the same numbers in SQL by hand."""

from odoo.tools import SQL

from .data import LOGIN
from .table import compare

MOST = 1.5
PAGE = 0.3  # seconds that the page takes whatever the customers: rights, names, targets of numbers, what is to do


def rows(env):
    """Return the row of the table; figures of customers and history are made first, where they are not there yet."""
    user = env["res.users"].search([("login", "=", LOGIN)])
    scheme = env["customer.classification.scheme"].search([("code", "=", "BENCH")])
    _furnish(env, scheme)
    env = env(user=user.id, context={"allowed_company_ids": user.company_id.ids, "lang": "en_US"})
    return [OverviewData(env, scheme.with_env(env)).row()]


def _furnish(env, scheme):
    """The kept figures, and for each customer the change that led them where they are."""
    profile = env["customer.classification.profile"]
    if not profile.search_count([], limit=1):
        profile._refresh_scope(next(iter(profile._scopes(scheme))))
    if not env["customer.classification.change"].search_count([("scheme_id", "=", scheme.id)], limit=1):
        env.cr.execute(
            SQL(
                """INSERT INTO customer_classification_change
                      (partner_id, scheme_id, to_category_id, date, effective_date, origin, state)
               SELECT partner_id, scheme_id, category_id, now(), CURRENT_DATE - (partner_id %% 700), origin, 'applied'
                 FROM customer_classification_assignment WHERE scheme_id = %s""",
                scheme.id,
            )
        )
    env.cr.commit()
    for table in ("customer_classification_profile", "customer_classification_change"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))


class OverviewData:
    """Customers, sales, moves, scores, curve and care by category; each side in statements of its own."""

    def __init__(self, env, scheme):
        self.env, self.scheme = env, scheme
        self.company = env.company
        self.choice = env["customer.classification.overview"]._choice(scheme, {"scheme_id": scheme.id})

    def row(self):
        return compare("the overview's data", self.addon, self.by_hand, most=MOST, besides=PAGE, same=self.numbers)

    def addon(self):
        return self.env["customer.classification.overview"].get_overview({"scheme_id": self.scheme.id})

    def numbers(self, page):
        """Of the page, what the other way gives."""
        total, care = page["categories"][-1], page["care"][-1]
        names = ("customers", "customers_before")
        return (
            *(total[name] for name in names),
            round(total["revenue"]),
            round(total["revenue_before"]),
            page["moves"]["count"],
            page["tiles"][1]["value"],
            sum(cell["customers"] for cell in page["value"]["rfm"]),
            [row["customers"] for row in page["value"]["classes"]],
            round(care["receivable"]),
            care["overdue_customers"],
        )

    def by_hand(self):
        choice, ask = self.choice, self._ask
        present = dict(ask("SELECT category_id, COUNT(*) FROM {mine} GROUP BY category_id"))
        before = dict(
            ask(
                """SELECT to_category_id, COUNT(*) FROM (
                   SELECT DISTINCT ON (change.partner_id) change.partner_id, to_category_id
                     FROM customer_classification_change change JOIN res_partner p ON p.id = change.partner_id
                    WHERE scheme_id = %(scheme)s AND state = 'applied' AND effective_date <= %(moment)s AND p.active
                    ORDER BY change.partner_id, change.id DESC) member GROUP BY 1""",
                moment=choice.moment,
            )
        )
        sales = ask(
            """SELECT a.category_id, SUM(o.amount) FILTER (WHERE day >= %(first)s),
                      SUM(o.amount) FILTER (WHERE day < %(first)s)
                 FROM (SELECT partner_id, amount_untaxed / COALESCE(NULLIF(currency_rate, 0), 1) AS amount,
                              (date_order AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS day
                         FROM sale_order WHERE state = 'sale' AND company_id = %(company)s) o
                 JOIN res_partner m ON m.id = o.partner_id
                 JOIN {mine} a ON a.partner_id = m.commercial_partner_id
                WHERE day BETWEEN %(before)s AND %(last)s GROUP BY 1""",
            first=choice.period.first,
            last=choice.period.last,
            before=choice.before.first,
        )
        moves = ask(
            """SELECT from_category_id, to_category_id, COUNT(*), SUM(revenue), effective_date >= %(first)s
                 FROM customer_classification_change change JOIN res_partner p ON p.id = change.partner_id
                WHERE scheme_id = %(scheme)s AND state = 'applied' AND p.active
                  AND effective_date BETWEEN %(before)s AND %(last)s GROUP BY 1, 2, 5""",
            first=choice.period.first,
            last=choice.period.last,
            before=choice.before.first,
        )
        [(unclassified,)] = ask(
            """SELECT COUNT(*) FROM res_partner p
                WHERE p.active AND p.commercial_partner_id = p.id
                  AND (p.company_id IS NULL OR p.company_id = %(company)s)
                  AND (p.customer_rank > 0 OR p.id IN (
                       SELECT m.commercial_partner_id FROM sale_order o JOIN res_partner m ON m.id = o.partner_id
                       UNION SELECT m.commercial_partner_id FROM crm_lead l JOIN res_partner m ON m.id = l.partner_id
                              WHERE l.type = 'opportunity'
                       UNION SELECT partner_id FROM customer_classification_assignment
                              WHERE origin IN ('manual', 'import')))
                  AND NOT EXISTS (SELECT FROM customer_classification_assignment a
                                   WHERE a.partner_id = p.id AND a.scheme_id = %(scheme)s)"""
        )
        care = ask(
            """SELECT c.top, c.middle, c.leaf, COUNT(*), SUM(f.receivable_amount), SUM((f.overdue_amount > 0)::int),
                      SUM(f.satisfaction * f.rating_count) / NULLIF(SUM(f.rating_count), 0), SUM(f.overdue_amount),
                      SUM(f.order_amount) / NULLIF(SUM(f.order_amount_before), 0)
                 FROM {mine} a JOIN (SELECT id, split_part(parent_path, '/', 1) AS top,
                             split_part(parent_path, '/', 2) AS middle, split_part(parent_path, '/', 3) AS leaf
                        FROM customer_classification_category) c ON c.id = a.category_id
                 LEFT JOIN {figures} f ON f.partner_id = a.partner_id
                GROUP BY GROUPING SETS ((c.top), (c.middle), (c.leaf), ())"""
        )
        scored = ask(
            """WITH f AS (SELECT f.*, %(today)s - last_order_date AS age FROM {figures} f), b AS (
                   SELECT percentile_disc(ARRAY[.2, .4, .6, .8]) WITHIN GROUP (ORDER BY age) AS r,
                          percentile_disc(ARRAY[.2, .4, .6, .8]) WITHIN GROUP (ORDER BY NULLIF(order_count, 0)) AS f
                     FROM f)
               SELECT (SELECT COUNT(*) FROM unnest(b.r) x WHERE f.age > x),
                      (SELECT COUNT(*) FROM unnest(b.f) x WHERE f.order_count > x), COUNT(*), SUM(order_amount)
                 FROM {mine} a JOIN f ON f.partner_id = a.partner_id CROSS JOIN b GROUP BY 1, 2"""
        )
        curve = ask(
            """SELECT CASE WHEN before < 80 THEN 'A' WHEN before < 95 THEN 'B' ELSE 'C' END, COUNT(*), SUM(order_amount)
                 FROM {mine} a LEFT JOIN (
                      SELECT partner_id, order_amount,
                             100 * (SUM(order_amount) OVER (ORDER BY order_amount DESC)
                                    - SUM(order_amount) OVER (PARTITION BY order_amount))
                                 / SUM(order_amount) OVER () AS before
                        FROM {figures} f WHERE order_amount > 0) ranked ON ranked.partner_id = a.partner_id
                GROUP BY 1 ORDER BY 1"""
        )
        everybody = next(row for row in care if not any(row[:3]))
        return (
            sum(present.values()),
            sum(before.values()),
            round(sum(row[1] or 0 for row in sales)),
            round(sum(row[2] or 0 for row in sales)),
            sum(row[2] for row in moves if row[4]),
            unclassified,
            sum(row[2] for row in scored),
            [row[1] for row in curve],
            round(everybody[4] or 0),
            everybody[5] or 0,
        )

    def _ask(self, statement, **values):
        text = statement.replace(
            "{mine}",
            """(SELECT a.partner_id, a.category_id FROM customer_classification_assignment a
                  JOIN res_partner p ON p.id = a.partner_id
                 WHERE a.scheme_id = %(scheme)s AND p.active
                   AND (p.company_id IS NULL OR p.company_id = %(company)s))""",
        ).replace(
            "{figures}",
            "(SELECT * FROM customer_classification_profile WHERE company_id = %(company)s)",
        )
        values |= {"scheme": self.scheme.id, "company": self.company.id, "today": self.choice.today}
        return self.env.execute_query(SQL(text, tz=self.company._classification_tz(), **values))
