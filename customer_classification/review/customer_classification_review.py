from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..common import access, visibility, words

EDITABLE = {"reason", "alternative_id", "user_id"}


class CustomerClassificationReview(models.Model):
    """A look at the standards of a scheme: are they still right?  Its outcome and what was looked at are recorded."""

    _name = "customer.classification.review"
    _inherit = ["customer.classification.references", "mail.thread"]
    _description = "Review of Classification Standards"
    _order = "day desc, id desc"

    scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, index="btree_not_null")
    currency_id = fields.Many2one(related="scheme_id.currency_id")
    day = fields.Date(required=True, readonly=True, help="The day on which the customers were looked at.")
    user_id = fields.Many2one(
        comodel_name="res.users", string="Responsible", tracking=True, domain=[("share", "=", False)]
    )
    baseline_id = fields.Many2one(
        comodel_name="customer.classification.review",
        string="Last Review",
        readonly=True,
        ondelete="set null",
        help="With what it is compared: the review before.",
    )
    state = fields.Selection(
        selection=[("open", "Open"), ("waiting", "To Approve"), ("done", "Done")],
        default="open",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    outcome = fields.Selection(
        selection=[("unchanged", "Unchanged"), ("activated", "Alternative Activated")], readonly=True, tracking=True
    )
    reason = fields.Char(help="Why the standards stay or change: it stands in the minutes.")
    alternative_id = fields.Many2one(
        comodel_name="customer.classification.alternative",
        string="Compared with",
        domain="[('scheme_id', '=', scheme_id)]",
        ondelete="restrict",
        help="Other standards, whose effect stands beside that of the present ones.",
    )
    findings = fields.Json(string="What Was Found", readonly=True, help="What was found, as it was then.")
    comparison = fields.Json(readonly=True, help="What the alternative would do, as it was then.")
    rules = fields.Json(readonly=True, help="The rules that were looked at.")
    customer_count = fields.Integer(string="Number of Customers", readonly=True)
    moved_count = fields.Integer(string="Moved Since", readonly=True)
    near_count = fields.Integer(string="Near a Threshold", readonly=True)
    decided_by_id = fields.Many2one(comodel_name="res.users", string="Decided by", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    approved_by_id = fields.Many2one(comodel_name="res.users", string="Approved by", readonly=True)
    needs_approval = fields.Boolean(related="scheme_id.review_approval")

    @api.depends("scheme_id.name", "day")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for review in self:
            review.display_name = self.env._(
                "Review of “%(scheme)s”, %(day)s",
                scheme=review.scheme_id.name,
                day=words.day(self.env, review.day) if review.day else "",
            )

    def write(self, vals):
        """As Odoo's: people write the reason, the alternative and who is responsible, of what is not decided yet."""
        access.refuse_values(self, [vals])
        if vals.keys() & EDITABLE and not self.env.su and any(review.state == "done" for review in self):
            raise UserError(self.env._("This review is done: what it says stays as it was."))
        return super().write(vals)

    # Looking ----------------------------------------------------------------------------------------------------------

    def action_look(self):
        """Look at the customers by the rules of today, and by the alternative beside them.

        :raises AccessError: the user is no classification manager, or may not see all that the scheme counts
        :raises UserError: the review is over, or the scheme has no rules
        """
        access.check_manager(self.env)
        reviews = access.readable(self)
        for review in reviews:
            review._check_open()
            self._check_sees(review.scheme_id)
            review._look()
        return True

    def _check_open(self):
        self.ensure_one()
        if self.state == "done":
            raise UserError(self.env._("“%s” is done: it stays as it was. Begin the next review.", self.display_name))

    @api.model
    def _check_sees(self, scheme):
        """Raise where the review would tell of companies that the user does not see."""
        if not visibility.sees_sums_of(self.env, scheme):
            raise AccessError(
                self.env._(
                    "“%s” counts the documents of all companies. Choose all of them in the company switcher first.",
                    scheme.name,
                )
            )

    def action_open_affected(self):
        """Open the customers whom the alternative would put elsewhere."""
        return self._open_customers(self.env._("Affected Customers"), (self.comparison or {}).get("affected"))

    def action_open_contradicted(self):
        """Open the customers whom people put elsewhere than the rules would."""
        return self._open_customers(self.env._("People Know Better"), (self.findings or {}).get("contradicted"))

    def _open_customers(self, name, ids):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_customers")
        return {**action, "name": name, "domain": [("id", "in", ids or [])], "context": {}}

    def action_make_alternative(self):
        """Make an alternative of the rules as they stand, and open it to be changed.

        :raises UserError: the review is over
        """
        self.ensure_one()
        access.check_manager(self.env)
        review = access.readable(self)
        review._check_open()
        if not review.alternative_id:
            review.alternative_id = self.env["customer.classification.alternative"].create(
                {
                    "scheme_id": review.scheme_id.id,
                    "name": self.env._("Alternative of %s", words.day(self.env, self.day)),
                }
            )
        return {**review.alternative_id.sudo(False)._get_records_action(), "target": "new"}
