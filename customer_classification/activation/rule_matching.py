from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..common import access, words
from ..customers import customers
from ..figures import environment, figures
from ..figures.kept_figures import KeptFigures
from ..figures.specs import REVENUE
from ..rules import decision, meaning, operators
from . import histogram

DOCUMENTS = 200_000  # rows of orders, invoices and customers; with more, only figures that are kept are counted at once


class CustomerClassificationRule(models.Model):
    """How many customers a rule holds for, while it is being written."""

    _inherit = "customer.classification.rule"

    matching = fields.Char(
        string="Holds for",
        compute="_compute_matching",
        help="Of how many customers the rule holds today, be it that a rule before it decides on some of them.",
    )

    thresholds_html = fields.Html(
        string="Thresholds",
        compute="_compute_matching",
        sanitize=False,
        help="How the figure of each condition is spread over the customers, with the threshold drawn in.",
    )

    @api.depends(
        "scheme_id",
        "category_id",
        "match",
        "partner_domain",
        "condition_ids.measure",
        "condition_ids.window",
        "condition_ids.window_length",
        "condition_ids.operator",
        "condition_ids.value",
        "condition_ids.value_to",
        "condition_ids.has_keep_value",
        "condition_ids.keep_value",
        "condition_ids.empty_counts",
    )
    @api.depends_context("lang")
    def _compute_matching(self):
        for rule in self:
            number, spreads = rule._look_at_customers()
            rule.matching = (
                False
                if number is None
                else self.env._("1 customer today")
                if number == 1
                else self.env._("%s customers today", words.number(self.env, number, 0))
            )
            rule.thresholds_html = bool(spreads) and self.env["ir.qweb"]._render(
                "customer_classification.rule_thresholds", {"spreads": spreads}
            )

    def _look_at_customers(self):
        """Of how many customers this rule, saved or not, holds today, and how its figures are spread over them.

        :return: None and an empty list where that cannot be told at once
        """
        self.ensure_one()
        if not self.scheme_id or not self._is_complete() or not self._may_be_tried():
            return None, []
        spec, seen = self._seen_spec(), access.as_seen(self.env, "res.partner")
        engine_env = environment.engine_env(self.env, spec.scope.company_id)
        with self._known_figures(engine_env, spec) as tables:
            if tables is None:
                return None, []
            return decision.matching(engine_env, spec, tables, seen), self._spreads(engine_env, spec, tables, seen)

    def _may_be_tried(self):
        """Whether the user may be told: who edits no rules sees what a saved one holds for, and tries no others."""
        if not all(named._origin.has_access("read") for named in (self.scheme_id, self.category_id)):
            return False
        try:
            access.as_seen(self.env, "res.partner", customers.literal(self.partner_domain or "[]"))
        except AccessError:
            return False
        return self == self._origin or self.browse().has_access("write")

    def _seen_spec(self):
        """This rule alone, by the documents of the companies that the user sees and by the filter as they see it."""
        scheme = self.scheme_id.sudo()
        spec = scheme._spec(scheme._today())
        if access.hidden_companies(self.env, scheme._companies()):
            spec = replace(spec, scope=replace(spec.scope, company_ids=tuple(self.env.companies.ids)))
        literal = customers.literal(self.partner_domain or "[]")
        rule = replace(self.sudo()._spec(), partner_domain=access.as_seen(self.env, "res.partner", literal))
        return replace(spec, id=scheme._origin.id, mode="rules", default_category_id=None, rules=(rule,))

    @contextmanager
    def _known_figures(self, engine_env, spec):
        """The figures of the rule and the sales of 12 months, those that are kept where there are many documents.

        :return: the tables; None where that would take too long
        """
        if not self._has_many_documents():
            self.env.flush_all()
            with figures.computed(engine_env, spec.scope, [*spec.figures, REVENUE]) as tables:
                yield tables
            return
        scope = spec.scope
        as_kept = (scope.amount_basis, scope.customer_level, scope.company_ids) == ("untaxed", "company", None)
        yield KeptFigures(spec.scope) if as_kept and KeptFigures.know(spec.figures) else None

    def _spreads(self, engine_env, spec, tables, seen):
        """What is drawn and said of each condition that has a threshold."""
        [rule] = spec.rules
        spreads = []
        for condition, plain in zip(self.condition_ids, rule.conditions, strict=True):
            thresholds = operators.of(plain).numbers(plain)
            if not thresholds:
                continue
            found = histogram.of_condition(engine_env, spec, rule, tables, plain, seen)
            shape = found["bins"] and {
                **histogram.drawn(found["bins"], partial(meaning.holds, plain), thresholds),
                "end": self.env._("%s and more", condition._format(found["bins"][-1]["from"])),
            }
            spreads.append({**found, **(shape or {}), "condition": condition, "note": self._spread_remark(found)})
        return spreads

    def _spread_remark(self, found):
        """Of how many customers a condition holds, in a sentence."""
        count, total = (words.number(self.env, found[name], 0) for name in ("customers", "total"))
        if found["share"] is None:
            return self.env._("Holds for %(count)s of %(total)s customers.", count=count, total=total)
        return self.env._(
            "Holds for %(count)s of %(total)s customers, who have %(share)s %% of the sales of 12 months.",
            count=count,
            total=total,
            share=words.number(self.env, found["share"], 1),
        )

    @api.model
    def _has_many_documents(self):
        [(rows,)] = self.env.execute_query(
            SQL(
                "SELECT SUM(GREATEST(reltuples, 0)) FROM pg_class WHERE oid IN "
                "('sale_order'::regclass, 'account_move_line'::regclass, 'res_partner'::regclass)"
            )
        )
        return rows > DOCUMENTS
