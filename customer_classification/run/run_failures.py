import logging
from contextlib import contextmanager

import psycopg2

from odoo import models

_logger = logging.getLogger(__name__)


class CustomerClassificationRun(models.Model):
    """Runs that fail, each by itself."""

    _inherit = "customer.classification.run"

    # Failing ----------------------------------------------------------------------------------------------------------

    def _fail(self, error):
        """Keep the message of an error on the run, and tell the managers."""
        if not self._is_running():  # cancelled meanwhile
            return
        _logger.error("Classifying by the scheme %s failed", self.scheme_id.code, exc_info=error)
        self.write({"state": "failed", "error": str(error)})
        if not self.scheme_id._hold_where_broken():
            self.scheme_id._tell_managers(lambda env: (env._("Classification failed"), str(error)))

    @contextmanager
    def _failing_alone(self, scheme, trigger):
        """Let an error undo what was done inside, and become a failed run."""
        try:
            with self.env.cr.savepoint():
                yield
        # no scheme is to blame: somebody wrote the same rows, and whoever called tries again
        except psycopg2.errors.SerializationFailure:
            raise
        except Exception as error:
            last = self.sudo().search([("scheme_id", "=", scheme.id)], limit=1)
            if (last.state, last.error) != ("failed", str(error)):  # each event would tell the same
                self._begin(scheme, scheme._today(), trigger)._fail(error)
