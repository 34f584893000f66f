from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..common import words

FREE = "customer_classification.group_classification_administrator"


class CustomerClassificationPermission(models.Model):
    """A data permission: it takes away from what Odoo's own rules allow, and never adds to it.

    *Only they*: customers, or whole schemes, that nobody else sees or changes. *They only*: users who see or change
    nobody else's; several such permissions of one user add up. Administrators of the classification, portal users and
    everybody's own contact are exempt.
    """

    _name = "customer.classification.permission"
    _description = "Data Permission"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, help="For example: key accounts for the KA team only.")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        selection=[
            ("reserve", "Only these people see these customers"),
            ("limit", "These people see only these customers"),
        ],
        default="reserve",
        required=True,
        help="The first: nobody else sees these customers or schemes. The second: these people see no others.",
    )
    right = fields.Selection(
        selection=[("see", "See and change"), ("change", "Change only")],
        default="see",
        required=True,
        help="What is permitted. Who may not see a customer cannot change them either.",
    )
    user_ids = fields.Many2many(
        "res.users", "classification_permission_user", string="Users", domain="[('share', '=', False)]"
    )
    group_ids = fields.Many2many("res.groups", "classification_permission_group", string="Groups")
    category_ids = fields.Many2many(
        "customer.classification.category",
        "classification_permission_category",
        string="Categories",
        help="With all categories below them.",
    )
    scheme_ids = fields.Many2many(
        "customer.classification.scheme",
        "classification_permission_scheme",
        string="Schemes",
        help="Nobody else sees these schemes, their categories, and who is in them.",
    )
    salesperson_ids = fields.Many2many(
        "res.users", "classification_permission_salesperson", string="Salespersons", domain="[('share', '=', False)]"
    )
    with_others = fields.Boolean(
        string="And Customers without",
        default=True,
        help="They also see customers who have no category in the scheme, or no salesperson.",
    )
    summary = fields.Char(compute="_compute_summary", string="What It Says")

    @api.depends("kind", "right", "user_ids", "group_ids", "category_ids", "scheme_ids", "salesperson_ids")
    @api.depends_context("lang")
    def _compute_summary(self):
        for permission in self:
            permission.summary = permission._in_words()

    def _in_words(self):
        """“Only KA team see: VIP”, in one line."""
        who = words.listed(
            self.env, [*self.user_ids.mapped("name"), *self.group_ids.mapped("full_name")]
        ) or self.env._("the administrators of the classification")
        what = words.listed(
            self.env,
            [
                *self.category_ids.mapped("complete_name"),
                *self.scheme_ids.mapped("name"),
                *(self.env._("customers of %s", user.name) for user in self.salesperson_ids),
            ],
        )
        match self.kind, self.right:
            case "limit", "change":
                return self.env._("%(who)s change only: %(what)s", who=who, what=what)
            case "limit", _right:
                return self.env._("%(who)s see only: %(what)s", who=who, what=what)
            case _kind, "change":
                return self.env._("Only %(who)s change: %(what)s", who=who, what=what)
        return self.env._("Only %(who)s see and change: %(what)s", who=who, what=what)

    @api.constrains("kind", "category_ids", "scheme_ids", "salesperson_ids", "user_ids", "group_ids")
    def _check_complete(self):
        for permission in self:
            if not (permission.category_ids or permission.scheme_ids or permission.salesperson_ids):
                raise ValidationError(
                    self.env._("“%s” is about nobody. Choose categories, schemes or salespersons.", permission.name)
                )
            if permission.kind == "limit" and permission.scheme_ids:
                raise ValidationError(
                    self.env._(
                        "“%s”: a scheme can be seen by some people only. To let people see only some customers, choose "
                        "categories or salespersons.",
                        permission.name,
                    )
                )
            if permission.kind == "limit" and not (permission.user_ids or permission.group_ids):
                raise ValidationError(
                    self.env._("“%s”: choose the users or groups who see only these.", permission.name)
                )

    # Whom they bind ---------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        permissions = super().create(vals_list)
        self._forget()
        return permissions

    def write(self, vals):
        result = super().write(vals)
        self._forget()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget()
        return result

    @api.model
    def _forget(self):
        """Record rules are kept per user, and so is what binds them; what was read before may be hidden now."""
        self.env.registry.clear_cache()
        self.env["res.partner"].invalidate_model(["classification_permitted", "classification_changeable"])

    @api.model
    @tools.ormcache("self.env.uid")
    def _binding_ids(self):
        """The permissions that take something away from the user."""
        user = self.env.user
        if user._is_superuser() or user.share or user.has_group(FREE):
            return ()
        groups = set(user._get_group_ids())
        return tuple(
            permission.id
            for permission in self.sudo().search([])
            if permission._names(user, groups) == (permission.kind == "limit")
        )

    def _names(self, user, groups):
        """Whether the user is one of those people."""
        return user in self.user_ids or bool(groups & set(self.group_ids.ids))

    @api.model
    def _binding(self, right):
        """The permissions that take the right ``see`` or ``change`` away from the user somewhere."""
        found = self.sudo().browse(self._binding_ids())
        return found if right == "change" else found.filtered(lambda permission: permission.right == "see")

    @api.model
    def _hidden_schemes(self):
        """The schemes that the user does not see."""
        return self._binding("see").filtered(lambda permission: permission.kind == "reserve").scheme_ids
