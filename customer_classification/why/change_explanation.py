from odoo import fields, models
from odoo.exceptions import UserError

from ..common import visibility
from ..figures import catalogue, environment
from ..rules import meaning
from . import documents


class CustomerClassificationChange(models.Model):
    """Why a customer is where they are: the rule that decided, those before it, the documents behind each figure."""

    _inherit = "customer.classification.change"

    explanation = fields.Html(
        compute="_compute_explanation",
        sanitize=False,
        help="Why the customer belongs here: each condition with the customer's figure.",
    )

    def _compute_explanation(self):
        for change in self:
            change.explanation = self.env["ir.qweb"]._render(
                "customer_classification.change_explanation",
                {
                    "change": change,
                    "lines": change.explain(),
                    "earlier": change._explain_earlier() if change.rule_id else [],
                },
            )

    def explain(self):
        """Say why: the conditions of the rule that decided, each with the customer's figure as it was then.

        Where the category of all other customers decided, the conditions of all rules, none of which held as a whole.
        In a scheme that all companies share, ``holds`` is what the documents of all of them said; who has not chosen
        all of them is told the figure over the documents of those that they chose.

        :return: a list of ``{label, measure, window, value, threshold, holds, rule}``; values in the unit of the
            measure (the scheme's currency, a number, days), None for an empty figure
        :raises AccessError: the user may not see the customer or the scheme
        """
        self.ensure_one()
        self.check_access("read")
        rules = self._rules_then()
        if self.rule_id:
            rules = [rule for rule in rules if rule["id"] == self.rule_id.id]
        return [line for rule in rules for line in self._explain_rule(rule)]

    def _rules_then(self):
        """The rules as they stood when the change was made."""
        return (self.sudo().run_id.rules_snapshot or {}).get("rules", [])

    def _rule_name(self, rule):
        """How a rule is called in the user's language; as it was called then, if it is gone."""
        return self.env["customer.classification.rule"].sudo().browse(rule["id"]).exists().name or rule["name"]

    def _explain_rule(self, rule):
        conditions = [self._condition_then(values) for values in rule["conditions"]]
        own = self._own_figures([condition._spec().figure for condition in conditions])
        return [
            self._explain_condition(rule, values, condition, own)
            for values, condition in zip(rule["conditions"], conditions, strict=True)
        ]

    def _own_figures(self, wanted):
        """The figures over the documents of the companies that the user has chosen, where the scheme looks at more.

        :return: {figure: value}; None where the user may see what the scheme looks at. What a customer is among all
            others, such as a score, is left out.
        """
        scheme = self.sudo().scheme_id
        if visibility.sees_sums_of(self.env, scheme):
            return None
        scope = environment.seen_scope(self.env, scheme._spec(self.sudo().run_id.as_of).scope)
        return documents.figures_of(self.env, scope, wanted, self.partner_id.id)

    def _explain_condition(self, rule, values, condition, own):
        spec = condition._spec()
        decided = (self.sudo().evidence or {}).get(str(values["id"]))
        value = decided if own is None else own.get(spec.figure)
        text = self.env._("not known") if value is None else condition._format(value)
        if own is not None:
            text = self.env._("%s in your companies; those of all companies decided", text)
        keeps = self.from_category_id.id == rule["category_id"]
        return {
            "label": condition.display_name,
            "measure": condition.measure,
            "window": condition._window_name(),
            "value": value,
            "value_text": text,
            "threshold": meaning.threshold_of(spec, keeps),
            "holds": meaning.holds(spec, decided, keeps),
            "rule": self._rule_name(rule),
            "condition": values["id"],
            "has_documents": catalogue.MEASURES[condition.measure].source in catalogue.DOCUMENTS,
        }

    def _condition_then(self, values):
        """The condition as it stood, from what the run kept."""
        return self.env["customer.classification.condition"].new(
            {
                # without its id: the rule may have been edited since, and it is the former one that is shown
                **{name: value for name, value in values.items() if name != "id"},
                "rule_id": self.env["customer.classification.rule"].new({"scheme_id": self.scheme_id.id}),
            }
        )

    def _explain_earlier(self):
        """The rules that were tried before and did not hold: ``[(name, why)]``, with the first condition that failed.

        A rule all of whose conditions hold failed by its customer filter.
        """
        self.ensure_one()
        earlier = []
        for rule in self._rules_then():
            if rule["id"] == self.rule_id.id:
                break
            lines = self._explain_rule(rule)
            failed = [line for line in lines if not line["holds"]]
            if failed and (rule["match"] == "all" or len(failed) == len(lines)):
                why = self.env._(
                    "%(condition)s – is %(value)s", condition=failed[0]["label"], value=failed[0]["value_text"]
                )
            else:
                why = self.env._("the customer does not match the filter of the rule")
            earlier.append((self._rule_name(rule), why))
        return earlier

    # Documents --------------------------------------------------------------------------------------------------------

    def action_open_documents(self, condition_id):
        """Open the documents behind the figure of a condition; of those that the user may not see, only the number.

        :param condition_id: as in :meth:`explain`
        :raises AccessError: the user may not see the customer or the scheme
        """
        self.ensure_one()
        self.check_access("read")
        model, document_ids, text = self._documents_behind(condition_id)
        visible = self.env[model].search([("id", "in", document_ids)])
        name = text
        if hidden := len(document_ids) - len(visible):
            name = self.env._("%(figure)s (and %(count)s that you may not see)", figure=text, count=hidden)
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", visible.ids)],
            "context": {"create": False},
        }

    def _documents_behind(self, condition_id):
        """The model and the ids of the documents, and what they are, in words."""
        found = [(rule, c) for rule in self._rules_then() for c in rule["conditions"] if c["id"] == condition_id]
        if not found:
            raise UserError(self.env._("The move was not decided by that condition."))
        [(rule, values)] = found
        run = self.sudo().run_id
        spec = self.sudo().scheme_id._spec(run.as_of)
        engine_env = environment.engine_env(self.env, spec.scope.company_id)
        scope = environment.seen_scope(self.env, spec.scope)
        figure = self._condition_then(values)._spec().figure
        model, document_ids = documents.behind(engine_env, scope, figure, self.partner_id.id)
        [line] = self._explain_rule({**rule, "conditions": [values]})
        name = self.env._(
            "%(customer)s: %(figure)s",
            customer=self.partner_id.name,
            figure=self._condition_then(values)._figure_name(),
        )
        return model, document_ids, f"{name} = {line['value_text']}"
