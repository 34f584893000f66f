from dataclasses import replace

from odoo import models
from odoo.exceptions import UserError

from ..common import words
from ..figures import environment, figures, seen
from ..figures.specs import REVENUE
from ..run import nights
from . import dry_runs

NAMED = 5  # customers in the message


class CustomerClassificationRun(models.Model):
    """A dry run is applied as it was seen, or not at all."""

    _inherit = "customer.classification.run"

    def action_activate_and_apply(self):
        """Activate the scheme of a dry run and move the customers as it shows.

        :raises UserError: rules or figures have changed since the dry run
        """
        for run in self._deciding():
            run._check_fresh()
        self.scheme_id.action_activate()
        return self.action_apply()

    def _check_fresh(self):  # pylint: disable=missing-return
        """Decide once more for the same day, on those of whom anything changed since.

        :raises UserError: the rules were edited since the dry run, or customers would go elsewhere now; says who
        """
        super()._check_fresh()
        if not self.scheme_id._has_rules(self.rules_snapshot):
            raise UserError(
                self.env._("The rules were edited since this dry run. Make a new one to see what would happen.")
            )
        others = self.env["res.partner"].browse(self._decided_otherwise())
        if others:
            raise UserError(
                self.env._(
                    "Documents or customers have changed since this dry run: %(count)s customers would go elsewhere "
                    "now (%(names)s). Make a new dry run to see it, then apply that one.",
                    count=len(others),
                    names=words.listed(self.env, others[:NAMED].mapped("display_name")),
                )
            )

    def _decided_otherwise(self):
        """The ids of the customers on whom the rules say something else now."""
        self.ensure_one()
        partner_ids = tuple(self.change_ids.partner_id.ids) if self.is_partial else None
        spec = self.scheme_id._spec(self.as_of, partner_ids)
        engine_env = environment.engine_env(self.env, spec.scope.company_id)
        if partner_ids is None:
            self.env.flush_all()
            partner_ids = nights.news(engine_env, spec, seen.of_json(engine_env, self.rules_snapshot.get("seen")))
            if partner_ids == ():
                return []
            spec = replace(spec, partner_ids=partner_ids)
        wanted = [REVENUE, *spec.figures]
        # as the dry run took them: some customers alone have no quintiles of their own
        boundaries = (self.rules_snapshot or {}).get("boundaries")
        with figures.computed(engine_env, spec.scope, wanted, partner_ids, boundaries) as tables:
            with self._decided(engine_env, spec, tables) as (decided, _matrix):
                return dry_runs.differences(
                    engine_env,
                    decided,
                    self.scheme_id.id,
                    self.id,
                    self.as_of,
                    self.rules_snapshot.get("place", 0),
                )
