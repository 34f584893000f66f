from odoo import api, models
from odoo.exceptions import ValidationError

from . import codes


class CustomerClassificationCategory(models.Model):
    """Categories that come as a list: each finds its parent by its code, in whatever order they come."""

    _inherit = "customer.classification.category"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._normalise_code(vals)
            self._take_scheme_of_parent(vals)
        self._check_codes_free(vals_list)
        pending, made = list(enumerate(vals_list)), {}
        # a turn makes those whose parents are there; the code of a parent is shorter, so that it comes to an end
        while pending:
            ready, pending = self._with_parents(pending)
            categories = super().create([vals for _place, vals in ready])
            made.update(zip((place for place, _vals in ready), categories.ids, strict=True))
        return self.browse(made[place] for place in range(len(vals_list)))

    def write(self, vals):
        if vals.get("code"):
            self._normalise_code(vals)
            self._check_codes_free([{"scheme_id": category.scheme_id.id, "code": vals["code"]} for category in self])
        return super().write(vals)

    @api.model
    def _with_parents(self, pending):
        """Split new categories into those that can be made now, with their parents, and those whose parents come first.

        :param pending: ``[(place, values)]``; the values are completed
        """
        wanted = {place: self._prefix_of(vals) for place, vals in pending}
        found = self._by_code({key for key in wanted.values() if key})
        coming = {(vals.get("scheme_id"), vals.get("code")) for _place, vals in pending}
        ready, waiting = [], []
        for place, vals in pending:
            if parent := found.get(wanted[place]):
                vals["parent_id"] = parent.id
            (waiting if not parent and wanted[place] in coming else ready).append((place, vals))
        return ready, waiting

    @api.model
    def _take_scheme_of_parent(self, vals):
        """Say the scheme of a new category that names its parent only. Left to its compute, the record that Odoo makes
        to compute it would stay among the categories of the scheme until the end of the transaction."""
        if vals.get("parent_id") and not self.env.context.get("default_scheme_id"):
            vals.setdefault("scheme_id", self.browse(vals["parent_id"]).scheme_id.id)

    @api.model
    def _prefix_of(self, vals):
        """(scheme id, code of the parent) by the code of a new category without a parent; None at the top."""
        if vals.get("parent_id") or not vals.get("code"):
            return None
        vals.setdefault("scheme_id", self.env.context.get("default_scheme_id"))
        scheme = self.env["customer.classification.scheme"].browse(vals["scheme_id"] or ())
        prefix = codes.parent_of(vals["code"], scheme._clean_pattern(scheme.code_pattern))
        return (scheme.id, prefix) if prefix else None

    @api.model
    def _by_code(self, keys):
        """{(scheme id, code): category} of those that exist; archived ones too."""
        if not keys:
            return {}
        categories = self.with_context(active_test=False).search(
            [("scheme_id", "in", [scheme for scheme, _code in keys]), ("code", "in", [code for _scheme, code in keys])]
        )
        return {(category.scheme_id.id, category.code): category for category in categories}

    def _check_codes_free(self, vals_list):
        """:raises ValidationError: a code is used already, or given twice; the sentence names it"""
        given = {}
        for vals in vals_list:
            if not vals.get("code"):
                continue
            key = (vals.get("scheme_id") or self.env.context.get("default_scheme_id"), vals["code"])
            if key in given:
                raise ValidationError(
                    self.env._(
                        "The code %(code)s stands twice: “%(first)s” and “%(second)s”. Give one of them another code.",
                        code=vals["code"],
                        first=given[key].get("name") or "",
                        second=vals.get("name") or "",
                    )
                )
            given[key] = vals
        # also in categories that the user does not see: the database refuses the code all the same
        for (_scheme, code), category in self.sudo()._by_code({key for key in given if key[0]}).items():
            if category.sudo(False) not in self:
                raise ValidationError(category._code_taken_sentence(code))

    def _code_taken_sentence(self, code):
        self.ensure_one()
        if self.active:
            return self.env._(
                "The code %(code)s is already used by “%(category)s”. Choose another one.",
                code=code,
                category=self.name,
            )
        return self.env._(
            "The code %(code)s is already used by “%(category)s”, which is archived. Choose another one.",
            code=code,
            category=self.name,
        )

    # While it is being typed ------------------------------------------------------------------------------------------

    @api.onchange("code")
    def _onchange_code(self):
        """A code that belongs below another category finds it."""
        if self.parent_id or not self.code or not self.scheme_id._origin:
            return
        key = self._prefix_of({"code": self.code, "scheme_id": self.scheme_id._origin.id})
        self.parent_id = self._by_code({key} if key else ()).get(key)

    def onchange(self, values, field_names, fields_spec):
        """A new category begins in the scheme of the last one that the user made, or in the only one there is."""
        context = self.env.context
        if self or field_names or context.get("default_scheme_id") or context.get("default_parent_id"):
            return super().onchange(values, field_names, fields_spec)
        scheme = self.search([("create_uid", "=", self.env.uid)], order="id DESC", limit=1).scheme_id
        schemes = scheme or self.env["customer.classification.scheme"].search([], limit=2)
        this = self.with_context(default_scheme_id=schemes.id) if len(schemes) == 1 else self
        return super(CustomerClassificationCategory, this).onchange(values, field_names, fields_spec)

    @api.model
    def name_create(self, name):
        """“02 Manufacturing” becomes a category with that code and name."""
        code, text = codes.split(name)
        category = self.create({"name": text, **({"code": code} if code else {})})
        return category.id, category.display_name
