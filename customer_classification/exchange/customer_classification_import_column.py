from odoo import api, fields, models

from . import headings
from .customers import SCHEMES

TYPES = [("char", "Text"), ("integer", "Whole number"), ("float", "Number"), ("date", "Date")]


class CustomerClassificationImportColumn(models.Model):
    """A column of a file: what it is. The choice is kept for the next file."""

    _name = "customer.classification.import.column"
    _description = "Column of an Import"
    _order = "position"
    _log_access = False

    import_id = fields.Many2one(
        comodel_name="customer.classification.import", required=True, ondelete="cascade", index=True
    )
    position = fields.Integer(readonly=True)
    heading = fields.Char(readonly=True)
    sample = fields.Char(string="For Example", readonly=True)
    target = fields.Selection(selection="_targets", string="Becomes", help="Empty: the column is left out.")
    allowed = fields.Json(compute="_compute_allowed")
    scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme", help="The scheme whose categories the codes of the column are."
    )
    label = fields.Char(string="Attribute", help="The name of the attribute that the categories get.")
    value_type = fields.Selection(selection=TYPES, default="char", string="Type")
    is_chosen = fields.Boolean(readonly=True, help="Somebody chose it.")

    @api.model
    def _targets(self):
        """The targets of all kinds of files."""
        return list(
            {
                key: self.env._(target.label)
                for kind in headings.KINDS.values()
                for key, target in kind.targets.items()
            }.items()
        )

    @api.depends("import_id.kind")
    def _compute_allowed(self):
        for column in self:
            kind = headings.KINDS.get(column.import_id.kind)
            column.allowed = list(kind.targets) if kind else []

    def write(self, vals):
        if vals.keys() & {"target", "scheme_id", "label", "value_type"}:
            vals = {**vals, "is_chosen": True}
        return super().write(vals)

    def _key(self):
        """Under what the cells of this column stand in a row: its target, or a key of its own where several may be."""
        return f"attribute:{self.position}" if self.target == "attribute" else self.target

    def _needs_scheme(self):
        return self.target in SCHEMES and self.target != "category"
