import json

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..common import access, visibility
from . import distance, finder

# field of a customer → what the judge calls it
COLUMNS = {
    "id": "id",
    "name": "name",
    "ref": "code",
    "vat": "tax_id",
    "phone": "phone",
    "email": "email",
    "city": "city",
    "street": "street",
    "website": "website",
}
NO_TAX_ID = "/"  # Odoo's sign for a customer without one


class CustomerClassificationDuplicate(models.Model):
    """How likely duplicates are found, and kept until somebody decides."""

    _inherit = "customer.classification.duplicate"

    @api.model
    def find(self, partners=None):
        """Find likely duplicates among the customers whom the user may see.

        :param partners: only pairs with one of these; all if None
        :return: ``[{"partner_id", "other_id", "score", "evidence", "is_certain"}]``, best first; ``evidence`` is a list
            of (kind, points), ``score`` their sum (from 60 on two are likely one)
        :raises UserError: the package that compares texts is not installed
        :raises AccessError: the user may not see duplicates
        """
        self.check_access("read")
        if not distance.is_there():
            raise UserError(
                self.env._("Comparing customers needs a Python package: let it be installed by pip install rapidfuzz.")
            )
        rows = self._rows()
        companies = {row["id"]: row.pop("company_id") for row in rows}
        if partners is not None and not isinstance(partners, models.BaseModel):
            partners = access.records_of(self.env, "res.partner", partners)
        about = None if partners is None else set(partners.ids)
        seen = None if visibility.sees_all(self.env) else set(visibility.customers(self.env))
        return [
            {
                "partner_id": min(one, other),
                "other_id": max(one, other),
                "score": verdict.score,
                "evidence": verdict.evidence,
                "is_certain": verdict.evidence[0][0] == "tax_id",
            }
            for one, other, verdict in finder.find(rows, about)
            if (not companies[one] or not companies[other] or companies[one] == companies[other])
            and (seen is None or one in seen or other in seen)
        ]

    @api.model
    def _rows(self):
        """All independent contacts whom the user may see, with the texts that are compared.

        Customers and those who may become ones: what is a contact person of somebody is no customer of its own.
        """
        Partner = self.env["res.partner"]
        Partner.flush_model([*COLUMNS, "company_id"])
        users = SQL("SELECT partner_id FROM res_users UNION SELECT partner_id FROM res_company")
        query = Partner._search([("parent_id", "=", False), ("active", "=", True)])
        table = query.table
        query.add_where(SQL("%s NOT IN (%s)", SQL.identifier(table, "id"), users))
        names = [*COLUMNS, "company_id"]
        # One row a contact; whoever the record rules hide is missing, else names of other companies would be told.
        found = self.env.execute_query(query.select(*(SQL.identifier(table, name) for name in names)))
        columns = [*COLUMNS.values(), "company_id"]
        rows = [dict(zip(columns, values, strict=True)) for values in found]
        for row in rows:
            row["tax_id"] = "" if row["tax_id"] == NO_TAX_ID else row["tax_id"]
        return rows

    @api.model
    def action_refresh(self):
        """Look for duplicates again; what was decided stays decided.

        :raises AccessError: the user is no classification manager
        """
        access.check_manager(self.env)
        everybody = access.readable(self)
        everybody._keep(everybody.find())
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _look(self):
        """Look for duplicates among all customers, where the package for it is installed."""
        if distance.is_there():
            self._keep(self.find())

    @api.model
    def _cron_refresh(self):
        """What the scheduled action calls; it looks at all else, too."""
        self.env["customer.classification.cleaning"]._cron_look()

    @api.model
    def _keep(self, found):
        """Bring the rows up to date: new pairs come; those that are none any more go, unless somebody decided."""
        if not found:
            self.sudo().search([("state", "=", "open")]).unlink()
            return
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                -- One row a pair that was found. Whatever somebody decided must stay as it is.
                WITH found AS (
                    SELECT * FROM jsonb_to_recordset(%(found)s)
                        AS pair (partner_id int, other_id int, score int, evidence jsonb, is_certain bool)
                ), gone AS (
                    DELETE FROM customer_classification_duplicate AS kept
                     WHERE kept.state = 'open'
                       AND NOT EXISTS (
                           SELECT FROM found
                            WHERE found.partner_id = kept.partner_id AND found.other_id = kept.other_id)
                )
                INSERT INTO customer_classification_duplicate
                    (partner_id, other_id, score, evidence, is_certain, state, create_uid, create_date)
                SELECT partner_id, other_id, score, evidence, is_certain, 'open', %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM found
                    ON CONFLICT (partner_id, other_id) DO UPDATE
                   SET score = excluded.score, evidence = excluded.evidence, is_certain = excluded.is_certain
                """,
                found=json.dumps(found),
                uid=self.env.uid,
            )
        )
        self.invalidate_model()
