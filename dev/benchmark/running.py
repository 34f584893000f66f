"""Running rules over many customers: the engine against SQL by hand, into its own tables and into the leanest ones."""

from contextlib import contextmanager

from odoo.tools import SQL

from . import loop, memory, profiling
from .by_hand import SCHEMES, ByHand
from .data import place_orders
from .lean import Lean
from .table import Row, compare, measured, seconds

MOST = 1.5
LEAN = 2.0  # against the leanest tables
STATEMENTS = 90  # a run of three schemes, whatever the customers
MEMORY = 20  # MB that a run may add to Odoo's own
SINGLE_BY_HAND = 6  # times what a few statements take, which know nothing of rules
SINGLE = 0.030  # seconds from an order that is confirmed to its customer decided in all schemes
TURNS = 3  # a full run takes its time; a very large one is timed once
VERY_LARGE = 500_000  # customers
YEAR = {"window": "months", "window_length": 12}
KEPT = ("customer_classification_assignment", "customer_classification_change", "customer_classification_profile")


def rows(env, single_in_small=None):
    """Return the rows of the table.

    :param single_in_small: seconds that one customer's update took in a small database
    """
    return Running(env).rows(single_in_small)


class Running:
    """Each question in a transaction that is undone, so that all ways find the same."""

    def __init__(self, env):
        self.env = env
        self.schemes = env["customer.classification.scheme"].search([("code", "in", list(SCHEMES))]) or self.furnish()
        self.day = self.schemes[0]._today()
        self.by_hand = ByHand(env, self.schemes, self.day)
        self.lean = Lean(env, self.schemes, self.day)
        self.lean.furnish()

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
        self.turns = 1 if self.customers() > VERY_LARGE else TURNS
        first = self.against("first full run: 3 schemes, 12 rules", LEAN)
        scan = measured(self.lean.scan, self.undone, self.turns)
        added = memory.added(self.once)
        with self.undone():
            self.run()
            self.lean.run()
            self.vacuum_statistics()
            statements = self.statements()
            written, again = self.again()
            with self.undone():
                per_customer = loop.seconds_per_customer(self.env, self.schemes, self.day)
            single, single_by_hand = self.single(), self.each_of_some(self.by_hand.run)
            with self.undone():
                self.large_orders(share=50)
                moving = self.against("a run that moves 2 %", MOST)
        moving.append(
            Row("the same, against one scan of the orders", moving[0].addon, scan.median, most=MOST, spread=scan.spread)
        )
        found = [
            *first,
            Row("nothing new, against one scan of the orders", again, scan.median, most=0.1, spread=scan.spread),
            Row("rows that it writes besides those of the runs", written, 1, most=0, unit="rows"),
            *moving,
            Row("one customer after an order", single, single_by_hand, most=SINGLE_BY_HAND),
            Row("ms from an order to its customer decided", 1000 * single, 1, most=1000 * SINGLE, unit="ms"),
            *self.dry_runs(),
            Row("statements of a run", statements, 1, most=STATEMENTS, unit=""),
            Row("MB that a run adds to Odoo's memory", added, 1, most=MEMORY, unit="MB"),
            Row("second run as a loop with the ORM, each customer", per_customer, again / self.customers(), least=100),
        ]
        if single_in_small:
            found.append(Row("one customer's update, against 10,000 customers", single, single_in_small, most=MOST))
        return found

    def profile(self):
        """Print the statements of each kind of run."""
        with self.undone():
            with profiling.statements("first full run"):
                self.run()
            self.vacuum_statistics()
            with profiling.statements("nothing new"):
                self.run()
            with profiling.statements("21 customers, each after an order"):
                self.single()
            with self.undone(), profiling.statements("one customer"):
                self.env["customer.classification.run"]._execute(
                    self.schemes, partner_ids=self.some(1), trigger="event"
                )
        with self.undone():
            with profiling.statements("a dry run"):
                runs = self.schemes.classify(simulate=True)
            with profiling.statements("applying it"):
                for run in runs:
                    run.action_apply()
            profiling.indexes(self.env)

    def against(self, what, lean):
        """The rows of a full run against both ways by hand.

        :param lean: how often the time of the leanest tables it may take
        """
        common = {"around": self.undone, "turns": self.turns}
        return [
            compare(what, self.run, self.by_hand.run, look=self.by_hand.outcome, most=MOST, **common),
            compare(
                f"{what}, against the leanest tables",
                self.run,
                self.lean.run,
                look=(lambda: self.by_hand.where(*KEPT[:2]), self.lean.outcome),
                most=lean,
                **common,
            ),
        ]

    def dry_runs(self):
        """A dry run of all customers, and applying it, against classifying them at once."""

        def apply(runs):
            for run in runs:
                run.action_apply()
            return self.by_hand.where(*KEPT[:2])

        classify = measured(self.run, self.undone, self.turns)
        simulate = measured(lambda: self.schemes.classify(simulate=True), self.undone, self.turns)
        with self.undone():
            self.run()
            wanted = self.by_hand.where(*KEPT[:2])
        with self.undone():
            runs = self.schemes.classify(simulate=True)
            with self.undone():
                if apply(runs) != wanted:
                    raise AssertionError("A dry run that is applied leads elsewhere than classifying at once.")
            applied = measured(lambda: apply(runs), self.undone, self.turns)
        return [
            Row("a dry run, against classifying", simulate.median, classify.median, most=1.3, spread=simulate.spread),
            Row("applying it, against classifying", applied.median, classify.median, most=1.0, spread=applied.spread),
        ]

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

    def once(self):
        with self.undone():
            self.run()

    def again(self):
        """Rows that a further run writes into other tables than that of the runs, and its seconds."""
        before = self.written()
        self.run()
        after = self.written()
        other = sum(after[table] - before.get(table, 0) for table in after if not table.endswith("_run"))
        return other, measured(self.run, turns=self.turns).median

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
        for table in KEPT:
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    def large_orders(self, share):
        """A large order today for every so-manieth customer, who comes into another category by it."""
        place_orders(self.env, SQL("partner.id %% %s = 7", share), amount=5000, day=self.day, each=1)

    def statements(self):
        before = self.env.cr.sql_log_count
        self.run()
        return self.env.cr.sql_log_count - before

    def single(self):
        """The seconds of one customer's update after an order, the median of many."""
        Run = self.env["customer.classification.run"]
        return self.each_of_some(lambda number: Run._execute(self.schemes, partner_ids=[number], trigger="event"))

    def each_of_some(self, call):
        """The median of the seconds that ``call`` takes for each of some customers."""
        times = sorted(seconds(lambda number=number: call(number)) for number in self.some(21))
        return times[len(times) // 2]

    def some(self, number):
        """The first customers."""
        found = SQL(
            "SELECT id FROM res_partner WHERE complete_name LIKE %s AND parent_id IS NULL ORDER BY id LIMIT %s",
            "Customer 0%",
            number,
        )
        return [partner_id for (partner_id,) in self.env.execute_query(found)]
