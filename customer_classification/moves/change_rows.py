"""The rows of changes, as statements write them: by one list of columns, with the salesperson and team of now."""

from odoo.tools import SQL

from ..assignments import change_columns
from .move import Move

# of a table of decisions, see :mod:`.moves`: the customer belongs elsewhere
CHANGED = SQL("decision.category_id IS DISTINCT FROM decision.from_category_id")


def insert(move: Move, source: SQL, where: SQL | None = None, **columns) -> SQL:
    """The statement that writes a change for each row of ``source``; ``RETURNING`` may follow it.

    :param source: what stands after FROM; the customer is its ``partner``, a row of ``res_partner``
    :param where: which of its rows
    :param columns: the expressions of the columns in which the rows differ, or in which they are no plain moves
    """
    values = change_columns.complete(
        **{
            "run_id": move.run_id,
            "partner_id": SQL("partner.id"),
            "scheme_id": move.scheme_id,
            "date": move.now,
            "effective_date": move.effective_date,
            "origin": move.origin,
            "user_id": move.user_id,
            "salesperson_id": SQL("partner.user_id"),
            "team_id": SQL("salesperson.sale_team_id"),
            "reason": move.reason,
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


def kept_revenue(move: Move) -> SQL:
    """The 12-month sales of ``partner`` as last kept, where nobody has just computed them."""
    return SQL(
        """(SELECT profile.order_amount
              FROM customer_classification_scheme scheme
              JOIN customer_classification_profile profile
                ON profile.company_id IS NOT DISTINCT FROM scheme.company_id
               AND profile.currency_id = scheme.currency_id AND profile.amount_basis = scheme.amount_basis
             WHERE scheme.id = %s AND profile.partner_id = partner.id)""",
        move.scheme_id,
    )
