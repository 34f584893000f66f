"""How far customers are from the next higher category of a ranked scheme."""

from dataclasses import replace

from ...common import words
from ...rules import meaning, operators


class Distance:
    """The rules that lead to the next higher category, for each category.

    :param figures: the figures that must be among the columns of the customers, by name
    """

    def __init__(self, inquiry):
        self.inquiry, self.spec = inquiry, inquiry.spec
        self.rules = self._next_rules() if self.spec.is_ranked and self.spec.mode == "rules" else {}
        figures = dict.fromkeys(c.figure for rule in self.rules.values() for c in rule.conditions)
        self.columns = {figure: f"figure_{number}" for number, figure in enumerate(figures)}
        self.names = dict(inquiry.scheme.with_context(active_test=False).category_ids.mapped(lambda c: (c.id, c.name)))
        self.labels = self._labels() if self.rules else {}

    @property
    def figures(self) -> dict:
        return {name: figure for figure, name in self.columns.items()}

    def _next_rules(self) -> dict:
        """{category: the first rule that leads to the category just above it}."""
        first = {}
        for rule in self.spec.rules:
            if rule.match == "all" and rule.conditions:
                first.setdefault(rule.category_id, rule)
        above, result = None, {}
        for category in self.inquiry.scheme.category_ids.sorted("sequence"):
            nearest = (above and self._leaving(first.get(category.id))) or above
            if nearest:
                result[category.id] = nearest
            above = first.get(category.id) or above
        return result

    def _leaving(self, rule):
        """Where “fewer than …” leads to a category below that for all other customers: the way out is “at least …”."""
        default = self.spec.default_category_id
        if not default or not rule or default == rule.category_id or len(rule.conditions) != 1:
            return None
        condition = rule.conditions[0]
        way_out = operators.of(condition).opposite
        if not way_out:
            return None
        opposite = replace(condition, operator=way_out)
        return replace(rule, category_id=default, conditions=(opposite,))

    def _labels(self) -> dict:
        """How each figure is called: measure and window."""
        conditions = self.inquiry.scheme.rule_ids.condition_ids
        return {condition._spec().figure: (condition, condition._figure_name()) for condition in conditions}

    def of(self, category_id, values: dict):
        """(name of the next category, how much of the way is done from 0 to 1, what is missing in words).

        :param values: figure → value
        """
        rule = self.rules.get(category_id)
        if not rule:
            return None, None, None
        done, missing = 1.0, []
        for condition in rule.conditions:
            value = values.get(condition.figure)
            if meaning.holds(condition, value):
                continue
            part, lack = self._gap(condition, value)
            done = min(done, part)
            missing.append(lack)
        return self.names[rule.category_id], done, words.stated(self.inquiry.reader, missing)

    def _gap(self, condition, value):
        """How much of a condition that does not hold is reached, and what it lacks in words."""
        env = self.inquiry.reader
        record, name = self.labels[condition.figure]
        if operators.of(condition).wants_more and condition.value > 0:
            have = float(value or 0)
            lack = record._format(condition.value - have)
            return max(have / condition.value, 0.0), env._("%(figure)s: %(lack)s missing", figure=name, lack=lack)
        shown = env._("not known") if value is None else record._format(float(value))
        return 0.0, env._("%(figure)s is %(value)s", figure=name, value=shown)
