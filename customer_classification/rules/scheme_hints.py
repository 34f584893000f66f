from odoo import api, fields, models

from ..common import words

FEW = 3  # customers; a category with fewer is hardly worth having


class CustomerClassificationScheme(models.Model):
    """What whoever made a scheme probably did not mean."""

    _inherit = "customer.classification.scheme"

    hint = fields.Text(compute="_compute_hint", help="What is probably not meant.")

    @api.depends("category_ids.customer_count", "rule_ids.hint", "mode")
    @api.depends_context("lang")
    def _compute_hint(self):
        for scheme in self:
            of_rules = (words.labelled(self.env, rule.name, rule.hint) for rule in scheme.rule_ids if rule.hint)
            scheme.hint = "\n".join([*scheme._hints(), *of_rules])

    def _hints(self):
        """The sentences about the scheme itself."""
        self.ensure_one()
        if self.mode != "rules" or not self.customer_count:
            return
        few = self._target_categories().filtered(lambda category: category.customer_count < FEW)
        if few:
            yield self.env._(
                "Fewer than %(number)s customers are in %(categories)s. Consider other thresholds.",
                number=FEW,
                categories=words.listed(self.env, few.mapped("name")),
            )
