from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...figures import windows
from ...figures.specs import Window

YEAR = Window("months", 12)


class CustomerClassificationProduct(models.Model):
    """What the customers of each category buy: a row per category and product, over the orders of the last 12 months.

    What a category does not buy though others do has a row, too. The orders are those that the user may see, so that
    shares say nothing of others.
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
    customer_count = fields.Integer(string="Customers", readonly=True, help="Who ordered the product.")
    amount = fields.Monetary(string="Sales (orders), 12 months", readonly=True)
    share = fields.Float(
        string="Share of the Category (%)",
        readonly=True,
        aggregator="sum",
        help="Of all that the customers of the category ordered.",
    )
    expected = fields.Monetary(
        string="Expected Sales",
        readonly=True,
        help="For how much the category would have ordered the product, if it bought as all customers do.",
    )
    lift = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Sales ÷ expected sales: above 1 the category prefers the product, below 1 others do.",
    )

    _depends = {
        "customer.classification.assignment": ["partner_id", "scheme_id", "category_id"],
        "customer.classification.scheme": ["active", "company_id", "currency_id"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id"],
        "res.partner": ["active", "commercial_partner_id"],
        "sale.order": ["company_id", "currency_rate", "date_order", "partner_id", "state"],
        "sale.order.line": ["display_type", "order_id", "price_subtotal", "product_id"],
    }

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """WITH bought AS MATERIALIZED (%s), compared AS (
                   SELECT category.*, product.product_id, COALESCE(bought.customer_count, 0) AS customer_count,
                          COALESCE(bought.amount, 0) AS amount, category.of_category * product.of_product
                              / NULLIF(SUM(bought.amount) OVER (PARTITION BY category.scheme_id), 0) AS expected
                     FROM (SELECT scheme_id, category_id, company_id, currency_id, SUM(amount) AS of_category
                             FROM bought GROUP BY scheme_id, category_id, company_id, currency_id) category
                     JOIN (SELECT scheme_id, product_id, SUM(amount) AS of_product
                             FROM bought GROUP BY scheme_id, product_id) product USING (scheme_id)
                     LEFT JOIN bought USING (scheme_id, category_id, product_id))
               SELECT ROW_NUMBER() OVER (ORDER BY category_id, product_id) AS id, scheme_id, category_id, product_id,
                      template.categ_id AS product_categ_id, compared.company_id, currency_id, customer_count, amount,
                      100 * amount / NULLIF(of_category, 0) AS share, expected, amount / NULLIF(expected, 0) AS lift
                 FROM compared
                 JOIN product_product product ON product.id = product_id
                 JOIN product_template template ON template.id = product.product_tmpl_id""",
            self._bought(),
        )

    @api.model
    def _bought(self) -> SQL:
        """What was bought by scheme, category and product, in the currency of the scheme."""
        return SQL(
            """SELECT scheme.id AS scheme_id, assignment.category_id, line.product_id, scheme.company_id,
                      scheme.currency_id, COUNT(DISTINCT assignment.partner_id)::int AS customer_count,
                      ROUND(SUM(line.amount * rate.rate), 2) AS amount
                 FROM (%(lines)s) line(product_id, partner_id, company_id, amount)
                 JOIN res_partner member ON member.id = line.partner_id
                 JOIN customer_classification_assignment assignment
                   ON assignment.partner_id = member.commercial_partner_id
                 JOIN customer_classification_scheme scheme ON scheme.id = assignment.scheme_id AND scheme.active
                  AND (scheme.company_id IS NULL OR scheme.company_id = line.company_id)
                 JOIN (VALUES %(rates)s) rate(company_id, currency_id, rate)
                   ON rate.company_id = line.company_id AND rate.currency_id = scheme.currency_id
                GROUP BY scheme.id, assignment.category_id, line.product_id""",
            lines=self._lines(),
            rates=SQL(", ").join(self._rates()),
        )

    @api.model
    def _lines(self) -> SQL:
        """The lines of confirmed orders that the user may see, in the currencies of their companies."""
        Line = self.env["sale.order.line"]
        first, _last = windows.bounds(YEAR, self.env.company._classification_today())
        query = Line._search(
            Domain("order_id.state", "=", "sale")
            & Domain("display_type", "=", False)
            & Domain("product_id", "!=", False)
            & Domain("order_id.date_order", ">=", self.env.company._classification_begin(first))
        )
        query.order = None
        order = SQL.identifier("bought")
        query.add_join(
            "JOIN", "bought", "sale_order", SQL("%s.id = %s", order, SQL.identifier(query.table, "order_id"))
        )
        return query.select(
            SQL.identifier(query.table, "product_id"),
            SQL("%s.partner_id", order),
            SQL("%s.company_id", order),
            SQL("%s / COALESCE(NULLIF(%s.currency_rate, 0), 1)", SQL.identifier(query.table, "price_subtotal"), order),
        )

    @api.model
    def _rates(self):
        """What the money of each company is worth in the money of each scheme, today."""
        today = self.env.companies.sudo()._classification_today()
        currencies = self.env["customer.classification.scheme"].sudo().search([("active", "=", True)]).currency_id
        for company in self.env.companies.sudo():
            for currency in currencies | company.currency_id:
                rate = currency._get_conversion_rate(company.currency_id, currency, company, today)
                yield SQL("(%s, %s, %s::numeric)", company.id, currency.id, rate)

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec != "lift:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "SUM(%s) / NULLIF(SUM(%s), 0)",
            self._field_to_sql(self._table, "amount", query),
            self._field_to_sql(self._table, "expected", query),
        )
