"""The same answers by the fewest statements that somebody would write by hand, into the addon's own tables."""

from odoo.tools import SQL

# code, ranked, {category: conditions in the order in which they are tried}
SCHEMES = {
    "BENCH-VALUE": {
        "VIP": [("order_amount", ">=", 4000), ("order_count", ">=", 4)],
        "Large": [("order_amount", ">=", 3000)],
        "Medium": [("order_amount", ">=", 1000)],
        "Small": [("order_count", ">=", 1)],
    },
    "BENCH-LIFE": {
        "Never": [("days_since_last_order", "not_set", 0)],
        "Lost": [("days_since_last_order", ">", 365)],
        "Silent": [("days_since_last_order", ">", 180)],
        "Active": [("days_since_last_order", "<=", 180)],
    },
    "BENCH-HABIT": {
        "Monthly": [("active_months", ">=", 6)],
        "Regular": [("order_count", ">=", 4)],
        "Big orders": [("order_average", ">=", 900)],
        "Others": [("days_since_first_order", ">=", 0)],
    },
}
HAND = {
    "BENCH-VALUE": "CASE WHEN f.amount >= 4000 AND f.orders >= 4 THEN 1 WHEN f.amount >= 3000 THEN 2 "
    "WHEN f.amount >= 1000 THEN 3 WHEN f.orders >= 1 THEN 4 END",
    "BENCH-LIFE": "CASE WHEN f.last IS NULL THEN 1 WHEN %(day)s - f.last > 365 THEN 2 "
    "WHEN %(day)s - f.last > 180 THEN 3 WHEN %(day)s - f.last <= 180 THEN 4 END",
    "BENCH-HABIT": "CASE WHEN f.months >= 6 THEN 1 WHEN f.orders >= 4 THEN 2 WHEN f.average >= 900 THEN 3 "
    "WHEN %(day)s - f.first >= 0 THEN 4 END",
}
EVIDENCE = {
    "BENCH-VALUE": "jsonb_build_object('a', f.amount, 'b', f.orders, 'c', f.amount, 'd', f.amount, 'e', f.orders)",
    "BENCH-LIFE": "jsonb_build_object('a', %(day)s - f.last, 'b', %(day)s - f.last, 'c', %(day)s - f.last, "
    "'d', %(day)s - f.last)",
    "BENCH-HABIT": "jsonb_build_object('a', f.months, 'b', f.orders, 'c', f.average, 'd', %(day)s - f.first)",
}


class ByHand:
    """One scan of the orders, then for each scheme the changes and assignments, and the profiles."""

    def __init__(self, env, schemes, day):
        self.env, self.schemes = env, schemes
        self.company = env.company
        self.values = {"day": SQL("%s::date", day), "company": self.company.id, "who": env.uid}

    def run(self, only: int | None = None):
        """Classify everybody, or one customer."""
        self.figures(only)
        for scheme in self.schemes:
            self.classify(scheme)
        self.keep_figures()
        self.env.cr.execute(SQL("DROP TABLE f"))

    def scan(self):
        """What any full run must do at least: read all orders, and add them up by customer."""
        self.figures()
        self.env.cr.execute(SQL("DROP TABLE f"))

    def execute(self, text: str, **values):
        self.env.cr.execute(SQL(text, **self.values, **values))

    def figures(self, only=None):
        self.execute(
            """CREATE TEMPORARY TABLE f AS
               SELECT partner.id, partner.user_id, figures.amount, COALESCE(figures.orders, 0) AS orders,
                      figures.average, COALESCE(figures.months, 0) AS months, figures.first, figures.last,
                      figures.total, COALESCE(figures.count, 0) AS count
                 FROM res_partner partner
                 LEFT JOIN (
                     SELECT partner_id, COALESCE(SUM(amount) FILTER (WHERE inside), 0) AS amount,
                            COUNT(*) FILTER (WHERE inside) AS orders, AVG(amount) FILTER (WHERE inside) AS average,
                            COUNT(DISTINCT date_trunc('month', day)) FILTER (WHERE inside) AS months,
                            MIN(day) AS first, MAX(day) AS last, SUM(amount) AS total, COUNT(*) AS count
                       FROM (SELECT member.commercial_partner_id AS partner_id, doc.amount_untaxed AS amount, day,
                                    day > %(day)s - interval '12 months' AS inside
                               FROM sale_order doc JOIN res_partner member ON member.id = doc.partner_id,
                                    LATERAL (SELECT (doc.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
                                                 AS day) d
                              WHERE doc.state = 'sale' AND doc.company_id = %(company)s AND day <= %(day)s
                                    %(of_one)s) orders
                      GROUP BY partner_id) figures ON figures.partner_id = partner.id
                WHERE partner.active AND partner.commercial_partner_id = partner.id
                  AND (partner.company_id IS NULL OR partner.company_id = %(company)s)
                  AND (partner.customer_rank > 0 OR figures.count > 0)%(one)s""",
            of_one=SQL(" AND member.commercial_partner_id = %s", only) if only else SQL(),
            one=SQL(" AND partner.id = %s", only) if only else SQL(),
            tz=self.company._classification_tz(),
        )

    def decided(self, scheme, assignments: str) -> SQL:
        """The statement that gives everybody of ``f`` with their former and their new category in ``scheme``."""
        rules = [(int(rule.category_id.code), rule.category_id.id, rule.id) for rule in scheme.rule_ids]
        return SQL(
            f"""SELECT f.id, f.user_id, f.amount, present.category_id AS former, target.id AS category_id,
                       target.rule_id, {EVIDENCE[scheme.code]} AS evidence
                  FROM f
                  JOIN (VALUES %(targets)s) target(code, id, rule_id) ON target.code = {HAND[scheme.code]}
                  LEFT JOIN {assignments} present
                    ON present.partner_id = f.id AND present.scheme_id = %(scheme)s""",
            targets=SQL(", ").join(SQL("%s", rule) for rule in rules),
            scheme=scheme.id,
            **self.values,
        )

    def classify(self, scheme):
        self.execute(
            """WITH run AS (
                   INSERT INTO customer_classification_run
                          (scheme_id, company_id, as_of, trigger, state, started_at, user_id)
                   VALUES (%(scheme)s, %(company)s, %(day)s, 'manual', 'applied', now() AT TIME ZONE 'UTC', %(who)s)
                RETURNING id
               ), decided AS (%(decided)s), change AS (
                   INSERT INTO customer_classification_change
                          (run_id, partner_id, scheme_id, from_category_id, to_category_id, date, effective_date,
                           origin, rule_id, user_id, salesperson_id, team_id, revenue, evidence, state)
                   SELECT run.id, decided.id, %(scheme)s, former, category_id, now() AT TIME ZONE 'UTC', %(day)s,
                          'rule', rule_id, %(who)s, user_id, salesperson.sale_team_id, COALESCE(amount, 0), evidence,
                          'applied'
                     FROM run, decided LEFT JOIN res_users salesperson ON salesperson.id = decided.user_id
                    WHERE former IS DISTINCT FROM category_id
                RETURNING id, partner_id, to_category_id, rule_id)
               INSERT INTO customer_classification_assignment
                      (partner_id, scheme_id, scheme_sequence, category_id, origin, rule_id, since, pinned, change_id,
                       create_uid, create_date, write_uid, write_date)
               SELECT partner_id, %(scheme)s, %(sequence)s, to_category_id, 'rule', rule_id, %(day)s, FALSE, id,
                      %(who)s, now() AT TIME ZONE 'UTC', %(who)s, now() AT TIME ZONE 'UTC'
                 FROM change
                   ON CONFLICT (partner_id, scheme_id) DO UPDATE
                  SET category_id = EXCLUDED.category_id, since = EXCLUDED.since, rule_id = EXCLUDED.rule_id,
                      change_id = EXCLUDED.change_id, write_date = EXCLUDED.write_date""",
            decided=self.decided(scheme, "customer_classification_assignment"),
            scheme=scheme.id,
            sequence=scheme.sequence,
        )

    def keep_figures(self):
        self.execute(
            """INSERT INTO customer_classification_profile AS profile
                      (partner_id, company_id, currency_id, amount_basis, updated_at, order_amount, order_count,
                       order_average, order_amount_total, order_count_total, first_order_date, last_order_date,
                       invoice_amount, invoice_count, payment_amount, receivable_amount, overdue_amount, rating_count,
                       opportunity_count, opportunity_revenue)
               SELECT f.id, %(company)s, %(currency)s, 'untaxed', now() AT TIME ZONE 'UTC', COALESCE(f.amount, 0),
                      f.orders, f.average, COALESCE(f.total, 0), f.count, f.first, f.last, 0, 0, 0, 0, 0, 0, 0, 0
                 FROM f
                 LEFT JOIN customer_classification_profile kept
                   ON kept.partner_id = f.id AND kept.company_id = %(company)s AND kept.currency_id = %(currency)s
                  AND kept.amount_basis = 'untaxed'
                WHERE (kept.order_amount, kept.order_count, kept.order_average, kept.order_amount_total,
                       kept.order_count_total, kept.first_order_date, kept.last_order_date)
                      IS DISTINCT FROM (COALESCE(f.amount, 0), f.orders, ROUND(f.average, 2), COALESCE(f.total, 0),
                                        f.count, f.first, f.last)
                   ON CONFLICT (partner_id, COALESCE(company_id, 0), currency_id, amount_basis) DO UPDATE
                  SET order_amount = EXCLUDED.order_amount, order_count = EXCLUDED.order_count,
                      order_average = EXCLUDED.order_average, order_amount_total = EXCLUDED.order_amount_total,
                      order_count_total = EXCLUDED.order_count_total, updated_at = EXCLUDED.updated_at,
                      first_order_date = EXCLUDED.first_order_date, last_order_date = EXCLUDED.last_order_date""",
            currency=self.company.currency_id.id,
        )

    # What both ways must have in common

    def outcome(self):
        """How many customers are where, how many changes there are, and the sums of the profiles."""
        return (
            *self.where("customer_classification_assignment", "customer_classification_change"),
            self.env.execute_query(
                SQL(
                    """SELECT COUNT(*), SUM(order_amount)::float, SUM(order_count_total), MIN(first_order_date)
                         FROM customer_classification_profile WHERE company_id = %s""",
                    self.company.id,
                )
            ),
        )

    def where(self, assignments: str, changes: str):
        """How many customers are where, and how many changes with evidence there are, by these tables."""
        self.env.flush_all()
        schemes = tuple(self.schemes.ids)
        ask = self.env.execute_query
        return (
            ask(
                SQL(
                    f"""SELECT scheme_id, category_id, COUNT(*), SUM(partner_id::bigint)
                          FROM {assignments} WHERE scheme_id IN %s GROUP BY 1, 2 ORDER BY 1, 2""",
                    schemes,
                )
            ),
            ask(SQL(f"SELECT COUNT(*), COUNT(evidence) FROM {changes} WHERE scheme_id IN %s", schemes)),
        )
