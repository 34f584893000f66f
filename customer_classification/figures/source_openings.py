"""Opening figures among the orders, invoices and receivables, for the time before the company's documents begin."""

from odoo.tools import SQL

from . import sources  # noqa: F401  what is joined must be there
from .catalogue import join_source


def _opening_sales(_basis: str) -> SQL:
    """Opening figures of months and years that begin before the documents do, on the last day of each."""
    return SQL(
        """-- one row: one opening figure of a customer, on the last day of its month or year;
           -- it must not miss months that end after the documents begin: they count up to that day
           SELECT partner.commercial_partner_id AS partner_id, NULL::int4 AS document_id,
                  LEAST(opening.day, origin.classification_documents_since - 1) AS day,
                  opening.company_amount::numeric * company.rate AS amount, opening.order_count AS number,
                  opening.order_count > 0 AND NOT EXISTS (
                      SELECT FROM customer_classification_opening fact
                       WHERE fact.partner_id = opening.partner_id AND fact.company_id = opening.company_id
                         AND fact.first_date IS NOT NULL AND fact.last_date IS NOT NULL) AS is_dated,
                  FALSE AS is_first
             FROM customer_classification_opening opening
             JOIN company ON company.id = opening.company_id
             JOIN res_company origin ON origin.id = opening.company_id
             JOIN res_partner partner ON partner.id = opening.partner_id
            WHERE opening.period IN ('month', 'year')
              AND (origin.classification_documents_since IS NULL
                   OR date_trunc(opening.period, opening.day) < origin.classification_documents_since)"""
    )


def _opening_days(_basis: str) -> SQL:
    """The first and the last sale before the documents begin, where they are known; they are no orders."""
    return SQL(
        """SELECT partner.commercial_partner_id AS partner_id, NULL::int4 AS document_id, known.day,
                  0::numeric AS amount, 0 AS number, TRUE AS is_dated, known.is_first
             FROM customer_classification_opening opening
             JOIN company ON company.id = opening.company_id
             JOIN res_partner partner ON partner.id = opening.partner_id
            CROSS JOIN LATERAL (VALUES (opening.first_date, TRUE), (opening.last_date, FALSE)) known(day, is_first)
            WHERE known.day IS NOT NULL"""
    )


def _opening_invoices(basis: str) -> SQL:
    """Opening figures are sales by invoices too; how many invoices and credit notes there were nobody knows."""
    return SQL(
        "SELECT partner_id, document_id, day, NULL::boolean AS is_invoice, amount FROM (%s) opening",
        _opening_sales(basis),
    )


def _opening_receivables(_basis: str) -> SQL:
    """What was open at the end of the last opening period, until the company has receivables of its own.

    Each balance holds until the company's next period ends, whose balance comes in its place.
    """
    return SQL(
        """-- one row: one opening balance, until the next one of the same customer takes its place;
           -- it must not miss the last one, which holds until the company has receivables
           SELECT partner.commercial_partner_id AS partner_id, NULL::int4 AS document_id, balance.day,
                  NULL::int4 AS line_id, company.rate, balance.amount::numeric * company.rate AS amount,
                  NULL::date AS due, NULL::date AS settled, FALSE AS is_invoice
             FROM (SELECT opening.*, period.following
                     FROM customer_classification_opening opening
                     JOIN (SELECT company_id, day, LEAD(day) OVER (PARTITION BY company_id ORDER BY day) AS following
                             FROM (SELECT DISTINCT company_id, day FROM customer_classification_opening
                                    WHERE period != 'ever') days) period
                       ON period.company_id = opening.company_id AND period.day = opening.day
                    WHERE opening.period != 'ever' AND opening.company_receivable != 0) opening
            CROSS JOIN LATERAL (VALUES (opening.day, opening.company_receivable),
                                       (opening.following, -opening.company_receivable)) balance(day, amount)
             JOIN company ON company.id = opening.company_id
             JOIN res_partner partner ON partner.id = opening.partner_id
            WHERE balance.day IS NOT NULL AND NOT EXISTS (
                  SELECT FROM account_move_line line
                    JOIN account_account account ON account.id = line.account_id
                     AND account.account_type = 'asset_receivable'
                   WHERE line.company_id = opening.company_id AND line.parent_state = 'posted')"""
    )


join_source("order", _opening_sales)
join_source("order", _opening_days)
join_source("invoice", _opening_invoices)
join_source("receivable", _opening_receivables)
