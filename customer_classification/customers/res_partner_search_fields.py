from lxml import etree

from odoo import api, models

MAIN = "main_category_id"


class ResPartner(models.Model):
    """A field of the search bar for each scheme: categories of one scheme are alternatives, those of two hold both."""

    _inherit = "res.partner"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        if view_type != "search":
            return key
        return *key, self.env["customer.classification.scheme"]._main_scheme().id, self._searched_schemes()

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        main = arch.xpath(f"//field[@name='{MAIN}'][not(ancestor::searchpanel)]") if view_type == "search" else ()
        if main:
            scheme = self.env["customer.classification.scheme"]._main_scheme()
            main[0].set("domain", f"[('scheme_id', '=', {scheme.id})]")
        for scheme_id, name in reversed(self._searched_schemes() if main else ()):
            main[0].addnext(etree.Element("field", self._scheme_field(scheme_id, name)))
        return arch, view

    @api.model
    def _searched_schemes(self):
        """((id, name), …) of the active schemes of the user's companies, without the main one."""
        Scheme = self.env["customer.classification.scheme"]
        schemes = Scheme.sudo().search([("company_id", "in", [False, *self.env.companies.ids])]) - Scheme._main_scheme()
        return tuple((scheme.id, scheme.name) for scheme in schemes)

    @api.model
    def _scheme_field(self, scheme_id, name):
        """The attributes of the field; contacts are found with their company, as by the main category.

        It bears the main category's name, a field to one category, so that the bar can unfold the choices; what it
        finds is said by its own domain.
        """
        inside = f"[('scheme_id', '=', {scheme_id}), ('category_id', 'child_of', raw_value)]"
        lines = f"[('classification_assignment_ids', 'any', {inside})]"
        return {
            "name": MAIN,
            "string": name,
            "operator": "child_of",
            "domain": f"[('scheme_id', '=', {scheme_id})]",
            "filter_domain": f"[('commercial_partner_id', 'any', {lines})]",
        }
