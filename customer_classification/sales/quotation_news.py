from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..common.roles import USERS
from ..history import history

OPEN = ("draft", "sent")


class SaleOrder(models.Model):
    """An open quotation tells when its customer came into another category since; it never changes by itself."""

    _inherit = "sale.order"

    prices_agreed_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="When somebody last decided whether the quotation follows the customer's new category. "
        "Empty: when it was made.",
    )
    category_news = fields.Char(
        compute="_compute_category_news",
        groups=USERS,
        help="Which category the customer is in now, if that is another one than when the quotation was made.",
    )
    has_category_news = fields.Boolean(
        compute="_compute_category_news",
        search="_search_has_category_news",
        groups=USERS,
        help="The customer came into another category since the quotation was made.",
    )
    has_other_terms = fields.Boolean(
        compute="_compute_category_news",
        groups=USERS,
        help="The customer's price list or payment terms are not those of the quotation.",
    )
    service_policy = fields.Text(related="partner_id.service_policy", groups=USERS)

    @api.depends("partner_id", "state", "prices_agreed_at", "pricelist_id", "payment_term_id")
    @api.depends_context("lang")
    def _compute_category_news(self):
        moved = {order_id: ids for order_id, *ids in self._moved_since()} if self.ids else {}
        Category = self.env["customer.classification.category"].sudo()
        for order in self:
            former, present = (Category.browse(number) for number in moved.get(order._origin.id, (None, None)))
            order.has_category_news = former != present
            terms = order._terms_of_customer() if former != present else {}
            order.has_other_terms = bool(terms)
            order.category_news = order._tell_news(former, present, terms)

    def _tell_news(self, former, present, terms):
        """“The customer is in VIP now, no longer in Ordinary. Price list: VIP instead of Standard.”"""
        if former == present:
            return False
        nothing = self.env._("no category")
        sentences = [
            self.env._(
                "The customer is in “%(new)s” now; when this was quoted, in “%(former)s”.",
                new=present.name or nothing,
                former=former.name or nothing,
            )
        ]
        sentences += [
            self.env._(
                "%(field)s: “%(new)s” instead of “%(former)s”.",
                field=self._fields[name]._description_string(self.env),
                new=value.sudo().display_name or self.env._("none"),
                former=self[name].sudo().display_name or self.env._("none"),
            )
            for name, value in terms.items()
        ]
        return " ".join(sentences)

    def _terms_of_customer(self):
        """{field: value} of what a new quotation for the customer would have and this one has not."""
        self.ensure_one()
        customer = self.partner_id.with_company(self.company_id).sudo()
        wanted = {
            "pricelist_id": customer.property_product_pricelist,
            "payment_term_id": customer.property_payment_term_id,
        }
        return {
            name: value for name, value in wanted.items() if value != self[name] and (value or name != "pricelist_id")
        }

    @api.model
    def _search_has_category_news(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = Domain("id", "in", SQL("(SELECT id FROM (%s) moved)", self._moved_statement()))
        return found if True in value else ~found

    def _moved_since(self):
        """(quotation, former category, present one) of these orders that are open and whose customer moved."""
        self.flush_recordset(["partner_id", "state", "prices_agreed_at", "company_id"])
        self.env["customer.classification.change"].flush_model()
        self.env["customer.classification.assignment"].flush_model()
        return self.env.execute_query(
            SQL("SELECT * FROM (%s) moved WHERE id = ANY(%s)", self._moved_statement(), self._origin.ids)
        )

    @api.model
    def _moved_statement(self):
        """A statement that gives the open quotations of customers who were in another main category at that time."""
        return SQL(
            """-- one row: one open quotation whose customer has moved since;
               -- it must not miss quotations of contacts
               SELECT quoted.id, quoted.former_id, assignment.category_id AS present_id
                 FROM (SELECT DISTINCT ON (document.id) document.id, change.partner_id, change.scheme_id,
                              change.from_category_id AS former_id
                         FROM sale_order document
                         JOIN res_partner partner ON partner.id = document.partner_id
                         JOIN (VALUES %(schemes)s) main(company_id, scheme_id) ON main.company_id = document.company_id
                         JOIN customer_classification_change change
                           ON change.partner_id = partner.commercial_partner_id AND change.scheme_id = main.scheme_id
                          AND change.state IN %(in_force)s
                          AND change.date > COALESCE(document.prices_agreed_at, document.create_date)
                        WHERE document.state IN %(open)s
                        ORDER BY document.id, change.date, change.id) quoted
                 LEFT JOIN customer_classification_assignment assignment
                   ON assignment.partner_id = quoted.partner_id AND assignment.scheme_id = quoted.scheme_id
                WHERE assignment.category_id IS DISTINCT FROM quoted.former_id""",
            schemes=SQL(", ").join(
                SQL("(%s, %s::int4)", company.id, self._main_scheme_of(company).id or None)
                for company in self.env.companies
            ),
            in_force=history.IN_FORCE,
            open=OPEN,
        )

    @api.model
    def _main_scheme_of(self, company):
        return self.env["customer.classification.scheme"].with_company(company)._main_scheme()

    # Actions ----------------------------------------------------------------------------------------------------------

    def action_follow_category(self):
        """Give these quotations the price list and payment terms that their customers have now, and the prices anew."""
        for order in self.filtered(lambda order: order.state in OPEN):
            terms = order._terms_of_customer()
            if terms:
                order.write({name: value.id for name, value in terms.items()})
            if "pricelist_id" in terms:
                order.action_update_prices()
        return self.action_keep_terms()

    def action_keep_terms(self):
        """Leave these quotations as they are; they say no more that the customer moved."""
        self.prices_agreed_at = fields.Datetime.now()
        return True
