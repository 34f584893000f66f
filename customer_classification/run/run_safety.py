from odoo import api, fields, models

from ..common import words


class CustomerClassificationRun(models.Model):
    """Why a run is held."""

    _inherit = "customer.classification.run"

    safety_note = fields.Char(compute="_compute_safety_note", help="How much would move, and what the limits are.")

    @api.depends("matrix", "state")
    @api.depends_context("lang")
    def _compute_safety_note(self):
        self.safety_note = False
        for run in self.filtered(lambda run: run.state == "held"):
            scheme = run.scheme_id
            customers, revenue = scheme._moved_shares(run.matrix or [])
            if revenue is None:
                run.safety_note = self.env._(
                    "%(customers)s %% of the classified customers would move (limit %(most_customers)s %%). Nobody "
                    "knows with how much of their sales: 12 months ago the documents were not complete.",
                    customers=words.number(self.env, customers, 1),
                    most_customers=words.number(self.env, scheme.safety_customers, 0),
                )
                continue
            run.safety_note = self.env._(
                "%(customers)s %% of the classified customers would move (limit %(most_customers)s %%), with "
                "%(revenue)s %% of their sales (limit %(most_revenue)s %%).",
                customers=words.number(self.env, customers, 1),
                most_customers=words.number(self.env, scheme.safety_customers, 0),
                revenue=words.number(self.env, revenue, 1),
                most_revenue=words.number(self.env, scheme.safety_revenue, 0),
            )
