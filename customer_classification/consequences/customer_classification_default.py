from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL, html_escape
from odoo.tools.mail import generate_tracking_message_id

from ..common import words
from .default_fields import DEFAULTS
from .default_winners import winners


class CustomerClassificationDefault(models.Model):
    """A value that a category has set in a customer: as long as it stands there, it follows the category."""

    _name = "customer.classification.default"
    _description = "Value Set by a Category"
    _log_access = False
    _rec_name = "partner_id"
    _on_customer_merge = "by itself"

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company", ondelete="cascade", readonly=True, help="Empty: the value is the same everywhere."
    )
    field = fields.Selection(
        selection="_selection_field",
        required=True,
        readonly=True,
        help="The field of the category.",
    )
    value = fields.Json(required=True, readonly=True)
    category_id = fields.Many2one(
        comodel_name="customer.classification.category", required=True, ondelete="restrict", index=True, readonly=True
    )
    change_id = fields.Many2one(
        comodel_name="customer.classification.change", ondelete="set null", index="btree_not_null", readonly=True
    )

    _partner_field_unique = models.UniqueIndex("(partner_id, COALESCE(company_id, 0), field)")

    @api.model
    def _selection_field(self):
        Category = self.env["customer.classification.category"]
        return [(name, Category._fields[name]._description_string(self.env)) for name in DEFAULTS]

    # In words ---------------------------------------------------------------------------------------------------------

    @api.model
    def _told(self, kinds, user_id):
        """The words of the notes about values that categories filled.

        :param kinds: ``[{company_id, field, present, value, category_id}]``
        :return: the beginning of a note, a list item for each kind, and who writes it
        """
        user = self.env["res.users"].sudo().browse(user_id)
        this = self.sudo().with_context(lang=self._language_of(user))
        author_id, email = self.env["mail.thread"]._message_compute_author(user.partner_id.id)
        author = {
            "author": author_id,
            "email": email,
            "reply": self.env["mail.thread"]._notify_get_reply_to(default=email, author_id=author_id)[False],
            "message": generate_tracking_message_id("message-notify"),
        }
        title = this.env._("Defaults of the category:")
        header = f"<div>{html_escape(title)}</div><ul>"
        return header, [f"<li>{html_escape(this._sentence(**kind))}</li>" for kind in kinds], author

    @api.model
    def _language_of(self, user):
        """The language of who reads: the user's; what the schedule does is told in that of the company."""
        return self.env.company.sudo().partner_id.lang if user._is_superuser() else user.lang

    @api.model
    def _sentence(self, company_id, field, present, value, category_id):
        """“Price List: none → VIP (VIP customers)”, with the company where there are several."""
        text = self.env._(
            "%(field)s: %(former)s → %(new)s (%(category)s)",
            field=self._field_name(field),
            former=self._value_name(field, present, company_id),
            new=self._value_name(field, value, company_id),
            category=self.env["customer.classification.category"].browse(category_id).complete_name,
        )
        if company_id and self.env["res.company"].sudo().search_count([], limit=2) > 1:
            company = self.env["res.company"].sudo().browse(company_id)
            return self.env._("%(text)s, %(company)s", text=text, company=company.name)
        return text

    @api.model
    def _field_name(self, field):
        return dict(self._selection_field())[field]

    @api.model
    def _value_name(self, field, value, company_id):
        """What people call a value of a default."""
        if value is None:
            return self.env._("none")
        target = self.env["customer.classification.category"]._fields[field]
        if target.type == "many2one":
            return self.env[target.comodel_name].sudo().browse(value).exists().display_name or self.env._("deleted")
        if isinstance(value, str):
            return value
        currency = self.env["res.company"].sudo().browse(company_id).currency_id
        return words.money(self.env, value, currency)

    @api.model
    def _as_json(self, value):
        """A value as a parameter of a statement; nothing is NULL."""
        return None if value is None else Json(value)

    # Which category sets what -----------------------------------------------------------------------------------------

    @api.model
    def _offers(self, partners, company):
        """What the categories of these customers set in ``company``, the one that counts first.

        :return: ``{customer id: {field: [(category id, value)]}}``
        """
        moving = SQL(
            "SELECT NULL::int4 AS id, id AS partner_id, 0 AS scheme_id, NULL::int4 AS to_category_id "
            "FROM res_partner WHERE id = ANY(%s)",
            partners.ids,
        )
        self.env["customer.classification.assignment"].flush_model(["category_id", "partner_id", "scheme_id"])
        self.env["customer.classification.category"].flush_model()
        found = {}
        for partner_id, field, category_id, value in self.env.execute_query(
            SQL(
                """WITH %s SELECT partner_id, field, category_id, value FROM won
                    WHERE scope IN (0, %s) ORDER BY place""",
                winners(moving, every=True),
                company.id,
            )
        ):
            found.setdefault(partner_id, {}).setdefault(field, []).append((category_id, value))
        return found
