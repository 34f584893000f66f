"""The documents from which the measures that come with the addon are taken.

A source gives one row per document: ``partner_id`` (the commercial entity), ``day`` in the time zone of the document's
company, and what its measures need. Money is in the currency of the scope: first at the document's own rate in its
company's currency, then at the company's rate of the as-of date. Documents count in their present state, and for the
company that they name: a buyer who changes employer leaves their orders where they were. Where that company itself
became a contact of another, they go with it.
``document_id`` is the number of the record that people open, of the model in ``DOCUMENTS``; None for opening figures.
"""

from odoo.tools import SQL

from ..customers.customers import is_cart
from .catalogue import DOCUMENTS, SOURCES


def _sale_orders(basis: str) -> SQL:
    """Confirmed sales orders; ``number``: for how many it stands, ``is_dated``: its day is that of a sale."""
    amount = SQL.identifier("doc", "amount_untaxed" if basis == "untaxed" else "amount_total")
    return SQL(
        """SELECT partner.commercial_partner_id AS partner_id, doc.id AS document_id,
                  (doc.date_order AT TIME ZONE 'UTC' AT TIME ZONE company.tz)::date AS day,
                  %(amount)s / COALESCE(NULLIF(doc.currency_rate, 0), 1) * company.rate AS amount,
                  1 AS number, TRUE AS is_dated, FALSE AS is_first
             FROM sale_order doc
             JOIN company ON company.id = doc.company_id
             JOIN res_partner partner ON partner.id = doc.classification_partner_id
            WHERE doc.state = 'sale'""",
        amount=amount,
    )


def _order_lines(_basis: str) -> SQL:
    """The products of confirmed sales orders."""
    return SQL(
        """SELECT partner.commercial_partner_id AS partner_id, doc.id AS document_id,
                  (doc.date_order AT TIME ZONE 'UTC' AT TIME ZONE company.tz)::date AS day, line.product_id
             FROM sale_order_line line
             JOIN sale_order doc ON doc.id = line.order_id
             JOIN company ON company.id = doc.company_id
             JOIN res_partner partner ON partner.id = doc.classification_partner_id
            WHERE doc.state = 'sale' AND line.product_id IS NOT NULL AND line.display_type IS NULL"""
    )


def _quotations(_basis: str) -> SQL:
    """Quotations whatever became of them: drafts, sent, cancelled and confirmed ones."""
    return SQL(
        """SELECT partner.commercial_partner_id AS partner_id, doc.id AS document_id,
                  (doc.date_order AT TIME ZONE 'UTC' AT TIME ZONE company.tz)::date AS day,
                  doc.state = 'sale' AS confirmed
             FROM sale_order doc
             JOIN company ON company.id = doc.company_id
             JOIN res_partner partner ON partner.id = doc.classification_partner_id
            WHERE NOT %s""",
        is_cart("doc"),
    )


def _invoices(basis: str) -> SQL:
    """Posted customer invoices and credit notes; the amount of a credit note is negative."""
    amount = SQL.identifier("doc", "amount_untaxed_signed" if basis == "untaxed" else "amount_total_signed")
    return SQL(
        """SELECT partner.commercial_partner_id AS partner_id, doc.id AS document_id,
                  COALESCE(doc.invoice_date, doc.date) AS day, doc.move_type = 'out_invoice' AS is_invoice,
                  %(amount)s * company.rate AS amount
             FROM account_move doc
             JOIN company ON company.id = doc.company_id
             JOIN res_partner partner ON partner.id = doc.commercial_partner_id
            WHERE doc.state = 'posted' AND doc.move_type IN ('out_invoice', 'out_refund')""",
        amount=amount,
    )


def _payments(_basis: str) -> SQL:
    """Payments received from customers, minus those paid back to them."""
    return SQL(
        """SELECT partner.commercial_partner_id AS partner_id, doc.id AS document_id, doc.date AS day,
                  doc.amount_company_currency_signed * company.rate AS amount
             FROM account_payment doc
             JOIN company ON company.id = doc.company_id
             JOIN res_partner partner ON partner.id = doc.classification_partner_id
            WHERE doc.state IN ('in_process', 'paid') AND doc.partner_type = 'customer'"""
    )


def _receivables(_basis: str) -> SQL:
    """Posted items on receivable accounts: what is open of them, when they are due, when they were last settled.

    What was open on a day is :func:`open_on` that day. The books say whose an item is; where a contact stands in them
    Odoo writes their new company.
    """
    return SQL(
        """-- one row: one posted item on a receivable account;
           -- it must not miss items that were settled since: on a past day they were open
           SELECT partner.commercial_partner_id AS partner_id, move.id AS document_id,
                  COALESCE(move.invoice_date, line.date) AS day, line.id AS line_id, company.rate,
                  line.amount_residual * company.rate AS amount, line.date_maturity AS due, settled.day AS settled,
                  move.move_type = 'out_invoice' AND line.debit > 0 AS is_invoice
             FROM account_move_line line
             JOIN account_account account ON account.id = line.account_id
              AND account.account_type = 'asset_receivable'
             JOIN account_move move ON move.id = line.move_id AND move.state = 'posted'
             JOIN company ON company.id = line.company_id
             JOIN res_partner partner ON partner.id = line.partner_id
            CROSS JOIN LATERAL (
                  SELECT GREATEST((SELECT MAX(max_date) FROM account_partial_reconcile WHERE debit_move_id = line.id),
                                  (SELECT MAX(max_date) FROM account_partial_reconcile WHERE credit_move_id = line.id))
                         AS day) settled"""
    )


def open_on(day) -> SQL:
    """What was open of an item on ``day``: what is open now, and what was settled since."""
    return SQL(
        """CASE WHEN docs.settled > %(day)s
                THEN docs.amount + docs.rate * (
                     SELECT COALESCE(SUM(CASE WHEN debit_move_id = docs.line_id THEN amount ELSE -amount END), 0)
                       FROM account_partial_reconcile
                      WHERE (debit_move_id = docs.line_id OR credit_move_id = docs.line_id) AND max_date > %(day)s)
                ELSE docs.amount END""",
        day=day,
    )


def settled_on(day) -> SQL:
    """When an item had last been settled by ``day``."""
    return SQL(
        """CASE WHEN docs.settled > %(day)s
                THEN (SELECT MAX(max_date) FROM account_partial_reconcile
                       WHERE (debit_move_id = docs.line_id OR credit_move_id = docs.line_id) AND max_date <= %(day)s)
                ELSE docs.settled END""",
        day=day,
    )


def _ratings(_basis: str) -> SQL:
    """Ratings that customers gave; they belong to no company."""
    return SQL(
        """SELECT partner.commercial_partner_id AS partner_id, doc.id AS document_id,
                  (COALESCE(doc.rated_on, doc.write_date) AT TIME ZONE 'UTC' AT TIME ZONE company.tz)::date AS day,
                  doc.rating AS rating
             FROM rating_rating doc
             JOIN company ON company.id = (SELECT MIN(id) FROM company)
             JOIN res_partner partner ON partner.id = doc.classification_partner_id
            WHERE doc.consumed AND doc.rating >= 1"""
    )


def _opportunities(_basis: str) -> SQL:
    """Open opportunities; those of no company count everywhere."""
    return SQL(
        """SELECT partner.commercial_partner_id AS partner_id, doc.id AS document_id,
                  (doc.create_date AT TIME ZONE 'UTC' AT TIME ZONE company.tz)::date AS day,
                  doc.expected_revenue * company.rate AS amount
             FROM crm_lead doc
             JOIN company ON company.id = COALESCE(doc.company_id, (SELECT MIN(id) FROM company))
             JOIN res_partner partner ON partner.id = doc.classification_partner_id
            WHERE doc.type = 'opportunity' AND doc.active AND doc.won_status = 'pending'"""
    )


def _customers(_basis: str) -> SQL:
    """The customers themselves, on the day on which they were created."""
    return SQL(
        """SELECT partner.id AS partner_id,
                  (partner.create_date AT TIME ZONE 'UTC' AT TIME ZONE company.tz)::date AS day
             FROM res_partner partner
             JOIN company ON company.id = (SELECT MIN(id) FROM company)
            WHERE partner.commercial_partner_id = partner.id"""
    )


SOURCES.update(
    order=_sale_orders,
    order_line=_order_lines,
    quotation=_quotations,
    invoice=_invoices,
    payment=_payments,
    receivable=_receivables,
    rating=_ratings,
    opportunity=_opportunities,
    customer=_customers,
)
DOCUMENTS.update(
    order="sale.order",
    order_line="sale.order",
    quotation="sale.order",
    invoice="account.move",
    payment="account.payment",
    receivable="account.move",
    rating="rating.rating",
    opportunity="crm.lead",
)
