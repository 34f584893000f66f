from odoo import api, fields, models
from odoo.tools import SQL

from ..common import words
from ..common.roles import USERS
from . import defaults
from .category_defaults import ACCOUNTANTS
from .default_fields import DEFAULTS, targets

HELP = "Whether the value comes from a category or from a person, and what other categories would set."


class ResPartner(models.Model):
    """Where the values come from that categories can set."""

    _inherit = "res.partner"

    pricelist_id_source = fields.Char(compute="_compute_default_sources", groups=USERS, help=HELP)
    payment_term_id_source = fields.Char(compute="_compute_default_sources", groups=USERS, help=HELP)
    user_id_source = fields.Char(compute="_compute_default_sources", groups=USERS, help=HELP)
    credit_limit_source = fields.Char(compute="_compute_default_sources", groups=ACCOUNTANTS, help=HELP)

    @api.depends(lambda self: ("commercial_partner_id.classification_assignment_ids.category_id", *targets()))
    @api.depends_context("company", "lang")
    def _compute_default_sources(self):
        Default = self.env["customer.classification.default"]
        customers = self._origin.commercial_partner_id
        offers = Default._offers(customers, self.env.company)
        filled = Default._filled(customers, self.env.company)
        for partner in self.sudo():
            customer = partner.commercial_partner_id
            for default in DEFAULTS.values():
                # a field of another addon may have no line that tells where it comes from
                if f"{default.name}_source" not in partner._fields:
                    continue
                partner[f"{default.name}_source"] = Default._source(
                    default.name,
                    partner._default_value(default),
                    filled.get((customer._origin, default.name)),
                    offers.get(customer._origin.id, {}).get(default.name, []),
                )
            groups = partner.property_product_pricelist.customer_group_ids
            if not partner.specific_property_product_pricelist and groups:
                partner.pricelist_id_source = self.env._(
                    "Price list of the customer group “%s”", groups[:1].display_name
                )

    def write(self, vals):
        """A contact that becomes a company keeps no value that a category of its former company had set."""
        moving = self if vals.keys() & {"parent_id", "is_company"} else self.browse()
        before = {partner: partner.commercial_partner_id for partner in moving}
        result = super().write(vals)
        own = {p: former for p, former in before.items() if former != p and p.commercial_partner_id == p}
        if own:
            self.env["customer.classification.default"].sudo()._take_along(own)
        return result

    def copy_data(self, default=None):
        """A copy starts unclassified, and without what a category has set."""
        vals_list = super().copy_data(default)
        filled = self.env["customer.classification.default"]._filled(self, self.env.company)
        for partner, vals in zip(self, vals_list, strict=True):
            for setting in DEFAULTS.values():
                row = filled.get((partner, setting.name))
                if row and setting.target not in (default or {}) and row.value == partner._default_value(setting):
                    vals.pop(setting.target, None)
        return vals_list

    def _default_value(self, setting):
        """What stands in the field that a category can set, as the engine knows it; None for nothing."""
        value = self.sudo()[setting.target]
        return (value.id if setting.table else value) or None


class CustomerClassificationAssignment(models.Model):
    _inherit = "customer.classification.assignment"

    @api.model
    def _merge_customers(self, sources, survivor):
        """What categories had set in those who disappear is taken back, in every company, before Odoo hands it on."""
        result = super()._merge_customers(sources, survivor)
        Default = self.env["customer.classification.default"].sudo()
        Default._take_back(sources)
        Default.search([("partner_id", "in", sources.ids)]).unlink()
        return result


class CustomerClassificationDefault(models.Model):
    _inherit = "customer.classification.default"

    @api.model
    def _take_back(self, customers):
        """Take back what categories had set in customers who are in none of them any more."""
        self.env.flush_all()
        changes = SQL(
            """SELECT NULL::int4 AS id, partner_id, NULL::int4 AS scheme_id, NULL::int4 AS to_category_id
                 FROM unnest(%s) partner_id""",
            customers.ids,
        )
        defaults.follow(self.env, changes, self.env.uid, fields.Datetime.now())
        self.invalidate_model()

    @api.model
    def _take_along(self, former):
        """Let partners who were contacts know what categories had set in them, and take it back.

        :param former: {partner, a company of its own by now: the company whose contact it was}
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """INSERT INTO customer_classification_default
                          (partner_id, company_id, field, value, category_id, change_id)
                   SELECT own.partner_id, filled.company_id, filled.field, filled.value, filled.category_id,
                          filled.change_id
                     FROM customer_classification_default filled
                     JOIN unnest(%s, %s) own(partner_id, former_id) ON own.former_id = filled.partner_id
                   ON CONFLICT DO NOTHING""",
                [partner.id for partner in former],
                [company.id for company in former.values()],
            )
        )
        self._take_back(self.env["res.partner"].browse(partner.id for partner in former))

    @api.model
    def _filled(self, customers, company):
        """{(customer, field): what a category has set there} in ``company``."""
        rows = self.sudo().search_fetch(
            [("partner_id", "in", customers.ids), ("company_id", "in", [False, company.id])],
            ["partner_id", "field", "value", "category_id"],
        )
        return {(row.partner_id.sudo(False), row.field): row for row in rows}

    @api.model
    def _source(self, field, present, filled, offers):
        """In one line: where a value comes from, and what else would be set.

        :param filled: the row that remembers what a category set; None where none did
        :param offers: ``[(category id, value)]`` of the categories that set something, the one that counts first
        """
        parts = []
        if filled and filled.value == present:
            parts.append(self.env._("From “%s”", filled.category_id.complete_name))
            offers = [offer for offer in offers if offer != (filled.category_id.id, present)]
        elif present and (filled or offers):
            parts.append(self.env._("By hand"))
        for category_id, value in offers:
            if value != present:
                category = self.env["customer.classification.category"].sudo().browse(category_id)
                parts.append(
                    self.env._(
                        "“%(category)s” (%(scheme)s) would set %(value)s",
                        category=category.complete_name,
                        scheme=category.scheme_id.name,
                        value=self._value_name(field, value, self.env.company.id),
                    )
                )
        return words.stated(self.env, parts)
