from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common import access

MONTHS = {"quarter": 3, "half_year": 6, "year": 12}
ACTIVITY = "customer_classification.mail_activity_type_review"


class CustomerClassificationScheme(models.Model):
    """How often the standards of a scheme are reviewed, by whom, and when next."""

    _inherit = "customer.classification.scheme"

    review_cycle = fields.Selection(
        selection=[("quarter", "Each quarter"), ("half_year", "Each half year"), ("year", "Each year")],
        string="Review of the Standards",
        help="How often somebody asks whether the rules are still right.",
    )
    review_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible for the Review",
        domain=[("share", "=", False)],
        help="Who gets an activity when the review is due.",
    )
    review_approval = fields.Boolean(
        string="Second Person Agrees", help="The outcome of a review holds when somebody else has agreed."
    )
    next_review = fields.Date(
        compute="_compute_next_review", store=True, readonly=False, help="When the next review is due."
    )
    review_ids = fields.One2many("customer.classification.review", "scheme_id", string="Reviews", readonly=True)
    review_count = fields.Integer(compute="_compute_review_count")

    @api.depends("review_cycle")
    def _compute_next_review(self):
        for scheme in self:
            if not scheme.review_cycle:
                scheme.next_review = False
            elif not scheme.next_review:
                scheme.next_review = scheme._today() + relativedelta(months=MONTHS[scheme.review_cycle])

    def _compute_review_count(self):
        counts = dict(
            self.env["customer.classification.review"]._read_group(
                [("scheme_id", "in", self.ids)], ["scheme_id"], ["__count"]
            )
        )
        for scheme in self:
            scheme.review_count = counts.get(scheme._origin, 0)

    def action_open_reviews(self):
        """Open the reviews of the scheme."""
        return self._action_open_related("action_reviews")

    def action_review(self):
        """Begin a review, or open the one that is under way.

        :raises AccessError: the user is no classification manager, or may not see all that the scheme counts
        :raises UserError: the scheme does not decide by rules
        """
        self.ensure_one()
        access.check_manager(self.env)
        scheme = access.readable(self)
        self.env["customer.classification.review"]._check_sees(scheme)
        if scheme.mode != "rules":
            raise UserError(self.env._("“%s” has no rules whose standards could be reviewed.", scheme.name))
        review = scheme._begin_review()
        if not review.findings:
            review._look()
        return review.with_env(self.env)._get_records_action()

    def _begin_review(self):
        """The review that is under way, else a new one, compared with the last that was done."""
        self.ensure_one()
        Review = self.env["customer.classification.review"].sudo()
        under_way = Review.search([("scheme_id", "=", self.id), ("state", "!=", "done")], limit=1)
        last = Review.search([("scheme_id", "=", self.id), ("state", "=", "done")], limit=1)
        return under_way or Review.create(
            {
                "scheme_id": self.id,
                "day": self._today(),
                "user_id": (self.review_user_id or self.env.user).id,
                "baseline_id": last.id,
            }
        )

    def _is_review_due(self):
        self.ensure_one()
        return bool(self.review_cycle and self.next_review and self.next_review <= self._today())

    @api.model
    def _cron_reviews(self):
        """Begin the reviews that are due, each with an activity for who is responsible."""
        for scheme in self.search([("review_cycle", "!=", False), ("mode", "=", "rules")]):
            if scheme._is_review_due() and not scheme.activity_search([ACTIVITY]):
                scheme._begin_review()
                scheme.activity_schedule(
                    ACTIVITY, scheme.next_review, user_id=(scheme.review_user_id or scheme.create_uid).id
                )

    def _reviewed(self, review):
        """Note when the next review is due; what asked for this one is done."""
        self.ensure_one()
        self.activity_feedback([ACTIVITY])
        if self.review_cycle:
            self.next_review = self._today() + relativedelta(months=MONTHS[self.review_cycle])
