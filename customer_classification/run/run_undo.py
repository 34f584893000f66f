from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..common import access, words
from ..moves import moves
from . import undo


class CustomerClassificationRun(models.Model):
    """Taking back a whole run."""

    _inherit = "customer.classification.run"

    undone_at = fields.Datetime(readonly=True)
    undone_by_id = fields.Many2one(comodel_name="res.users", string="Undone by", readonly=True, ondelete="set null")
    can_undo = fields.Boolean(compute="_compute_can_undo", help="Somebody was moved, at once or after an approval.")
    kept_count = fields.Integer(
        string="Stay", compute="_compute_can_undo", help="Customers to whom something newer happened: they stayed."
    )

    @api.depends("state", "change_ids.state")
    def _compute_can_undo(self):
        moved = dict(
            self.env["customer.classification.change"]._read_group(
                [("run_id", "in", self.ids), ("state", "=", "applied")], ["run_id"], ["__count"]
            )
        )
        for run in self:
            number = moved.get(run._origin, 0)
            run.can_undo = number and run.state in ("applied", "cancelled", "failed")
            run.kept_count = number if run.state == "undone" else 0

    def action_undo(self):
        """Move the customers of these runs back, with their attribute values and defaults.

        To whom something newer happened, they stay. An active scheme whose rules would only do the same again becomes
        “changed” and waits for somebody to activate it.

        :raises UserError: a run moved nobody, was undone before, or the scheme is being classified at this moment
        :raises AccessError: the user is no classification manager
        """
        runs = access.readable(self)
        self.scheme_id._check_manager()
        for run in runs:
            changes = SQL("SELECT id FROM customer_classification_change WHERE run_id = %s", run.id)
            if run.state == "undone":
                raise UserError(self.env._("“%s” was undone already.", run.display_name))
            if not run.can_undo:
                raise UserError(self.env._("“%s” moved nobody who could be moved back.", run.display_name))
            self._lock(self.env.cr, run.scheme_id)
            self.env.flush_all()
            reason = self.env._("Undone: %s", run.display_name)
            self.env["customer.classification.change"]._undo(changes, run.scheme_id, reason)
            run.write({"state": "undone", "undone_at": fields.Datetime.now(), "undone_by_id": self.env.uid})
            if not run.is_choice and run.scheme_id._has_rules(run.rules_snapshot):
                run.scheme_id._mark_changed()
        return True

    def action_open_kept(self):
        """Open the moves that were not undone since something newer happened."""
        return {**self.action_open_changes(), "domain": [("run_id", "in", self.ids), ("state", "=", "applied")]}

    def action_open_orders_between(self):
        """Open the orders that moved customers made from the run until it was undone, perhaps at wrong conditions."""
        return self._action_open_between("sale.action_orders", [("state", "!=", "cancel")])

    def action_open_invoices_between(self):
        """Open the invoices that moved customers got from the run until it was undone."""
        return self._action_open_between(
            "account.action_move_out_invoice_type", [("move_type", "in", ("out_invoice", "out_refund"))]
        )

    def _action_open_between(self, xml_id, domain):
        """Open the documents that customers of this undone run got between their move and the undoing."""
        self.ensure_one()
        self.check_access("read")
        if not self.undone_at:
            raise UserError(self.env._("“%s” was not undone: nothing lies in between.", self.display_name))
        moved = Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                """EXISTS (SELECT FROM customer_classification_change change
                                  JOIN res_partner member ON member.commercial_partner_id = change.partner_id
                            WHERE change.run_id = %(run)s AND change.state = 'undone'
                              AND member.id = %(alias)s.partner_id
                              AND %(alias)s.create_date BETWEEN change.date AND %(until)s)""",
                run=self.id,
                alias=SQL.identifier(alias),
                until=self.undone_at,
            )
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        documents = self.env[action["res_model"]].search(Domain(domain) & moved)
        return {**action, "domain": [("id", "in", documents.ids)], "context": {}}


class CustomerClassificationChange(models.Model):
    """Taking back one move."""

    _inherit = "customer.classification.change"

    def action_undo(self):
        """Move these customers back, each to where they were before the change.

        In a scheme that decides by itself they are pinned there, else the next run would move them again.

        :raises UserError: a change was not applied, or something newer happened to the customer
        :raises AccessError: the user is no classification manager
        """
        self.check_access("read")
        self.scheme_id._check_manager()
        self.env.flush_all()
        for change in self:
            if change.state != "applied":
                raise UserError(self.env._("“%s” is not in force, so it cannot be undone.", change.display_name))
        for scheme, changes in self.grouped("scheme_id").items():
            statement = SQL("SELECT unnest(%s)", changes.ids)
            reason = self.env._("Undone: %s", words.listed(self.env, changes.mapped("reference")))
            if self._undo(statement, scheme, reason, **scheme._pin_values()) < len(changes):
                stays = changes.filtered(lambda change: change.state == "applied")[:1]
                raise UserError(
                    self.env._(
                        "Something newer happened to %(customer)s: they were moved or pinned since, or the category "
                        "“%(category)s” is archived. Change their category by hand instead.",
                        customer=stays.partner_id.display_name,
                        category=stays.from_category_id.name or "–",
                    )
                )
        return True

    @api.model
    def _undo(self, changes, scheme, reason, **pin):
        """Undo the changes of a scheme that a statement gives; returns how many."""
        move = moves.Move(scheme.id, "undo", scheme._today(), self.env.uid, fields.Datetime.now(), reason=reason, **pin)
        undone = undo.undo(self.env, changes, move)
        self.env["customer.classification.assignment"]._after_engine()
        return undone
