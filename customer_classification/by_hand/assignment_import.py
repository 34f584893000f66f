from contextvars import ContextVar

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..common import words

KEYS = ("customer_reference", "scheme_code", "category_code")
# The customers and schemes of the file that is being loaded, None when none is: what only the server can set.
LOADED = ContextVar("customer_classification_loaded", default=None)


class CustomerClassificationAssignment(models.Model):
    """Assignments out of lists: customers by their reference, schemes and categories by their codes."""

    _inherit = "customer.classification.assignment"

    customer_reference = fields.Char(
        compute="_compute_import_keys",
        inverse="_inverse_import_keys",
        help="In imports: the reference of the customer.",
    )
    scheme_code = fields.Char(
        compute="_compute_import_keys",
        inverse="_inverse_import_keys",
        help="In imports: the code of the scheme.",
    )
    category_code = fields.Char(
        compute="_compute_import_keys",
        inverse="_inverse_import_keys",
        help="In imports: the code of the category in that scheme.",
    )

    @api.depends("partner_id.ref", "scheme_id.code", "category_id.code")
    def _compute_import_keys(self):
        for assignment in self:
            assignment.customer_reference = assignment.partner_id.ref
            assignment.scheme_code = assignment.scheme_id.code
            assignment.category_code = assignment.category_id.code

    def _inverse_import_keys(self):
        """Nothing: the keys were exchanged for records before anything was written."""

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Template for Customers and Categories"),
                "template": words.file_in_language(self.env, "/customer_classification/static/import/assignments.csv"),
            }
        ]

    @api.model
    def load(self, fields, data):
        """Besides what each row says by itself, no two rows of a file may say where one customer belongs.

        Here, and nowhere else, rows may say with ``since`` from which day on customers have been there.
        """
        token = LOADED.set(set())
        try:
            return super().load(fields, data)
        finally:
            LOADED.reset(token)

    def _load_records_create(self, vals_list):
        if LOADED.get() is None:
            return super()._load_records_create(vals_list)
        rows = self.browse()._complete_choices([self._as_imported(vals) for vals in vals_list])
        lines = self._create_or_update(rows)
        lines._clean_properties()
        return lines

    def _load_records_write(self, values):
        if LOADED.get() is None:
            return super()._load_records_write(values)
        attributes = values.pop("attributes", None)
        self._choose(self._as_imported(values))
        # after the move: they belong to the category to which the row leads
        return super()._load_records_write({"attributes": attributes}) if attributes else None

    @api.model
    def _as_imported(self, vals):
        """The values of a row, as what was taken over from elsewhere, and since when if it says so."""
        since = fields.Date.to_date(vals.get("since"))
        if since and since > self.env.company._classification_today():
            raise ValidationError(
                self.env._(
                    "Nobody is in a category since %s, which is still to come. Enter the day, or none for today.",
                    words.day(self.env, since),
                )
            )
        vals = {name: value for name, value in vals.items() if name not in ("rule_id", "change_id", "since")}
        return {**vals, "origin": "import", **({"since": since} if since else {})}

    def _complete_choices(self, vals_list):
        """References and codes of a list are exchanged for the records that they mean."""
        if any(vals.keys() & {*KEYS} for vals in vals_list):
            if self:
                self.ensure_one()
            self._find_by_keys(vals_list, self)
        return super()._complete_choices(vals_list)

    @api.model
    def _find_by_keys(self, vals_list, assignment=None):
        """Exchange references and codes for records; four statements for any number of rows.

        :param assignment: the line that is written, where there is one
        :raises ValidationError: a reference or code means nothing, or means several things
        """
        partners = self._partners_by_reference({vals.get("customer_reference") for vals in vals_list})
        schemes = self._schemes_by_code({vals.get("scheme_code") for vals in vals_list})
        category_codes = []
        for vals in vals_list:
            reference, scheme_code, category_code = (self._clean_key(vals.pop(key, None)) for key in KEYS)
            category_codes.append(category_code)
            if reference:
                vals["partner_id"] = self._one(partners.get(reference), self.env._("customer reference"), reference)
            if scheme_code:
                vals["scheme_id"] = self._one(schemes.get(scheme_code), self.env._("scheme code"), scheme_code)
        self._find_categories(vals_list, category_codes, assignment)
        if not assignment:
            self._check_complete(vals_list)
            return
        [vals] = vals_list
        for name in ("partner_id", "scheme_id"):  # the same as before is no attempt to change them
            if vals.get(name) == assignment[name].id:
                del vals[name]

    @api.model
    def _find_categories(self, vals_list, category_codes, assignment):
        """Exchange the codes of categories for their ids; each belongs to the scheme of its row."""
        categories = self._categories_by_code(set(filter(None, category_codes)))
        for vals, code in zip(vals_list, category_codes, strict=True):
            if not code:
                continue
            scheme_id = vals.get("scheme_id") or (assignment and assignment.scheme_id.id)
            if not scheme_id:
                raise ValidationError(self.env._("Without the scheme code, the category code %s means nothing.", code))
            vals["category_id"] = self._one(categories.get((scheme_id, code)), self.env._("category code"), code)

    @api.model
    def _check_complete(self, vals_list):
        for vals in vals_list:
            if not vals.get("partner_id"):
                raise ValidationError(self.env._("The customer is missing. Give their reference."))
            if not vals.get("category_id"):
                raise ValidationError(
                    self.env._("The category is missing. Give the scheme code and the category code.")
                )

    @api.model
    def _clean_key(self, value):
        return str(value or "").strip()

    @api.model
    def _one(self, found, kind, key):
        """Return the only id in ``found``; raise where there is none, or more than one."""
        if not found:
            raise ValidationError(
                self.env._(
                    "There is no %(kind)s “%(key)s”. Correct it, or create the record first.", kind=kind, key=key
                )
            )
        if len(found) > 1:
            raise ValidationError(
                self.env._("%(count)s records have the %(kind)s “%(key)s”.", count=len(found), kind=kind, key=key)
            )
        return found[0]

    @api.model
    def _partners_by_reference(self, references):
        """{reference: ids of companies}; several contacts of one company stand for it."""
        found = self.env["res.partner"].search_fetch(
            [("ref", "in", [self._clean_key(reference) for reference in references if reference])],
            ["ref", "commercial_partner_id"],
        )
        return {reference: partners.commercial_partner_id.ids for reference, partners in found.grouped("ref").items()}

    @api.model
    def _schemes_by_code(self, codes):
        """{code: ids}; the current company's own scheme comes before shared ones and those of other companies."""
        found = self.env["customer.classification.scheme"].search(
            [
                ("code", "in", [self._clean_key(code) for code in codes if code]),
                ("company_id", "in", [False, *self.env.companies.ids]),
            ]
        )

        def nearest(schemes):
            own = schemes.filtered(lambda scheme: scheme.company_id == self.env.company)
            return own or schemes.filtered(lambda scheme: not scheme.company_id) or schemes

        return {code: nearest(schemes).ids for code, schemes in found.grouped("code").items()}

    @api.model
    def _categories_by_code(self, codes):
        found = self.env["customer.classification.category"].search_fetch(
            [("code", "in", list(codes))], ["code", "scheme_id"]
        )
        return {(category.scheme_id.id, category.code): category.ids for category in found}

    @api.model
    def _create_or_update(self, vals_list):
        """Write the rows of an import: customers who are in the scheme already move, the others come in."""
        self._check_named_once(vals_list)
        present = self.search(
            [
                ("partner_id", "in", [vals["partner_id"] for vals in vals_list]),
                ("scheme_id", "in", [vals["scheme_id"] for vals in vals_list]),
            ]
        )
        lines = {(line.partner_id.id, line.scheme_id.id): line for line in present}
        for vals in vals_list:
            if line := lines.get((vals["partner_id"], vals["scheme_id"])):
                line._choose({key: value for key, value in vals.items() if key not in ("partner_id", "scheme_id")})
        made = self._choose_new([vals for vals in vals_list if (vals["partner_id"], vals["scheme_id"]) not in lines])
        lines.update({(line.partner_id.id, line.scheme_id.id): line for line in made})
        LOADED.get().update((vals["partner_id"], vals["scheme_id"]) for vals in vals_list)
        return self.browse(
            line.id for vals in vals_list if (line := lines.get((vals["partner_id"], vals["scheme_id"])))
        )

    @api.model
    def _check_named_once(self, vals_list):
        """Raise where two rows give one customer a category of the same scheme."""
        seen = {*LOADED.get()}
        for vals in vals_list:
            key = vals["partner_id"], vals["scheme_id"]
            if key in seen:
                raise ValidationError(
                    self.env._(
                        "%(customer)s stands twice in the file for “%(scheme)s”. Keep one of the rows.",
                        customer=self.env["res.partner"].browse(key[0]).display_name,
                        scheme=self.env["customer.classification.scheme"].browse(key[1]).name,
                    )
                )
            seen.add(key)
