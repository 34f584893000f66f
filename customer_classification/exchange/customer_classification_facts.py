from odoo import api, fields, models


class CustomerClassificationFacts(models.Model):
    """What the former system knew of a customer and Odoo has no field for."""

    _name = "customer.classification.facts"
    _description = "From the Former System"
    _rec_name = "partner_id"
    _inherit = "customer.classification.references"
    _on_customer_merge = "by itself"

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    short_name = fields.Char(help="What people call the customer for short.")
    credit_days = fields.Integer(help="For so many days the customer may owe.")
    discount = fields.Float(
        string="Discount Rate (%)", digits=(6, 2), help="What the customer pays, in % of the price."
    )
    currency_id = fields.Many2one(comodel_name="res.currency", help="The currency in which the customer is billed.")
    attributes = fields.Json(help="Attribute values of a customer who has no category yet: {scheme: {name: value}}.")

    _partner_unique = models.Constraint(
        "UNIQUE(partner_id, company_id)", "There is a record of this customer already. Change that one."
    )

    @api.model
    def _of(self, partners, company):
        """{customer id: facts} of these customers in ``company``."""
        found = self.search([("partner_id", "in", partners.ids), ("company_id", "=", company.id)])
        return {facts.partner_id.id: facts for facts in found}

    def _merge_into(self, survivor):
        """The survivor of a merge keeps their facts, and gets from these what they do not have."""
        present = self.search([("partner_id", "=", survivor.id)]).grouped("company_id")
        for facts in self:
            own = present.get(facts.company_id)
            if not own:
                facts.partner_id = survivor
                present[facts.company_id] = facts
                continue
            names = ("short_name", "credit_days", "discount", "currency_id", "attributes")
            values = facts.read(names, load=None)[0]
            own.write({name: values[name] for name in names if not own[name]})
            facts.unlink()


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """What the former system knew of the merged customers goes to the survivor, as far as they lack it."""
        Facts = self.env["customer.classification.facts"].sudo()
        Facts.search([("partner_id", "in", src_partners.ids)])._merge_into(dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)


class ResPartner(models.Model):
    _inherit = "res.partner"

    classification_facts_ids = fields.One2many(
        comodel_name="customer.classification.facts",
        inverse_name="partner_id",
        string="From the Former System",
        groups="customer_classification.group_classification_user",
    )
