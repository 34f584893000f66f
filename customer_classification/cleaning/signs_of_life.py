"""Who gave no sign of life for how long, of the customers of one company: SQL on documents.

Signs are quotations and orders (opening figures too), invoices and all else in the books, payments and contacts; of who
never gave one, the day on which they were entered. Another addon adds a source to ``SIGNS``; what it finds is a row of
``partner_id`` and ``day``.
"""

from odoo.tools import SQL

from ..figures import catalogue

SIGNS = ["quotation", "order", "invoice", "payment", "contact"]  # sources of the figures
BUSY = ["opportunity"]  # sources whose documents say that something is still going on


def last_signs(company_id: int, zone: str) -> SQL:
    """The statement that gives ``partner_id`` and ``day``, the last sign of life of each customer in this company."""
    sources = [
        SQL("SELECT partner_id, day, FALSE AS entered FROM (%s) %s", _of(name), SQL.identifier(name)) for name in SIGNS
    ]
    return SQL(
        """WITH company(id, tz, rate) AS (VALUES (%(company)s, %(zone)s, 1::numeric)),
                chosen AS (SELECT id FROM res_partner)
           SELECT partner_id, COALESCE(MAX(day) FILTER (WHERE NOT entered), MAX(day)) AS day
             FROM (%(signs)s UNION ALL
                   SELECT commercial_partner_id, date, FALSE FROM account_move
                    WHERE company_id = %(company)s AND state = 'posted' UNION ALL
                   SELECT partner_id, day, TRUE FROM (%(entered)s) entered) sign
            WHERE partner_id IS NOT NULL
            GROUP BY partner_id""",
        company=company_id,
        zone=zone,
        signs=SQL(" UNION ALL ").join(sources),
        entered=_of("customer"),
    )


def still_busy(company_id: int, zone: str) -> SQL:
    """The statement that gives ``partner_id`` of those with an open balance, or with whom something is going on."""
    sources = [SQL("SELECT partner_id FROM (%s) %s", _of(name), SQL.identifier(name)) for name in BUSY]
    return SQL(
        """WITH company(id, tz, rate) AS (VALUES (%(company)s, %(zone)s, 1::numeric))
           %(sources)s
            UNION
           SELECT partner.commercial_partner_id
             FROM account_move_line line
             JOIN account_account account ON account.id = line.account_id
              AND account.account_type IN ('asset_receivable', 'liability_payable')
             JOIN account_move move ON move.id = line.move_id AND move.state = 'posted'
             JOIN res_partner partner ON partner.id = line.partner_id
            WHERE line.company_id = %(company)s AND NOT line.reconciled AND line.amount_residual != 0
            UNION
           SELECT commercial_partner_id FROM account_move WHERE company_id = %(company)s AND state = 'draft'""",
        company=company_id,
        zone=zone,
        sources=SQL(" UNION ").join(sources),
    )


def months_of(company_id: int) -> SQL:
    """The statement that gives ``partner_id`` and ``months``: after how many months without a sign a customer of this
    category is dead. Of several schemes the main one counts, then the first; categories below take theirs over.
    """
    return SQL(
        """SELECT DISTINCT ON (assignment.partner_id) assignment.partner_id, own.dead_months AS months,
                  assignment.category_id
             FROM customer_classification_assignment assignment
             JOIN customer_classification_category category ON category.id = assignment.category_id
             JOIN customer_classification_category own ON category.parent_path LIKE own.parent_path || '%%'
              AND own.dead_months > 0
             JOIN customer_classification_scheme scheme ON scheme.id = assignment.scheme_id AND scheme.active
            WHERE scheme.company_id IS NULL OR scheme.company_id = %s
            ORDER BY assignment.partner_id, scheme.is_main IS NOT TRUE, scheme.company_id IS NULL, scheme.sequence,
                     scheme.id, LENGTH(own.parent_path) DESC""",
        company_id,
    )


def _of(name) -> SQL:
    return catalogue.SOURCES[name]("untaxed")
