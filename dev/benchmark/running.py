"""Running rules over many customers: the engine against the fewest hand-written statements that write the same rows."""

from contextlib import contextmanager

from odoo.tools import SQL

from . import loop, memory
from .data import place_orders
from .table import Row, compare, seconds

MOST = 1.5
STATEMENTS = 90  # a run of three schemes, whatever the customers
MEMORY = 20  # MB that a run may add to Odoo's own
TURNS = 3  # a full run takes its time; a very large one is timed once
VERY_LARGE = 500_000  # customers
YEAR = {"window": "months", "window_length": 12}
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


def rows(env, single_in_small=None):
    """Return the rows of the table.

    :param single_in_small: seconds that one customer's update took in a small database
    """
    return Running(env).rows(single_in_small)


class Running:
    """Each question in a transaction that is undone, so that both ways find the same."""

    def __init__(self, env):
        self.env = env
        self.schemes = env["customer.classification.scheme"].search([("code", "in", list(SCHEMES))]) or self.furnish()
        self.company = env.company
        self.day = self.schemes[0]._today()

    def furnish(self):
        """The three schemes with four rules each."""
        schemes = self.env["customer.classification.scheme"].create(
            [{"name": code, "code": code, "mode": "rules", "schedule": "daily"} for code in SCHEMES]
        )
        for scheme, categories in zip(schemes, SCHEMES.values(), strict=True):
            for number, (name, conditions) in enumerate(categories.items(), start=1):
                category = self.env["customer.classification.category"].create(
                    {"name": name, "code": str(number), "scheme_id": scheme.id}
                )
                self.env["customer.classification.rule"].create(
                    {
                        "name": name,
                        "scheme_id": scheme.id,
                        "category_id": category.id,
                        "sequence": number,
                        "condition_ids": [
                            (0, 0, {"measure": measure, "operator": operator, "value": value, **YEAR})
                            for measure, operator, value in conditions
                        ],
                    }
                )
        schemes.action_activate()
        self.env.cr.commit()
        return schemes

    def rows(self, single_in_small):
        if self.env["customer.classification.assignment"].search_count(
            [("scheme_id", "in", self.schemes.ids)], limit=1
        ):
            raise AssertionError("The customers of the benchmark are classified already: make clean, and begin anew.")
        turns = 1 if self.customers() > VERY_LARGE else TURNS
        first = compare(
            "first full run: 3 schemes, 12 rules",
            self.run,
            self.by_hand,
            most=MOST,
            around=self.undone,
            look=self.outcome,
            turns=turns,
        )
        added = memory.added(self.once)
        with self.undone():
            self.run()
            statements = self.statements()
            written, second = self.second()
            with self.undone():
                per_customer = loop.seconds_per_customer(self.env, self.schemes, self.day)
            self.vacuum_statistics()
            self.one_percent_orders()
            moving = compare(
                "a run that moves 1 %",
                self.run,
                self.by_hand,
                most=MOST,
                around=self.undone,
                look=self.outcome,
                turns=turns,
            )
            single = self.single()
        found = [
            first,
            Row("second run, nothing new, against the first", second, first.addon, most=1),
            Row("rows that it writes besides those of the runs", written, 1, most=0, unit="rows"),
            moving,
            Row("statements of a run", statements, 1, most=STATEMENTS, unit=""),
            Row("MB that a run adds to Odoo's memory", added, 1, most=MEMORY, unit="MB"),
            Row("second run as a loop with the ORM, each customer", per_customer, second / self.customers(), least=100),
        ]
        if single_in_small:
            found.insert(4, Row("one customer's update, against 10,000 customers", single, single_in_small, most=MOST))
        return found

    def customers(self):
        [(number,)] = self.env.execute_query(
            SQL("SELECT COUNT(*) FROM res_partner WHERE complete_name LIKE %s", "Customer 0%")
        )
        return number

    @contextmanager
    def undone(self):
        with self.env.cr.savepoint() as savepoint:
            yield
            savepoint.rollback()
        self.env.invalidate_all()

    # The addon

    def run(self):
        self.schemes.classify()

    def outcome(self):
        """How many customers are where, how many changes there are, and the sums of the profiles."""
        self.env.flush_all()
        where = self.env.execute_query(
            SQL(
                """SELECT assignment.scheme_id, category.code, COUNT(*), SUM(partner_id::bigint)
                 FROM customer_classification_assignment assignment
                 JOIN customer_classification_category category ON category.id = assignment.category_id
                WHERE assignment.scheme_id IN %s GROUP BY 1, 2 ORDER BY 1, 2""",
                tuple(self.schemes.ids),
            )
        )
        profiles = self.env.execute_query(
            SQL(
                """SELECT COUNT(*), SUM(order_amount)::float, SUM(order_count_total), MIN(first_order_date)
                 FROM customer_classification_profile WHERE company_id = %s""",
                self.company.id,
            )
        )
        changes = self.env.execute_query(
            SQL("SELECT COUNT(*) FROM customer_classification_change WHERE scheme_id IN %s", tuple(self.schemes.ids))
        )
        return where, profiles, changes

    def second(self):
        """Rows that a second run writes into other tables than that of the runs, and its seconds."""
        before = self.written()
        time_of_second = seconds(self.schemes.classify)
        after = self.written()
        other = sum(after[table] - before.get(table, 0) for table in after if not table.endswith("_run"))
        return other, time_of_second

    def written(self):
        self.env.flush_all()
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables
                WHERE schemaname NOT LIKE 'pg_temp%%'"""
                )
            )
        )

    def vacuum_statistics(self):
        for table in (
            "customer_classification_assignment",
            "customer_classification_change",
            "customer_classification_profile",
        ):
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    def one_percent_orders(self):
        """Four large orders today for every hundredth customer who is no VIP."""
        place_orders(self.env, SQL("partner.id %% 100 = 7"), amount=5000, day=self.day, each=1)

    def statements(self):
        before = self.env.cr.sql_log_count
        self.schemes.classify()
        return self.env.cr.sql_log_count - before

    def single(self):
        """The seconds of one customer's update after an order, the median of many."""
        ids = [
            number
            for (number,) in self.env.execute_query(
                SQL(
                    "SELECT id FROM res_partner WHERE complete_name LIKE %s AND parent_id IS NULL ORDER BY id LIMIT 21",
                    "Customer 0%",
                )
            )
        ]
        Run = self.env["customer.classification.run"]
        times = sorted(
            seconds(lambda number=number: Run._execute(self.schemes, partner_ids=[number], trigger="event"))
            for number in ids
        )
        return times[len(times) // 2]

    def once(self):
        with self.undone():
            self.run()

    # By hand

    def by_hand(self):
        """One scan of the orders, then for each scheme the changes and assignments, and the profiles."""
        cr, values = self.env.cr, {"day": SQL("%s::date", self.day), "company": self.company.id}
        cr.execute(
            SQL(
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
                              WHERE doc.state = 'sale' AND doc.company_id = %(company)s AND day <= %(day)s) orders
                      GROUP BY partner_id) figures ON figures.partner_id = partner.id
                WHERE partner.active AND partner.commercial_partner_id = partner.id
                  AND (partner.company_id IS NULL OR partner.company_id = %(company)s)
                  AND (partner.customer_rank > 0 OR figures.count > 0)""",
                tz=self.company._classification_tz(),
                **values,
            )
        )
        for scheme in self.schemes:
            rules = {rule.category_id.code: (rule.category_id.id, rule.id) for rule in scheme.rule_ids}
            values["who"] = self.env.uid
            cr.execute(
                SQL(
                    f"""WITH run AS (
                        INSERT INTO customer_classification_run
                               (scheme_id, company_id, as_of, trigger, state, started_at, user_id)
                        VALUES (%(scheme)s, %(company)s, %(day)s, 'manual', 'applied', now() AT TIME ZONE 'UTC',
                                %(who)s)
                     RETURNING id
                    ), decided AS (
                        SELECT f.id, f.user_id, f.amount, present.category_id AS former, target.id AS category_id,
                               target.rule_id,
                               {EVIDENCE[scheme.code]} AS evidence
                          FROM f
                          JOIN (VALUES %(targets)s) target(code, id, rule_id) ON target.code = {HAND[scheme.code]}
                          LEFT JOIN customer_classification_assignment present
                            ON present.partner_id = f.id AND present.scheme_id = %(scheme)s
                    ), change AS (
                        INSERT INTO customer_classification_change
                               (run_id, partner_id, scheme_id, from_category_id, to_category_id, date, effective_date,
                                origin, rule_id, user_id, salesperson_id, team_id, revenue, evidence, state)
                        SELECT run.id, decided.id, %(scheme)s, former, category_id, now() AT TIME ZONE 'UTC', %(day)s,
                               'rule', rule_id, %(who)s, user_id, salesperson.sale_team_id, COALESCE(amount, 0),
                               evidence, 'applied'
                          FROM run, decided LEFT JOIN res_users salesperson ON salesperson.id = decided.user_id
                         WHERE former IS DISTINCT FROM category_id
                     RETURNING id, partner_id, to_category_id, rule_id)
                    INSERT INTO customer_classification_assignment
                           (partner_id, scheme_id, scheme_sequence, category_id, origin, rule_id, since, pinned,
                            change_id, create_uid, create_date, write_uid, write_date)
                    SELECT partner_id, %(scheme)s, %(sequence)s, to_category_id, 'rule', rule_id, %(day)s, FALSE, id,
                           %(who)s, now() AT TIME ZONE 'UTC', %(who)s, now() AT TIME ZONE 'UTC'
                      FROM change
                        ON CONFLICT (partner_id, scheme_id) DO UPDATE
                       SET category_id = EXCLUDED.category_id, since = EXCLUDED.since, rule_id = EXCLUDED.rule_id,
                           change_id = EXCLUDED.change_id, write_date = EXCLUDED.write_date""",
                    targets=SQL(", ").join(SQL("(%s, %s, %s)", int(code), *ids) for code, ids in rules.items()),
                    scheme=scheme.id,
                    sequence=scheme.sequence,
                    **values,
                )
            )
        cr.execute(
            SQL(
                """INSERT INTO customer_classification_profile AS profile
                      (partner_id, company_id, currency_id, updated_at, order_amount, order_count, order_average,
                       order_amount_total, order_count_total, first_order_date, last_order_date, invoice_amount,
                       invoice_count, payment_amount, receivable_amount, overdue_amount, rating_count,
                       opportunity_count, opportunity_revenue)
               SELECT f.id, %(company)s, %(currency)s, now() AT TIME ZONE 'UTC', COALESCE(f.amount, 0), f.orders,
                      f.average, COALESCE(f.total, 0), f.count, f.first, f.last, 0, 0, 0, 0, 0, 0, 0, 0
                 FROM f
                 LEFT JOIN customer_classification_profile kept
                   ON kept.partner_id = f.id AND kept.company_id = %(company)s
                WHERE (kept.order_amount, kept.order_count, kept.order_average, kept.order_amount_total,
                       kept.order_count_total, kept.first_order_date, kept.last_order_date)
                      IS DISTINCT FROM (COALESCE(f.amount, 0), f.orders, ROUND(f.average, 2), COALESCE(f.total, 0),
                                        f.count, f.first, f.last)
                   ON CONFLICT (partner_id, COALESCE(company_id, 0)) DO UPDATE
                  SET order_amount = EXCLUDED.order_amount, order_count = EXCLUDED.order_count,
                      order_average = EXCLUDED.order_average, order_amount_total = EXCLUDED.order_amount_total,
                      order_count_total = EXCLUDED.order_count_total, updated_at = EXCLUDED.updated_at,
                      first_order_date = EXCLUDED.first_order_date, last_order_date = EXCLUDED.last_order_date""",
                currency=self.company.currency_id.id,
                **values,
            )
        )
        cr.execute(SQL("DROP TABLE f"))
