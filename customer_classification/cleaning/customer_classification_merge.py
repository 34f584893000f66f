from odoo import api, fields, models
from odoo.tools import SQL

from ..common import words

# Documents that name a customer and go along in a merge; which ones they were is kept.
DOCUMENTS = ("sale.order", "account.move", "account.payment", "crm.lead", "res.partner")
TEXTS = (
    "name",
    "ref",
    "vat",
    "phone",
    "email",
    "website",
    "street",
    "street2",
    "zip",
    "city",
    "function",
    "lang",
    "is_company",
    "comment",
)
LINKS = ("state_id", "country_id", "user_id", "company_id", "parent_id", "industry_id")


class CustomerClassificationMerge(models.Model):
    """What was known of a customer before they were merged into another one: enough to make them anew."""

    _name = "customer.classification.merge"
    _description = "Merged Customer"
    _order = "id desc"
    _on_customer_merge = "joined"

    name = fields.Char(required=True, readonly=True)
    ref = fields.Char(string="Reference", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Merged into",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The customer who was kept.",
    )
    user_id = fields.Many2one(comodel_name="res.users", string="Merged by", readonly=True)
    date = fields.Datetime(string="Merged on", required=True, readonly=True, default=fields.Datetime.now)
    former_values = fields.Json(readonly=True, help="The values of the customer who went, {field: value}.")
    categories = fields.Json(readonly=True, help="Their categories, {scheme: category}.")
    documents = fields.Json(readonly=True, help="Their documents, {model: ids}, which are the other one's now.")
    former_text = fields.Text(compute="_compute_former_text", string="What Was Known of Them")

    def _compute_former_text(self):
        Partner = self.env["res.partner"]
        for merge in self:
            values = merge.former_values or {}
            known = [
                words.labelled(self.env, Partner._fields[name]._description_string(self.env), self._plain(values[name]))
                for name in (*TEXTS, *LINKS)
                if name in values
            ]
            counts = [
                words.labelled(self.env, self.env["ir.model"]._get(model).name, words.listed(self.env, ids))
                for model, ids in (merge.documents or {}).items()
                if model in self.env
            ]
            merge.former_text = "\n".join([*known, *(merge.categories or {}).values(), *counts])

    @api.model
    def _plain(self, value):
        """What people read of a value: of a link, the name."""
        return value[1] if isinstance(value, list) else self.env._("Yes") if value is True else value

    def _keep(self, gone, kept):
        """Keep what is known of ``gone`` before it is merged into ``kept``.

        :param gone: the customer who goes, with all rights
        """
        self.env.flush_all()
        return self.sudo().create(self.sudo()._prepare_kept(gone, kept.sudo()))

    def _prepare_kept(self, gone, kept):
        """What is kept of ``gone``; another file keeps what an undo needs."""
        values = {name: gone[name] for name in TEXTS if gone[name]}
        values |= {name: [gone[name].id, gone[name].display_name] for name in LINKS if gone[name]}
        documents = {}
        for model in DOCUMENTS:
            field = "parent_id" if model == "res.partner" else "partner_id"
            table = self.env[model]._table
            found = self.env.execute_query(
                SQL(
                    "SELECT id FROM %s WHERE %s = %s ORDER BY id", SQL.identifier(table), SQL.identifier(field), gone.id
                )
            )
            if found:
                documents[model] = [number for (number,) in found]
        assignments = gone.classification_assignment_ids
        return {
            "name": gone.name,
            "ref": gone.ref,
            "partner_id": kept.id,
            "user_id": self.env.uid,
            "former_values": values,
            "categories": {str(a.scheme_id.id): a.category_id.display_name for a in assignments},
            "documents": documents,
        }
