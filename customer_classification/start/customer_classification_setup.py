from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .templates import TEMPLATES


class CustomerClassificationSetup(models.TransientModel):
    """The guided start: choose templates, adjust two numbers each, look at the dry run, go."""

    _name = "customer.classification.setup"
    _description = "Guided Start"

    state = fields.Selection(
        selection=[("choose", "Choose"), ("adjust", "Adjust"), ("check", "Dry Run")], default="choose", required=True
    )
    company_id = fields.Many2one(comodel_name="res.company", required=True, default=lambda self: self.env.company)
    line_ids = fields.One2many("customer.classification.setup.line", "setup_id", default=lambda self: self._lines())
    reconstruct = fields.Boolean(
        string="Reconstruct the last 24 months",
        help="Classify as of the last 24 month-ends too, so that the history does not begin today.",
    )
    is_queued = fields.Boolean(help="The customers are so many that the scheduled action makes the dry runs.")

    @api.model
    def _lines(self, chosen=("IMPORTANCE",)):
        """The commands that make a line of each template."""
        taken = set(
            self.env["customer.classification.scheme"]
            .with_context(active_test=False)
            .search([("company_id", "in", [False, self.env.company.id])])
            .mapped("code")
        )
        return [
            Command.create({"template": code, "selected": code in chosen and code not in taken}) for code in TEMPLATES
        ]

    def _reopen(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_setup")
        return {**action, "res_id": self.id}

    # Steps ------------------------------------------------------------------------------------------------------------

    def action_adjust(self):
        """From choosing to the numbers, with suggestions from the company's own customers.

        :raises UserError: nothing is chosen, or it exists already
        """
        self.ensure_one()
        chosen = self.line_ids.filtered("selected")
        if not chosen:
            raise UserError(self.env._("Choose at least one scheme to start with."))
        for line in chosen.filtered("exists"):
            raise UserError(self.env._("“%s” exists already. Change it in Configuration › Schemes.", line.name))
        (self.line_ids - chosen).unlink()
        self.state = "adjust"
        chosen._suggest()
        return self._reopen()

    def action_check(self):
        """Make the schemes as drafts, and show the dry run of each."""
        self.ensure_one()
        for line in self.line_ids:
            line._make_scheme()
        schemes = self.line_ids.scheme_id.filtered(lambda scheme: scheme._can_decide())
        runs = schemes._classify_or_queue(simulate=True)
        for line in self.line_ids:
            line.run_id = runs.filtered(lambda run, scheme=line.scheme_id: run.scheme_id == scheme)
        self.write({"state": "check", "is_queued": "running" in runs.mapped("state")})
        return self._reopen()

    def action_back(self):
        """One step back; drafts that were made for the dry run go."""
        self.ensure_one()
        self._discard()
        if self.state == "check":
            self.state = "adjust"
        else:
            chosen = self.line_ids.mapped("template")
            self.write({"state": "choose", "line_ids": [Command.clear(), *self._lines(chosen)]})
        return self._reopen()

    def action_discard(self):
        """Leave without a trace."""
        self._discard()
        return {"type": "ir.actions.act_window_close"}

    def _discard(self):
        schemes = self.line_ids.scheme_id
        runs = schemes.run_ids.sudo()
        self.line_ids.write({"scheme_id": False, "run_id": False})
        # in this order: each is held by what stands before it
        runs.change_ids.filtered(lambda change: change.state == "simulated").unlink()
        runs.unlink()
        schemes.write({"is_main": False, "default_category_id": False})
        schemes.with_context(active_test=False).rule_ids.unlink()
        schemes.mapping_ids.unlink()
        schemes.category_ids.unlink()
        schemes.unlink()

    def action_start(self):
        """Apply the dry runs, or reconstruct the history, and let the schemes move customers by themselves."""
        self.ensure_one()
        schemes = self.line_ids.scheme_id
        ready = schemes.filtered(lambda scheme: scheme._can_decide())
        ready.action_activate()
        if self.reconstruct:
            # the dry run is of today; the history begins two years ago and ends with the same
            self.line_ids.run_id.action_cancel()
            ready.action_replay()
        elif self.is_queued:
            self.line_ids.run_id.filtered(lambda run: run.state in ("running", "simulated")).action_cancel()
            self.env["customer.classification.run"]._queue(ready)
        else:
            self.line_ids.run_id.action_apply()
        return self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_customers")
