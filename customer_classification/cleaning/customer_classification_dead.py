from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..common import access
from ..customers import customers
from ..figures import environment
from . import signs_of_life


class CustomerClassificationDead(models.Model):
    """Customers who gave no sign of life for long and owe nothing, as each company sees it, and what became of them."""

    _name = "customer.classification.dead"
    _description = "Dead Customer"
    _order = "last_sign, id"
    _rec_name = "partner_id"
    _on_customer_merge = "recomputed"

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    ref = fields.Char(related="partner_id.ref", string="Reference")
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    category_id = fields.Many2one(related="partner_id.main_category_id", string="Category")
    last_sign = fields.Date(
        string="Last Sign of Life",
        readonly=True,
        help="The day of the last order, quotation, invoice, payment or contact; of who never did any of it, the day "
        "on which they were entered.",
    )
    months = fields.Integer(
        string="Dead After (Months)",
        readonly=True,
        aggregator=None,
        help="As the customer's category says it, else the company.",
    )
    state = fields.Selection(
        selection=[
            ("open", "To Decide"),
            ("kept", "Kept"),
            ("handed", "Handed Over"),
            ("archived", "Archived"),
            ("returned", "Came Back"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    keep_until = fields.Date(readonly=True, help="On the day after, the customer is proposed again.")
    reason = fields.Char(readonly=True)
    decided_by_id = fields.Many2one(comodel_name="res.users", string="Decided by", readonly=True)
    archived_ids = fields.Json(readonly=True, help="The contacts that were archived with the customer.")

    _customer_unique = models.Constraint("UNIQUE(partner_id, company_id)", "Each company looks at a customer once.")

    # Finding ----------------------------------------------------------------------------------------------------------

    @api.model
    def _look(self):
        """Look for dead customers in all companies; what was decided stays decided until it ends."""
        self.env.flush_all()
        for company in self.env["res.company"].search(Domain.TRUE):
            self._look_in(company)
        self.invalidate_model()

    @api.model
    def _look_in(self, company):
        today, since = company._classification_today(), company._classification_since()
        everything = environment.engine_env(self.env, company.id)
        table = customers.table(everything, company.id)
        here = everything["res.partner"]._search(customers.of_company(company.id, table)).subselect()
        dead = SQL(
            """
            -- One row a customer without a sign of life for as long as their category or the company says;
            -- it must not have anybody of whom documents may be missing.
            SELECT partner.id AS partner_id, sign.day, limits.months
              FROM res_partner partner
              JOIN (%(signs)s) sign ON sign.partner_id = partner.id
              LEFT JOIN (%(months)s) own ON own.partner_id = partner.id
             CROSS JOIN LATERAL (SELECT COALESCE(own.months, %(default)s) AS months) limits
             CROSS JOIN LATERAL (SELECT (%(today)s::date - MAKE_INTERVAL(months => limits.months))::date AS day) ends
             WHERE partner.id IN %(here)s AND limits.months > 0 AND sign.day <= ends.day
               AND (%(since)s::date IS NULL OR %(since)s::date <= ends.day)
               AND partner.id NOT IN (SELECT partner_id FROM (%(busy)s) busy(partner_id)
                                       WHERE partner_id IS NOT NULL)
            """,
            signs=signs_of_life.last_signs(company.id, company._classification_tz()),
            months=signs_of_life.months_of(company.id),
            default=company.classification_dead_months,
            today=today,
            here=here,
            since=since,
            busy=signs_of_life.still_busy(company.id, company._classification_tz()),
        )
        self.env.cr.execute(self._keeping(company, dead, today))
        self.env.cr.execute(SQL("DROP TABLE %s", SQL.identifier(table)))

    @api.model
    def _keeping(self, company, dead, today):
        return SQL(
            """
            WITH found AS MATERIALIZED (%(dead)s), gone AS (
                DELETE FROM customer_classification_dead kept
                 WHERE kept.company_id = %(company)s AND kept.state IN ('open', 'kept', 'handed')
                   AND NOT EXISTS (SELECT FROM found WHERE found.partner_id = kept.partner_id)
            )
            INSERT INTO customer_classification_dead AS kept
                   (partner_id, company_id, last_sign, months, state, create_uid, create_date)
            SELECT partner_id, %(company)s, day, months, 'open', %(uid)s, now() AT TIME ZONE 'UTC'
              FROM found
                ON CONFLICT (partner_id, company_id) DO UPDATE
               SET last_sign = excluded.last_sign, months = excluded.months,
                   state = CASE WHEN kept.state IN ('kept', 'handed') AND kept.keep_until >= %(today)s
                                THEN kept.state ELSE 'open' END
            """,
            dead=dead,
            company=company.id,
            uid=self.env.uid,
            today=today,
        )

    # Deciding ---------------------------------------------------------------------------------------------------------

    def action_archive(self):
        """Ask why these customers are archived, and archive them.

        :raises AccessError: the user is no classification manager
        """
        return self._ask("archive")

    def action_keep(self):
        """Ask why and until when these customers are kept.

        :raises AccessError: the user is no classification manager
        """
        return self._ask("keep")

    def action_hand_over(self):
        """Ask to whom these customers are handed over.

        :raises AccessError: the user is no classification manager
        """
        return self._ask("hand_over")

    def _ask(self, decision):
        access.check_manager(self.env)
        self.check_access("read")
        titles = {
            "archive": self.env._("Archive"),
            "keep": self.env._("Keep Until"),
            "hand_over": self.env._("Hand Over"),
        }
        return {
            "type": "ir.actions.act_window",
            "name": titles[decision],
            "res_model": "customer.classification.dead.decision",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_dead_ids": self.ids, "default_decision": decision},
        }

    def action_open_partner(self):
        """Open the customer."""
        self.ensure_one()
        self.check_access("read")
        return self.partner_id._get_records_action()

    # Coming back ------------------------------------------------------------------------------------------------------

    @api.model
    def _bring_back(self, partners, document):
        """Take those of these customers who were archived as dead back, with the contacts that went with them.

        :param document: what they came back with
        """
        rows = self.sudo().search([("partner_id", "in", partners.ids), ("state", "=", "archived")])
        for partner, same in rows.grouped("partner_id").items():
            ids = {partner.id, *(contact for row in same for contact in row.archived_ids or [])}
            self.env["res.partner"].sudo().browse(ids).exists().write({"active": True})
            partner._message_log(
                body=self.env._("Came back by %s: no longer archived as a dead customer.", document.display_name)
            )
        rows.write({"state": "returned"})


class SaleOrder(models.Model):
    """An order of somebody who was archived as dead brings them back."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._bring_dead_customers_back()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"partner_id", "state"}:
            self._bring_dead_customers_back()
        return result

    def _bring_dead_customers_back(self):
        for order in self:
            customer = order.sudo().classification_partner_id
            if customer and not customer.active:
                self.env["customer.classification.dead"]._bring_back(customer, order)
