from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..common import access, words
from ..common.roles import USERS
from .category_credit import STOPS

ACTIVITY = "customer_classification.mail_activity_type_release"
STRICTEST = ("refuse", "approve", "warn")
# What only the buttons of the order set: that it waits, who wanted it, who let it pass, and up to which amount.
DECIDED = {
    "credit_held",
    "credit_asked_by_id",
    "credit_released_by_id",
    "credit_released_at",
    "credit_released_amount",
}


class SaleOrder(models.Model):
    """Orders beyond the credit limit are refused, noted or released by a manager, as the customer's category says."""

    _inherit = "sale.order"

    credit_held = fields.Boolean(
        string="Waits for Release",
        readonly=True,
        copy=False,
        help="Beyond the credit limit; a manager must release it.",
    )
    credit_asked_by_id = fields.Many2one("res.users", string="Release Asked by", readonly=True, copy=False)
    credit_released_by_id = fields.Many2one("res.users", string="Credit Released by", readonly=True, copy=False)
    credit_released_at = fields.Datetime(readonly=True, copy=False)
    credit_released_amount = fields.Monetary(
        readonly=True, copy=False, help="The amount of the order that was released; a higher one must be released anew."
    )
    credit_sums = fields.Char(
        compute="_compute_credit_sums", groups=USERS, help="The credit limit, and what the customer owes and orders."
    )

    credit_stop = fields.Selection(
        selection=STOPS,
        compute="_compute_credit_sums",
        groups=USERS,
        help="What confirming the order does, since it is beyond the credit limit.",
    )

    @api.depends("partner_id", "amount_total", "state", "credit_released_amount")
    @api.depends_context("lang")
    def _compute_credit_sums(self):
        stops = self.env["customer.classification.category"]._stop_orders()
        for order in self:
            stop = stops and order.state in ("draft", "sent") and order._credit_stop()
            order.credit_stop = stop or False
            order.credit_sums = order._told_of_credit() if stop else False

    @api.depends("state", "credit_released_amount")
    def _compute_partner_credit_warning(self):
        """Odoo's own line about the limit goes where ours says more."""
        result = super()._compute_partner_credit_warning()
        stops = self.env["customer.classification.category"]._stop_orders()
        for order in self.filtered("partner_credit_warning") if stops else ():
            if order._credit_stop():
                order.partner_credit_warning = ""
        return result

    # Nobody decides but the buttons -----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        given = {name for vals in vals_list for name in vals}
        given |= {key.removeprefix("default_") for key in self.env.context if key.startswith("default_")}
        self._refuse_decided(given)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_decided(vals.keys())
        return super().write(vals)

    def _refuse_decided(self, names):
        for name in () if self.env.su else sorted(DECIDED & set(names)):
            label = self._fields[name]._description_string(self.env)
            raise AccessError(self.env._("Nobody sets “%s” by hand: the buttons of the form do. Leave it out.", label))

    # Confirming -------------------------------------------------------------------------------------------------------

    def action_confirm(self):
        """Confirm the orders, but those beyond a credit limit whose release must be asked for; a note says so.

        :raises UserError: an order is beyond the limit, and the customer's category refuses it; shows the sums
        """
        held = self.browse()
        stops = self.env["customer.classification.category"]._stop_orders()
        for order in self.filtered(lambda order: order.state in ("draft", "sent")) if stops else ():
            stop = order._credit_stop()
            if stop == "refuse":
                raise UserError(order._told_of_credit())
            if stop == "approve":
                held += order
            elif stop == "warn":
                order.sudo().message_post(body=order._told_of_credit())
        held._ask_for_release()
        confirmed = self - held
        result = super(SaleOrder, confirmed).action_confirm() if confirmed or not self else True
        confirmed._wait_no_longer()
        return held._told_to_wait() if held and not confirmed else result

    def action_release_credit(self):
        """Let these orders pass beyond the credit limit, and confirm them.

        :raises AccessError: the user is no classification manager, or asked for the release themselves
        :raises UserError: an order waits for no release
        """
        access.check_manager(self.env)
        access.writable(self)
        for order in self:
            if not order.credit_held:
                raise UserError(self.env._("“%s” does not wait for a release.", order.name))
            if order.credit_asked_by_id == self.env.user and not self.env.su:
                raise AccessError(
                    self.env._("You asked for the release of “%s” yourself. Let somebody else decide.", order.name)
                )
            told = order._told_of_credit()
            order.sudo().write(
                {
                    "credit_held": False,
                    "credit_released_by_id": self.env.uid,
                    "credit_released_at": fields.Datetime.now(),
                    "credit_released_amount": order.amount_total,
                }
            )
            order.sudo().activity_unlink([ACTIVITY])
            order.sudo().message_post(
                body=self.env._("Released beyond the credit limit. %s", told), author_id=self.env.user.partner_id.id
            )
        return self.action_confirm()

    def _action_cancel(self):
        result = super()._action_cancel()
        self._wait_no_longer()
        return result

    def _wait_no_longer(self):
        """Nobody has to release these orders any more."""
        waiting = self.sudo().filtered("credit_held")
        waiting.credit_held = False
        waiting.activity_unlink([ACTIVITY])

    def _ask_for_release(self):
        for order in self.filtered(lambda order: not order.credit_held):
            order.sudo().write({"credit_held": True, "credit_asked_by_id": self.env.uid})
            order.sudo().message_post(
                body=self.env._("Waits for release. %s", order._told_of_credit()),
                author_id=self.env.user.partner_id.id,
            )
            for user in order._releasers():
                this = order.sudo().with_context(lang=user.lang)
                this.activity_schedule(ACTIVITY, user_id=user.id, note=this._told_of_credit())

    def _releasers(self):
        group = self.env.ref(access.MANAGER).sudo()
        return group.all_user_ids.filtered(
            lambda user: (
                user.active
                and not user.share
                and user != self.env.user
                and self.company_id in user.company_ids
                and not user._is_superuser()
            )
        )

    def _told_to_wait(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": " ".join(self.env._("Waits for release. %s", order._told_of_credit()) for order in self),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # How much it is ---------------------------------------------------------------------------------------------------

    def _credit_stop(self):
        """What the customer's categories do with this order since it is beyond the limit; nothing if it is not."""
        self.ensure_one()
        customer = self.partner_id.sudo().commercial_partner_id
        categories = customer.classification_assignment_ids.filtered(
            lambda line: line.scheme_id.company_id.id in (False, self.company_id.id)
        ).category_id
        stops = {category._credit_stop() for category in categories}
        stop = next((stop for stop in STRICTEST if stop in stops), None)
        released = self.credit_released_by_id and self.amount_total <= self.credit_released_amount
        if not stop or released:
            return None
        limit, *parts = self._credit_parts()
        return stop if limit and self.company_id.currency_id.compare_amounts(sum(parts), limit) > 0 else None

    def _credit_parts(self):
        """The limit, what is open, what is confirmed and not invoiced, and this order, in the company's currency."""
        company = self.company_id
        customer = self.partner_id.sudo().commercial_partner_id.with_company(company)
        orders = (
            self.sudo()
            .with_company(company)
            .search(
                Domain("company_id", "=", company.id)
                & Domain("state", "=", "sale")
                & Domain("partner_invoice_id", "any", [("commercial_partner_id", "=", customer.id)])
                & Domain("order_line", "any", [("untaxed_amount_to_invoice", ">", 0)])
            )
        )
        confirmed = sum(order._in_money_of_company(order.amount_to_invoice) for order in orders - self)
        return customer.credit_limit, customer.credit, confirmed, self._in_money_of_company(self.amount_total)

    def _in_money_of_company(self, amount):
        company = self.company_id
        return self.currency_id._convert(amount, company.currency_id, company, company._classification_today())

    def _told_of_credit(self):
        """“T-Ann may owe 1,000. Open: 700, confirmed and not invoiced: 200, this order: 300, together 1,200.”"""
        self.ensure_one()
        limit, *parts = self._credit_parts()
        currency = self.company_id.currency_id
        limit, owed, confirmed, ordered, total = (
            words.money(self.env, amount, currency) for amount in (limit, *parts, sum(parts))
        )
        return self.env._(
            "%(order)s is beyond the credit limit of %(customer)s, %(limit)s. Open: %(open)s, confirmed and not "
            "invoiced: %(confirmed)s, this order: %(ordered)s, together %(total)s.",
            order=self.name,
            customer=self.partner_id.sudo().commercial_partner_id.name,
            limit=limit,
            open=owed,
            confirmed=confirmed,
            ordered=ordered,
            total=total,
        )
