from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..customers import customers
from ..figures import environment
from .checks import CHECKS

KINDS = ("complete", "unique", "valid", "alive")


class CustomerClassificationQuality(models.Model):
    """How good the data of customers were in a month, as its last look found them: how many are complete, unique,
    valid, alive; by scheme, category and salesperson.
    """

    _name = "customer.classification.quality"
    _description = "Quality of Customer Data"
    _order = "month desc, scheme_id, category_id, user_id"
    _rec_name = "month"
    _log_access = False

    month = fields.Date(required=True, readonly=True, index=True, help="The first day of the month.")
    scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme", required=True, readonly=True, index=True, ondelete="cascade"
    )
    category_id = fields.Many2one(
        comodel_name="customer.classification.category", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    user_id = fields.Many2one(comodel_name="res.users", string="Salesperson", readonly=True, ondelete="cascade")
    customers = fields.Integer(string="Number of Customers", readonly=True)
    complete = fields.Integer(readonly=True, help="Customers of whom nothing is missing.")
    unique = fields.Integer(readonly=True, help="Customers who likely stand here once only.")
    valid = fields.Integer(readonly=True, help="Customers in whose data nothing is wrong.")
    alive = fields.Integer(readonly=True, help="Customers who gave a sign of life lately.")

    @api.model
    def _measure(self):
        """Count for the present month of each scheme's company what the lists say now."""
        self.env.flush_all()
        everything = environment.engine_env(self.env, None)
        for scheme in self.env["customer.classification.scheme"].search(Domain.TRUE):
            month = scheme._today().replace(day=1)
            table = customers.table(everything, scheme.company_id.id or None)
            belonging = customers.of_company(scheme.company_id.id, table) & customers.literal(
                scheme.customer_domain or "[]"
            )
            self.env.cr.execute(
                SQL("DELETE FROM customer_classification_quality WHERE scheme_id = %s AND month = %s", scheme.id, month)
            )
            self.env.cr.execute(self._counting(scheme, month, everything["res.partner"]._search(belonging)))
            self.env.cr.execute(SQL("DROP TABLE %s", SQL.identifier(table)))
        self.invalidate_model()

    @api.model
    def _counting(self, scheme, month, query):
        company = scheme.company_id.id or None
        return SQL(
            """
            -- one row: the customers of one category and one salesperson; it must not miss who has no category
            INSERT INTO customer_classification_quality
                   (month, scheme_id, category_id, user_id, customers, complete, "unique", valid, alive)
            SELECT %(month)s, %(scheme)s, own.category_id, partner.user_id, COUNT(*),
                   COUNT(*) FILTER (WHERE fault.lacks IS NOT TRUE), COUNT(*) FILTER (WHERE twin.id IS NULL),
                   COUNT(*) FILTER (WHERE fault.is_wrong IS NOT TRUE), COUNT(*) FILTER (WHERE dead.id IS NULL)
              FROM res_partner partner
              LEFT JOIN customer_classification_assignment own
                ON own.partner_id = partner.id AND own.scheme_id = %(scheme)s
              LEFT JOIN (SELECT partner_id AS id, BOOL_OR(check_name = ANY(%(completing)s)) AS lacks,
                                BOOL_OR(check_name != ALL(%(completing)s)) AS is_wrong
                           FROM customer_classification_fault
                          WHERE state = 'open' AND (company_id IS NULL OR %(company)s::int IS NULL
                                                    OR company_id = %(company)s)
                          GROUP BY partner_id) fault ON fault.id = partner.id
              LEFT JOIN (SELECT DISTINCT UNNEST(ARRAY[partner_id, other_id]) AS id
                           FROM customer_classification_duplicate WHERE state IN ('open', 'later')) twin
                ON twin.id = partner.id
              LEFT JOIN (SELECT DISTINCT partner_id AS id FROM customer_classification_dead
                          WHERE state IN ('open', 'kept', 'handed')
                            AND (%(company)s::int IS NULL OR company_id = %(company)s)) dead
                ON dead.id = partner.id
             WHERE partner.id IN %(customers)s
             GROUP BY own.category_id, partner.user_id
            """,
            month=month,
            scheme=scheme.id,
            completing=[check.name for check in CHECKS.values() if check.quality == "complete"] or [""],
            company=company,
            customers=query.subselect(),
        )
