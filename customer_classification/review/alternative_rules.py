from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

VALUES = ("measure", "window", "window_length", "operator", "value", "value_to", "empty_counts")


class CustomerClassificationAlternative(models.Model):
    """Other standards may leave rules out, try them in another order, and have rules of their own."""

    _inherit = "customer.classification.alternative"

    rule_ids = fields.One2many(
        comodel_name="customer.classification.alternative.rule",
        inverse_name="alternative_id",
        string="Rules",
        compute="_compute_rule_ids",
        store=True,
        readonly=False,
        copy=True,
    )

    @api.depends("scheme_id")
    def _compute_rule_ids(self):
        """A row for each of the rules as they stand, in their order."""
        for alternative in self:
            rules = alternative.scheme_id._deciding_rules()
            alternative.rule_ids = [
                Command.clear(),
                *(Command.create({"rule_id": rule._origin.id or rule.id, "sequence": rule.sequence}) for rule in rules),
            ]

    def _spec(self, day):
        spec = super()._spec(day)
        present = {rule.key: rule for rule in spec.rules}
        rows = {row.rule_id.id: row for row in self.rule_ids if row.rule_id}
        places = [
            ((rows[key].sequence if key in rows else self._sequence_of(key), key), rule)
            for key, rule in present.items()
            if key not in rows or not rows[key].is_left_out
        ]
        last = max(present, default=0)
        own = [row for row in self.rule_ids if not row.rule_id and not row.is_left_out]
        places += [((row.sequence, last + number), row._spec()) for number, row in enumerate(own, start=1)]
        return replace(spec, rules=tuple(rule for _place, rule in sorted(places, key=lambda place: place[0])))

    def _sequence_of(self, rule_id):
        return self.env["customer.classification.rule"].sudo().browse(rule_id).sequence

    def _adopt(self):
        """Write thresholds, order and own rules into the scheme; rules that are left out are archived."""
        adopted = super()._adopt()
        for row in self.rule_ids:
            if row.rule_id:
                values = {"sequence": row.sequence, "active": not row.is_left_out}
                changed = {name: value for name, value in values.items() if row.rule_id[name] != value}
                if changed:
                    row.rule_id.write(changed)
            elif not row.is_left_out:
                row.sudo().rule_id = row._make_rule()
        return adopted

    def _changed_rules(self):
        """What differs from the rules as they stand besides thresholds: ``[{kind, rule, category, name, text}]``."""
        kept = [row for row in self.rule_ids if row.rule_id and not row.is_left_out]
        former = sorted(kept, key=lambda row: (row.rule_id.sequence, row.rule_id.id))
        latter = sorted(kept, key=lambda row: (row.sequence, row.rule_id.id))
        moved = {row for row, other in zip(former, latter, strict=True) if row != other}
        kinds = {"added": lambda row: not row.rule_id, "left_out": lambda row: row.rule_id and row.is_left_out}
        return [
            {
                "kind": kind,
                "rule": row.rule_id.id,
                "category": row.category_id.id,
                "name": row.name,
                "text": row.summary,
            }
            for row in self.rule_ids
            for kind in [next((kind for kind, holds in kinds.items() if holds(row)), "moved" if row in moved else "")]
            if kind and not (kind == "added" and row.is_left_out)
        ]


class CustomerClassificationAlternativeRule(models.Model):
    """A rule of an alternative: one of the scheme's, perhaps left out or elsewhere in the order, or one of its own."""

    _name = "customer.classification.alternative.rule"
    _inherit = "customer.classification.references"
    _description = "Rule of Alternative Standards"
    _order = "sequence, id"

    alternative_id = fields.Many2one(
        comodel_name="customer.classification.alternative", required=True, index=True, ondelete="cascade"
    )
    scheme_id = fields.Many2one(related="alternative_id.scheme_id")
    rule_id = fields.Many2one(
        comodel_name="customer.classification.rule",
        string="Present Rule",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: a rule that only the alternative has.",
    )
    sequence = fields.Integer(default=1000, help="Rules are tried in this order; the first that holds decides.")
    is_left_out = fields.Boolean(string="Removed", help="The alternative does without this rule.")
    name = fields.Char(compute="_compute_from_rule", store=True, readonly=False, required=True, precompute=True)
    label = fields.Char(
        compute="_compute_label", string="Rule", help="The name of the rule in the language of the user."
    )
    category_id = fields.Many2one(
        comodel_name="customer.classification.category",
        compute="_compute_from_rule",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
        ondelete="cascade",
        domain="[('scheme_id', '=', scheme_id)]",
        help="Where the customers go for whom this is the first rule that holds.",
    )
    partner_domain = fields.Char(string="Customer Filter", default="[]", help="The rule is only about these customers.")
    match = fields.Selection(
        selection=[("all", "All conditions"), ("any", "Any condition")],
        default="all",
        required=True,
        help="Whether all conditions must hold or one suffices.",
    )
    condition_ids = fields.One2many(
        comodel_name="customer.classification.alternative.condition",
        inverse_name="rule_id",
        string="Conditions",
        copy=True,
    )
    summary = fields.Char(
        compute="_compute_summary", string="Conditions of the Rule", help="The conditions of the rule in words."
    )

    @api.depends("rule_id.name", "name")
    @api.depends_context("lang")
    def _compute_label(self):
        for row in self:
            row.label = row.rule_id.name or row.name

    @api.depends("rule_id")
    def _compute_from_rule(self):
        for row in self:
            row.name = row.rule_id.name or row.name
            row.category_id = row.rule_id.category_id or row.category_id

    @api.depends("rule_id.summary", "match", *(f"condition_ids.{name}" for name in VALUES))
    @api.depends_context("lang")
    def _compute_summary(self):
        for row in self:
            row.summary = row.rule_id.summary or row._as_rule().summary

    @api.constrains("category_id", "partner_domain", "condition_ids")
    def _check_rule(self):
        for row in self.filtered(lambda row: not row.rule_id):
            row.scheme_id._check_target(row.category_id)
            self.env["customer.classification.rule"]._check_literal_domain(row.partner_domain, tried=True)
            row._as_rule().condition_ids._check_condition()
            if not row.condition_ids and (row.partner_domain or "[]") == "[]":
                raise ValidationError(
                    self.env._("“%s” has no condition and no filter, so it would hold for everybody.", row.name)
                )

    def _rule_values(self):
        return {
            "name": self.name,
            "scheme_id": self.scheme_id.id,
            "category_id": self.category_id.id,
            "sequence": self.sequence,
            "partner_domain": self.partner_domain or "[]",
            "match": self.match,
            "condition_ids": [Command.create(condition._values()) for condition in self.condition_ids],
        }

    def _as_rule(self):
        """The rule as one that is not saved: what rules mean and say, they know themselves."""
        return self.env["customer.classification.rule"].new(self._rule_values())

    def _make_rule(self):
        return self.env["customer.classification.rule"].create(self._rule_values())

    def _spec(self):
        """The rule as the engine takes it; numbers below zero are no rule's and no condition's of the scheme."""
        spec = self._as_rule()._spec()
        keys = [-condition.id for condition in self.condition_ids]
        conditions = zip(spec.conditions, keys, strict=True)
        return replace(
            spec, key=-self.id, conditions=tuple(replace(condition, key=key) for condition, key in conditions)
        )


class CustomerClassificationAlternativeCondition(models.Model):
    """A condition of a rule that only an alternative has."""

    _name = "customer.classification.alternative.condition"
    _inherit = "customer.classification.comparison"
    _description = "Condition of Alternative Standards"
    _order = "id"

    rule_id = fields.Many2one(
        comodel_name="customer.classification.alternative.rule", required=True, index=True, ondelete="cascade"
    )
    window = fields.Selection(default="months")

    @api.constrains(*VALUES)
    def _check_values(self):
        """What a rule may not ask, a draft of one may not either, whichever way it is written."""
        self.rule_id._check_rule()

    def _values(self):
        return {name: self[name] for name in VALUES}
