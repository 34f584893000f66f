from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...common import visibility
from ...common.days import day_sql
from ...common.figure_fields import UnknowableFloat, UnknowableMonetary
from ...figures import windows
from ...figures.specs import Window

YEAR = Window("months", 12)


class CustomerClassificationProduct(models.Model):
    """What the customers of each category buy: a row per category and product, over the orders of the last 12 months.

    What a category does not buy though others do has a row, too. Customers are those whose figures the user sees, with
    all their orders, so that products add up to the sales in the analysis.
    """

    _name = "customer.classification.product"
    _description = "Products by Category"
    _auto = False
    _rec_name = "product_id"
    _order = "amount desc, id"

    scheme_id = fields.Many2one("customer.classification.scheme", readonly=True)
    category_id = fields.Many2one("customer.classification.category", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    product_categ_id = fields.Many2one("product.category", string="Product Category", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    customer_count = fields.Integer(string="Number of Customers", readonly=True, help="Who ordered the product.")
    amount = UnknowableMonetary(string="Sales (orders), 12 months", readonly=True)
    share = UnknowableFloat(
        string="Share of the Category (%)",
        readonly=True,
        aggregator="sum",
        help="Of all that the customers of the category ordered.",
    )
    category_amount = UnknowableMonetary(string="Sales of the Category", readonly=True, aggregator=None)
    expected = UnknowableMonetary(
        string="Expected Sales",
        readonly=True,
        help="For how much the category would have ordered the product, if it bought as all customers do.",
    )
    lift = UnknowableFloat(
        readonly=True,
        aggregator="avg",
        help="Sales ÷ expected sales: above 1 the category prefers the product, below 1 others do.",
    )

    _depends = {
        "customer.classification.assignment": ["partner_id", "scheme_id", "category_id"],
        "customer.classification.scheme": ["active", "amount_basis", "company_id", "currency_id"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id"],
        "res.partner": ["active", "commercial_partner_id", "user_id"],
        "sale.order": ["classification_partner_id", "company_id", "currency_rate", "date_order", "state"],
        "sale.order.line": ["display_type", "order_id", "price_subtotal", "price_total", "product_id"],
    }

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """-- one row: one product in one category, compared with all categories;
               -- it must not miss categories that never bought a product which others buy
               WITH bought AS MATERIALIZED (%s), compared AS (
                   SELECT category.*, product.product_id, COALESCE(bought.customer_count, 0) AS customer_count,
                          CASE WHEN category.of_category IS NOT NULL THEN COALESCE(bought.amount, 0) END AS amount,
                          category.of_category * product.of_product
                              / NULLIF(SUM(bought.amount) OVER (PARTITION BY category.scheme_id), 0) AS expected
                     FROM (SELECT scheme_id, category_id, company_id, currency_id, SUM(amount) AS of_category
                             FROM bought GROUP BY scheme_id, category_id, company_id, currency_id) category
                     JOIN (SELECT scheme_id, product_id, SUM(amount) AS of_product
                             FROM bought GROUP BY scheme_id, product_id) product USING (scheme_id)
                     LEFT JOIN bought ON bought.scheme_id = category.scheme_id
                      AND bought.category_id = category.category_id
                      AND bought.product_id IS NOT DISTINCT FROM product.product_id)
               SELECT ROW_NUMBER() OVER (ORDER BY category_id, product_id) AS id, scheme_id, category_id, product_id,
                      template.categ_id AS product_categ_id, compared.company_id, currency_id, customer_count, amount,
                      100 * amount / NULLIF(of_category, 0) AS share, of_category AS category_amount,
                      expected, amount / NULLIF(expected, 0) AS lift
                 FROM compared
                 LEFT JOIN product_product product ON product.id = product_id
                 LEFT JOIN product_template template ON template.id = product.product_tmpl_id""",
            self._bought(),
        )

    @api.model
    def _bought(self) -> SQL:
        """What was bought by scheme, category and product, in the currency of the scheme, with or without taxes as it
        says; lines without a product count, too, so that products add up to the sales."""
        return SQL(
            """-- one row: one product that customers of one category bought;
               -- it must not miss lines without a product: products add up to the sales
               SELECT scheme.id AS scheme_id, assignment.category_id, line.product_id, scheme.company_id,
                      scheme.currency_id, COUNT(DISTINCT assignment.partner_id)::int AS customer_count,
                      SUM(CASE WHEN scheme.is_known
                               THEN CASE WHEN scheme.taxed THEN line.taxed ELSE line.untaxed END * rate.rate
                          END) AS amount
                 FROM (%(lines)s) line
                 JOIN customer_classification_assignment assignment ON assignment.partner_id = line.partner_id
                 JOIN (VALUES %(schemes)s) scheme(id, company_id, currency_id, taxed, first_day, last_day, is_known)
                   ON scheme.id = assignment.scheme_id
                  AND (scheme.company_id IS NULL OR scheme.company_id = line.company_id)
                  AND line.day BETWEEN scheme.first_day AND scheme.last_day
                 JOIN (VALUES %(rates)s) rate(company_id, scheme_id, rate)
                   ON rate.company_id = line.company_id AND rate.scheme_id = scheme.id
                WHERE assignment.partner_id IN %(seen)s
                GROUP BY scheme.id, assignment.category_id, line.product_id, scheme.company_id, scheme.currency_id""",
            lines=self._lines(),
            schemes=SQL(", ").join(self._schemes()),
            rates=SQL(", ").join(self._rates()),
            seen=visibility.customers(self.env, Domain("active", "=", True)).subselect(),
        )

    @api.model
    def _lines(self) -> SQL:
        """The lines of confirmed orders of the user's companies, in the currencies of these."""
        companies = self.env.companies.sudo()
        first, _last = windows.bounds(YEAR, companies._classification_today())
        return SQL(
            """SELECT partner.commercial_partner_id AS partner_id, doc.company_id, line.product_id,
                      %(day)s AS day, line.price_subtotal / %(rate)s AS untaxed, line.price_total / %(rate)s AS taxed
                 FROM sale_order_line line
                 JOIN sale_order doc ON doc.id = line.order_id AND doc.state = 'sale' AND doc.date_order >= %(since)s
                 JOIN (VALUES %(companies)s) company(id, tz) ON company.id = doc.company_id
                 JOIN res_partner partner ON partner.id = doc.classification_partner_id
                WHERE line.display_type IS NULL""",
            day=day_sql(SQL("doc.date_order"), SQL("company.tz")),
            rate=SQL("COALESCE(NULLIF(doc.currency_rate, 0), 1)"),
            since=first - relativedelta(days=2),  # days differ by time zone
            companies=SQL(", ").join(SQL("(%s, %s)", one.id, one._classification_tz()) for one in companies),
        )

    @api.model
    def _active_schemes(self):
        """The schemes that the rows are about, those of companies that the user has chosen."""
        mine = [("active", "=", True), ("company_id", "in", [False, *self.env.companies.ids])]
        return self.env["customer.classification.scheme"].sudo().search(mine)

    @api.model
    def _schemes(self):
        """Each scheme with the 12 months that it looks at, and whether their documents are complete."""
        for scheme in self._active_schemes():
            first, last = windows.bounds(YEAR, scheme._today())
            since = (scheme.company_id or self.env.companies)._classification_since()
            yield SQL(
                "(%s, %s::int4, %s, %s, %s::date, %s::date, %s)",
                scheme.id,
                scheme.company_id.id or None,
                scheme.currency_id.id,
                scheme.amount_basis == "taxed",
                first,
                last,
                not since or since <= first,
            )
        yield SQL("(0, NULL, 0, FALSE, NULL, NULL, FALSE)")  # where there are no schemes

    @api.model
    def _rates(self):
        """What the money of each company is worth in the money of each scheme, today."""
        for scheme in self._active_schemes():
            for company in self.env.companies.sudo():
                rate = self.env["res.currency"]._get_conversion_rate(
                    company.currency_id, scheme.currency_id, company, scheme._today()
                )
                yield SQL("(%s, %s, %s::numeric)", company.id, scheme.id, rate)
        yield SQL("(0, 0, 0)")

    def _read_group_select(self, aggregate_spec, query):
        """Rates of many are those of their sums; of a category whose products are added up, the sales count once."""
        names = ("amount", "expected", "category_id", "category_amount")
        amount, expected, category, of_category = (self._field_to_sql(self._table, name, query) for name in names)
        if aggregate_spec == "lift:avg":
            return SQL("SUM(%s) / NULLIF(SUM(%s), 0)", amount, expected)
        if aggregate_spec == "share:sum":
            return SQL(
                """100 * SUM(%s)::float8 / NULLIF((SELECT SUM(once::float8)
                     FROM jsonb_each_text(jsonb_object_agg(%s, %s)) AS category(id, once)), 0)""",
                *(amount, category, of_category),
            )
        return super()._read_group_select(aggregate_spec, query)
