from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.exceptions import UserError

from ..common import words
from ..history import history

MONTHS = 24


class CustomerClassificationScheme(models.Model):
    """A history for a new installation: how the rules of today would have classified at the ends of past months."""

    _inherit = "customer.classification.scheme"

    def action_replay(self):
        """Classify as of the last 24 month-ends and of today; on a large base the scheduled action does it.

        Documents count in their present state. Afterwards the history shows since when each customer is where they are.

        :return: the action that opens the runs
        :raises UserError: the scheme has a history already, which would be overwritten
        """
        self._check_may_classify()
        Run = self.env["customer.classification.run"]
        runs = Run.browse()
        for scheme in self:
            scheme._check_has_no_history()
            days = scheme._replay_days()
            if Run._is_large_base():
                runs += Run.browse(
                    Run._begin(scheme, day, "manual", progress=0, is_reconstruction=True).id for day in days
                )
                self.env.ref("customer_classification.ir_cron_execute").sudo()._trigger()
            else:
                for day in days:
                    runs += Run._execute(scheme, as_of=day, reconstruct=True)
        return runs._action_open()

    def _replay_days(self):
        """The month-ends, oldest first, and today."""
        self.ensure_one()
        today = self._today()
        first = today.replace(day=1)
        # the first of a month less a day is the end of the month before, whatever its length
        return [first - relativedelta(months=back, days=1) for back in reversed(range(MONTHS))] + [today]

    def _check_has_no_history(self):
        self.ensure_one()
        first = (
            self.env["customer.classification.change"]
            .sudo()
            .search([("scheme_id", "=", self.id), ("state", "in", history.IN_FORCE)], order="effective_date", limit=1)
        )
        if first:
            raise UserError(
                self.env._(
                    "“%(scheme)s” has a history since %(day)s already; a reconstructed one would contradict it. "
                    "Only a scheme that never classified anybody can be given one.",
                    scheme=self.name,
                    day=words.day(self.env, first.effective_date),
                )
            )
