"""Whether a pin holds on a day: said once for statements and once for records, and nowhere else.

A pin without a last day holds until somebody removes it; with one it holds on that day too. What has expired is no pin,
though it stands in the assignment until the next move.
"""

from datetime import date

from odoo.tools import SQL


def hold(assignment: str, day: date | SQL) -> SQL:
    """Whether the pin of an assignment holds on ``day``; false where a left join found no assignment.

    :param assignment: the alias of the assignment table in the statement
    :param day: a date, or the expression that gives it
    """
    pinned, until = SQL.identifier(assignment, "pinned"), SQL.identifier(assignment, "pinned_until")
    return SQL("(%s IS TRUE AND (%s IS NULL OR %s >= %s))", pinned, until, until, day)


def holds(assignment, day: date) -> bool:
    """Whether the pin of this record (an assignment, or what has its fields) holds on ``day``."""
    return bool(assignment.pinned and (not assignment.pinned_until or assignment.pinned_until >= day))
