from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

MAIN = {"is_main", "active", "company_id", "sequence"}  # what decides which scheme is the main one
CHANGED = "customer.classification.main_scheme"


class CustomerClassificationScheme(models.Model):
    """The main scheme, whose category heads the customer form."""

    _inherit = "customer.classification.scheme"

    is_main = fields.Boolean(
        string="Main Scheme",
        tracking=True,
        help="Its category heads the customer form. One per company; a company's own comes before the shared one.",
    )

    @api.constrains("is_main", "company_id", "active")
    def _check_one_main(self):
        for scheme in self.filtered(lambda s: s.is_main and s.active):
            other = self.search(
                [("is_main", "=", True), ("company_id", "=", scheme.company_id.id), ("id", "!=", scheme.id)], limit=1
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "“%s” already is the main scheme. Take that from it first, then make this one the main scheme.",
                        other.name,
                    )
                )

    @api.model
    def _main_scheme(self):
        """Return the main scheme of the current company: its own, else the shared one, else none."""
        # what this transaction wrote may be rolled back: the cache, which others read, must not have it
        if CHANGED in self.env.cr.postcommit.data:
            return self._find_main_scheme()
        return self.browse(self._main_scheme_id())

    @api.model
    @ormcache("self.env.company.id")
    def _main_scheme_id(self):
        return self._find_main_scheme().id

    @api.model
    def _find_main_scheme(self):
        return (
            self.sudo()
            .search(
                [("is_main", "=", True), ("company_id", "in", [self.env.company.id, False])],
                order="company_id, sequence, id",  # NULL (shared) comes last
                limit=1,
            )
            .sudo(False)
        )

    def _forget_main_scheme(self):
        """Let it be found anew; what this transaction may still take back is remembered by nobody."""
        clear = self.env.registry.clear_cache
        clear()
        self.env.cr.postcommit.data[CHANGED] = True
        self.env.cr.postcommit.add(clear)

    @api.model_create_multi
    def create(self, vals_list):
        schemes = super().create(vals_list)
        if any(schemes.mapped("is_main")):
            self._forget_main_scheme()
        return schemes

    def write(self, vals):
        result = super().write(vals)
        if not MAIN.isdisjoint(vals):
            self._forget_main_scheme()
        return result

    def unlink(self):
        if any(self.mapped("is_main")):
            self._forget_main_scheme()
        return super().unlink()
