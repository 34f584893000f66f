"""The measures that come with the addon, and the documents they are taken from.

A source gives one row per document: ``partner_id`` (the commercial entity), ``day`` in the time zone of the document's
company, and what its measures need. Money is in the currency of the scope: first at the document's own rate in its
company's currency, then at the company's rate of the as-of date. Documents count in their present state.
"""

from dataclasses import replace

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .catalogue import SOURCES, Measure, register

_lt = LazyTranslate(__name__)


# Sources --------------------------------------------------------------------------------------------------------------


def _sale_orders(basis: str) -> SQL:
    """Confirmed sales orders."""
    amount = SQL.identifier("doc", "amount_untaxed" if basis == "untaxed" else "amount_total")
    return SQL(
        """SELECT partner.commercial_partner_id AS partner_id,
                  (doc.date_order AT TIME ZONE 'UTC' AT TIME ZONE company.tz)::date AS day,
                  %(amount)s / COALESCE(NULLIF(doc.currency_rate, 0), 1) * company.rate AS amount
             FROM sale_order doc
             JOIN company ON company.id = doc.company_id
             JOIN res_partner partner ON partner.id = doc.partner_id
            WHERE doc.state = 'sale'""",
        amount=amount,
    )


def _order_lines(_basis: str) -> SQL:
    """The products of confirmed sales orders."""
    return SQL(
        """SELECT partner.commercial_partner_id AS partner_id,
                  (doc.date_order AT TIME ZONE 'UTC' AT TIME ZONE company.tz)::date AS day, line.product_id
             FROM sale_order_line line
             JOIN sale_order doc ON doc.id = line.order_id
             JOIN company ON company.id = doc.company_id
             JOIN res_partner partner ON partner.id = doc.partner_id
            WHERE doc.state = 'sale' AND line.product_id IS NOT NULL AND line.display_type IS NULL"""
    )


def _quotations(_basis: str) -> SQL:
    """Quotations whatever became of them: drafts, sent, cancelled and confirmed ones."""
    return SQL(
        """SELECT partner.commercial_partner_id AS partner_id,
                  (doc.date_order AT TIME ZONE 'UTC' AT TIME ZONE company.tz)::date AS day,
                  doc.state = 'sale' AS confirmed
             FROM sale_order doc
             JOIN company ON company.id = doc.company_id
             JOIN res_partner partner ON partner.id = doc.partner_id"""
    )


def _invoices(basis: str) -> SQL:
    """Posted customer invoices and credit notes; the amount of a credit note is negative."""
    amount = SQL.identifier("doc", "amount_untaxed_signed" if basis == "untaxed" else "amount_total_signed")
    return SQL(
        """SELECT partner.commercial_partner_id AS partner_id, COALESCE(doc.invoice_date, doc.date) AS day,
                  doc.move_type = 'out_invoice' AS is_invoice, %(amount)s * company.rate AS amount
             FROM account_move doc
             JOIN company ON company.id = doc.company_id
             JOIN res_partner partner ON partner.id = doc.partner_id
            WHERE doc.state = 'posted' AND doc.move_type IN ('out_invoice', 'out_refund')""",
        amount=amount,
    )


def _payments(_basis: str) -> SQL:
    """Payments received from customers, minus those paid back to them."""
    return SQL(
        """SELECT partner.commercial_partner_id AS partner_id, doc.date AS day,
                  doc.amount_company_currency_signed * company.rate AS amount
             FROM account_payment doc
             JOIN company ON company.id = doc.company_id
             JOIN res_partner partner ON partner.id = doc.partner_id
            WHERE doc.state IN ('in_process', 'paid') AND doc.partner_type = 'customer'"""
    )


def _receivables(_basis: str) -> SQL:
    """Posted items on receivable accounts: what is open of them, when they are due, when they were last paid."""
    return SQL(
        """SELECT partner.commercial_partner_id AS partner_id, COALESCE(move.invoice_date, line.date) AS day,
                  line.amount_residual * company.rate AS amount, line.date_maturity AS due,
                  (SELECT MAX(max_date) FROM account_partial_reconcile WHERE debit_move_id = line.id) AS paid,
                  move.move_type = 'out_invoice' AND line.debit > 0 AS is_invoice
             FROM account_move_line line
             JOIN account_account account ON account.id = line.account_id
              AND account.account_type = 'asset_receivable'
             JOIN account_move move ON move.id = line.move_id AND move.state = 'posted'
             JOIN company ON company.id = line.company_id
             JOIN res_partner partner ON partner.id = line.partner_id"""
    )


def _ratings(_basis: str) -> SQL:
    """Ratings that customers gave; they belong to no company."""
    return SQL(
        """SELECT partner.commercial_partner_id AS partner_id,
                  (COALESCE(doc.rated_on, doc.write_date) AT TIME ZONE 'UTC' AT TIME ZONE company.tz)::date AS day,
                  doc.rating AS rating
             FROM rating_rating doc
             JOIN company ON company.id = (SELECT MIN(id) FROM company)
             JOIN res_partner partner ON partner.id = doc.partner_id
            WHERE doc.consumed AND doc.rating >= 1"""
    )


def _opportunities(_basis: str) -> SQL:
    """Open opportunities; those of no company count everywhere."""
    return SQL(
        """SELECT partner.commercial_partner_id AS partner_id,
                  (doc.create_date AT TIME ZONE 'UTC' AT TIME ZONE company.tz)::date AS day,
                  doc.expected_revenue * company.rate AS amount
             FROM crm_lead doc
             JOIN company ON company.id = COALESCE(doc.company_id, (SELECT MIN(id) FROM company))
             JOIN res_partner partner ON partner.id = doc.partner_id
            WHERE doc.type = 'opportunity' AND doc.active AND doc.won_status = 'pending'"""
    )


def _contacts(_basis: str) -> SQL:
    """What people of the company did with the customer: messages, activities that are done, meetings."""
    return SQL(
        """SELECT partner.commercial_partner_id AS partner_id,
                  (contact.moment AT TIME ZONE 'UTC' AT TIME ZONE company.tz)::date AS day
             FROM (SELECT message.res_id AS partner_id, message.date AS moment
                     FROM mail_message message
                     JOIN res_users author ON author.partner_id = message.author_id AND author.share IS NOT TRUE
                     LEFT JOIN mail_message_subtype subtype ON subtype.id = message.subtype_id
                    WHERE message.model = 'res.partner'
                      AND (message.mail_activity_type_id IS NOT NULL OR (
                           message.message_type IN ('comment', 'email', 'email_outgoing')
                           AND message.is_internal IS NOT TRUE AND subtype.internal IS NOT TRUE))
                    UNION ALL
                   SELECT attendance.res_partner_id, event.start
                     FROM calendar_event_res_partner_rel attendance
                     JOIN calendar_event event ON event.id = attendance.calendar_event_id AND event.active) contact
             JOIN company ON company.id = (SELECT MIN(id) FROM company)
             JOIN res_partner partner ON partner.id = contact.partner_id"""
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
    contact=_contacts,
    customer=_customers,
)


# Measures -------------------------------------------------------------------------------------------------------------


def _sum(expression: str):
    return lambda inside, as_of: SQL("COALESCE(SUM(%s) FILTER (WHERE %s), 0)", SQL(expression), inside)


def _count(condition: str = "TRUE"):
    return lambda inside, as_of: SQL("COUNT(*) FILTER (WHERE %s AND %s)", inside, SQL(condition))


def _days_since(aggregate: str):
    return lambda inside, as_of: SQL("%s::date - %s", as_of, SQL(aggregate))


def _sum_before(inside, as_of, before):
    """The amount of the equally long window before."""
    return SQL("COALESCE(SUM(docs.amount) FILTER (WHERE %s), 0)", before)


def _growth(inside, as_of, before):
    """% against the window before; empty when nothing was invoiced then."""
    return SQL(
        """100 * (COALESCE(SUM(docs.amount) FILTER (WHERE %(inside)s), 0)
                  - SUM(docs.amount) FILTER (WHERE %(before)s))
               / NULLIF(SUM(docs.amount) FILTER (WHERE %(before)s), 0)""",
        inside=inside,
        before=before,
    )


def _delay(inside, as_of):
    """From the due date to the payment; what is overdue and open counts with its days so far."""
    return SQL(
        """AVG(CASE WHEN docs.amount = 0 THEN docs.paid - docs.due
                    WHEN docs.due < %(as_of)s THEN %(as_of)s::date - docs.due END)
           FILTER (WHERE docs.is_invoice AND %(inside)s)""",
        inside=inside,
        as_of=as_of,
    )


def _overdue(as_of):
    """The item is an invoice's, open, and past its due date."""
    return SQL("docs.is_invoice AND docs.amount > 0 AND docs.due < %s", as_of)


for _topic, _measures in {
    "sales": (
        Measure("order_amount", _lt("Sales (orders)"), "currency", "order", _sum("docs.amount")),
        Measure("order_amount_before", _lt("Sales (orders), period before"), "currency", "order", _sum_before,
                compares=True),
        Measure("order_count", _lt("Number of orders"), "count", "order", _count()),
        Measure("order_average", _lt("Average order"), "currency", "order",
                lambda inside, as_of: SQL("AVG(docs.amount) FILTER (WHERE %s)", inside), without=None),
        Measure("order_product_count", _lt("Different products ordered"), "count", "order_line",
                lambda inside, as_of: SQL("COUNT(DISTINCT docs.product_id) FILTER (WHERE %s)", inside)),
        Measure("active_months", _lt("Months with an order"), "count", "order",
                lambda inside, as_of: SQL("COUNT(DISTINCT date_trunc('month', docs.day)) FILTER (WHERE %s)", inside)),
        Measure("days_since_last_order", _lt("Days since the last order"), "days", "order",
                _days_since("MAX(docs.day)"), without=None, lifetime=True),
        Measure("days_since_first_order", _lt("Days since the first order"), "days", "order",
                _days_since("MIN(docs.day)"), without=None, lifetime=True),
        Measure("order_gap_days", _lt("Days between the last two orders"), "days", "order",
                lambda inside, as_of: SQL("(array_agg(docs.day ORDER BY docs.day DESC))[1] "
                                          "- (array_agg(docs.day ORDER BY docs.day DESC))[2]"),
                without=None, lifetime=True),
        Measure("quotation_count", _lt("Number of quotations"), "count", "quotation", _count()),
        Measure("quotation_conversion", _lt("Quotations that became orders"), "percent", "quotation",
                lambda inside, as_of: SQL("100.0 * COUNT(*) FILTER (WHERE %(inside)s AND docs.confirmed) "
                                          "/ NULLIF(COUNT(*) FILTER (WHERE %(inside)s), 0)", inside=inside),
                without=None),
    ),
    "invoicing": (
        Measure("invoice_amount", _lt("Sales (invoices)"), "currency", "invoice", _sum("docs.amount")),
        Measure("invoice_amount_before", _lt("Sales (invoices), period before"), "currency", "invoice", _sum_before,
                compares=True),
        Measure("invoice_count", _lt("Number of invoices"), "count", "invoice", _count("docs.is_invoice")),
        Measure("days_since_last_invoice", _lt("Days since the last invoice"), "days", "invoice",
                _days_since("MAX(docs.day) FILTER (WHERE docs.is_invoice)"), without=None, lifetime=True),
        Measure("days_since_first_invoice", _lt("Days since the first invoice"), "days", "invoice",
                _days_since("MIN(docs.day) FILTER (WHERE docs.is_invoice)"), without=None, lifetime=True),
        Measure("invoice_growth", _lt("Growth of invoiced sales"), "percent", "invoice", _growth, without=None,
                compares=True),
        Measure("credit_note_rate", _lt("Credit notes, share of invoices"), "percent", "invoice",
                lambda inside, as_of: SQL("-100 * COALESCE(SUM(docs.amount) FILTER (WHERE %(inside)s "
                                          "AND NOT docs.is_invoice), 0) / NULLIF(SUM(docs.amount) "
                                          "FILTER (WHERE %(inside)s AND docs.is_invoice), 0)", inside=inside),
                without=None),
    ),
    "payments": (
        Measure("payment_amount", _lt("Payments received"), "currency", "payment", _sum("docs.amount")),
        Measure("receivable_amount", _lt("Open receivable"), "currency", "receivable",
                lambda inside, as_of: SQL("SUM(docs.amount)"), lifetime=True),
        Measure("overdue_amount", _lt("Overdue amount"), "currency", "receivable",
                lambda inside, as_of: SQL("COALESCE(SUM(docs.amount) FILTER (WHERE %s), 0)", _overdue(as_of)),
                lifetime=True),
        Measure("overdue_days", _lt("Days overdue"), "days", "receivable",
                lambda inside, as_of: SQL("COALESCE(MAX(%s::date - docs.due) FILTER (WHERE %s), 0)",
                                          as_of, _overdue(as_of)), lifetime=True),
        Measure("payment_delay_days", _lt("Mean payment delay"), "days", "receivable", _delay, without=None),
    ),
    "satisfaction": (
        Measure("satisfaction", _lt("Satisfaction (1 to 5)"), "score", "rating",
                lambda inside, as_of: SQL("AVG(docs.rating) FILTER (WHERE %s)", inside), without=None),
        Measure("rating_count", _lt("Number of ratings"), "count", "rating", _count()),
    ),
    "opportunities": (
        Measure("opportunity_count", _lt("Open opportunities"), "count", "opportunity", _count()),
        Measure("opportunity_revenue", _lt("Expected revenue"), "currency", "opportunity", _sum("docs.amount")),
    ),
    "scores": (
        Measure("recency_score", _lt("Recency score"), "score", "order", None, without=None, lifetime=True,
                ranks=("days_since_last_order", "days_since_last_invoice"), kind="low"),
        Measure("frequency_score", _lt("Frequency score"), "score", "order", None, without=None,
                ranks=("order_count", "invoice_count"), kind="high"),
        Measure("monetary_score", _lt("Monetary score"), "score", "order", None, without=None,
                ranks=("order_amount", "invoice_amount"), kind="high"),
        Measure("revenue_share_cumulative", _lt("Place on the Pareto curve"), "percent", "order", None, without=100,
                ranks=("order_amount", "invoice_amount"), kind="share"),
    ),
    "customer": (
        Measure("days_since_contact", _lt("Days since the last contact"), "days", "contact",
                _days_since("MAX(docs.day)"), without=None, lifetime=True),
        Measure("days_since_created", _lt("Days since the customer was created"), "days", "customer",
                _days_since("MIN(docs.day)"), without=None, lifetime=True),
    ),
}.items():  # fmt: skip
    for _measure in _measures:
        register(replace(_measure, topic=_topic))
