from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerClassificationDryRun(models.TransientModel):
    """A dry run for a day of one's choice."""

    _name = "customer.classification.dry.run"
    _inherit = "customer.classification.references"
    _description = "Dry Run"

    scheme_id = fields.Many2one("customer.classification.scheme", required=True, ondelete="cascade")
    as_of = fields.Date(
        string="For the Day",
        required=True,
        compute="_compute_as_of",
        store=True,
        precompute=True,
        readonly=False,
        help="Today: what would happen now. A past day: how the rules would have decided then, and what each category "
        "bought afterwards.",
    )

    @api.depends("scheme_id")
    def _compute_as_of(self):
        for wizard in self:
            wizard.as_of = wizard.scheme_id._today() if wizard.scheme_id else self.env.company._classification_today()

    def action_start(self):
        """Make the dry run and open it.

        :raises UserError: the day is still to come
        """
        self.ensure_one()
        if self.as_of > self.scheme_id._today():
            raise UserError(self.env._("That day is still to come. Choose today or a day before."))
        if self.as_of == self.scheme_id._today():
            return self.scheme_id.action_simulate()
        return self.scheme_id.classify(as_of=self.as_of, simulate=True)._action_open()
