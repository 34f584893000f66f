import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

AT_ONCE = 1000  # customers


class CustomerClassificationQueue(models.Model):
    """Customers of whom a document changed: a scheduled action classifies them within seconds.

    Marking never waits for anybody: the table has no unique key and no foreign key; who was marked several times, or
    by their contacts, is classified once.
    """

    _name = "customer.classification.queue"
    _description = "Customers to Classify"
    _log_access = False

    partner_id = fields.Integer(required=True)

    @api.model
    def _mark(self, partners, scheme=None):
        """Let the customers to whom ``partners`` belong be looked at soon.

        :param scheme: whose categories to tell with the same statement, as confirming an order waits for both
        :return: {partner's number: category's number, or None}
        """
        partner_ids = partners._origin.ids
        if not partner_ids:
            return {}
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id("customer_classification.ir_cron_react")
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO customer_classification_queue (partner_id)
                   SELECT unnest(%s)
                RETURNING partner_id, %s, EXISTS (SELECT FROM ir_cron_trigger WHERE cron_id = %s)""",
                list(partner_ids),
                scheme._category_of(SQL("customer_classification_queue.partner_id")) if scheme else SQL("NULL"),
                cron_id,
            )
        )
        if not all(is_awake for _partner, _category, is_awake in rows):  # a trigger per document would slow them down
            self.env["ir.cron"].browse(cron_id)._trigger()
        return {partner_id: category_id for partner_id, category_id, _is_awake in rows}

    @api.model
    def _cron_react(self):
        """Classify the marked customers by all active schemes that react at once, and refresh their figures."""
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.sudo().search_count([]))
        tries, decided = 0, ()
        while True:
            try:
                if decided:
                    self._keep_anew(decided)
                    decided = ()
                    if not cron._commit_progress():
                        return
                partner_ids = self._take()
                if not partner_ids or not self._decide(partner_ids):
                    return
            except psycopg2.errors.SerializationFailure:
                self.env.cr.rollback()
                tries += 1
                if tries == 5:
                    raise
                continue
            cron._commit_progress(len(partner_ids))  # nobody waits for their category until all else is kept anew
            decided = partner_ids

    @api.model
    def _take(self):
        """Take some customers out of the queue, and leave what another worker is taking."""
        rows = self.env.execute_query(
            SQL(
                """WITH taken AS (
                       DELETE FROM customer_classification_queue
                        WHERE id IN (SELECT id FROM customer_classification_queue ORDER BY id LIMIT %s
                                        FOR UPDATE SKIP LOCKED)
                    RETURNING partner_id)
                   SELECT DISTINCT COALESCE(partner.commercial_partner_id, taken.partner_id)
                     FROM taken LEFT JOIN res_partner partner ON partner.id = taken.partner_id
                    ORDER BY 1""",
                AT_ONCE,
            )
        )
        return tuple(customer_id for (customer_id,) in rows)

    @api.model
    def _react(self, partner_ids):
        """Classify these customers, and keep anew what follows; False as of :meth:`_decide`."""
        decided = self._decide(partner_ids)
        if decided:
            self._keep_anew(partner_ids)
        return decided

    @api.model
    def _keep_anew(self, partner_ids):
        """Keep anew what others keep of these customers once figures and categories are."""
        Scheme = self.env["customer.classification.scheme"]
        Scheme._after_figures(Scheme.sudo().search([("active", "=", True)]), partner_ids)

    @api.model
    def _decide(self, partner_ids):
        """Classify these customers; False if a run over all customers is under way, after which they are looked at."""
        Run = self.env["customer.classification.run"]
        Profile = self.env["customer.classification.profile"].sudo()
        everything = self.env["customer.classification.scheme"].sudo().search([("active", "=", True)])
        schemes = everything.filtered(lambda s: s.state == "active" and s.mode != "manual" and s.realtime)
        if not all(Run._try_lock(self.env.cr, scheme) for scheme in schemes):
            self.env.cr.rollback()
            return False
        self._classify(schemes, partner_ids)
        for scope in Profile._scopes(everything) - Profile._scopes(schemes):
            Profile._refresh_scope(scope, partner_ids)
        return True

    @api.model
    def _classify(self, schemes, partner_ids):
        """Classify these customers by schemes whose figures are computed at once; where those cannot be, by each scheme
        by itself, so that only the one fails that is to blame."""
        Run = self.env["customer.classification.run"]
        try:
            with self.env.cr.savepoint():
                Run._execute(schemes, partner_ids=partner_ids, trigger="event")
        # no scheme is to blame: somebody wrote the same rows, and whoever called tries again
        except psycopg2.errors.SerializationFailure:
            raise
        except Exception:
            for scheme in schemes:
                with Run._failing_alone(scheme, "event"):
                    Run._execute(scheme, partner_ids=partner_ids, trigger="event")
