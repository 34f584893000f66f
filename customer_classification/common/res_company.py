from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    classification_history_since = fields.Date(
        string="Documents Complete Since",
        help="For a company that began with Odoo later: the day from which its orders and invoices are here. A rule "
        "that looks back further has no figure instead of one that is too low, so that nobody loses his category.",
    )

    def _classification_today(self):
        """The day that it is in these companies, or in the first of them where it is a new day already."""
        now = fields.Datetime.now().replace(tzinfo=UTC)
        return max(now.astimezone(ZoneInfo(company.partner_id.tz or "UTC")).date() for company in self)
