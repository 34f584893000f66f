from odoo import api, fields, models
from odoo.fields import Domain


class CustomerClassificationCategory(models.Model):
    """How a category is called, and found by what people type."""

    _inherit = "customer.classification.category"

    complete_name = fields.Char(
        compute="_compute_complete_name",
        recursive=True,
        help="The names from the top of the tree down to this category.",
    )

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for category in self:
            above = category.parent_id.complete_name
            category.complete_name = f"{above} / {category.name}" if above else category.name

    @api.depends("code", "name", "parent_id.complete_name")
    @api.depends_context("lang", "category_short", "hierarchical_naming")
    def _compute_display_name(self):
        """``code path``; inside a tree (``hierarchical_naming`` is off) ``code name``; on badges
        (``category_short``) the name alone."""
        short = self.env.context.get("category_short")
        in_tree = not self.env.context.get("hierarchical_naming", True)
        for category in self:
            name = category.name if short or in_tree else category.complete_name
            code = "" if short else category.code or ""
            category.display_name = f"{code} {name or ''}".strip()

    @api.model
    def _search_display_name(self, operator, value):
        """Find by how the code begins, by name, or by both as they are shown: ``0102 Electronics / Automotive``."""
        if operator not in ("=", "in", "ilike", "=ilike"):
            return super()._search_display_name(operator, value)
        if operator == "ilike" and isinstance(value, str):
            domain = Domain("code", "=ilike", self._beginning(value.strip())) | Domain("name", "ilike", value)
        else:
            domain = Domain(super()._search_display_name(operator, value))
        matching = "ilike" if operator.endswith("like") else "="
        for shown in [value] if isinstance(value, str) else value or []:
            if not isinstance(shown, str):
                continue
            code, _blank, rest = shown.partition(" ")
            if " / " in shown:
                domain |= self._path_domain(shown.split(" / "), matching)
            if rest:
                domain |= Domain("code", "=", code) & self._path_domain(rest.split(" / "), matching)
        return domain

    @api.model
    def _path_domain(self, names, matching):
        """Categories whose own and upper names are these, from the top down."""
        domain, field = Domain.TRUE, "name"
        for name in reversed(names):
            domain &= Domain(field, matching, name)
            field = f"parent_id.{field}"
        return domain

    @api.model
    def _beginning(self, word):
        """A pattern for what begins with ``word``."""
        return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
