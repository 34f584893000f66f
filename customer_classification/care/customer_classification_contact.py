from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# one row: one category with the interval that it sets, or takes over from the nearest one above that sets one
INTERVALS = SQL(
    """SELECT DISTINCT ON (below.id) below.id AS category_id, own.contact_interval
         FROM customer_classification_category own
         JOIN customer_classification_category below ON below.parent_path LIKE own.parent_path || '%%'
        WHERE own.contact_interval > 0
        ORDER BY below.id, LENGTH(own.parent_path) DESC"""
)


class CustomerClassificationContact(models.Model):
    """Customers whose category has a contact interval: when they were contacted, and when they should be again.

    Of several schemes with intervals the main one counts, then the first by sequence, as with other defaults.
    """

    _name = "customer.classification.contact"
    _inherit = "customer.classification.opens.partner"
    _description = "Customer to Contact"
    _auto = False
    _order = "rank, delay desc, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer", readonly=True)
    ref = fields.Char(related="partner_id.ref", string="Customer Code")
    phone = fields.Char(related="partner_id.phone")
    email = fields.Char(related="partner_id.email")
    user_id = fields.Many2one(comodel_name="res.users", string="Salesperson", readonly=True)
    scheme_id = fields.Many2one(comodel_name="customer.classification.scheme", readonly=True)
    category_id = fields.Many2one(comodel_name="customer.classification.category", readonly=True)
    rank = fields.Integer(readonly=True, aggregator=None, help="The lower, the more important.")
    contact_interval = fields.Integer(string="Interval", readonly=True, aggregator="avg", help="Days.")
    last_contact = fields.Date(readonly=True)
    due_date = fields.Date(
        string="Contact by",
        readonly=True,
        help="The last contact, else the day of coming into the category, plus the interval.",
    )
    delay = fields.Integer(string="Days Late", readonly=True, aggregator="max", help="Negative: so many days are left.")
    planned_date = fields.Date(
        string="Planned for", readonly=True, help="When the next activity with the customer or a contact is due."
    )

    _depends = {
        "customer.classification.assignment": ["partner_id", "scheme_id", "category_id", "since"],
        "customer.classification.category": ["contact_interval", "parent_path", "sequence"],
        "customer.classification.profile": ["partner_id", "company_id", "last_contact_date"],
        "customer.classification.scheme": ["active", "company_id", "is_main", "sequence"],
        "mail.activity": ["active", "date_deadline", "res_id", "res_model"],
        "res.partner": ["active", "commercial_partner_id", "user_id"],
    }

    @api.model
    def _customers_with_interval(self):
        """A row per customer: in the main scheme, if its categories have intervals, else in the first that has."""
        return SQL(
            """SELECT DISTINCT ON (assignment.partner_id) assignment.partner_id, assignment.scheme_id,
                      assignment.category_id, assignment.since, category.sequence AS rank, asked.contact_interval
                 FROM customer_classification_assignment assignment
                 JOIN asked ON asked.category_id = assignment.category_id
                 JOIN customer_classification_category category ON category.id = assignment.category_id
                 JOIN customer_classification_scheme scheme ON scheme.id = assignment.scheme_id AND scheme.active
                WHERE scheme.company_id IS NULL OR scheme.company_id = ANY(%(companies)s)
                ORDER BY assignment.partner_id, scheme.is_main IS NOT TRUE, scheme.company_id IS NULL,
                         scheme.sequence, scheme.id""",
            companies=self.env.companies.ids,
        )

    @property
    def _table_query(self):
        return SQL(
            """-- one row: one customer with a contact interval, and when they were contacted last;
               -- it must not miss customers who were never contacted
               WITH asked AS (%(asked)s), customer AS (%(customers)s), contacted AS (
                   SELECT partner_id, MAX(last_contact_date) AS last_contact
                     FROM customer_classification_profile
                    WHERE company_id IS NULL OR company_id = ANY(%(companies)s)
                    GROUP BY partner_id
               ), planned AS (
                   SELECT member.commercial_partner_id AS partner_id, MIN(activity.date_deadline) AS planned_date
                     FROM mail_activity activity
                     JOIN res_partner member ON member.id = activity.res_id
                    WHERE activity.res_model = 'res.partner' AND activity.active
                    GROUP BY member.commercial_partner_id
               )
               SELECT customer.partner_id AS id, customer.partner_id, partner.user_id, customer.scheme_id,
                      customer.category_id, customer.rank, customer.contact_interval, contacted.last_contact,
                      COALESCE(contacted.last_contact, customer.since) + customer.contact_interval AS due_date,
                      %(today)s::date - COALESCE(contacted.last_contact, customer.since) - customer.contact_interval
                          AS delay,
                      planned.planned_date
                 FROM customer
                 JOIN res_partner partner ON partner.id = customer.partner_id AND partner.active
                 LEFT JOIN contacted ON contacted.partner_id = customer.partner_id
                 LEFT JOIN planned ON planned.partner_id = customer.partner_id""",
            asked=INTERVALS,
            customers=self._customers_with_interval(),
            companies=self.env.companies.ids,
            today=self.env.companies._classification_today(),
        )

    # Actions ----------------------------------------------------------------------------------------------------------

    def action_plan_call(self):
        """Give the salespeople of these customers (else the user) a call to make today, where nothing is planned yet.

        :raises UserError: something is planned for all of them
        """
        self.check_access("read")
        waiting = self.filtered(lambda contact: not contact.planned_date)
        if not waiting:
            raise UserError(self.env._("Something is planned for these customers already."))
        for contact in waiting:
            contact.partner_id.activity_schedule(
                "mail.mail_activity_data_call",
                self.env.company._classification_today(),
                user_id=(contact.user_id.filtered("active") or self.env.user).id,
                summary=self.env._("Contact interval of “%s”", contact.category_id.name),
            )
        self._read_anew()
        return True

    def action_contacted(self):
        """Note that these customers were contacted just now; the calls that were planned for it are done."""
        self.check_access("read")
        call, today = self.env.ref("mail.mail_activity_data_call"), self.env.company._classification_today()
        for contact in self:
            calls = contact.partner_id.activity_ids.filtered(
                lambda a: a.activity_type_id == call and a.date_deadline <= today
            )
            calls = calls or contact.partner_id.activity_schedule(
                "mail.mail_activity_data_call",
                today,
                user_id=self.env.uid,
                summary=self.env._("Contact interval of “%s”", contact.category_id.name),
            )
            calls.action_feedback()
        self.env.flush_all()
        Profile = self.env["customer.classification.profile"].sudo()
        for scope in Profile._scopes(self.scheme_id):
            Profile._refresh_scope(scope, self.partner_id.ids)
        self._read_anew()
        return True

    @api.model
    def _read_anew(self):
        self.env.flush_all()
        self.invalidate_model()
