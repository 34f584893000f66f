import logging

import psycopg2
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..common import access, words

_logger = logging.getLogger(__name__)

AT_ONCE = 100  # customers
TRIES = 4
MINUTES = (10, 60, 360)  # until the next try
NAMED = 5  # customers in a message


class CustomerClassificationAction(models.Model):
    """A server action that is due for a customer because they entered or left a category."""

    _name = "customer.classification.action"
    _description = "Action upon a Category Move"
    _order = "due, id"
    _log_access = False
    _rec_name = "action_name"
    _on_customer_merge = "joined"

    change_id = fields.Many2one(
        comodel_name="customer.classification.change", required=True, ondelete="cascade", index=True, readonly=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True, ondelete="cascade", index=True, readonly=True
    )
    scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme", required=True, ondelete="cascade", index=True, readonly=True
    )
    category_id = fields.Many2one(
        comodel_name="customer.classification.category", required=True, ondelete="cascade", readonly=True
    )
    action_id = fields.Many2one(
        comodel_name="ir.actions.server",
        string="Server Action",
        required=True,
        ondelete="cascade",
        readonly=True,
        groups="base.group_system",
    )
    action_name = fields.Char(related="action_id.name", string="Action")
    occasion = fields.Selection(selection=[("enter", "Entered"), ("leave", "Left")], required=True, readonly=True)
    due = fields.Datetime(required=True, readonly=True, help="When it is done, or tried again.")
    state = fields.Selection(
        selection=[("waiting", "Waiting"), ("done", "Done"), ("failed", "Failed"), ("overtaken", "Overtaken")],
        required=True,
        readonly=True,
        default="waiting",
        help="Overtaken: the customer moved on before the action was due. Failed: it was tried several times.",
    )
    tries = fields.Integer(readonly=True)
    error = fields.Text(readonly=True, help="What the last try said.")

    _waiting = models.Index("(due) WHERE state = 'waiting'")

    # Doing ------------------------------------------------------------------------------------------------------------

    @api.model
    def _cron_act(self):
        """Do what is due, in batches, each with a commit; what fails is tried again later and fails nothing else."""
        cron = self.env["ir.cron"]
        domain = Domain("state", "=", "waiting") & Domain("due", "<=", fields.Datetime.now())
        domain &= ~Domain("change_id.run_id.state", "=", "running")
        cron._commit_progress(remaining=self.search_count(domain))
        while batch := self._next_batch(domain):
            try:
                batch._act()
            except psycopg2.errors.SerializationFailure:
                self.env.cr.rollback()
                batch.due = fields.Datetime.now() + relativedelta(minutes=1)
            if not cron._commit_progress(len(batch)):
                return

    @api.model
    def _next_batch(self, domain):
        """Due actions of the same kind."""
        first = self.search(domain, limit=1)
        same = [
            ("action_id", "=", first.action_id.id),
            ("category_id", "=", first.category_id.id),
            ("occasion", "=", first.occasion),
        ]
        return first and self.search(domain & Domain(same), limit=AT_ONCE)

    def _act(self):
        """Do these actions, which are of one kind; if they fail together, one by one."""
        still = self.filtered(lambda due: due._still_holds())
        (self - still).state = "overtaken"
        if not still:
            return
        try:
            with self.env.cr.savepoint():
                still._run_action()
            still.write({"state": "done", "error": False})
        except psycopg2.errors.SerializationFailure:
            raise
        except Exception as error:
            if len(still) == 1:
                still._keep_failure(error)
            else:
                for due in still:
                    due._act()

    def _still_holds(self):
        """Whether the customer, who entered, is still there, or, if they left, still away."""
        self.ensure_one()
        assignments = self.partner_id.classification_assignment_ids.filtered(lambda a: a.scheme_id == self.scheme_id)
        inside = (assignments.category_id.parent_path or "").startswith(self.category_id.parent_path)
        return self.partner_id.active and inside == (self.occasion == "enter")

    def _run_action(self):
        """Do it in the scheme's company, in that one's language."""
        company = self.scheme_id.company_id or self.partner_id.company_id[:1] or self.env.company
        self.action_id.with_company(company).with_context(
            active_model="res.partner",
            active_ids=self.partner_id.ids,
            active_id=self.partner_id[:1].id,
            lang=company.partner_id.lang,
        ).run()
        self.env.flush_all()

    def _keep_failure(self, error):
        """Keep what went wrong, try again later, and tell the managers at the first time."""
        self.ensure_one()
        _logger.warning("The action %s failed for customer %s", self.action_id.id, self.partner_id.id, exc_info=error)
        tries = self.tries + 1
        self.write(
            {
                "tries": tries,
                "error": str(error),
                "state": "failed" if tries == TRIES else "waiting",
                "due": fields.Datetime.now() + relativedelta(minutes=MINUTES[min(tries, len(MINUTES)) - 1]),
            }
        )
        failing = self.search([("action_id", "=", self.action_id.id), ("state", "!=", "done"), ("error", "!=", False)])
        names = failing.partner_id[:NAMED].mapped("display_name")
        self.scheme_id._tell_managers(
            lambda env: (
                env._("The action “%s” failed", self.action_id.name),
                env._(
                    "Customers: %(customers)s. It is tried again by itself; Customer Classification › Changes › "
                    "Actions shows the message.",
                    customers=words.listed(env, names) + (" …" if len(failing) > NAMED else ""),
                ),
            )
        )

    def action_try_again(self):
        """Let these failed actions be tried again at once."""
        failed = access.readable(self).filtered(lambda due: due.state in ("failed", "waiting"))
        failed.write({"state": "waiting", "tries": 0, "due": fields.Datetime.now()})
        self.env.ref("customer_classification.ir_cron_act").sudo()._trigger()
        return True

    @api.autovacuum
    def _gc_done(self):
        """Sweep what was done or overtaken half a year ago."""
        before = fields.Datetime.now() - relativedelta(months=6)
        self.search([("state", "in", ("done", "overtaken")), ("due", "<", before)]).unlink()
