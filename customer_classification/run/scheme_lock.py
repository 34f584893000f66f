from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..common import access

PATIENCE = 15  # minutes after which somebody else may end what holds a scheme
KEY = SQL("hashtext('customer.classification.scheme')")
SIGNED = "classification by "  # the name of a session that classifies, with the number of the user


class CustomerClassificationRun(models.Model):
    """Schemes are classified only once at a time: who does it, since when, and what ends it if their worker dies."""

    _inherit = "customer.classification.run"

    @api.model
    def _try_lock(self, cr, scheme):
        """Take the scheme for as long as the transaction of ``cr`` lasts; False if somebody else has it.

        The session says for whom it works. PostgreSQL looks whether its client is still there, so that what a killed
        worker has asked for ends within seconds, and not with its statement.
        """
        cr.execute(SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", KEY, scheme.id))
        [taken] = cr.fetchone()
        if taken:
            cr.execute(
                SQL(
                    """SELECT set_config('application_name', %s, TRUE),
                              (SELECT set_config(name, '5s', TRUE) FROM pg_settings
                                WHERE name = 'client_connection_check_interval')""",
                    f"{SIGNED}{self.env.uid}",
                )
            )
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
            minutes = scheme._session()[1]
            scheme.underway = scheme._told_who_classifies()
            scheme.can_take_over = minutes is not None and minutes >= PATIENCE

    def _session(self):
        """(process, minutes, user id) of the session that classifies by the scheme; all None where none does."""
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
            return pid, minutes, int(name) if name.isdigit() else None
        return None, None, None

    def _told_who_classifies(self):
        """A sentence about who classifies by the scheme at this moment; empty where nobody does."""
        self.ensure_one()
        pid, minutes, user_id = self._session()
        if not pid:
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
        """End the session that has been classifying by the scheme for too long, so that somebody else can.

        Whom its run moved already stays moved; a run in the background begins again by itself.

        :raises AccessError: the user is no classification manager
        :raises UserError: nobody classifies by the scheme, or not for so long yet
        """
        self.ensure_one()
        self._check_manager()
        self.check_access("read")
        pid, minutes, _user = self._session()
        if not pid:
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
        self.env.execute_query(SQL("SELECT pg_terminate_backend(%s)", pid))
        self.sudo().message_post(body=self.env._("Taken over. Before: %s", told), author_id=self.env.user.partner_id.id)
        return True
