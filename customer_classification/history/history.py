"""The history: what the changes say about who was where, and when.

Changes are replayed in the order in which they were carried out: ``applied_number`` where a change was applied later
than it was written, else its id; both come from one sequence. A change counts for the days from its effective date on,
and takes the place of all changes carried out before it for these days, so that a late change for an earlier day says
the last word, as the assignments do. The change that takes another one back counts from the day on which the customer
had come into the former category, so that the days between look as if the undone one never was.
"""

from datetime import date

from odoo.tools import SQL

IN_FORCE = ("applied", "undone")
REPLAYED = ["partner_id", "scheme_id", "to_category_id", "effective_date", "state", "applied_number"]  # of changes


def place(change: str) -> SQL:
    """The place of a change in the history.

    :param change: the alias of the change table in the statement
    """
    return SQL("COALESCE(%s, %s)", SQL.identifier(change, "applied_number"), SQL.identifier(change, "id"))


def next_place() -> SQL:
    """The place of a change that is carried out now and was written before."""
    return SQL("nextval(pg_get_serial_sequence('customer_classification_change', 'id'))")


def last_place(env) -> int:
    """The place of the last change that was written or carried out."""
    [(last,)] = env.execute_query(SQL("SELECT last_value FROM customer_classification_change_id_seq"))
    return last


def is_movement(change: str) -> SQL:
    """Whether reports count a change: it led elsewhere and was neither undone nor the one that undid another.

    :param change: the alias of the change table in the statement
    """
    return SQL(
        "(%(state)s = 'applied' AND %(origin)s != 'undo' AND %(former)s IS DISTINCT FROM %(latter)s)",
        state=SQL.identifier(change, "state"),
        origin=SQL.identifier(change, "origin"),
        former=SQL.identifier(change, "from_category_id"),
        latter=SQL.identifier(change, "to_category_id"),
    )


def periods(scheme_id: int | None = None) -> SQL:
    """From which to which day each customer was in which category; both days included, no last day for the present.

    Columns: ``id`` (the change that led there), ``partner_id``, ``scheme_id``, ``category_id``, ``since``, ``until``.
    """
    return SQL(
        """SELECT id, partner_id, scheme_id, category_id, since, until
             FROM (SELECT change.id, change.partner_id, change.scheme_id, change.to_category_id AS category_id,
                          change.effective_date AS since, MIN(change.effective_date) OVER later - 1 AS until
                     FROM customer_classification_change change
                    WHERE change.state IN %(states)s%(chosen)s
                   WINDOW later AS (PARTITION BY change.partner_id, change.scheme_id ORDER BY %(place)s DESC
                                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) period
            WHERE category_id IS NOT NULL AND (until IS NULL OR until >= since)""",
        states=IN_FORCE,
        chosen=SQL(" AND change.scheme_id = %s", scheme_id) if scheme_id else SQL(),
        place=place("change"),
    )


def at(scheme_id: int, day: date) -> SQL:
    """The statement that gives ``partner_id`` and ``category_id`` as of the end of ``day``."""
    return SQL(
        "SELECT partner_id, category_id FROM (%s) period WHERE since <= %s AND (until IS NULL OR until >= %s)",
        periods(scheme_id),
        day,
        day,
    )


def differences() -> SQL:
    """Where replaying the changes does not lead to the assignments.

    Columns: ``partner_id``, ``scheme_id``, ``replayed_category_id``, ``category_id`` (that of the assignment).
    """
    return SQL(
        """SELECT COALESCE(replayed.partner_id, present.partner_id) AS partner_id,
                  COALESCE(replayed.scheme_id, present.scheme_id) AS scheme_id,
                  replayed.category_id AS replayed_category_id, present.category_id
             FROM (SELECT * FROM (%s) period WHERE until IS NULL) replayed
             FULL JOIN customer_classification_assignment present
               ON present.partner_id = replayed.partner_id AND present.scheme_id = replayed.scheme_id
            WHERE replayed.category_id IS DISTINCT FROM present.category_id""",
        periods(),
    )
