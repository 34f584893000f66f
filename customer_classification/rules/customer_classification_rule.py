import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..customers import filters
from . import coverage
from .specs import RuleSpec


class CustomerClassificationRule(models.Model):
    _name = "customer.classification.rule"
    _inherit = ["customer.classification.rule.part", "customer.classification.soft.references"]
    _description = "Classification Rule"
    _order = "scheme_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, index="btree_not_null")
    currency_id = fields.Many2one(related="scheme_id.currency_id")
    is_ranked = fields.Boolean(related="scheme_id.is_ranked")
    scheme_mode = fields.Selection(related="scheme_id.mode")
    scheme_customers = fields.Char(
        related="scheme_id.customer_domain",
        help="Which customers the scheme is about; the rule's filter holds besides.",
    )
    category_id = fields.Many2one(
        comodel_name="customer.classification.category",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('scheme_id', '=', scheme_id)]",
        help="Where the customers go for whom this is the first rule that holds.",
    )
    sequence = fields.Integer(default=10, help="Rules are tried in this order; the first that holds decides.")
    active = fields.Boolean(default=True)
    partner_domain = fields.Char(
        string="Customer Filter",
        default="[]",
        help="The rule is only about customers who match this filter. Dates in it are fixed days; for days that "
        "move with time, use a condition such as “Days since the last order”.",
    )
    match = fields.Selection(
        selection=[("all", "All conditions"), ("any", "Any condition")],
        default="all",
        required=True,
        help="Whether all conditions must hold or one suffices. A rule without conditions holds for all customers "
        "of its filter.",
    )
    condition_ids = fields.One2many(
        comodel_name="customer.classification.condition",
        inverse_name="rule_id",
        string="Conditions",
        copy=True,
    )
    summary = fields.Char(compute="_compute_summary", help="The conditions of the rule in words.")

    hint = fields.Text(compute="_compute_hint", help="What is probably not meant.")

    @api.depends("condition_ids.display_name", "match")
    @api.depends_context("lang")
    def _compute_summary(self):
        for rule in self:
            glue = self.env._(" and ") if rule.match == "all" else self.env._(" or ")
            sentences = [condition.display_name for condition in rule.condition_ids]
            rule.summary = glue.join(sentences) if sentences else self.env._("all customers of the filter")

    @api.depends(
        "sequence",
        "active",
        "match",
        "partner_domain",
        "scheme_id.rule_ids.sequence",
        "scheme_id.is_ranked",
        "condition_ids.display_name",
        "condition_ids.empty_counts",
        "condition_ids.has_keep_value",
    )
    @api.depends_context("lang")
    def _compute_hint(self):
        for rule in self:
            rule.hint = "\n".join(rule._hints())

    def _hints(self):
        """What whoever wrote the rule probably did not mean, in sentences."""
        self.ensure_one()
        before = [rule for rule in self.scheme_id.rule_ids if rule.active and rule._position() < self._position()]
        for rule in filter(self._is_covered_by, before):
            if rule.condition_ids:
                yield self.env._(
                    "This rule is never reached: “%s” before it holds for the same customers and more. Move this one "
                    "up.",
                    rule.name,
                )
            else:
                yield self.env._(
                    "This rule is never reached: “%s” before it holds for all customers. Move this one up.", rule.name
                )
        if self.is_ranked and any(map(coverage.keeps_fewer, self._spec().conditions if self._is_complete() else ())):
            yield self.env._(
                "It is harder to keep the category than to come into it: who came in today would leave it tomorrow. "
                "Enter a keep value that is easier to reach than the threshold."
            )
        if self.is_ranked and "this_year" in self.condition_ids.mapped("window"):
            yield self.env._(
                "“This year” begins anew on 1 January, when all customers would be downgraded. "
                "Consider the last 12 months."
            )

    def _is_complete(self):
        """Whether the rule could be saved as it stands."""
        try:
            self._check_literal_domain(self.partner_domain)
            self.condition_ids._check_condition()
        except ValidationError:
            return False
        return True

    def _is_covered_by(self, rule):
        """Whether ``rule`` surely holds wherever this one does."""
        return self._is_complete() and rule._is_complete() and coverage.covers(rule._spec(), self._spec())

    def _position(self):
        """Where the rule stands among those of its scheme; new ones last."""
        return self.sequence, self._origin.id or float("inf")

    @api.constrains("category_id", "scheme_id")
    def _check_category(self):
        for rule in self:
            rule.scheme_id._check_target(rule.category_id)

    @api.constrains("partner_domain")
    def _check_partner_domain(self):
        for rule in self:
            self._check_literal_domain(rule.partner_domain, tried=True)

    @api.model
    def _check_literal_domain(self, text, tried=False):
        """Raise ValidationError unless ``text`` is a valid, literal domain on customers without relative dates.

        :param tried: let PostgreSQL try it, too; whoever only shows a rule does not
        """
        try:
            (filters.tried if tried else filters.built)(self.env, text)
            domain = ast.literal_eval((text or "[]").strip())
            if not isinstance(domain, list):
                raise ValueError(text)
            relative = self._relative_date(self.env["res.partner"].sudo(), Domain(domain))
        except (filters.Unusable, ValueError, SyntaxError, TypeError, KeyError, MemoryError, RecursionError) as error:
            raise ValidationError(
                self.env._("The customer filter cannot be understood: %s. Build it with the filter editor.", error)
            ) from error
        if relative:
            raise ValidationError(
                self.env._(
                    "The customer filter compares with “%s”, which means the day on which it is read, not the day for "
                    "which customers are classified. Use a condition such as “Days since the last order” instead.",
                    relative,
                )
            )

    @api.model
    def _relative_date(self, model, domain):
        """Return the first value of ``domain`` on ``model`` that is a date relative to today, or None."""
        for leaf in domain.iter_conditions():
            target, field = model, None
            for name in leaf.field_expr.split("."):
                field = target._fields.get(name) if target is not None else None
                target = self.env[field.comodel_name] if field and field.relational else None
            if target is not None and leaf.operator.strip("!").removeprefix("not ") == "any":
                values = [self._relative_date(target, Domain(leaf.value))]
            elif field and field.type in ("date", "datetime"):
                values = leaf.value if isinstance(leaf.value, (list, tuple, set)) else [leaf.value]
            else:
                continue
            for value in values:
                if value and isinstance(value, str) and not value[0].isdigit():
                    return value
        return None

    def _spec(self):
        """Return the plain value that the engine is fed with; works for unsaved rules too."""
        self.ensure_one()
        return RuleSpec(
            key=self.id or 0,
            category_id=self.category_id.id,
            partner_domain=self.partner_domain or "[]",
            match=self.match,
            conditions=tuple(condition._spec() for condition in self.condition_ids),
            name=self.name or "",
        )

    def _all_names(self):
        """{language: name}."""
        self.ensure_one()
        return self._fields["name"]._get_stored_translations(self)

    def _snapshot(self):
        """Return the rule as plain values that a run keeps, so that its moves can be explained later."""
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "category_id": self.category_id.id,
            "partner_domain": self.partner_domain or "[]",
            "match": self.match,
            "conditions": [condition._snapshot() for condition in self.condition_ids],
        }
