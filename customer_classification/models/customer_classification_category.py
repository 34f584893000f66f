import unicodedata

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .classification_attributes import AttributeDefinition, learn_labels


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
    complete_name = fields.Char(
        compute="_compute_complete_name",
        recursive=True,
        help="The names from the top of the tree down to this category.",
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
    attribute_definition = AttributeDefinition(
        string="Own Attributes",
        help="The attributes that this category gives its customers, besides those of the categories above it.",
    )
    effective_definition = AttributeDefinition(
        string="Attributes",
        compute="_compute_effective_definition",
        store=True,
        recursive=True,
        help="The attributes of the customers of this category: those of the categories above it, then its own.",
    )
    self_id = fields.Many2one(
        comodel_name="customer.classification.category",
        compute="_compute_self_id",
        help="The category itself: what the editor of its own attributes needs to find their definition.",
    )
    own_attributes = fields.Properties(
        definition="self_id.attribute_definition",
        string="Editor of the Own Attributes",
        copy=False,
    )
    inherited_attributes = fields.Char(compute="_compute_inherited_attributes")
    last_reference = fields.Integer(
        readonly=True,
        copy=False,
        help="The last number given out in references of customers, such as the 7 of 0301-0007.",
    )
    customer_count = fields.Integer(
        compute="_compute_customer_count",
        string="Customers",
        help="Active customers in this category and the categories below it.",
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
            taken = proposed.setdefault((scheme.id, parent.id), set())
            category.code = scheme._next_code(parent._origin, taken)
            taken.add(category.code)

    def _keeps_code(self):
        """Tell whether the code typed so far fits below the parent, so that it need not be proposed anew."""
        self.ensure_one()
        if not self.code:
            return False
        prefix = self.parent_id.code or ""
        return self.code.startswith(prefix) and self.scheme_id._code_fits(self.code, self.parent_id)

    @api.depends("parent_id.level")
    def _compute_level(self):
        for category in self:
            category.level = category.parent_id.level + 1

    @api.depends("child_ids.active", "child_ids.parent_id")
    def _compute_is_leaf(self):
        for category in self:
            category.is_leaf = not category.child_ids.filtered("active")

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for category in self:
            above = category.parent_id.complete_name
            category.complete_name = f"{above} / {category.name}" if above else category.name

    @api.depends("attribute_definition", "parent_id.effective_definition")
    def _compute_effective_definition(self):
        """The definitions of the ancestors, then the own one; stored, since searches read the column."""
        for category in self.with_context(lang=None):
            inherited = category.parent_id.sudo().effective_definition
            names = {attribute["name"] for attribute in inherited}
            own = [attribute for attribute in category.attribute_definition if attribute["name"] not in names]
            category.effective_definition = [*inherited, *own]

    @api.depends_context("uid")
    def _compute_self_id(self):
        for category in self:
            category.self_id = category._origin

    @api.depends("parent_id.effective_definition")
    @api.depends_context("lang")
    def _compute_inherited_attributes(self):
        for category in self:
            labels = (attribute.get("string") for attribute in category.parent_id.effective_definition)
            category.inherited_attributes = self.env._(", ").join(filter(None, labels))

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
            prefix = value.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            domain = Domain("code", "=ilike", f"{prefix}%") | Domain("name", "ilike", value)
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

    def _compute_customer_count(self):
        counts = self._customer_counts() if self.ids else {}
        for category in self:
            category.customer_count = counts.get(category._origin.id, 0)

    def _customer_counts(self):
        """Return {category id: active customers in it and below it}, in one statement."""
        self.env["customer.classification.assignment"].flush_model(["category_id", "partner_id"])
        self.env["res.partner"].flush_model(["active"])
        self.flush_model(["parent_path"])
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT top.id, COUNT(*)
                         FROM customer_classification_category top
                         JOIN customer_classification_category below
                           ON below.parent_path LIKE top.parent_path || '%%'
                         JOIN customer_classification_assignment assignment ON assignment.category_id = below.id
                         JOIN res_partner partner ON partner.id = assignment.partner_id AND partner.active
                        WHERE top.id IN %s
                        GROUP BY top.id""",
                    tuple(self.ids),
                )
            )
        )

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

    @api.constrains("parent_id", "active")
    def _check_parent_without_customers(self):
        """With leaf categories only, a category that holds customers takes no child."""
        if self.env.context.get("classification_emptied"):
            return
        parents = self.filtered("active").parent_id.filtered("scheme_id.leaf_only")
        for parent, count in (
            self.env["customer.classification.assignment"]
            .sudo()
            ._read_group([("category_id", "in", parents.ids)], ["category_id"], ["__count"])
        ):
            message = self.env._(
                "“%(parent)s” holds %(count)s customers, and in this scheme only the lowest level holds customers. "
                "Say where they go.",
                parent=parent.display_name,
                count=count,
            )
            raise parent.scheme_id._redirected(
                message,
                self.env._("Add the category and move them …"),
                {
                    "default_operation": "divide",
                    "default_category_id": parent.id,
                    "default_child_name": self.filtered(lambda c, parent=parent: c.parent_id == parent)[:1].name,
                },
            )

    # CRUD -------------------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._normalise_code(vals)
            if vals.get("attribute_definition"):
                vals["attribute_definition"] = learn_labels(vals["attribute_definition"], [], self._label_language())
        return super().create(vals_list)

    def write(self, vals):
        self._normalise_code(vals)
        if "min_stay_days" in vals:
            self.scheme_id._mark_changed()
        if vals.get("attribute_definition"):
            before = [a for category in self.with_context(lang=None) for a in category.attribute_definition]
            vals = {
                **vals,
                "attribute_definition": learn_labels(vals["attribute_definition"], before, self._label_language()),
            }
        if "scheme_id" in vals and any(category.scheme_id.id != vals["scheme_id"] for category in self):
            raise UserError(self.env._("A category stays in its scheme. Create a new category in the other scheme."))
        if vals.get("active") is False:
            self._refuse_archiving_used()
        return super().write(vals)

    @api.model
    def _normalise_code(self, vals):
        """Full-width letters and digits become ordinary ones; blanks around the code go."""
        if vals.get("code"):
            vals["code"] = unicodedata.normalize("NFKC", vals["code"]).strip()

    def _label_language(self):
        return self.env.lang or "en_US"

    def _refuse_archiving_used(self):
        for category in self.filtered("customer_count"):
            message = self.env._(
                "“%(category)s” holds %(count)s customers. Say where they go.",
                category=category.display_name,
                count=category.customer_count,
            )
            raise category.scheme_id._redirected(
                message,
                self.env._("Archive it and move them …"),
                {"default_operation": "archive", "default_category_id": category.id},
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for category in self:
            if category._is_used():
                raise UserError(
                    self.env._(
                        "“%(category)s” is in use: customers, categories below it, rules or the history point to it. "
                        "Archive it instead; its history stays readable.",
                        category=category.display_name,
                    )
                )

    def _is_used(self):
        """Whether anything but the scheme itself points to this category."""
        self.ensure_one()
        category = self.sudo().with_context(active_test=False)
        return bool(
            category.child_ids
            or any(
                self.env[model].sudo().with_context(active_test=False).search_count([(field, "=", self.id)], limit=1)
                for model, field in self._reference_fields()
            )
        )

    @api.model
    def _reference_fields(self):
        """The (model, field) pairs that point to a category and keep it from being deleted."""
        return [
            ("customer.classification.assignment", "category_id"),
            ("customer.classification.change", "from_category_id"),
            ("customer.classification.change", "to_category_id"),
            ("customer.classification.rule", "category_id"),
            ("customer.classification.mapping", "category_id"),
            ("customer.classification.scheme", "default_category_id"),
        ]

    def copy_data(self, default=None):
        return [
            {**vals, "name": self.env._("%s (copy)", category.name), "code": False}
            for category, vals in zip(self, super().copy_data(default), strict=True)
        ]

    # References of customers ------------------------------------------------------------------------------------------

    def _give_references(self, partners):
        """Give those of ``partners`` who have no reference the next ones of this category, such as 0301-0007.

        None is ever given out twice, and none changes when the customer moves or the category gets another code.
        """
        self.ensure_one()
        prefix = f"{self.code}-"
        self.env["res.partner"].flush_model(["ref"])
        self.flush_recordset(["last_reference"])
        self.env.cr.execute(
            SQL(
                """WITH taken AS (
                       SELECT MAX(substr(ref, %(begin)s)::int8) AS number FROM res_partner
                        WHERE left(ref, %(length)s) = %(prefix)s AND substr(ref, %(begin)s) ~ '^[0-9]{1,9}$'
                   ), given AS (
                       UPDATE res_partner partner
                          SET ref = %(prefix)s || lpad(number::text, greatest(4, length(number::text)), '0')
                         FROM (SELECT id, row_number() OVER (ORDER BY id) + greatest(%(last)s, taken.number) AS number
                                 FROM res_partner, taken
                                WHERE id = ANY(%(partners)s) AND COALESCE(ref, '') = '') nameless
                        WHERE partner.id = nameless.id
                    RETURNING number
                   )
                   UPDATE customer_classification_category
                      SET last_reference = COALESCE((SELECT MAX(number) FROM given), last_reference)
                    WHERE id = %(category)s""",
                begin=len(prefix) + 1,
                length=len(prefix),
                prefix=prefix,
                last=self.last_reference,
                partners=partners.ids,
                category=self.id,
            )
        )
        self.invalidate_recordset(["last_reference"])
        partners.invalidate_recordset(["ref"])
        partners.modified(["ref"])

    # Actions ----------------------------------------------------------------------------------------------------------

    def action_adjust(self):
        """Open the wizard that recodes, moves, merges, divides or archives this category."""
        self.ensure_one()
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
