from odoo import api, fields, models

from ..figures import catalogue, windows
from ..figures.specs import Figure, Window
from . import operators
from .specs import ConditionSpec


class CustomerClassificationCondition(models.Model):
    _name = "customer.classification.condition"
    _inherit = ["customer.classification.rule.part", "customer.classification.comparison"]
    _description = "Classification Condition"
    _order = "rule_id, sequence, id"

    rule_id = fields.Many2one(
        comodel_name="customer.classification.rule",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    currency_id = fields.Many2one(related="rule_id.scheme_id.currency_id")
    measure_groups = fields.Json(
        compute="_compute_measure_groups", help="The headings under which the measures are offered."
    )
    is_lifetime = fields.Boolean(
        compute="_compute_unit", help="The measure looks at all documents whatever the window."
    )
    fitting_operators = fields.Json(compute="_compute_unit", help="The comparisons that make sense for the measure.")
    unit = fields.Char(compute="_compute_unit", help="In what the threshold is expressed.")
    window = fields.Selection(compute="_compute_window", store=True, readonly=False, precompute=True)
    thresholds = fields.Integer(compute="_compute_thresholds", help="How many numbers the comparison needs.")
    has_keep_value = fields.Boolean(
        string="Keeps Below",
        help="A customer who already is in the category keeps it down to another threshold.",
    )
    keep_value = fields.Float(
        digits=(16, 2),
        help="In a ranked scheme: the threshold for customers who already are in the rule's category, "
        "so that they do not move up and down each month.",
    )

    @api.model
    def _topics(self):
        """{topic of the catalogue: what users read}, in the order in which they are offered."""
        return {
            "sales": self.env._("Sales"),
            "invoicing": self.env._("Invoicing"),
            "payments": self.env._("Payments"),
            "satisfaction": self.env._("Satisfaction"),
            "opportunities": self.env._("Opportunities"),
            "scores": self.env._("Scores"),
            "customer": self.env._("Customer"),
        }

    # Computes ---------------------------------------------------------------------------------------------------------

    @api.depends_context("lang")
    def _compute_measure_groups(self):
        names = {topic: [] for topic in self._topics()}
        for measure in catalogue.MEASURES.values():
            names.setdefault(measure.topic, []).append(measure.name)
        labels = self._topics()
        groups = [{"label": labels.get(topic, topic), "measures": found} for topic, found in names.items() if found]
        for condition in self:
            condition.measure_groups = groups

    @api.depends("measure")
    def _compute_window(self):
        for condition in self:
            measure = catalogue.MEASURES.get(condition.measure)
            if measure and measure.lifetime:
                condition.window = "lifetime"
            elif not condition.window:
                condition.window = "months"

    @api.depends("measure", "currency_id")
    @api.depends_context("lang")
    def _compute_unit(self):
        units = {"count": "", "days": self.env._("days"), "percent": "%", "score": ""}
        for condition in self:
            measure = catalogue.MEASURES.get(condition.measure)
            unit = measure.unit if measure else "count"
            condition.is_lifetime = bool(measure and measure.lifetime)
            condition.fitting_operators = operators.fitting(measure)
            condition.unit = condition.currency_id.symbol if unit == "currency" else units[unit]

    @api.depends("operator")
    def _compute_thresholds(self):
        for condition in self:
            condition.thresholds = operators.of(condition).thresholds if condition.operator else 1

    # CRUD -------------------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_numbers(vals)
            self._tick_keep_value(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_numbers(vals)
        self._tick_keep_value(vals)
        return super().write(vals)

    def _schemes_deciding_by(self):
        return self.rule_id.scheme_id

    @api.model
    def _tick_keep_value(self, vals):
        """A keep value that other programs give without the check box counts."""
        if "keep_value" in vals and "has_keep_value" not in vals:
            vals["has_keep_value"] = vals["keep_value"] not in (False, None)

    def _spec(self):
        """Return the plain value that the engine is fed with; works for unsaved conditions too."""
        self.ensure_one()
        self._check_measure()
        measure = catalogue.MEASURES[self.measure]
        kind = "lifetime" if measure.lifetime else self.window
        # so that “this year” is one figure, whatever number once stood beside it
        length = self.window_length if kind in windows.COUNTED else 0
        ranked = self.rule_id.scheme_id.is_ranked
        return ConditionSpec(
            # while it is typed, it has no number yet
            key=self.id or f"new{self.sequence}",
            figure=Figure(self.measure, Window(kind, length)),
            operator=self.operator,
            value=self.value,
            value_to=self.value_to,
            keep_value=self.keep_value if ranked and self.has_keep_value else None,
            empty_counts=self.empty_counts,
        )

    def _snapshot(self):
        """Return the condition as plain values from which :meth:`new` makes it again."""
        self.ensure_one()
        names = (
            "id",
            "measure",
            "window",
            "window_length",
            "operator",
            "value",
            "value_to",
            "has_keep_value",
            "keep_value",
            "empty_counts",
        )
        return {name: self[name] for name in names}
