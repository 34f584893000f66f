from odoo import api, fields, models
from odoo.api import NewId
from odoo.fields import Domain
from odoo.tools import SQL

from ..common import words
from ..common.roles import USERS
from . import distance
from .comparing import COLUMNS, NO_TAX_ID
from .judge import Judge, Record
from .values import mail, phones, tax_id
from .vocabulary import Vocabulary

MOST, SHOWN = 200, 3
MAYBE = 45  # points; from 60 on two are taken for one
WATCHED = [name for name in COLUMNS if name != "id"]


class ResPartner(models.Model):
    """Whether somebody who is being entered is here already: said below the name while one types, never in the way."""

    _inherit = "res.partner"

    maybe_duplicates = fields.Char(
        compute="_compute_maybe_duplicates",
        groups=USERS,
        string="Maybe Here Already",
        help="Customers who are likely the same as the one who is being entered.",
    )

    @api.depends(*WATCHED)
    @api.depends_context("lang", "uid")
    def _compute_maybe_duplicates(self):
        """Only of records that are being edited: who stands in the database is looked at each night."""
        for partner in self:
            found = partner._likely_same() if isinstance(partner.id, NewId) else self.browse()
            partner.maybe_duplicates = words.listed(self.env, (p._called_shortly() for p in found[:SHOWN])) or False

    def _called_shortly(self):
        return " ".join(filter(None, [self.ref, self.name]))

    def _likely_same(self):
        """The contacts whom the user may read and who are likely the same as this one, the likeliest first."""
        self.ensure_one()
        if self.parent_id or not self.name or not distance.is_there():
            return self.browse()
        here = {other: self[name] for name, other in COLUMNS.items() if name != "id"} | {"id": 0}
        here["tax_id"] = "" if here["tax_id"] == NO_TAX_ID else here["tax_id"]
        similar = self._similar_rows(here)
        vocabulary = Vocabulary([*(("", city) for city in self._cities()), *((r["name"], r["city"]) for r in similar)])
        judge, typed = Judge(vocabulary), Record.of(here, vocabulary)
        verdicts = ((row["id"], judge.judge(typed, Record.of(row, vocabulary))) for row in similar)
        likely = {partner_id: v.score for partner_id, v in verdicts if not v.refused and v.score >= MAYBE}
        return self.browse(sorted(likely, key=likely.get, reverse=True))

    def _similar_rows(self, here):
        """Those of the contacts that have something in common with what was typed, as the finder takes them."""
        cities = [("", city) for city in self._cities()]
        core = Vocabulary([*cities, (here["name"], here["city"])]).split(here["name"]).core
        common = Domain("id", "!=", self._origin.id or 0) & Domain("parent_id", "=", False)
        some = [Domain("name", "ilike", text) for text in {here["name"].strip(), core} if len(text or "") >= 2]
        some += [Domain("vat", "ilike", here["tax_id"].strip())] if tax_id(here["tax_id"]) else []
        some += [Domain("phone", "ilike", number[-4:]) for number in phones(here["phone"])]
        some += [Domain("email", "=ilike", here["email"].strip())] if mail(here["email"]) else []
        if not some:
            return []
        found = self.env["res.partner"].search_fetch(common & Domain.OR(some), WATCHED, limit=MOST)
        return [{other: partner[name] for name, other in COLUMNS.items()} for partner in found]

    @api.model
    def _cities(self):
        """The cities of all contacts, by which a name is divided into place and brand; they tell of nobody."""
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT city FROM res_partner WHERE active AND city IS NOT NULL LIMIT 5000")
        )
        return [city for (city,) in rows]
