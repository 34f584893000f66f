"""The rows of changes, as statements write them: by one list of columns, with the salesperson and team of now."""

from odoo.tools import SQL

from ..assignments import change_columns
from .stroke import Stroke

# of a table of decisions, see :mod:`.moves`: the customer belongs elsewhere
CHANGED = SQL("decision.category_id IS DISTINCT FROM decision.from_category_id")


def insert(stroke: Stroke, source: SQL, where: SQL | None = None, **columns) -> SQL:
    """The statement that writes a change for each row of ``source``; ``RETURNING`` may follow it.

    :param source: what stands after FROM; the customer is its ``partner``, a row of ``res_partner``
    :param where: which of its rows
    :param columns: the expressions of the columns in which the rows differ, or in which they are no plain moves
    """
    values = change_columns.complete(
        **{
            "run_id": stroke.run_id,
            "partner_id": SQL("partner.id"),
            "scheme_id": stroke.scheme_id,
            "date": stroke.now,
            "effective_date": stroke.effective_date,
            "origin": stroke.origin,
            "user_id": stroke.user_id,
            "salesperson_id": SQL("partner.user_id"),
            "team_id": SQL("salesperson.sale_team_id"),
            "reason": stroke.reason,
            "state": "applied",
            **columns,
        }
    )
    return SQL(
        """INSERT INTO customer_classification_change (%(names)s)
           SELECT %(values)s
             FROM %(source)s
             LEFT JOIN res_users salesperson ON salesperson.id = partner.user_id
            WHERE %(where)s
            ORDER BY partner.id""",
        names=SQL(", ").join(map(SQL.identifier, values)),
        values=SQL(", ").join(SQL("%s", value) for value in values.values()),
        source=source,
        where=where or SQL("TRUE"),
    )
