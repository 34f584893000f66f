"""From 19.0.2.0.0: what must be done before Odoo brings tables and data files up to date.

Each step is a function of its own that may run twice, and says why it is needed.
"""

from odoo.tools import SQL

# table: columns whose foreign keys go, for SoftMany2one has none; columns whose index goes
SOFT = {
    "customer_classification_change": {
        "run_id",
        "partner_id",
        "scheme_id",
        "from_category_id",
        "to_category_id",
        "rule_id",
        "user_id",
        "salesperson_id",
        "team_id",
        "decision_user_id",
        "first_approver_id",
    },
    "customer_classification_assignment": {
        "scheme_id",
        "category_id",
        "rule_id",
        "change_id",
        "create_uid",
        "write_uid",
    },
    "customer_classification_profile": {"company_id", "currency_id"},
}
INDEXES = {
    "customer_classification_change": {"partner_id", "scheme_id", "to_category_id", "rule_id", "state"},
    "customer_classification_assignment": {"partner_id", "scheme_id", "rule_id", "change_id"},
    "customer_classification_profile": {"partner_id"},
}


def migrate(cr, version):
    """Run the steps, in this order.

    :param cr: the database
    :param version: the version of the addon that the database had; empty for a new one
    """
    for step in STEPS:
        step(cr)


def drop_foreign_keys(cr):
    """References without a foreign key: Odoo leaves those that are there already."""
    cr.execute(
        SQL(
            """SELECT own.relname, key.conname, field.attname
                 FROM pg_constraint key
                 JOIN pg_class own ON own.oid = key.conrelid AND own.relnamespace = current_schema::regnamespace
                 JOIN pg_attribute field ON field.attrelid = own.oid AND field.attnum = key.conkey[1]
                WHERE key.contype = 'f' AND own.relname = ANY(%s)""",
            list(SOFT),
        )
    )
    for table, name, column in cr.fetchall():
        if column in SOFT[table]:
            cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL.identifier(table), SQL.identifier(name)))
            cr.execute(SQL("DELETE FROM ir_model_constraint WHERE name = %s AND type = 'f'", name))


def drop_indexes(cr):
    """Odoo keeps an index that a field no longer asks for; each costs with each move."""
    for table, columns in INDEXES.items():
        for column in sorted(columns):
            cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(f"{table}__{column}_index")))


STEPS = (drop_foreign_keys, drop_indexes)
