"""Marks: whose documents changed since somebody last looked, however they changed.

Each watched table has a trigger that writes, in the same transaction, whose rows came, changed or went. So nothing
slips through: not what another program writes by SQL, not what a foreign key deletes, not a transaction that began
early and ends late, for a mark knows its transaction, and a :class:`Place` knows which transactions had ended.
"""

from dataclasses import dataclass

from odoo.tools import SQL

from .source_contacts import SPOKEN_ON

QUIET = "classification.quiet"  # a run over all customers writes what it decides without marks: see QUIETLY

CREATE = SQL(
    """CREATE TABLE IF NOT EXISTS customer_classification_mark (
           number bigint GENERATED ALWAYS AS IDENTITY,
           partner_id int4 NOT NULL,
           transaction xid8 NOT NULL DEFAULT pg_current_xact_id())"""
)
RECEIVABLE = SQL("account.account_type = 'asset_receivable'")


def _spoken() -> SQL:
    """Whose a message is, where it may be a contact with a customer."""
    return SQL(" UNION ALL ").join(
        SQL(
            """SELECT doc.partner_id FROM changed JOIN (%s) doc ON doc.id = changed.res_id
                WHERE changed.model = %s AND (changed.mail_activity_type_id IS NOT NULL
                      OR changed.message_type IN ('comment', 'email', 'email_outgoing'))""",
            documents,
            model,
        )
        for model, documents in SPOKEN_ON.items()
    )


# table → whose the rows of ``changed`` are, which has its columns
WATCHED = {
    "res_partner": SQL("SELECT id AS partner_id FROM changed UNION ALL SELECT commercial_partner_id FROM changed"),
    "sale_order": SQL("SELECT classification_partner_id AS partner_id FROM changed"),
    "sale_order_line": SQL(
        """SELECT doc.classification_partner_id AS partner_id
             FROM changed JOIN sale_order doc ON doc.id = changed.order_id"""
    ),
    "account_move": SQL(
        """SELECT commercial_partner_id AS partner_id FROM changed WHERE move_type IN ('out_invoice', 'out_refund')
            UNION ALL
           SELECT line.partner_id FROM changed JOIN account_move_line line ON line.move_id = changed.id
             JOIN account_account account ON account.id = line.account_id AND %s""",
        RECEIVABLE,
    ),
    "account_move_line": SQL(
        """SELECT changed.partner_id FROM changed
             JOIN account_account account ON account.id = changed.account_id AND %s""",
        RECEIVABLE,
    ),
    "account_partial_reconcile": SQL(
        """SELECT line.partner_id FROM changed JOIN account_move_line line ON line.id = changed.debit_move_id
            UNION ALL
           SELECT line.partner_id FROM changed JOIN account_move_line line ON line.id = changed.credit_move_id"""
    ),
    "account_payment": SQL("SELECT classification_partner_id AS partner_id FROM changed"),
    "rating_rating": SQL("SELECT classification_partner_id AS partner_id FROM changed"),
    "crm_lead": SQL("SELECT classification_partner_id AS partner_id FROM changed"),
    "mail_message": _spoken(),
    "calendar_event": SQL(
        """SELECT present.res_partner_id AS partner_id FROM changed
             JOIN calendar_event_res_partner_rel present ON present.calendar_event_id = changed.id"""
    ),
    "calendar_attendee": SQL(
        """SELECT present.res_partner_id AS partner_id FROM changed
             JOIN calendar_event_res_partner_rel present ON present.calendar_event_id = changed.event_id"""
    ),
    "calendar_event_res_partner_rel": SQL(
        """SELECT res_partner_id AS partner_id FROM changed
            UNION ALL
           SELECT present.res_partner_id FROM changed
             JOIN calendar_event_res_partner_rel present ON present.calendar_event_id = changed.calendar_event_id"""
    ),
    "customer_classification_assignment": SQL("SELECT partner_id FROM changed"),
    "customer_classification_profile": SQL("SELECT partner_id FROM changed"),
}
# table → what a run over all customers does with its rows without marks
QUIETLY = {
    "customer_classification_assignment": ("INSERT", "UPDATE"),  # who leaves a scheme may lose their figures
    "customer_classification_profile": ("INSERT", "UPDATE", "DELETE"),
}
KNOWN_SPOKEN = frozenset(SPOKEN_ON)


@dataclass(frozen=True)
class Place:
    """Up to where somebody knows the documents: the transactions that had ended, and of their own the marks so far."""

    snapshot: str
    transaction: str
    number: int


def here(env) -> Place:
    """Up to where this transaction knows the documents."""
    return Place(
        *env.execute_query(
            SQL(
                """SELECT pg_current_snapshot()::text, pg_current_xact_id()::text,
                          (SELECT COALESCE(MAX(number), 0) FROM customer_classification_mark
                            WHERE transaction = pg_current_xact_id())"""
            )
        )[0]
    )


def known(mark: str, snapshot, transaction, number) -> SQL:
    """Whether somebody at a place knows a mark; the parts of the place are values or expressions."""
    own, place = SQL.identifier(mark, "transaction"), SQL.identifier(mark, "number")
    return SQL(
        "(pg_visible_in_snapshot(%(own)s, (%(snapshot)s)::pg_snapshot)"
        " OR (%(own)s = (%(transaction)s)::xid8 AND %(place)s <= %(number)s))",
        own=own,
        place=place,
        snapshot=snapshot,
        transaction=transaction,
        number=number,
    )


def since(place: Place) -> SQL:
    """The statement that gives whose documents changed since a place: them, and the companies they belong to now."""
    return SQL(
        """SELECT unnest(ARRAY[mark.partner_id, partner.commercial_partner_id])
             FROM customer_classification_mark mark
             LEFT JOIN res_partner partner ON partner.id = mark.partner_id
            WHERE NOT %s""",
        known("mark", place.snapshot, place.transaction, place.number),
    )


def quiet(env, on: bool):
    """Write assignments and kept figures without marks, until it is turned off or the transaction ends."""
    env.cr.execute(SQL("SELECT set_config(%s, %s, TRUE)", QUIET, "on" if on else ""))


# The triggers ---------------------------------------------------------------------------------------------------------


def install(env):
    """Make the table of the marks, and watch the tables of the documents; what is there already is made anew."""
    env.cr.execute(CREATE)
    for table in WATCHED:
        _define(env, table)
        _watch(env, table)


def uninstall(env):
    """Watch nothing any more."""
    for table in WATCHED:
        for name in _functions(table):
            env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(name)))
    env.cr.execute(SQL("DROP TABLE IF EXISTS customer_classification_mark"))


def _functions(table):
    """The functions for rows that come or go, and for rows that change."""
    return f"classification_mark_{table}", f"classification_mark_{table}_update"


def _define(env, table):
    """Make the functions, which write whose the rows are."""
    both = SQL("changed AS (SELECT * FROM latter UNION ALL SELECT * FROM former)")
    for name, rows in zip(_functions(table), (SQL("changed AS (SELECT * FROM latter)"), both), strict=True):
        env.cr.execute(
            SQL(
                """CREATE OR REPLACE FUNCTION %(name)s() RETURNS trigger LANGUAGE plpgsql AS $mark$
                   BEGIN
                       INSERT INTO customer_classification_mark (partner_id)
                       WITH %(rows)s
                       SELECT DISTINCT found.partner_id FROM (%(whose)s) found WHERE found.partner_id IS NOT NULL;
                       RETURN NULL;
                   END $mark$""",
                name=SQL.identifier(name),
                rows=rows,
                whose=WATCHED[table],
            )
        )


def _watch(env, table):
    """Let the functions be called once for each statement."""
    once, changing = map(SQL.identifier, _functions(table))
    for event, function, renamed in (
        ("INSERT", once, SQL("NEW TABLE AS latter")),
        ("DELETE", once, SQL("OLD TABLE AS latter")),
        ("UPDATE", changing, SQL("OLD TABLE AS former NEW TABLE AS latter")),
    ):
        trigger = SQL.identifier(f"classification_mark_{event.lower()}")
        env.cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", trigger, SQL.identifier(table)))
        env.cr.execute(
            SQL(
                """CREATE TRIGGER %(trigger)s AFTER %(event)s ON %(table)s REFERENCING %(renamed)s
                      FOR EACH STATEMENT %(when)s EXECUTE FUNCTION %(function)s()""",
                trigger=trigger,
                event=SQL(event),
                table=SQL.identifier(table),
                renamed=renamed,
                when=_unless_quiet(table, event),
                function=function,
            )
        )


def _unless_quiet(table, event) -> SQL:
    if event not in QUIETLY.get(table, ()):
        return SQL()
    return SQL("WHEN (current_setting('classification.quiet', TRUE) IS DISTINCT FROM 'on')")
