from odoo import models
from odoo.exceptions import AccessError, UserError

from ..common import access


class CustomerClassificationScheme(models.Model):
    """What people and other programs do with schemes."""

    _inherit = "customer.classification.scheme"

    def classify(self, as_of=None, partner_ids=None, simulate=False):
        """Decide the category of every customer by the rules as they stand, and move who belongs elsewhere.

        :param as_of: the day D on which windows end, as a date or ``YYYY-MM-DD``; if empty, today in the
            time zone of the scheme's company
        :param partner_ids: only these customers (their contacts stand for them); all if None
        :param simulate: write a dry run (run and changes) and move nobody
        :return: the runs, one per scheme, in the order of the schemes
        :raises AccessError: the user is no classification manager, or may not see one of the customers
        :raises UserError: a scheme is classified by hand, or is being classified at this moment
        """
        self._check_may_classify()
        if partner_ids is not None:
            access.records_of(self.env, "res.partner", partner_ids).check_access("read")
        return self.env["customer.classification.run"]._execute(
            self, as_of=as_of, partner_ids=partner_ids, simulate=simulate, trigger="manual"
        )

    def _check_may_classify(self):
        if not access.is_manager(self.env):
            raise AccessError(self.env._("Only classification managers may classify customers by rules."))
        self.check_access("read")
        for scheme in self.filtered(lambda s: s.mode == "manual"):
            raise UserError(
                self.env._(
                    "“%s” is classified by hand. To let rules decide, choose “By rules” or "
                    "“By a field of the customer”.",
                    scheme.name,
                )
            )

    def action_classify(self):
        """“Classify now”: classify today, or leave that to the scheduled action on a large base; open the runs."""
        return self._classify_or_queue(simulate=False)._action_open()

    def action_simulate(self):
        """“Dry run”: decide today without moving anybody, and open the run."""
        return self._classify_or_queue(simulate=True)._action_open()

    def _classify_or_queue(self, simulate):
        self._check_may_classify()
        Run = self.env["customer.classification.run"]
        return Run._queue(self, simulate) if Run._is_large_base() else self.classify(simulate=simulate)

    # Opening what belongs to a scheme ---------------------------------------------------------------------------------

    def action_open_categories(self):
        return self._action_open_related("action_categories")

    def action_open_rules(self):
        return self._action_open_related("action_rules")

    def action_open_unclassified(self):
        """Open the customers of the scheme who have no category in it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_customers")
        domain = [("unclassified_in_ids", "in", self.ids)]
        name = self.env._("Unclassified in %s", self.name)
        return {**action, "name": name, "display_name": name, "domain": domain}

    def action_open_board(self):
        """Open the customers of the scheme as cards in a column per category."""
        return {
            **self._action_open_related("action_assignment_board"),
            "context": {"default_scheme_id": self.id, "board_scheme_id": self.id, "category_short": True},
        }

    def action_open_assignments(self):
        return self._action_open_related("action_assignments", domain=[("partner_id.active", "=", True)])

    def action_open_runs(self):
        return self._action_open_related("action_runs")
