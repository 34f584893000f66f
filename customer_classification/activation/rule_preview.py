from dataclasses import replace

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..common import access, days
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
        rule = self._rule_of_preview(values)
        scheme = rule.scheme_id.sudo()
        day = days.asked(self.env, as_of) or scheme._today()
        self.env.flush_all()
        seen = access.as_seen(self.env, "res.partner")
        matches = access.as_seen(self.env, "res.partner", customers.literal(rule.partner_domain or "[]"))
        own = access.hidden_companies(self.env, scheme._companies()) and tuple(self.env.companies.ids)
        matrix = rule.sudo()._matrix_of_preview(scheme._origin, day, matches, seen, own)
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

    def _rule_of_preview(self, values):
        """The rule as it stands in the form, once the user may see it and it makes sense."""
        if not isinstance(values, dict) or values.keys() - self._fields.keys():
            raise UserError(self.env._("Say what was changed in the rule, as {field: value}."))
        self.check_access("read")
        rule = self.new(values, origin=self) if self else self.new(values)
        for named in (rule.scheme_id, rule.category_id):
            named._origin.check_access("read")
        if not rule.scheme_id or not rule.category_id:
            raise UserError(self.env._("Choose the scheme and the category first."))
        rule.scheme_id.with_env(self.env)._check_manager()
        self._check_literal_domain(rule.partner_domain)
        rule.condition_ids._check_condition()
        return rule

    def _matrix_of_preview(self, scheme, day, matches, seen, own=()):
        """Who would go from where to where by the rules of ``scheme``, this one in the place of the saved one.

        Decided is on all customers, since they are ranked among each other; counted are those whom the user may see.

        :param matches: the customer filter of this rule, as the user sees it
        :param seen: the customers whom the user may see
        :param own: the companies whose sales are told, where they are not all of the scheme
        """
        others = scheme._deciding_rules().filtered(lambda rule: rule != self._origin)
        rules = sorted([*others, *(self if self.active else ())], key=lambda rule: rule._position())
        specs = (replace(rule._spec(), partner_domain=matches) if rule == self else rule._spec() for rule in rules)
        spec = replace(scheme._spec(day), mode="rules", rules=tuple(specs))
        engine_env = environment.engine_env(self.env, spec.scope.company_id)
        with figures.computed(engine_env, spec.scope, [REVENUE, *spec.figures]) as tables:
            tables.customers = customers.table(engine_env, spec.scope.company_id)
            with self.env["customer.classification.run"]._decided(engine_env, spec, tables) as (decided, _matrix):
                # decided by all documents, as a run would; told are only the sales that the user may see
                with figures.computed(engine_env, replace(spec.scope, company_ids=own or None), [REVENUE]) as sales:
                    return self._seen_matrix(engine_env, decided, seen, sales)

    @api.model
    def _seen_matrix(self, engine_env, decided, seen, sales):
        """The matrix of a decision over the customers of a domain, with other sales; as :func:`moves.matrix` has it."""
        query = engine_env["res.partner"].with_context(active_test=False)._search(seen, bypass_access=True)
        partner_id = SQL.identifier(query.table, "id")
        sales.join(query, partner_id)
        query.add_join("JOIN", "decision", SQL.identifier(decided), SQL("decision.partner_id = %s", partner_id))
        return engine_env.execute_query_dict(
            SQL(
                """SELECT "from", "to", COUNT(*) AS customers, SUM(revenue)::float AS revenue FROM (%s) seen
                    GROUP BY 1, 2 ORDER BY 1 NULLS LAST, 2 NULLS LAST""",
                query.select(
                    SQL('decision.from_category_id AS "from"'),
                    SQL('decision.category_id AS "to"'),
                    SQL("%s AS revenue", sales.sql(REVENUE)),
                ),
            )
        )
