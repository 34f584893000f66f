import logging
from contextlib import contextmanager

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class CustomerClassificationRun(models.Model):
    """Runs that fail, each by itself, and schemes that are classified only once at a time."""

    _inherit = "customer.classification.run"

    # Failing ----------------------------------------------------------------------------------------------------------

    def _fail(self, error):
        """Keep the message of an error on the run, and tell the managers."""
        if not self._is_running():  # cancelled meanwhile
            return
        _logger.error("Classifying by the scheme %s failed", self.scheme_id.code, exc_info=error)
        self.write({"state": "failed", "error": str(error)})
        self.scheme_id._tell_managers(lambda env: (env._("Classification failed"), str(error)))

    @contextmanager
    def _failing_alone(self, scheme, trigger):
        """Let an error undo what was done inside, and become a failed run."""
        try:
            with self.env.cr.savepoint():
                yield
        except psycopg2.errors.SerializationFailure:
            raise
        except Exception as error:
            last = self.sudo().search([("scheme_id", "=", scheme.id)], limit=1)
            if (last.state, last.error) != ("failed", str(error)):  # each event would tell the same
                self._begin(scheme, scheme._today(), trigger)._fail(error)

    # Not two at once --------------------------------------------------------------------------------------------------

    @api.model
    def _try_lock(self, cr, scheme):
        """Take the scheme for as long as the transaction of ``cr`` lasts; False if somebody else has it."""
        cr.execute(SQL("SELECT pg_try_advisory_xact_lock(hashtext('customer.classification.scheme'), %s)", scheme.id))
        return cr.fetchone()[0]

    @api.model
    def _lock(self, cr, scheme):
        """Let nobody else classify by ``scheme`` until the transaction ends.

        :raises UserError: someone is doing it at this moment
        """
        if not self._try_lock(cr, scheme):
            raise UserError(
                self.env._("“%s” is being classified at this moment. Try again when that is done.", scheme.name)
            )
