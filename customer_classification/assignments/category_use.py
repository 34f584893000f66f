from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class CustomerClassificationCategory(models.Model):
    """The customers of a category, and what may not be done to a category in use."""

    _name = "customer.classification.category"
    _inherit = ["customer.classification.category", "customer.classification.soft.references"]

    customer_count = fields.Integer(
        compute="_compute_customer_count",
        string="Number of Customers",
        help="Active customers in this category and the categories below it.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_count(self):
        counts = self._customer_counts() if self.ids else {}
        for category in self:
            category.customer_count = counts.get(category._origin.id, 0)

    def _customers_below(self):
        return super()._customers_below() | (self._customer_counts() if self else {})

    def _customer_counts(self):
        """Return {category id: active customers in it and below it whom the user may see}, in one statement."""
        self.env["customer.classification.assignment"].flush_model(["category_id", "partner_id"])
        self.flush_model(["parent_path"])
        seen = self.env["res.partner"]._search(Domain("active", "=", True))
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT top.id, COUNT(*)
                         FROM customer_classification_category top
                         JOIN customer_classification_category below
                           ON below.parent_path LIKE top.parent_path || '%%'
                         JOIN customer_classification_assignment assignment ON assignment.category_id = below.id
                        WHERE top.id IN %s AND assignment.partner_id IN %s
                        GROUP BY top.id""",
                    tuple(self.ids),
                    seen.subselect(),
                )
            )
        )

    # What is in use stays ---------------------------------------------------------------------------------------------

    @api.constrains("parent_id", "active")
    def _check_parent_without_customers(self):
        """With leaf categories only, a category that holds customers takes no child."""
        parents = self.filtered("active").parent_id.filtered("scheme_id.leaf_only")
        for parent in parents.filtered(lambda parent: parent._is_target()):
            raise parent._redirected_from_target("divide", self.env._("Add the category and let them lead there …"))
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

    def _create_below(self, vals):
        """Create and return a category below this one, which may still hold customers: the caller moves them there."""
        self.ensure_one()
        child = self.create({**vals, "parent_id": self.id, "active": False})
        child.flush_recordset()
        self.env.cr.execute(SQL("UPDATE customer_classification_category SET active = TRUE WHERE id = %s", child.id))
        child.invalidate_recordset(["active"])
        child.modified(["active"])
        return child

    def write(self, vals):
        if vals.get("active") is False:
            self._refuse_archiving_used()
        return super().write(vals)

    def _refuse_archiving_used(self):
        for category in self.sudo().filtered("customer_count"):
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
        for category in self.filtered(lambda category: category._is_target()):
            raise category._redirected_from_target("archive", self.env._("Archive it and let them lead elsewhere …"))

    def _is_target(self):
        """Whether rules, mapping lines or the scheme lead customers here."""
        return self._pointing_here("leads")

    def _redirected_from_target(self, operation, button):
        return self.scheme_id._redirected(
            self.env._(
                "Rules or other settings of the scheme lead to “%s”. Say where they shall lead.", self.display_name
            ),
            button,
            {"default_operation": operation, "default_category_id": self.id},
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
        category = self.sudo().with_context(active_test=False)
        return bool(category.child_ids) or category._pointing_here("holds", "leads", "tells")

    @api.model
    def _references(self):
        return {
            **super()._references(),
            ("customer.classification.assignment", "category_id"): "holds",
            ("customer.classification.change", "from_category_id"): "tells",
            ("customer.classification.change", "to_category_id"): "tells",
        }
