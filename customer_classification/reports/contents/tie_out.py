"""Tie-outs: a figure of a report beside what Odoo's own analysis says of the same documents."""

from odoo.fields import Domain
from odoo.tools import SQL

from ..dataset import Check

AMOUNTS = {"untaxed": "price_subtotal", "taxed": "price_total"}


def invoice_analysis(inquiry, customers: SQL, invoiced) -> tuple[Check, ...]:
    """The invoiced amount of the customers in the table ``customers``, and what Invoice Analysis says of them.

    Both count posted invoices less credit notes by invoice date. Only sums that the report shows anyway are told.
    """
    if invoiced is None:
        return ()
    env = inquiry.reader
    other = sum(_analysis(inquiry, company, customers) for company in _companies(inquiry))
    other = inquiry.currency.round(other)
    return (
        Check(
            label=env._("Invoiced, by this report"),
            value=inquiry.currency.round(invoiced),
            other_label=env._("Invoice Analysis, the same customers and days"),
            other=other,
            difference=inquiry.currency.round(invoiced - other),
        ),
    )


def _companies(inquiry):
    scope, Company = inquiry.spec.scope, inquiry.engine["res.company"]
    if scope.company_id:
        return Company.browse(scope.company_id)
    return Company.search([] if scope.company_ids is None else [("id", "in", scope.company_ids)])


def _analysis(inquiry, company, customers) -> float:
    """What Invoice Analysis says of one company, in the currency of the report."""
    Analysis = inquiry.engine["account.invoice.report"].with_context(allowed_company_ids=company.ids)
    among = SQL("SELECT partner_id FROM %s", customers)

    def to_sql(_model, alias, _query):
        commercial = SQL(
            "SELECT commercial_partner_id FROM res_partner WHERE id = %s", SQL.identifier(alias, "partner_id")
        )
        return SQL("(%s) IN (%s)", commercial, among)

    parameters = inquiry.parameters
    domain = Domain.custom(to_sql=to_sql) & Domain(
        [
            ("company_id", "=", company.id),
            ("state", "=", "posted"),
            ("move_type", "in", ("out_invoice", "out_refund")),
            ("invoice_date", ">=", parameters.first_day),
            ("invoice_date", "<=", parameters.last_day),
        ]
    )
    field = AMOUNTS[inquiry.spec.scope.amount_basis]
    [(total,)] = Analysis._read_group(domain, [], [f"{field}:sum"])
    return company.currency_id._convert(total or 0, inquiry.currency, company, parameters.last_day, round=False)
