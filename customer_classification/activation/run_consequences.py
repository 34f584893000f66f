from odoo import api, fields, models
from odoo.tools import SQL

from ..consequences import actions


class CustomerClassificationRun(models.Model):
    """What would follow the moves of a dry run, besides the defaults that stand with each move."""

    _inherit = "customer.classification.run"

    consequences = fields.Text(
        string="Would Follow",
        compute="_compute_consequences",
        help="The actions of the categories that customers would enter or leave, were the run applied now.",
    )

    @api.depends("state", "change_ids")
    @api.depends_context("lang")
    def _compute_consequences(self):
        for run in self:
            waits = run.state in ("simulated", "held") and run.change_count
            run.consequences = (waits and "\n".join(run._consequences())) or False

    def _consequences(self):
        """A line for each action, with how many customers it is about."""
        self.ensure_one()
        changes = SQL(
            "SELECT id FROM customer_classification_change WHERE run_id = %s AND state = 'simulated'", self.id
        )
        self.env.flush_all()
        for row in actions.foresee(self.env, changes, fields.Datetime.now()):
            values = {
                "action": self.env["ir.actions.server"].sudo().browse(row["action_id"]).name,
                "category": self.env["customer.classification.category"].browse(row["category_id"]).name,
                "count": row["customers"],
            }
            yield (
                self.env._("%(action)s, for %(count)s customers who enter “%(category)s”", **values)
                if row["occasion"] == "enter"
                else self.env._("%(action)s, for %(count)s customers who leave “%(category)s”", **values)
            )
