import ast

from odoo import api, models, tools
from odoo.fields import Domain

from ..figures.scheme_scores import BOUNDARIES
from ..figures.specs import Scope
from .specs import SchemeSpec

KEPT_BY_RUNS = ("boundaries", "place", "seen")  # in their snapshots, besides the rules


class CustomerClassificationScheme(models.Model):
    """What the engine is fed with."""

    _inherit = "customer.classification.scheme"

    def _spec(self, as_of, partner_ids=None):
        """Return the plain value that the engine is fed with; works for unsaved schemes and rules too."""
        self.ensure_one()
        return SchemeSpec(
            id=self.id,
            scope=Scope(
                as_of,
                self.company_id.id or None,
                self.currency_id.id,
                self.amount_basis,
                self._history_since(),
                self.score_source,
                self._typed_boundaries(),
                self.customer_level,
            ),
            mode=self.mode,
            is_ranked=self.is_ranked,
            customer_domain=self.customer_domain or "[]",
            default_category_id=self.default_category_id.id or None,
            mapping_field=self.mapping_field_id.name or None,
            mapping=tuple(self.mapping_ids._keys().items()) if self.mode == "mapping" else (),
            rules=tuple(rule._spec() for rule in self._deciding_rules()),
            partner_ids=partner_ids,
            leaves=self.leaving == "leave",
        )

    def _rules_snapshot(self):
        """Return the rules as they stand, for the run to keep."""
        self.ensure_one()
        return {
            "mode": self.mode,
            "default_category_id": self.default_category_id.id or None,
            "mapping": self.mapping_ids._keys(),
            "rules": [rule._snapshot() for rule in self._deciding_rules()],
        }

    def _has_rules(self, snapshot):
        """Whether the scheme has the rules that a run or an activation kept; how they are called does not matter."""

        def deciding(rules):
            parts = {key: value for key, value in (rules or {}).items() if key not in ("rules", *KEPT_BY_RUNS)}
            rules = [{key: value for key, value in rule.items() if key != "name"} for rule in rules.get("rules", ())]
            return parts, rules

        return deciding(snapshot or {}) == deciding(self._rules_snapshot())

    def _deciding_rules(self):
        """The rules that are tried, in that order."""
        if self.mode != "rules":
            return self.rule_ids.browse()
        rules = self.rule_ids.filtered("active")
        return rules.sorted(lambda rule: rule._position())

    def _check_targets(self):
        """Raise where a rule, a mapping line or the default leads to a category that holds no customers any more."""
        self.ensure_one()
        lines = self.mapping_ids if self.mode == "mapping" else self._deciding_rules()
        for category in self.default_category_id | lines.category_id:
            self._check_target(category)

    # What decisions depend on -----------------------------------------------------------------------------------------

    @api.model
    def _decisive_fields(self):
        """The fields of a scheme on which decisions depend."""
        return {
            "mode",
            "mapping_field_id",
            "customer_domain",
            "amount_basis",
            "default_category_id",
            "currency_id",
            "score_source",
            "customer_level",
            "leaving",
            *BOUNDARIES.values(),
        }

    @api.model
    @tools.ormcache()
    def _partner_fields(self):
        """The fields of the customer on which automatic schemes decide, each by the first name of its path."""
        schemes = self.sudo().search([("mode", "!=", "manual")])
        domains = [*schemes.mapped("customer_domain"), *schemes.rule_ids.mapped("partner_domain")]
        paths = {
            condition.field_expr
            for text in filter(None, domains)
            for condition in Domain(ast.literal_eval(text)).iter_conditions()
        }
        return {path.partition(".")[0] for path in paths} | set(schemes.mapping_field_id.mapped("name"))

    def _mark_changed(self):
        """Stop automatic moves of active schemes until someone activates them again."""
        self.env.registry.clear_cache()  # _partner_fields
        self.filtered(lambda scheme: scheme.state == "active").sudo().write({"state": "changed"})
