from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..customers import customers
from . import catalogue, environment, figures
from .figure_fields import UnknowableFloat, UnknowableMonetary
from .specs import Figure, Scope, Window

YEAR, EVER = Window("months", 12), Window()
# column → figure; a figure in days becomes the date from which they are counted
FIGURES = {
    "order_amount": Figure("order_amount", YEAR),
    "order_amount_before": Figure("order_amount_before", YEAR),
    "order_count": Figure("order_count", YEAR),
    "order_average": Figure("order_average", YEAR),
    "order_amount_total": Figure("order_amount", EVER),
    "order_count_total": Figure("order_count", EVER),
    "first_order_date": Figure("days_since_first_order", EVER),
    "last_order_date": Figure("days_since_last_order", EVER),
    "invoice_amount": Figure("invoice_amount", YEAR),
    "invoice_amount_before": Figure("invoice_amount_before", YEAR),
    "invoice_count": Figure("invoice_count", YEAR),
    "invoice_growth": Figure("invoice_growth", YEAR),
    "credit_note_rate": Figure("credit_note_rate", YEAR),
    "last_invoice_date": Figure("days_since_last_invoice", EVER),
    "payment_amount": Figure("payment_amount", YEAR),
    "payment_delay_days": Figure("payment_delay_days", YEAR),
    "receivable_amount": Figure("receivable_amount", EVER),
    "overdue_amount": Figure("overdue_amount", EVER),
    "overdue_since": Figure("overdue_days", EVER),
    "satisfaction": Figure("satisfaction", YEAR),
    "rating_count": Figure("rating_count", YEAR),
    "opportunity_count": Figure("opportunity_count", EVER),
    "opportunity_revenue": Figure("opportunity_revenue", EVER),
    "last_contact_date": Figure("days_since_contact", EVER),
}
CAN_BE_ZERO_DAYS = {"overdue_since"}  # zero days mean that there is nothing, not today


class KeptFigures:
    """The profiles in the place of tables of figures that would have to be computed from documents."""

    customers = family = None

    def __init__(self, scope):
        self.scope = scope

    @classmethod
    def know(cls, figures):
        """Whether all these figures are kept."""
        return set(figures) <= set(FIGURES.values())

    def join(self, query, partner_id: SQL):
        """Join the profile to ``query``, whose customer is ``partner_id``."""
        own = SQL(
            "profile.partner_id = %s AND profile.company_id IS NOT DISTINCT FROM %s", partner_id, self.scope.company_id
        )
        query.add_join("LEFT JOIN", "profile", SQL.identifier("customer_classification_profile"), own)

    def sql(self, figure: Figure) -> SQL:
        """The figure as an expression over the joined profile; NULL where it is empty."""
        name = next(name for name, kept in FIGURES.items() if kept == figure)
        column = SQL.identifier("profile", name)
        if name.endswith(("_date", "_since")):
            column = SQL("(%s::date - %s)", self.scope.as_of, column)
        without = catalogue.MEASURES[figure.measure].without
        return column if without is None else SQL("COALESCE(%s, %s)", column, without)


class CustomerClassificationProfile(models.Model):
    _name = "customer.classification.profile"
    _description = "Customer Figures"
    _order = "order_amount desc, partner_id"
    _rec_name = "partner_id"
    _on_customer_merge = "recomputed"
    _log_access = False

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="cascade",
        readonly=True,
        help="Whose documents are added up. Empty: those of all companies, for schemes that all companies share.",
    )
    currency_id = fields.Many2one(comodel_name="res.currency", required=True, ondelete="cascade", readonly=True)
    main_category_id = fields.Many2one(related="partner_id.main_category_id", groups="")
    user_id = fields.Many2one(related="partner_id.user_id")
    updated_at = fields.Datetime(string="Last Difference", required=True, readonly=True)

    order_amount = fields.Monetary(string="Sales (orders), 12 months", readonly=True)
    order_amount_before = fields.Monetary(string="Sales (orders), 12 months before", readonly=True)
    order_count = fields.Integer(string="Orders, 12 months", readonly=True)
    order_average = UnknowableMonetary(string="Average Order, 12 months", readonly=True, aggregator="avg")
    order_amount_total = fields.Monetary(string="Sales (orders), ever", readonly=True)
    order_count_total = fields.Integer(string="Orders, ever", readonly=True)
    first_order_date = fields.Date(string="First Order", readonly=True)
    last_order_date = fields.Date(string="Last Order", readonly=True)
    invoice_amount = fields.Monetary(string="Sales (invoices), 12 months", readonly=True)
    invoice_amount_before = fields.Monetary(string="Sales (invoices), 12 months before", readonly=True)
    invoice_count = fields.Integer(string="Invoices, 12 months", readonly=True)
    invoice_growth = UnknowableFloat(string="Growth of Invoiced Sales, 12 months (%)", readonly=True, aggregator="avg")
    credit_note_rate = UnknowableFloat(string="Credit Notes, 12 months (%)", readonly=True, aggregator="avg")
    last_invoice_date = fields.Date(string="Last Invoice", readonly=True)
    payment_amount = fields.Monetary(string="Payments, 12 months", readonly=True)
    payment_delay_days = UnknowableFloat(string="Mean Payment Delay, 12 months (days)", readonly=True, aggregator="avg")
    receivable_amount = fields.Monetary(string="Open Receivable", readonly=True)
    overdue_amount = fields.Monetary(string="Overdue", readonly=True)
    overdue_since = fields.Date(string="Overdue since", readonly=True)
    satisfaction = UnknowableFloat(string="Satisfaction, 12 months (1 to 5)", readonly=True, aggregator="avg")
    rating_count = fields.Integer(string="Ratings, 12 months", readonly=True)
    opportunity_count = fields.Integer(string="Open Opportunities", readonly=True)
    opportunity_revenue = fields.Monetary(string="Expected Revenue", readonly=True)
    last_contact_date = fields.Date(string="Last Contact", readonly=True)

    _scope_unique = models.UniqueIndex("(partner_id, COALESCE(company_id, 0))")

    @api.depends("partner_id", "company_id")
    def _compute_display_name(self):
        for profile in self:
            profile.display_name = profile.partner_id.display_name

    # Keeping up to date -----------------------------------------------------------------------------------------------

    @api.model
    def _scopes(self, schemes):
        """What profiles there are for ``schemes``: of the company of each, and of all companies for the shared ones.

        :return: a set of scopes, as of today
        """
        scopes = {}
        for scheme in schemes.sorted():
            company_id = scheme.company_id.id or None
            scopes.setdefault(
                company_id,
                Scope(scheme._today(), company_id, scheme.currency_id.id, history_since=scheme._history_since()),
            )
        return set(scopes.values())

    @api.model
    def _refresh_scope(self, scope, partner_ids=None):
        """Bring the profiles of a scope up to date where no scheme is classified at the same time."""
        engine_env = environment.engine_env(self.env, scope.company_id)
        with figures.computed(engine_env, scope, FIGURES.values(), partner_ids) as tables:
            self._refresh(engine_env, scope, tables, partner_ids)

    @api.model
    def _refresh(self, engine_env, scope, tables, partner_ids=None):
        """Write the profiles of the customers whose figures differ from what is kept; drop those of mere contacts.

        :param engine_env: the environment in which the engine runs
        :param tables: where :data:`FIGURES` of ``scope`` are
        :param partner_ids: only these customers; all if None
        """
        names = list(FIGURES)
        columns = SQL(", ").join(SQL.identifier(name) for name in names)
        chosen = SQL() if partner_ids is None else SQL(" AND profile.partner_id = ANY(%s)", list(partner_ids))
        engine_env.cr.execute(
            SQL(
                """DELETE FROM customer_classification_profile profile USING res_partner partner
                    WHERE partner.id = profile.partner_id AND partner.commercial_partner_id != partner.id
                      AND profile.company_id IS NOT DISTINCT FROM %s%s""",
                scope.company_id,
                chosen,
            )
        )
        engine_env.cr.execute(
            SQL(
                """INSERT INTO customer_classification_profile AS profile
                          (partner_id, company_id, currency_id, updated_at, %(columns)s)
                   SELECT found.partner_id, %(company)s, %(currency)s, %(now)s, %(found)s
                     FROM (%(figures)s) found
                     LEFT JOIN customer_classification_profile kept
                       ON kept.partner_id = found.partner_id AND kept.company_id IS NOT DISTINCT FROM %(company)s
                    WHERE (kept.currency_id, %(kept)s) IS DISTINCT FROM (%(currency)s, %(found)s)
                   ON CONFLICT (partner_id, COALESCE(company_id, 0)) DO UPDATE
                      SET currency_id = EXCLUDED.currency_id, updated_at = EXCLUDED.updated_at, %(set)s""",
                columns=columns,
                company=scope.company_id,
                currency=scope.currency_id,
                now=fields.Datetime.now(),
                figures=self._select(engine_env, scope, tables, partner_ids),
                found=SQL(", ").join(SQL("found.%s", SQL.identifier(name)) for name in names),
                kept=SQL(", ").join(SQL("kept.%s", SQL.identifier(name)) for name in names),
                set=SQL(", ").join(SQL("%s = EXCLUDED.%s", SQL.identifier(n), SQL.identifier(n)) for n in names),
            )
        )
        self.invalidate_model()
        self.env["res.partner"].invalidate_model(["classification_profile_ids", "classification_profile_id"])

    @api.model
    def _select(self, engine_env, scope, tables, partner_ids) -> SQL:
        """The statement that gives the columns of the profile of each customer."""
        Partner = engine_env["res.partner"]
        domain = customers.of_company(scope.company_id, tables.customers)
        if partner_ids is not None:
            domain &= Domain("id", "in", partner_ids)
        query = Partner._search(domain, bypass_access=True)
        partner_id = SQL.identifier(query.table, "id")
        tables.join(query, partner_id)
        return query.select(
            SQL("%s AS partner_id", partner_id),
            *(
                SQL("%s AS %s", self._as_column(name, tables.sql(figure), scope), SQL.identifier(name))
                for name, figure in FIGURES.items()
            ),
        )

    @api.model
    def _as_column(self, name, figure, scope) -> SQL:
        """The figure as its column has it: a date in the place of days, and two decimals for rates."""
        field = self._fields[name]
        if field.type == "date":
            days = SQL("NULLIF(%s, 0)", figure) if name in CAN_BE_ZERO_DAYS else figure
            return SQL("%s::date - (%s)::int", scope.as_of, days)
        if field.type == "float":
            return SQL("ROUND((%s)::numeric, 2)::float8", figure)
        return SQL("(%s)::%s", figure, SQL("int4" if field.type == "integer" else "numeric"))

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """What is not known comes last, whichever way a list is sorted."""
        nulls = nulls if nulls.code or field_name not in FIGURES else SQL("NULLS LAST")
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    # Actions ----------------------------------------------------------------------------------------------------------

    def action_open_partner(self):
        """Open the customer."""
        self.ensure_one()
        return self.partner_id.get_formview_action()
