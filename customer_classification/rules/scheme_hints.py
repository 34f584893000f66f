from odoo import api, fields, models

FEW = 3  # customers; a category with fewer is hardly worth having


class CustomerClassificationScheme(models.Model):
    """What whoever made a scheme probably did not mean."""

    _inherit = "customer.classification.scheme"

    hint = fields.Text(compute="_compute_hint", help="What is probably not meant.")

    @api.depends("category_ids.customer_count", "rule_ids.hint", "mode")
    @api.depends_context("lang")
    def _compute_hint(self):
        for scheme in self:
            scheme.hint = "\n".join([*scheme._hints(), *(f"{r.name}: {r.hint}" for r in scheme.rule_ids if r.hint)])

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
                categories=self.env._(", ").join(few.mapped("name")),
            )
