from odoo import fields, models
from odoo.tools import SQL

from . import history


class CustomerClassificationDifference(models.Model):
    """Where the history does not lead to the present categories; without meddling in the database there is nothing."""

    _name = "customer.classification.difference"
    _description = "Difference between Category History and Present"
    _auto = False
    _order = "scheme_id, partner_id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer", readonly=True)
    scheme_id = fields.Many2one(comodel_name="customer.classification.scheme", readonly=True)
    replayed_category_id = fields.Many2one(
        comodel_name="customer.classification.category",
        string="By the History",
        readonly=True,
        help="Where the changes lead, replayed in the order in which they were carried out.",
    )
    category_id = fields.Many2one(
        comodel_name="customer.classification.category", string="Present Category", readonly=True
    )

    _depends = {
        "customer.classification.change": history.REPLAYED,
        "customer.classification.assignment": ["partner_id", "scheme_id", "category_id"],
    }

    @property
    def _table_query(self):
        return SQL(
            "SELECT ROW_NUMBER() OVER (ORDER BY scheme_id, partner_id) AS id, difference.* FROM (%s) difference",
            history.differences(),
        )

    def action_open_history(self):
        """Open all changes of the customer in the scheme, as they were carried out."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_changes")
        domain = [("partner_id", "=", self.partner_id.id), ("scheme_id", "=", self.scheme_id.id)]
        return {**action, "domain": [*domain, ("state", "in", history.IN_FORCE)], "context": {}}
