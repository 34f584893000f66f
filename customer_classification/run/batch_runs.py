"""A batch that somebody chose by hand is an entry of the list of runs: who, why, from where to where; undone as one."""

from dataclasses import replace

from odoo import api, fields, models


class CustomerClassificationRun(models.Model):
    _inherit = "customer.classification.run"

    is_choice = fields.Boolean(
        string="Chosen by a Person",
        readonly=True,
        help="No rules decided: somebody chose the category of many customers.",
    )
    reason = fields.Char(readonly=True, help="Why somebody chose so.")

    @api.depends("is_choice")
    def _compute_display_name(self):
        computed = super()._compute_display_name()
        for run in self.filtered("is_choice"):
            run.display_name = self.env._("%(run)s, chosen by hand", run=run.display_name)
        return computed


class CustomerClassificationAssignLine(models.TransientModel):
    _inherit = "customer.classification.assign.line"

    def _begin(self, move, matrix):
        move = super()._begin(move, matrix)
        run = (
            self.env["customer.classification.run"]
            .with_user(move.user_id)
            ._begin(
                self.scheme_id,
                move.effective_date,
                "manual",
                is_choice=True,
                is_partial=True,
                reason=move.reason,
                matrix=matrix,
                customer_count=sum(cell["customers"] for cell in matrix),
                started_at=move.now,
            )
        )
        run.flush_recordset()
        return replace(move, run_id=run.id)

    def _finish(self, move, moved, proposed):
        super()._finish(move, moved, proposed)
        run = self.env["customer.classification.run"].sudo().browse(move.run_id)
        if not moved and not proposed:  # all of them are where they were chosen to be
            run.unlink()
            return
        seconds = (fields.Datetime.now() - move.now).total_seconds()
        run.write({"state": "applied", "change_count": moved, "proposed_count": proposed, "duration": seconds})
