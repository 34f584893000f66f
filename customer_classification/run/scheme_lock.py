from contextlib import contextmanager
from contextvars import ContextVar

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..common import access

PATIENCE = 15  # minutes after which somebody else may end what holds a scheme
KEY = SQL("hashtext('customer.classification.scheme')")
SINCE_CHECKS = 140_000  # the version of PostgreSQL that looks whether its client is still there
SIGNED = "classification by "  # the name of a session that classifies, with the number of the user
# The cursor whose transaction holds the schemes for a run that commits meanwhile.
HOLDER = ContextVar("customer_classification_holder", default=None)


class Lost(Exception):
    """The session is gone that held a scheme: somebody else may classify by it by now."""


@contextmanager
def holding(registry):
    """A cursor that holds schemes while a run commits: a lock of its own transactions would end with each of them."""
    with registry.cursor() as holder:
        token = HOLDER.set(holder)
        try:
            yield holder
        finally:
            HOLDER.reset(token)


def check_held():
    """Raise :class:`Lost` unless the session that holds the schemes of this run is still there."""
    holder = HOLDER.get()
    try:
        if holder:
            holder.execute(SQL("SELECT 1"), log_exceptions=False)
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        raise Lost from error


class CustomerClassificationRun(models.Model):
    """Schemes are classified only once at a time: who does it, since when, and what ends it if their worker dies."""

    _inherit = "customer.classification.run"

    @api.model
    def _try_lock(self, cr, scheme):
        """Take the scheme for as long as the transaction of ``cr`` lasts; False if somebody else has it.

        The session says for whom it works, and which session classifies if that is another one. PostgreSQL looks
        whether its client is still there, so that what a killed worker has asked for ends within seconds, and not with
        its statement.
        """
        name = f"{SIGNED}{self.env.uid}"
        if cr is not self.env.cr:
            # not asked by a statement: the transaction of whoever works begins after that of the one that holds
            name = f"{name} in {self.env.cr.connection.get_backend_pid()}"
        cr.execute(SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", KEY, scheme.id))
        [taken] = cr.fetchone()
        if taken:
            looks = SQL("set_config('client_connection_check_interval', '5s', TRUE)")
            knows = cr.connection.server_version >= SINCE_CHECKS
            named = SQL("set_config('application_name', %s, TRUE)", name)
            cr.execute(SQL("SELECT %s, %s", named, looks if knows else SQL("NULL")))
        return taken

    @api.model
    def _lock(self, cr, scheme):
        """Let nobody else classify by ``scheme`` until the transaction ends.

        :raises UserError: someone is doing it at this moment; says who, and since when
        """
        if not self._try_lock(cr, scheme):
            raise UserError(scheme._told_who_classifies() or self.env._("Try again in a moment."))


class CustomerClassificationScheme(models.Model):
    """Who classifies by the scheme at this moment."""

    _inherit = "customer.classification.scheme"

    underway = fields.Char(
        compute="_compute_underway",
        groups=access.MANAGER,
        help="Who classifies by the scheme at this moment, and since when.",
    )
    can_take_over = fields.Boolean(compute="_compute_underway", groups=access.MANAGER)

    def _compute_underway(self):
        for scheme in self:
            minutes = scheme._sessions()[1]
            scheme.underway = scheme._told_who_classifies()
            scheme.can_take_over = minutes is not None and minutes >= PATIENCE

    def _sessions(self):
        """(processes, minutes, user id) of the sessions that classify by the scheme: the one that holds it, and the one
        that works if that is another one; nothing and None where none does."""
        self.env.cr.execute("SELECT pg_stat_clear_snapshot()")  # else it shows what was when somebody asked first
        rows = self.env.execute_query(
            SQL(
                """SELECT activity.pid, (EXTRACT(EPOCH FROM clock_timestamp() - activity.xact_start) / 60)::int,
                          substr(activity.application_name, %(name)s)
                     FROM pg_locks held
                     JOIN pg_stat_activity activity ON activity.pid = held.pid
                    WHERE held.locktype = 'advisory' AND held.granted AND held.objsubid = 2
                      AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                      AND held.classid = (%(key)s::bigint & 4294967295)::oid AND held.objid = %(scheme)s::oid
                      AND held.pid != pg_backend_pid()""",
                name=len(SIGNED) + 1,
                key=KEY,
                scheme=self._origin.id or 0,
            )
        )
        for pid, minutes, name in rows:
            user, _in, worker = name.partition(" in ")
            pids = [pid, *([int(worker)] if worker.isdigit() else ())]
            return pids, minutes, int(user) if user.isdigit() else None
        return [], None, None

    def _told_who_classifies(self):
        """A sentence about who classifies by the scheme at this moment; empty where nobody does."""
        self.ensure_one()
        pids, minutes, user_id = self._sessions()
        if not pids:
            return ""
        sentence = self.env._(
            "“%(scheme)s” is being classified at this moment, by %(user)s, for %(minutes)s minutes. Try again when "
            "that is done.",
            scheme=self.name,
            user=self.env["res.users"].sudo().browse(user_id).exists().name or self.env._("another session"),
            minutes=minutes,
        )
        if minutes < PATIENCE:
            return sentence
        return self.env._("%s If it hangs, a manager can take over on the page of the scheme.", sentence)

    def action_take_over(self):
        """End the sessions that have been classifying by the scheme for too long, so that somebody else can.

        Whom its run moved already stays moved; a run in the background begins again by itself.

        :raises AccessError: the user is no classification manager
        :raises UserError: nobody classifies by the scheme, or not for so long yet
        """
        self.ensure_one()
        self._check_manager()
        self.check_access("read")
        pids, minutes, _user = self._sessions()
        if not pids:
            raise UserError(self.env._("Nobody classifies by “%s” at this moment.", self.name))
        if minutes < PATIENCE:
            raise UserError(
                self.env._(
                    "“%(scheme)s” has been classified for %(minutes)s minutes only. You can take over after "
                    "%(patience)s.",
                    scheme=self.name,
                    minutes=minutes,
                    patience=PATIENCE,
                )
            )
        told = self._told_who_classifies()
        # the one that works as well: else two would classify at once
        self.env.execute_query(
            SQL(
                """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE pid = ANY(%s) AND pid != pg_backend_pid() AND datname = current_database()""",
                pids,
            )
        )
        self.sudo().message_post(body=self.env._("Taken over. Before: %s", told), author_id=self.env.user.partner_id.id)
        return True
