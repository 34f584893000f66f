"""Asking customers who were chosen, or whose invoice is some days old, how satisfied they are: who was asked, reminded,
and answered."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..common.access import readable
from .customer_classification_survey import SCORES

STATES = [("waiting", "To Be Sent"), ("asked", "Asked"), ("reminded", "Reminded"), ("answered", "Answered")]
CATCH_UP = 7  # days that somebody can be reminded late, after the scheduled action did not run
AT_ONCE = 50  # mails
QUIET = {"tracking_disable": True, "mail_create_nosubscribe": True, "mail_create_nolog": True}


class CustomerClassificationRequest(models.Model):
    """A customer is asked by mail how satisfied they are; one click is an answer: a rating, as Odoo knows them.

    Whoever chooses customers makes requests; a scheduled action sends them within seconds.
    """

    _name = "customer.classification.request"
    _inherit = "mail.thread"
    _description = "Satisfaction Request"
    _order = "id desc"
    _rec_name = "partner_id"
    _on_customer_merge = "joined"

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    recipient_id = fields.Many2one(
        comodel_name="res.partner", readonly=True, index="btree_not_null", ondelete="set null", help="Who got the mail."
    )
    company_id = fields.Many2one(comodel_name="res.company", required=True, readonly=True)
    user_id = fields.Many2one(comodel_name="res.users", string="Asked by", readonly=True)
    invoice_id = fields.Many2one(
        comodel_name="account.move",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The invoice about which the customer was asked; empty for their satisfaction in general.",
    )
    state = fields.Selection(selection=STATES, compute="_compute_state", store=True, index=True)
    asked_on = fields.Date(readonly=True)
    reminded_on = fields.Date(readonly=True)
    is_reminder_due = fields.Boolean(string="To Be Reminded", readonly=True)
    answered_on = fields.Date(readonly=True)
    rating_id = fields.Many2one(
        comodel_name="rating.rating", readonly=True, index="btree_not_null", ondelete="set null", copy=False
    )
    score = fields.Selection(selection=SCORES, compute="_compute_score", compute_sudo=True, store=True)
    comment = fields.Text(related="rating_id.feedback", string="Comment")

    @api.depends("asked_on", "reminded_on", "answered_on")
    def _compute_state(self):
        for request in self:
            days = {"answered": request.answered_on, "reminded": request.reminded_on, "asked": request.asked_on}
            request.state = next((state for state, day in days.items() if day), "waiting")

    @api.depends("rating_id.rating", "rating_id.consumed")
    def _compute_score(self):
        for request in self:
            rating = request.rating_id
            request.score = str(max(1, round(rating.rating))) if rating.consumed else False

    # Whom to ask ------------------------------------------------------------------------------------------------------

    @api.model
    def _recipients(self, partners):
        """Return {customer's number: number of the contact that gets the mail} of those who can be asked by mail.

        A chosen contact gets it, else the company, else a contact of it; nobody who wants no mails.
        """
        partners.flush_model(["email_normalized", "commercial_partner_id", "active"])
        self.env["mail.blacklist"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (commercial_partner_id) commercial_partner_id, id
                     FROM res_partner
                    WHERE commercial_partner_id IN %s AND active AND email_normalized IS NOT NULL
                      AND NOT EXISTS (SELECT FROM mail_blacklist
                                       WHERE email = res_partner.email_normalized AND mail_blacklist.active)
                    ORDER BY commercial_partner_id, id IN %s DESC, id = commercial_partner_id DESC, id""",
                tuple(partners.commercial_partner_id.ids) or (0,),
                tuple(partners.ids) or (0,),
            )
        )
        return dict(rows)

    @api.model
    def _resting(self, customers, company):
        """Return those of the customers whom ``company`` asked so lately that they are left in peace, or is to ask."""
        since = company._classification_today() - relativedelta(days=company.satisfaction_pause)
        mine = Domain("company_id", "=", company.id)
        requests = self.sudo()._read_group(
            mine
            & Domain("partner_id", "in", customers.ids)
            & (Domain("asked_on", "=", False) | Domain("asked_on", ">", since)),
            ["partner_id"],
        )
        invoices = (
            self.env["account.move"]
            .sudo()
            ._read_group(
                mine
                & Domain("satisfaction_asked_on", ">", since)
                & Domain("commercial_partner_id", "in", customers.ids),
                ["commercial_partner_id"],
            )
        )
        return self.env["res.partner"].concat(*(customer for (customer,) in (*requests, *invoices)))

    @api.model
    def _ask(self, recipients, company):
        """Make a request for each of {customer's number: recipient's number}, which is sent within seconds."""
        values = {"company_id": company.id, "user_id": self.env.uid}
        requests = (
            self.sudo()
            .with_context(**QUIET)
            .create(
                [
                    {"partner_id": customer_id, "recipient_id": recipient_id, **values}
                    for customer_id, recipient_id in recipients.items()
                ]
            )
        )
        self._wake()
        return self.browse(requests.ids)

    @api.model
    def _wake(self):
        self.env.ref("customer_classification.ir_cron_requests").sudo()._trigger()

    # Sending ----------------------------------------------------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Send what waits, and remind those who have been silent for as long as their company says."""
        cron = self.env["ir.cron"]
        self._mark_silent()
        to_send = Domain("asked_on", "=", False) | Domain("is_reminder_due", "=", True)
        cron._commit_progress(remaining=self.search_count(to_send))
        while requests := self.search(to_send, limit=AT_ONCE, order="id"):
            requests._send()
            if not cron._commit_progress(len(requests)):
                return

    @api.model
    def _mark_silent(self):
        for company in self.env["res.company"].search([("satisfaction_reminder", ">", 0)]):
            last = company._classification_today() - relativedelta(days=company.satisfaction_reminder)
            self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "asked"),
                    ("invoice_id", "=", False),
                    ("asked_on", "<=", last),
                    ("asked_on", ">", last - relativedelta(days=CATCH_UP)),
                ]
            ).is_reminder_due = True

    def _send(self):
        """Send the mails with the faces, first ones and reminders, each in the language of its recipient.

        Whose address is gone since, or who wants no mails any more, gets none.
        """
        reachable = self.filtered(
            lambda request: request.recipient_id.email and not request.recipient_id.is_blacklisted
        )
        (self - reachable).is_reminder_due = False
        (self - reachable).filtered(lambda request: not request.asked_on).unlink()
        reachable._give_ratings()
        for company, requests in reachable.grouped("company_id").items():
            today = company._classification_today()
            first = requests.filtered(lambda request: not request.asked_on)
            first.asked_on = today
            (requests - first).write({"reminded_on": today, "is_reminder_due": False})
            self.env.ref("customer_classification.mail_template_satisfaction_request").with_company(
                company
            ).send_mail_batch(requests.ids, email_layout_xmlid="mail.mail_notification_light")

    def _give_ratings(self):
        """Give each request the rating that waits for its answer."""
        requests = self.filtered(lambda request: not request.rating_id)
        model_id = self.env["ir.model"]._get_id(self._name)
        ratings = self.env["rating.rating"].create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": request.id,
                    "partner_id": request.recipient_id.id,
                    "rated_partner_id": request.partner_id.user_id.partner_id.id,
                }
                for request in requests
            ]
        )
        for request, rating in zip(requests, ratings, strict=True):
            request.rating_id = rating

    # Answers ----------------------------------------------------------------------------------------------------------

    @api.model
    def _note_answers(self, ratings):
        """The customers have answered: their requests and their chatter say so."""
        for request in self.search([("rating_id", "in", ratings.ids), ("answered_on", "=", False)]):
            request.answered_on = request.company_id._classification_today()
            told = request.with_context(lang=request.user_id.lang or self.env.lang)
            body = told.env._("Satisfaction: %s of 5 (answer to a mail)", request.score)
            request.partner_id._message_log(body=body)

    # Buttons ----------------------------------------------------------------------------------------------------------

    def action_remind(self):
        """Remind those who were asked and have not answered, each of them once.

        :raises UserError: there is nobody among them
        """
        silent = readable(self).filtered(lambda request: request.state == "asked")
        if not silent:
            raise UserError(
                self.env._("Only customers who were asked and have not answered can be reminded, each of them once.")
            )
        silent.is_reminder_due = True
        self._wake()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s customers are reminded now.", len(silent)),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }


class RatingRating(models.Model):
    _inherit = "rating.rating"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("consumed"):
            self.env["customer.classification.request"].sudo()._note_answers(self)
        return result
