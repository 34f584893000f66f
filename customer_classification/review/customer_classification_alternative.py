from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CustomerClassificationAlternative(models.Model):
    """A draft of other rules of a scheme beside the rules as they stand, first their thresholds; it decides nothing."""

    _name = "customer.classification.alternative"
    _inherit = "customer.classification.references"
    _description = "Alternative Standards"
    _order = "id desc"

    name = fields.Char(required=True, default=lambda self: self.env._("Alternative"))
    scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("mode", "=", "rules")],
    )
    line_ids = fields.One2many(
        comodel_name="customer.classification.alternative.line",
        inverse_name="alternative_id",
        string="Thresholds",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        copy=True,
    )
    is_activated = fields.Boolean(string="Activated", readonly=True, copy=False)

    @api.depends("scheme_id")
    def _compute_line_ids(self):
        """A line for each threshold of the rules as they stand."""
        for alternative in self:
            conditions = alternative.scheme_id._deciding_rules().condition_ids
            asked = conditions.filtered("thresholds")
            alternative.line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "condition_id": condition._origin.id or condition.id,
                            "value": condition.value,
                            "value_to": condition.value_to,
                            "keep_value": condition.keep_value,
                        }
                    )
                    for condition in asked
                ),
            ]

    def _spec(self, day):
        """The scheme as the engine sees it, with these thresholds.

        :raises UserError: a rule that it changes is gone
        """
        self.ensure_one()
        spec = self.scheme_id._spec(day)
        lines = {line.condition_id.id: line for line in self.line_ids}
        self._check_lines(spec, lines)
        rules = (
            replace(rule, conditions=tuple(lines[c.key]._changed(c) if c.key in lines else c for c in rule.conditions))
            for rule in spec.rules
        )
        return replace(spec, rules=tuple(rules))

    def _check_lines(self, spec, lines):
        if lines.keys() - {condition.key for condition in spec.conditions}:
            raise UserError(
                self.env._(
                    "A rule that “%s” changes is archived or gone. Make the alternative anew from the rules as they "
                    "stand.",
                    self.name,
                )
            )

    def _adopt(self):
        """Write the thresholds into the rules; activating them is another step."""
        self.ensure_one()
        self._check_lines(
            self.scheme_id._spec(self.scheme_id._today()), {line.condition_id.id: line for line in self.line_ids}
        )
        for line in self.line_ids:
            values = {name: line[name] for name in ("value", "value_to", "keep_value")}
            if any(line.condition_id[name] != value for name, value in values.items()):
                line.condition_id.write(values)
        self.sudo().is_activated = True


class CustomerClassificationAlternativeLine(models.Model):
    """A threshold of an alternative, beside the one that holds."""

    _name = "customer.classification.alternative.line"
    _inherit = "customer.classification.references"
    _description = "Threshold of Alternative Standards"
    _order = "id"

    alternative_id = fields.Many2one(
        comodel_name="customer.classification.alternative", required=True, index=True, ondelete="cascade"
    )
    condition_id = fields.Many2one(
        comodel_name="customer.classification.condition", required=True, index=True, ondelete="cascade"
    )
    rule_id = fields.Many2one(related="condition_id.rule_id")
    category_id = fields.Many2one(related="condition_id.rule_id.category_id")
    thresholds = fields.Integer(related="condition_id.thresholds")
    has_keep_value = fields.Boolean(related="condition_id.has_keep_value")
    present_value = fields.Float(related="condition_id.value", string="At Present", digits=(16, 2))
    value = fields.Float(string="Threshold", digits=(16, 2))
    value_to = fields.Float(string="Up to", digits=(16, 2))
    keep_value = fields.Float(digits=(16, 2))

    _condition_unique = models.Constraint(
        "UNIQUE(alternative_id, condition_id)", "Each threshold stands in an alternative once."
    )

    def _changed(self, condition):
        """The condition with these thresholds."""
        keep = None if condition.keep_value is None else self.keep_value
        return replace(condition, value=self.value, value_to=self.value_to, keep_value=keep)
