"""The leanest way to the same answers: who is where, and why they came there, in tables that hold nothing else.

A table of assignments and a table of changes with their evidence, each with its primary key, and one index that finds
the changes of a customer.  No foreign keys, no kept figures, nobody who may look at less than all.
"""

from odoo.tools import SQL

from .by_hand import ByHand

ASSIGNMENTS, CHANGES = "bench_lean_assignment", "bench_lean_change"
TABLES = f"""
    CREATE TABLE IF NOT EXISTS {ASSIGNMENTS} (
        partner_id int4, scheme_id int4, category_id int4 NOT NULL, rule_id int4, since date NOT NULL, change_id int4,
        PRIMARY KEY (partner_id, scheme_id));
    CREATE TABLE IF NOT EXISTS {CHANGES} (
        id serial PRIMARY KEY, partner_id int4 NOT NULL, scheme_id int4 NOT NULL, from_category_id int4,
        to_category_id int4, rule_id int4, date timestamp NOT NULL, evidence jsonb);
    CREATE INDEX IF NOT EXISTS {CHANGES}_customer ON {CHANGES} (partner_id, scheme_id)
"""


class Lean(ByHand):
    """One scan of the orders, then one statement for each scheme."""

    def furnish(self):
        """Make the tables, which stay."""
        self.env.cr.execute(SQL(TABLES))
        self.env.cr.commit()

    def run(self):
        self.figures()
        for scheme in self.schemes:
            self.classify(scheme)
        self.env.cr.execute(SQL("DROP TABLE f"))

    def classify(self, scheme):
        self.execute(
            f"""WITH decided AS (%(decided)s), change AS (
                    INSERT INTO {CHANGES}
                           (partner_id, scheme_id, from_category_id, to_category_id, rule_id, date, evidence)
                    SELECT id, %(scheme)s, former, category_id, rule_id, now() AT TIME ZONE 'UTC', evidence
                      FROM decided WHERE former IS DISTINCT FROM category_id
                 RETURNING id, partner_id, to_category_id, rule_id)
                INSERT INTO {ASSIGNMENTS} (partner_id, scheme_id, category_id, rule_id, since, change_id)
                SELECT partner_id, %(scheme)s, to_category_id, rule_id, %(day)s, id FROM change
                    ON CONFLICT (partner_id, scheme_id) DO UPDATE
                   SET category_id = EXCLUDED.category_id, rule_id = EXCLUDED.rule_id, since = EXCLUDED.since,
                       change_id = EXCLUDED.change_id""",
            decided=self.decided(scheme, ASSIGNMENTS),
            scheme=scheme.id,
        )

    def outcome(self):
        return self.where(ASSIGNMENTS, CHANGES)
