from odoo import api, fields, models


class CustomerClassificationScheme(models.Model):
    """The rules of a scheme: how many there are, and that editing them stops automatic moves."""

    _inherit = "customer.classification.scheme"

    rule_count = fields.Integer(compute="_compute_rule_count")

    def _compute_rule_count(self):
        counts = dict(
            self.env["customer.classification.rule"]._read_group(
                [("scheme_id", "in", self.ids)], ["scheme_id"], ["__count"]
            )
        )
        for scheme in self:
            scheme.rule_count = counts.get(scheme._origin, 0)

    @api.constrains("customer_domain")
    def _check_customer_domain(self):
        for scheme in self:
            self.env["customer.classification.rule"]._check_literal_domain(scheme.customer_domain, tried=True)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()  # _partner_fields
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & self._decisive_fields():
            self._mark_changed()
        return result


class CustomerClassificationCategory(models.Model):
    """What leads customers into a category."""

    _inherit = "customer.classification.category"

    def write(self, vals):
        if "min_stay_days" in vals:
            self.scheme_id._mark_changed()
        return super().write(vals)

    def _references(self):
        return {
            **super()._references(),
            ("customer.classification.rule", "category_id"): "leads",
            ("customer.classification.mapping", "category_id"): "leads",
        }
