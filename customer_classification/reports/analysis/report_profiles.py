"""Where the kept figures are that a user may see: those of a company, or of several together."""

from odoo.tools import SQL

from ...common import visibility
from ...figures import figures
from ...figures.kept_figures import KEPT
from ...figures.specs import Scope

PROFILE = (
    "order_amount",
    "order_amount_before",
    "order_count",
    "invoice_amount",
    "invoice_amount_before",
    "invoice_count",
    "payment_amount",
    "payment_delay_days",
    "payment_delay_total",
    "payment_delay_count",
    "receivable_amount",
    "overdue_amount",
    "overdue_since",
    "satisfaction",
    "rating_count",
    "rating_total",
    "opportunity_count",
    "opportunity_revenue",
    "first_order_date",
    "last_order_date",
    "last_contact_date",
)
TOGETHER = -1  # stands for several companies
EARLIEST, LATEST = ("first_order_date", "overdue_since"), ("last_order_date", "last_invoice_date", "last_contact_date")
OF_ALL_COMPANIES = ("satisfaction", "rating_count", "rating_total")  # ratings belong to no company
UNKNOWN_TOGETHER = ("opportunity_count", "opportunity_revenue")  # those of no company would count several times


def _together(name: str, scope: Scope) -> SQL:
    """A kept figure of several companies; NULL where it is not known of one of them.

    :param scope: of these companies together, with the day from which the documents of all are complete
    """
    column = SQL.identifier(name)
    if name in UNKNOWN_TOGETHER or figures.reaches_too_far(KEPT[name], scope):
        return SQL("NULL")
    if name == "payment_delay_days":
        return SQL("SUM(payment_delay_total)::float8 / NULLIF(SUM(payment_delay_count), 0)")
    if name in EARLIEST:
        return SQL("MIN(%s)", column)
    if name in (*LATEST, *OF_ALL_COMPANIES):
        return SQL("MAX(%s)", column)
    return SQL("CASE WHEN COUNT(*) = COUNT(%s) THEN SUM(%s) END", column, column)


def of_user(env) -> tuple[SQL, SQL]:
    """Where the kept figures are of the companies that the user sees, and the condition that ``profile`` is of
    ``scheme``.

    Who has chosen several companies, but not all, gets the sum of theirs in schemes that all share; what cannot be
    added up is not known then.
    """
    kept, companies = SQL.identifier("customer_classification_profile"), env.companies
    shared = 0 if visibility.sees_all_companies(env) else companies.id if len(companies) == 1 else TOGETHER
    if shared == TOGETHER:
        chosen = companies.sudo()
        day, since = chosen._classification_today(), chosen._classification_since()
        scope = Scope(day, None, 0, history_since=since)
        kept = SQL(
            """(SELECT partner_id, company_id, currency_id, amount_basis, %(names)s FROM %(kept)s
                 UNION ALL
                SELECT partner_id, %(together)s, currency_id, amount_basis, %(sums)s FROM %(kept)s
                 WHERE company_id = ANY(%(companies)s) GROUP BY partner_id, currency_id, amount_basis)""",
            kept=kept,
            names=SQL(", ").join(map(SQL.identifier, (*PROFILE, "last_invoice_date"))),
            together=TOGETHER,
            sums=SQL(", ").join(_together(name, scope) for name in (*PROFILE, "last_invoice_date")),
            companies=companies.ids,
        )
    return kept, SQL(
        """COALESCE(profile.company_id, 0) = COALESCE(scheme.company_id, %s)
           AND profile.currency_id = scheme.currency_id AND profile.amount_basis = scheme.amount_basis""",
        shared,
    )
