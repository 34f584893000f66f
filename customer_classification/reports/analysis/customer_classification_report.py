from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...common.figure_fields import UnknowableFloat, UnknowableInteger, UnknowableMonetary
from . import report_profiles
from .report_profiles import PROFILE
from .report_scores import BOUNDARIES, SCORES, boundaries, score

LEVELS = 3
# measure: what is added up, what it is divided by; of one customer as of many
RATES = {
    "order_average": ("%(order_amount)s", "%(order_count)s"),
    "order_growth": ("100 * (%(order_amount)s - %(order_amount_before)s)", "%(order_amount_before)s"),
    "invoice_growth": ("100 * (%(invoice_amount)s - %(invoice_amount_before)s)", "%(invoice_amount_before)s"),
    "payment_delay_days": ("%(payment_delay_total)s", "%(payment_delay_count)s"),
    "satisfaction": ("%(rating_total)s", "%(rating_count)s"),
    "repeat_rate": ("CASE WHEN %(order_count)s > 1 THEN 100 ELSE 0 END", "CASE WHEN %(order_count)s > 0 THEN 1 END"),
    "retention_rate": (
        "CASE WHEN %(order_amount_before)s > 0 AND %(order_count)s > 0 THEN 100 ELSE 0 END",
        "CASE WHEN %(order_amount_before)s > 0 THEN 1 END",
    ),
}


class CustomerClassificationReport(models.Model):
    """What each category is worth: one row per customer and scheme, with the customer's kept figures.

    Another addon adds a dimension by extending ``_select`` and ``_from``. A rate of many customers is the rate of their
    sums, not the mean of their rates; add yours to :data:`RATES`.
    """

    _name = "customer.classification.report"
    _inherit = "customer.classification.opens.partner"
    _description = "Category Analysis"
    _auto = False
    _rec_name = "partner_id"
    _order = "order_amount desc, id"

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    scheme_id = fields.Many2one("customer.classification.scheme", readonly=True)
    category_id = fields.Many2one("customer.classification.category", readonly=True)
    level_1_id = fields.Many2one("customer.classification.category", string="Category, Level 1", readonly=True)
    level_2_id = fields.Many2one("customer.classification.category", string="Category, Level 2", readonly=True)
    level_3_id = fields.Many2one("customer.classification.category", string="Category, Level 3", readonly=True)
    attributes = fields.Properties(definition="category_id.effective_definition", readonly=True, copy=False)
    since = fields.Date(readonly=True, help="Since when the customer is in the category.")
    origin = fields.Selection(
        selection=lambda self: self.env["customer.classification.assignment"]._fields["origin"].selection, readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    state_id = fields.Many2one("res.country.state", string="Province", readonly=True)
    industry_id = fields.Many2one("res.partner.industry", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True, help="The team of the salesperson.")
    first_order_date = fields.Date(string="First Order", readonly=True)
    last_order_date = fields.Date(string="Last Order", readonly=True)
    last_contact_date = fields.Date(string="Last Contact", readonly=True)
    overdue_since = fields.Date(string="Overdue since", readonly=True)

    customer_count = fields.Integer(string="Number of Customers", readonly=True)
    order_amount = UnknowableMonetary(string="Sales (orders), 12 months", readonly=True)
    order_amount_before = UnknowableMonetary(string="Sales (orders), 12 months before", readonly=True)
    order_count = UnknowableInteger(string="Orders, 12 months", readonly=True)
    order_average = UnknowableMonetary(string="Average Order, 12 months", readonly=True, aggregator="avg")
    order_growth = UnknowableFloat(string="Growth of Orders (%)", readonly=True, aggregator="avg")
    order_share = UnknowableFloat(
        string="Share of Sales (%)",
        readonly=True,
        aggregator="sum",
        help="Of the sales (orders) of the customers who are looked at.",
    )
    invoice_amount = UnknowableMonetary(string="Sales (invoices), 12 months", readonly=True)
    invoice_amount_before = UnknowableMonetary(string="Sales (invoices), 12 months before", readonly=True)
    invoice_count = UnknowableInteger(string="Invoices, 12 months", readonly=True)
    invoice_growth = UnknowableFloat(string="Growth of Invoiced Sales (%)", readonly=True, aggregator="avg")
    payment_amount = UnknowableMonetary(string="Payments, 12 months", readonly=True)
    payment_delay_days = UnknowableFloat(string="Mean Payment Delay (days)", readonly=True, aggregator="avg")
    receivable_amount = UnknowableMonetary(string="Open Receivable", readonly=True)
    overdue_amount = UnknowableMonetary(string="Overdue", readonly=True)
    satisfaction = UnknowableFloat(string="Satisfaction (1 to 5)", readonly=True, aggregator="avg")
    rating_count = UnknowableInteger(string="Ratings, 12 months", readonly=True)
    payment_delay_total = UnknowableInteger(readonly=True, aggregator=None)
    payment_delay_count = UnknowableInteger(readonly=True, aggregator=None)
    rating_total = UnknowableFloat(readonly=True, aggregator=None)
    opportunity_count = UnknowableInteger(string="Open Opportunities", readonly=True)
    opportunity_revenue = UnknowableMonetary(string="Expected Revenue", readonly=True)
    overdue_count = UnknowableInteger(string="Customers Overdue", readonly=True)
    unhappy_count = UnknowableInteger(
        string="Unhappy Customers", readonly=True, help="Whose mean rating of the last 12 months is below 3."
    )
    silence = UnknowableFloat(
        readonly=True,
        aggregator="avg",
        help="How many of their usual intervals the customer has let pass without an order: with 12 orders in the last "
        "12 months and none for two months, 2.",
    )
    repeat_rate = UnknowableFloat(
        string="Repeat Purchases (%)",
        readonly=True,
        aggregator="avg",
        help="Of the customers who ordered in the last 12 months, how many ordered more than once.",
    )
    retention_rate = UnknowableFloat(
        string="Retention (%)",
        readonly=True,
        aggregator="avg",
        help="Of the customers who ordered in the 12 months before, how many ordered in the last 12 months again.",
    )
    recency_score = UnknowableInteger(readonly=True, aggregator="avg")
    frequency_score = UnknowableInteger(readonly=True, aggregator="avg")
    monetary_score = UnknowableInteger(readonly=True, aggregator="avg")

    _depends = {
        "customer.classification.assignment": [
            "partner_id",
            "scheme_id",
            "category_id",
            "attributes",
            "since",
            "origin",
        ],
        "customer.classification.category": ["parent_path"],
        "customer.classification.scheme": [
            "active",
            "amount_basis",
            "company_id",
            "currency_id",
            "score_source",
            *BOUNDARIES,
        ],
        "customer.classification.profile": ["partner_id", "company_id", "currency_id", "amount_basis", *PROFILE],
        "res.partner": ["active", "country_id", "state_id", "industry_id", "user_id"],
        "res.users": ["sale_team_id"],
    }

    # The statement ----------------------------------------------------------------------------------------------------

    @property
    def _table_query(self) -> SQL:
        return SQL("%s %s %s", self._select(), self._from(), self._where())

    @api.model
    def _select(self) -> SQL:
        columns = {name: SQL.identifier("profile", name) for name in PROFILE}
        return SQL(
            """SELECT assignment.id, assignment.partner_id, assignment.scheme_id, assignment.category_id,
                      %(levels)s, assignment.attributes, assignment.since, assignment.origin,
                      scheme.company_id, scheme.currency_id, partner.country_id, partner.state_id,
                      partner.industry_id, partner.user_id, salesperson.sale_team_id AS team_id,
                      1 AS customer_count, (profile.overdue_amount > 0)::int AS overdue_count,
                      (profile.satisfaction < 3)::int AS unhappy_count,
                      (%(today)s - profile.last_order_date) * profile.order_count / 365.0 AS silence,
                      %(figures)s, %(rates)s, %(scores)s, NULL::float8 AS order_share""",
            levels=SQL(", ").join(
                SQL(
                    "NULLIF(split_part(category.parent_path, '/', %s), '')::int AS %s",
                    level,
                    SQL.identifier(f"level_{level}_id"),
                )
                for level in range(1, LEVELS + 1)
            ),
            figures=SQL(", ").join(columns.values()),
            rates=SQL(", ").join(
                SQL(
                    "(%s)::float8 / NULLIF(%s, 0) AS %s",
                    SQL(above, **columns),
                    SQL(below, **columns),
                    SQL.identifier(name),
                )
                for name, (above, below) in RATES.items()
                if name not in PROFILE
            ),
            today=(today := self._today()),
            scores=SQL(", ").join(SQL("%s AS %s", score(name, today), SQL.identifier(name)) for name in SCORES),
        )

    @api.model
    def _from(self) -> SQL:
        """The assignments with what is known of scheme, category, customer and their figures.

        What nobody asks for costs nothing: PostgreSQL leaves out joins to one row at most that are not used.
        """
        return SQL(
            """FROM customer_classification_assignment assignment
               JOIN customer_classification_scheme scheme ON scheme.id = assignment.scheme_id
               LEFT JOIN res_partner partner ON partner.id = assignment.partner_id
               LEFT JOIN customer_classification_category category ON category.id = assignment.category_id
               LEFT JOIN %s profile
                 ON profile.partner_id = assignment.partner_id AND %s
               LEFT JOIN res_users salesperson ON salesperson.id = partner.user_id
               LEFT JOIN (%s) boundaries ON boundaries.scheme_id = assignment.scheme_id""",
            *(profiles := report_profiles.of_user(self.env)),
            boundaries(self._today(), *profiles),
        )

    @api.model
    def _where(self) -> SQL:
        return SQL("WHERE scheme.active")

    @api.model
    def _today(self) -> SQL:
        """The day that it is for a row's ``scheme``: one that companies share has the same day for all its readers."""
        schemes = self.env["customer.classification.scheme"].sudo().search([("active", "=", True)])
        days = schemes.grouped(lambda scheme: scheme._today())
        cases = (SQL("WHEN scheme.id = ANY(%s) THEN %s::date", own.ids, day) for day, own in days.items())
        return SQL("(CASE %s END)", SQL(" ").join((*cases, SQL("WHEN FALSE THEN NULL::date"))))

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Only customers whom the user may see: whatever rules there are on contacts hold here, too."""
        return super()._search(Domain(domain) & Domain("partner_id.active", "=", True), *args, **kwargs)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """What is not known comes last, whichever way a list is sorted."""
        nulls = nulls if nulls.code or self._fields[field_name].type not in ("float", "monetary") else SQL("NULLS LAST")
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    # Rates of many ----------------------------------------------------------------------------------------------------

    def _read_group_select(self, aggregate_spec, query):
        name, _colon, function = aggregate_spec.partition(":")
        if name in RATES and function == "avg":
            columns = {column: self._field_to_sql(self._table, column, query) for column in PROFILE}
            above, below = (SQL(text, **columns) for text in RATES[name])
            return SQL("SUM((%s)::float8) / NULLIF(SUM((%s)::float8), 0)", above, below)
        if aggregate_spec == "order_share:sum":
            amount = self._field_to_sql(self._table, "order_amount", query)
            everything = SQL("(%s)", query.subselect(SQL("SUM(%s)", amount)))
            return SQL("100 * SUM(%s)::float8 / NULLIF(%s, 0)", amount, everything)
        return super()._read_group_select(aggregate_spec, query)
