from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ..engine import decision, figures
from .customer_classification_profile import KeptFigures

DOCUMENTS = 200_000  # rows of orders, invoices and customers; with more, only figures that are kept are counted at once


class CustomerClassificationRule(models.Model):
    """How many customers a rule holds for, while it is being written."""

    _inherit = "customer.classification.rule"

    matching = fields.Char(
        string="Holds for",
        compute="_compute_matching",
        help="Of how many customers the rule holds today, be it that a rule before it decides on some of them.",
    )

    @api.depends(
        "scheme_id", "category_id", "match", "partner_domain",
        "condition_ids.measure", "condition_ids.window", "condition_ids.window_length", "condition_ids.operator",
        "condition_ids.value", "condition_ids.value_to", "condition_ids.has_keep_value", "condition_ids.keep_value",
        "condition_ids.empty_counts",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_matching(self):
        for rule in self:
            number = rule._count_matching()
            rule.matching = (
                False
                if number is None
                else self.env._("1 customer today")
                if number == 1
                else self.env._("%s customers today", formatLang(self.env, number, digits=0))
            )

    def _count_matching(self):
        """Of how many customers this rule, saved or not, holds today; None where that cannot be told at once."""
        self.ensure_one()
        scheme = self.scheme_id.sudo()
        if not scheme or not self._is_complete():
            return None
        spec = replace(
            scheme._spec(scheme._today()), id=scheme._origin.id, mode="rules", default_category_id=None,
            rules=(self.sudo()._spec(),),
        )  # fmt: skip
        engine_env = decision.engine_env(self.env, spec.scope.company_id)
        if not self._has_many_documents():
            self.env.flush_all()
            with figures.computed(engine_env, spec.scope, spec.figures) as tables:
                return decision.matching(engine_env, spec, tables)
        kept = KeptFigures.know(spec.figures) and (scheme.amount_basis, scheme.customer_level) == ("untaxed", "company")
        return decision.matching(engine_env, spec, KeptFigures(spec.scope)) if kept else None

    def _is_complete(self):
        """Whether the rule could be saved as it stands."""
        try:
            self._check_literal_domain(self.partner_domain)
            self.condition_ids._check_condition()
        except ValidationError:
            return False
        return True

    @api.model
    def _has_many_documents(self):
        [(rows,)] = self.env.execute_query(
            SQL(
                "SELECT SUM(GREATEST(reltuples, 0)) FROM pg_class WHERE oid IN "
                "('sale_order'::regclass, 'account_move_line'::regclass, 'res_partner'::regclass)"
            )
        )
        return rows > DOCUMENTS
