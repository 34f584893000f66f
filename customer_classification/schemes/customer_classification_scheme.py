import unicodedata

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..common import access

NAME, CODE = 250, 64  # characters, at most


class CustomerClassificationScheme(models.Model):
    _name = "customer.classification.scheme"
    _description = "Classification Scheme"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True, help="What is classified by, for example industry or importance.")
    code = fields.Char(required=True, index=True, help="A short name for imports and other programs.")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="The order in which schemes are shown.")
    color = fields.Integer()
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Only this company uses the scheme, and only its documents count. "
        "Empty: all companies share it, and the documents of all of them count.",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="The money in which thresholds and figures are expressed.",
    )
    is_ranked = fields.Boolean(
        string="Ranked",
        help="Its categories are higher and lower, like VIP and ordinary, so there are upgrades and downgrades.",
    )
    leaf_only = fields.Boolean(
        string="Lowest Level Only",
        default=True,
        help="Only categories without categories below them hold customers.",
    )
    mode = fields.Selection(
        selection=[("manual", "By hand"), ("rules", "By rules"), ("mapping", "By a field of the customer")],
        default="manual",
        required=True,
        tracking=True,
        help="Who decides: people, rules on what customers do, or the value of a field such as the province.",
    )
    rule_ids = fields.One2many("customer.classification.rule", "scheme_id", string="Rules", copy=False)
    category_ids = fields.One2many("customer.classification.category", "scheme_id", string="Categories", copy=False)
    customer_domain = fields.Char(
        string="Customers",
        default="[]",
        help="Which customers the scheme is about. Empty: all.",
    )
    customer_level = fields.Selection(
        selection=[("company", "Each company by itself"), ("group", "Groups of companies together")],
        string="Decides On",
        default="company",
        required=True,
        tracking=True,
        help="Together: the documents of the topmost company and of all companies below it are added up, one decision "
        "is made, and each company of the group goes there.",
    )
    amount_basis = fields.Selection(
        selection=[("untaxed", "Without taxes"), ("taxed", "With taxes")],
        default="untaxed",
        required=True,
        tracking=True,
        help="Which amount of orders counts.",
    )
    default_category_id = fields.Many2one(
        comodel_name="customer.classification.category",
        string="All Other Customers",
        domain="[('scheme_id', '=', id)]",
        ondelete="restrict",
        tracking=True,
        help="Where customers go whom no rule matches. Empty: they stay where they are.",
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("active", "Active"), ("changed", "Changed")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        help="Only an active scheme moves customers by itself. Editing the rules of an active scheme makes it "
        "“changed” until someone activates it again.",
    )
    category_count = fields.Integer(compute="_compute_category_count")

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))",
        "Another scheme of this company already has this code.",
    )

    # Computes ---------------------------------------------------------------------------------------------------------

    @api.depends("company_id")
    def _compute_currency_id(self):
        for scheme in self:
            if scheme.company_id or not scheme.currency_id:
                scheme.currency_id = (scheme.company_id or self.env.company).currency_id

    def _compute_category_count(self):
        counts = dict(
            self.env["customer.classification.category"]._read_group(
                [("scheme_id", "in", self.ids)], ["scheme_id"], ["__count"]
            )
        )
        for scheme in self:
            scheme.category_count = counts.get(scheme._origin, 0)

    # Constraints ------------------------------------------------------------------------------------------------------

    @api.model
    def _redirected(self, message, button, context):
        """The error to raise where a page can help; what extends this knows the page.

        :param button: what the user reads who can go there
        :param context: for the page
        """
        return ValidationError(message)

    @api.constrains("name", "code")
    def _check_lengths(self):
        for scheme in self:
            self._check_length(scheme.name, scheme.code)

    @api.model
    def _check_length(self, name, code):
        """Raise where a name or a code is longer than any list can show."""
        for text, most in ((name, NAME), (code, CODE)):
            if len(text or "") > most:
                raise ValidationError(
                    self.env._(
                        "“%(text)s …” has %(actual)s characters; at most %(most)s are possible. Shorten it.",
                        text=text[:20],
                        actual=len(text),
                        most=most,
                    )
                )

    @api.constrains("default_category_id")
    def _check_default_category(self):
        for scheme in self.filtered("default_category_id"):
            scheme._check_target(scheme.default_category_id)

    def _check_target(self, category):
        """Raise unless customers of this scheme may be put into ``category``."""
        self.ensure_one()
        if category.scheme_id != self:
            raise ValidationError(
                self.env._(
                    "“%(category)s” is a category of another scheme. Choose a category of “%(scheme)s”.",
                    category=category.display_name,
                    scheme=self.name,
                )
            )
        if not category.active:
            raise ValidationError(self.env._("“%s” is archived. Choose another category.", category.display_name))
        if self.leaf_only and not category.is_leaf:
            raise ValidationError(
                self.env._(
                    "In “%(scheme)s” only the lowest level holds customers. Choose a category below “%(category)s”.",
                    scheme=self.name,
                    category=category.display_name,
                )
            )

    # CRUD -------------------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        access.refuse_values(self.browse(), vals_list)
        for vals in vals_list:
            self._normalise(vals)
        return super().create(vals_list)

    def write(self, vals):
        access.refuse_values(self, [vals])
        self._normalise(vals)
        return super().write(vals)

    @api.model
    def _normalise(self, vals):
        if vals.get("code"):
            vals["code"] = unicodedata.normalize("NFKC", vals["code"]).strip()
        if vals.get("code_pattern"):
            vals["code_pattern"] = self._clean_pattern(vals["code_pattern"])

    # Where customers go -----------------------------------------------------------------------------------------------

    def _target_categories(self):
        """The active categories of these schemes that can hold customers."""
        categories = self.category_ids.filtered("active")
        return categories.filtered(lambda category: category.is_leaf or not category.scheme_id.leaf_only)
