from odoo import api, fields, models

from ..common import words
from ..common.roles import USERS
from .classification_attributes import readable


class ResPartner(models.Model):
    """What is known of the customer by the attributes of their categories, for lists and exports."""

    _inherit = "res.partner"

    attribute_values = fields.Char(
        string="Attributes",
        compute="_compute_attribute_values",
        groups=USERS,
        help="The attributes of the customer's categories that have a value; contacts show those of their company.",
    )

    @api.depends("commercial_partner_id.classification_assignment_ids.attributes")
    @api.depends_context("lang", "companies")
    def _compute_attribute_values(self):
        lines = self.commercial_partner_id.classification_assignment_ids
        known = {values["id"]: values["attributes"] or [] for values in lines.read(["attributes"])}
        for partner in self:
            partner._show_attributes(
                [
                    attribute
                    for line in partner.commercial_partner_id.classification_assignment_ids
                    for attribute in known.get(line.id, ())
                    if readable(self.env, attribute) not in (None, "")
                ]
            )

    def _show_attributes(self, attributes):
        """Set what shows these attributes, each with its value."""
        self.attribute_values = words.listed(
            self.env, [words.labelled(self.env, each.get("string"), self._attribute_text(each)) for each in attributes]
        )

    def _attribute_text(self, attribute):
        value = readable(self.env, attribute)
        return words.day(self.env, fields.Date.to_date(value)) if attribute["type"] == "date" else str(value)
