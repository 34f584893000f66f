from odoo import api, fields, models
from odoo.tools import SQL

from . import registry


class CustomerClassificationChange(models.Model):
    """What follows the moves that the ORM writes is what follows those of the engine."""

    _inherit = "customer.classification.change"

    @api.model_create_multi
    def create(self, vals_list):
        """Proposals tell what would follow them."""
        changes = super().create(vals_list)
        proposals = changes.filtered(lambda change: change.state == "proposed")
        if proposals:
            self.env.flush_all()
        for of_scheme in proposals.grouped("scheme_id").values():
            registry.foresee(self.env, of_scheme._moved())
            of_scheme.invalidate_recordset(["evidence"])
        return changes

    def _carried_out(self):
        result = super()._carried_out()
        for of_scheme in self.grouped("scheme_id").values():
            registry.follow(self.env, of_scheme._moved())
            of_scheme.invalidate_recordset(["evidence"])
        self._write_remembered_notes()
        return result

    def _moved(self):
        """These changes of one scheme, as the registry wants them."""
        numbers = SQL("SELECT unnest(%s)", self.ids)
        return registry.Moved(self.scheme_id.id, numbers, self.env.uid, fields.Datetime.now())


class CustomerClassificationAssignment(models.Model):
    _inherit = "customer.classification.assignment"

    @api.model
    def _after_engine(self):
        result = super()._after_engine()
        self.env["customer.classification.change"]._write_remembered_notes()
        return result
