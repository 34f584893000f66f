from dataclasses import replace

from odoo import fields, models
from odoo.exceptions import UserError

from ..common import visibility
from ..customers import customers
from ..figures import environment, figures
from ..figures.specs import REVENUE


class CustomerClassificationRule(models.Model):
    """The dry run of a rule while it is being edited; nothing is written, not even the run."""

    _inherit = "customer.classification.rule"

    def preview(self, values, as_of=None):
        """Decide by the scheme's rules with this one as it stands in the form, saved or not.

        :param values: what was changed in the form, as ``web_save`` takes it
        :param as_of: the day, today in the scheme's company if empty
        :return: ``{html, customers, moves, waiting}``: the matrix as HTML and the numbers of customers
        :raises AccessError: the user is no classification manager
        :raises ValidationError: the rule could not be saved as it stands
        """
        rule = self.new(values, origin=self) if self else self.new(values)
        scheme = rule.scheme_id.sudo()
        if not scheme or not rule.category_id:
            raise UserError(self.env._("Choose the scheme and the category first."))
        scheme.with_env(self.env)._check_manager()
        self._check_literal_domain(rule.partner_domain)
        rule.condition_ids._check_condition()
        day = fields.Date.to_date(as_of) or scheme._today()
        self.env.flush_all()
        matrix = rule.sudo()._matrix_of_preview(scheme._origin, day)
        if not visibility.sees_sums_of(self.env, scheme):
            matrix = [{**cell, "revenue": None} for cell in matrix]
        run = (
            self.env["customer.classification.run"]
            .sudo()
            .new({"scheme_id": scheme.id, "as_of": day, "matrix": matrix, "trigger": "manual"})
        )
        moving = [cell for cell in matrix if cell["from"] != cell["to"]]
        waiting = scheme._waiting(matrix)
        return {
            "html": run.matrix_html,
            "customers": sum(cell["customers"] for cell in matrix),
            "moves": sum(cell["customers"] for cell in moving),
            "waiting": sum(cell["customers"] for cell in moving if (cell["from"], cell["to"]) in waiting),
        }

    def _matrix_of_preview(self, scheme, day):
        """Who would go from where to where by the rules of ``scheme``, this one in the place of the saved one."""
        others = scheme._deciding_rules().filtered(lambda rule: rule != self._origin)
        rules = sorted([*others, *(self if self.active else ())], key=lambda rule: rule._position())
        spec = replace(scheme._spec(day), mode="rules", rules=tuple(rule._spec() for rule in rules))
        engine_env = environment.engine_env(self.env, spec.scope.company_id)
        with figures.computed(engine_env, spec.scope, [REVENUE, *spec.figures]) as tables:
            tables.customers = customers.table(engine_env, spec.scope.company_id)
            with self.env["customer.classification.run"]._decided(engine_env, spec, tables) as (_decided, matrix):
                return matrix
