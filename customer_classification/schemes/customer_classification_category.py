import unicodedata

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..common import access
from . import codes


class CustomerClassificationCategory(models.Model):
    _name = "customer.classification.category"
    _description = "Customer Category"
    _parent_store = True
    _order = "scheme_sequence, scheme_id, sequence, code, id"
    _rec_names_search = ["code", "name"]

    name = fields.Char(
        required=True,
        translate=True,
        help="What people call the customers of this category.",
    )
    code = fields.Char(
        compute="_compute_code",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index="btree_not_null",
        help="Unique in its scheme. With a code pattern, it begins with the code of the parent category; "
        "the next free code is proposed.",
    )
    scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme",
        compute="_compute_scheme_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="cascade",
        help="The scheme to whose tree this category belongs.",
    )
    scheme_sequence = fields.Integer(related="scheme_id.sequence", store=True, string="Scheme Order")
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, index="btree_not_null")
    is_ranked = fields.Boolean(related="scheme_id.is_ranked")
    parent_id = fields.Many2one(
        comodel_name="customer.classification.category",
        string="Parent Category",
        domain="[('scheme_id', '=', scheme_id)]",
        index=True,
        ondelete="restrict",
        help="The category above. Reports add up the categories below it.",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(
        comodel_name="customer.classification.category",
        inverse_name="parent_id",
        string="Child Categories",
    )
    level = fields.Integer(
        compute="_compute_level",
        store=True,
        recursive=True,
        help="1 for the top of the tree.",
    )
    is_leaf = fields.Boolean(
        string="Lowest Level",
        compute="_compute_is_leaf",
        store=True,
        help="No category stands below this one.",
    )
    sequence = fields.Integer(
        default=10,
        help="In a ranked scheme, the lower number is the higher category.",
    )
    min_stay_days = fields.Integer(
        string="Minimum Stay",
        help="In a ranked scheme: for so many days after coming into the category, rules move nobody down from it.",
    )
    active = fields.Boolean(default=True)
    color = fields.Integer(help="The colour of the category's badge.")
    description = fields.Html(translate=True, help="Which customers belong here.")
    service_policy = fields.Text(
        translate=True,
        help="What these customers are promised, for example an answer within 24 hours.",
    )

    _min_stay_days_positive = models.Constraint(
        "CHECK(min_stay_days >= 0)",
        "A minimum stay cannot be negative. Enter the number of days, or 0 for none.",
    )
    _code_unique = models.Constraint(
        "UNIQUE(scheme_id, code)",
        "This code is already used by another category of the scheme (perhaps an archived one).",
    )

    # Computes ---------------------------------------------------------------------------------------------------------

    @api.depends("parent_id")
    def _compute_scheme_id(self):
        for category in self:
            if category.parent_id:
                category.scheme_id = category.parent_id.scheme_id
            elif not category.scheme_id:
                category.scheme_id = False

    @api.depends("scheme_id", "parent_id")
    def _compute_code(self):
        """Propose the next free code to a new category; never touch a code that stands."""
        proposed = {}
        for category in self:
            scheme, parent = category.scheme_id, category.parent_id
            if category._origin.id or not scheme or category._keeps_code():
                category.code = category.code
                continue
            taken = proposed.setdefault((scheme.id, parent.id), category._unsaved_codes())
            category.code = scheme._next_code(parent._origin, taken)
            taken.add(category.code)

    def _unsaved_codes(self):
        """The codes of the other lines in the form of the scheme that are not written yet."""
        self.ensure_one()
        if self.scheme_id == self.scheme_id._origin:
            return set()
        return {line.code for line in self.scheme_id.category_ids - self if not line._origin and line.code}

    def _keeps_code(self):
        """Tell whether the code typed so far fits below the parent, so that it need not be proposed anew."""
        self.ensure_one()
        if not self.code:
            return False
        prefix = self.parent_id.code or ""
        if not prefix and codes.parent_of(self.code, self.scheme_id._clean_pattern(self.scheme_id.code_pattern)):
            return True  # its parent is found when it is saved
        return self.code.startswith(prefix) and self.scheme_id._code_fits(self.code, self.parent_id)

    @api.depends("parent_id.level")
    def _compute_level(self):
        for category in self:
            category.level = category.parent_id.level + 1

    @api.depends("child_ids.active", "child_ids.parent_id")
    def _compute_is_leaf(self):
        for category in self:
            category.is_leaf = not category.child_ids.filtered("active")

    # Constraints ------------------------------------------------------------------------------------------------------

    @api.constrains("name", "code")
    def _check_lengths(self):
        for category in self:
            self.env["customer.classification.scheme"]._check_length(category.name, category.code)

    @api.constrains("parent_id")
    def _check_parent_cycle(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A category cannot stand below itself. Choose another parent category."))

    @api.constrains("parent_id", "scheme_id")
    def _check_parent_scheme(self):
        for category in self.filtered("parent_id"):
            if category.parent_id.scheme_id != category.scheme_id:
                raise ValidationError(
                    self.env._(
                        "“%(category)s” belongs to the scheme “%(scheme)s”, but its parent “%(parent)s” belongs to "
                        "“%(other)s”. Choose a parent category of the same scheme.",
                        category=category.name,
                        scheme=category.scheme_id.name,
                        parent=category.parent_id.name,
                        other=category.parent_id.scheme_id.name,
                    )
                )

    @api.constrains("code", "parent_id", "scheme_id")
    def _check_code(self):
        for category in self:
            category.scheme_id._check_code_fits(category.code, category.parent_id)
            for child in category.with_context(active_test=False).child_ids:
                child.scheme_id._check_code_fits(child.code, category)

    # CRUD -------------------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        access.refuse_values(self.browse(), vals_list)
        for vals in vals_list:
            self._normalise_code(vals)
        return super().create(vals_list)

    def write(self, vals):
        access.refuse_values(self, [vals])
        self._normalise_code(vals)
        if "scheme_id" in vals and any(category.scheme_id.id != vals["scheme_id"] for category in self):
            raise UserError(self.env._("A category stays in its scheme. Create a new category in the other scheme."))
        return super().write(vals)

    @api.model
    def _normalise_code(self, vals):
        """Full-width letters and digits become ordinary ones; blanks around the code go."""
        if vals.get("code"):
            vals["code"] = unicodedata.normalize("NFKC", vals["code"]).strip()

    def copy_data(self, default=None):
        return [
            {**vals, "name": self.env._("%s (copy)", category.name), "code": False}
            for category, vals in zip(self, super().copy_data(default), strict=True)
        ]

    @api.model
    def _references(self):
        """Where records point to a category, and what that means for it; each room adds its own with ``super()``.

        ``holds``: customers are there; ``leads``: customers will be led there, and when the tree changes it leads where
        they went; ``tells``: the past is told with it. Whatever points to a category keeps it from being deleted, but
        only what leads there keeps an empty one from being archived.

        :return: {(model, field): one of these words}
        """
        return {("customer.classification.scheme", "default_category_id"): "leads"}

    def _pointing_here(self, *roles):
        """Whether records of one of these roles point to this category; archived ones where the context says so."""
        self.ensure_one()
        return any(
            self.env[model].sudo().search_count([(field, "=", self.id)], limit=1)
            for (model, field), role in self._references().items()
            if role in roles
        )

    # Actions ----------------------------------------------------------------------------------------------------------

    def action_adjust(self):
        """Open the wizard that recodes, moves, merges, divides or archives this category."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_adjustment")
        return {**action, "context": {"default_category_id": self.id}}

    def action_open_customers(self):
        """Open the customers of this category and of the categories below it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "res.partner",
            "view_mode": "list,kanban,form",
            "domain": [("customer_category_ids", "child_of", self.id)],
        }
