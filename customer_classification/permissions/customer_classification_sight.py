from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain


class CustomerClassificationSight(models.TransientModel):
    """“What does X see?”: the permissions that bind a user, and how much of each category they leave to them."""

    _name = "customer.classification.sight"
    _description = "What Does a User See?"

    user_id = fields.Many2one("res.users", required=True, domain="[('share', '=', False)]")
    permission_ids = fields.Many2many(
        "customer.classification.permission", compute="_compute_sight", string="What Binds Them"
    )
    scheme_ids = fields.Many2many("customer.classification.scheme", compute="_compute_sight", string="Schemes")
    customer_count = fields.Integer(compute="_compute_sight", string="Classified Customers They See")
    all_count = fields.Integer(compute="_compute_sight", string="of")
    told = fields.Html(compute="_compute_sight", sanitize=False, string="What the Permissions Say")
    table = fields.Html(compute="_compute_sight", sanitize=False, string="By Category")

    @api.depends("user_id")
    @api.depends_context("lang")
    def _compute_sight(self):
        for page in self:
            theirs = page._as_user()
            page.permission_ids = theirs["customer.classification.permission"]._binding("change").with_env(self.env)
            page.scheme_ids = theirs["customer.classification.scheme"].search(Domain.TRUE).with_env(self.env)
            seen, changeable = page._counts(theirs, "read"), page._counts(theirs, "write")
            everything = page._counts(self.env(su=True, context=theirs.context), "read")
            page.customer_count = page._number(theirs)
            page.all_count = page._number(self.env(su=True, context=theirs.context))
            page.table = page._as_table(everything, seen, changeable)
            told = (Markup("<li>%s</li>") % permission.summary for permission in page.permission_ids)
            page.told = Markup("<ul class='mb-0'>%s</ul>") % Markup().join(told)

    def _as_user(self):
        user = self.user_id or self.env.user
        companies = user.sudo().company_ids.ids
        return self.env(user=user.id, su=False, context={"lang": self.env.lang, "allowed_company_ids": companies})

    @api.model
    def _counts(self, env, operation):
        """{category: customers} as the user of ``env`` may read or write them."""
        lines = env["customer.classification.assignment"]
        if not lines.has_access(operation):
            return {}
        found = lines._read_group(self._of_theirs(env, operation), ["category_id"], ["__count"])
        return {category.id: number for category, number in found}

    @api.model
    def _number(self, env):
        """How many classified customers the user of ``env`` sees; who is in several schemes is one."""
        lines = env["customer.classification.assignment"]
        if not lines.has_access("read"):
            return 0
        [(number,)] = lines._read_group(self._of_theirs(env, "read"), [], ["partner_id:count_distinct"])
        return number

    @api.model
    def _of_theirs(self, env, operation):
        theirs = Domain("active", "=", True) & env["ir.rule"]._compute_domain("res.partner", operation)
        return Domain("partner_id", "any", theirs)

    def _class_of(self, cell, all_of_them):
        """What is less than everything is bold."""
        if not isinstance(cell, int):
            return ""
        return "text-end" if cell == all_of_them else "text-end fw-bold"

    def _as_table(self, everything, seen, changeable):
        categories = self.env["customer.classification.category"].sudo().search([("id", "in", list(everything))])
        rows = Markup().join(
            Markup("<tr>%s</tr>")
            % Markup().join(
                Markup("<td class='%s'>%s</td>") % (self._class_of(cell, everything[category.id]), cell)
                for cell in (
                    category.scheme_id.name,
                    category.complete_name,
                    everything[category.id],
                    seen.get(category.id, 0),
                    changeable.get(category.id, 0),
                )
            )
            for category in categories
        )
        titles = (
            self.env._("Scheme"),
            self.env._("Category"),
            self.env._("Number of Customers"),
            self.env._("They see"),
            self.env._("They may change"),
        )
        head = Markup().join(
            Markup("<th class='%s'>%s</th>") % ("text-end" if place > 1 else "", title)
            for place, title in enumerate(titles)
        )
        table = "<table class='table table-sm'><thead><tr>%s</tr></thead><tbody>%s</tbody></table>"
        return Markup(table) % (head, rows)


class CustomerClassificationSeers(models.TransientModel):
    """“Who sees this customer?”"""

    _name = "customer.classification.seers"
    _description = "Who Sees a Customer?"

    partner_id = fields.Many2one("res.partner", required=True, string="Customer")
    seer_ids = fields.Many2many("res.users", compute="_compute_seers", string="See the Customer")
    changer_ids = fields.Many2many("res.users", compute="_compute_seers", string="May Change the Customer")
    other_ids = fields.Many2many("res.users", compute="_compute_seers", string="Do Not See the Customer")

    @api.depends("partner_id")
    def _compute_seers(self):
        users = self.env["res.users"].sudo().search([("share", "=", False)])
        for page in self:
            seers, changers = users.browse(), users.browse()
            for user in users if page.partner_id else ():
                partner = page.partner_id.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
                partner.invalidate_recordset(flush=False)
                seers += user if partner.has_access("read") else users.browse()
                changers += user if partner.has_access("write") and partner.has_access("read") else users.browse()
            page.seer_ids, page.changer_ids, page.other_ids = seers, changers, users - seers
