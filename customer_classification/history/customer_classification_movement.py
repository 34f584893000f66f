from odoo import fields, models
from odoo.tools import SQL

from ..assignments.customer_classification_assignment import ORIGINS
from ..common import visibility
from ..common.figure_fields import UnknowableMonetary
from ..schemes import direction
from . import history


class CustomerClassificationMovement(models.Model):
    """Moves for analysis: only what was really done, and in which direction."""

    _name = "customer.classification.movement"
    _description = "Category Movement"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    date = fields.Date(readonly=True, help="The day from which the customer was in the new category.")
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer", readonly=True)
    scheme_id = fields.Many2one(comodel_name="customer.classification.scheme", readonly=True)
    from_category_id = fields.Many2one(comodel_name="customer.classification.category", string="From", readonly=True)
    to_category_id = fields.Many2one(comodel_name="customer.classification.category", string="To", readonly=True)
    direction = fields.Selection(
        selection=direction.DIRECTIONS,
        readonly=True,
        help="Upgrades and downgrades exist in ranked schemes; in the others customers move sideways.",
    )
    origin = fields.Selection(selection=ORIGINS, readonly=True, help="Who or what decided.")
    rule_id = fields.Many2one(comodel_name="customer.classification.rule", readonly=True)
    user_id = fields.Many2one(comodel_name="res.users", string="By", readonly=True)
    salesperson_id = fields.Many2one(
        comodel_name="res.users", readonly=True, help="The customer's salesperson at that time."
    )
    team_id = fields.Many2one(
        comodel_name="crm.team", string="Sales Team", readonly=True, help="The salesperson's team at that time."
    )
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    revenue = UnknowableMonetary(
        string="Sales, 12 Months", readonly=True, help="The customer's sales (orders) of the 12 months before the move."
    )
    is_taken_back = fields.Boolean(
        string="Undone", readonly=True, help="The move was undone, or it is the one that undid it."
    )

    _depends = {
        "customer.classification.change": [
            "partner_id",
            "scheme_id",
            "from_category_id",
            "to_category_id",
            "effective_date",
            "origin",
            "rule_id",
            "user_id",
            "salesperson_id",
            "team_id",
            "revenue",
            "state",
        ],
        "customer.classification.category": ["sequence"],
        "customer.classification.scheme": ["is_ranked", "currency_id"],
    }

    @property
    def _table_query(self):
        return SQL("%s %s %s", self._select(), self._from(), self._where())

    def _select(self) -> SQL:
        return SQL(
            """SELECT change.id, change.effective_date AS date, change.partner_id, change.scheme_id,
                      change.from_category_id, change.to_category_id, change.origin, change.rule_id, change.user_id,
                      change.salesperson_id, change.team_id, scheme.currency_id, %(revenue)s AS revenue,
                      NOT %(movement)s AS is_taken_back,
                      %(direction)s AS direction""",
            movement=history.is_movement("change"),
            direction=direction.sql("former", "latter", SQL("scheme.is_ranked")),
            revenue=SQL("change.revenue")
            if visibility.sees_all_companies(self.env)
            else SQL("CASE WHEN scheme.company_id IS NOT NULL THEN change.revenue END"),
        )

    def _from(self) -> SQL:
        return SQL(
            """FROM customer_classification_change change
               JOIN customer_classification_scheme scheme ON scheme.id = change.scheme_id
               LEFT JOIN customer_classification_category former ON former.id = change.from_category_id
               LEFT JOIN customer_classification_category latter ON latter.id = change.to_category_id"""
        )

    def _where(self) -> SQL:
        return SQL(
            "WHERE change.state IN %s AND change.from_category_id IS DISTINCT FROM change.to_category_id",
            history.IN_FORCE,
        )

    def action_open_change(self):
        """Open the change itself, with all that is known of it."""
        self.ensure_one()
        self.check_access("read")
        return self.env["customer.classification.change"].browse(self.id).get_formview_action()
