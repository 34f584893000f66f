from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError

from ..common import access, words
from ..common.access import MANAGER
from ..figures import catalogue
from ..schemes import direction

LISTED = 50  # proposals in a digest; the others are counted


class CustomerClassificationScheme(models.Model):
    """Moves that wait until somebody approves them: which ones, who approves, and how they hear of them."""

    _inherit = "customer.classification.scheme"

    approval = fields.Selection(
        selection=[
            ("none", "No move"),
            ("upgrade", "Moves up"),
            ("downgrade", "Moves down"),
            ("all", "All moves"),
        ],
        string="Must Be Approved",
        default="none",
        required=True,
        tracking=True,
        help="Which moves wait until somebody approves them, whether a rule, a person or an import wants them. “Up” "
        "and “down” need a ranked scheme.",
    )
    approve_first = fields.Boolean(
        string="First Categories Too",
        tracking=True,
        help="The category of a customer who had none is a move up as well.",
    )
    approver_ids = fields.Many2many(
        comodel_name="res.users",
        relation="customer_classification_scheme_approver",
        string="Approvers",
        domain="[('share', '=', False)]",
        help="Who decides on proposals. Empty: the classification managers.",
    )
    proposal_count = fields.Integer(
        compute="_compute_proposal_count", string="To Approve", help="Proposals on which you may decide."
    )
    digest_at = fields.Datetime(readonly=True, copy=False, help="Up to when the mails told of proposals.")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_proposal_count(self):
        mine = [("scheme_id", "in", self.ids), ("can_decide", "=", True)]
        counts = dict(self.env["customer.classification.change"]._read_group(mine, ["scheme_id"], ["__count"]))
        for scheme in self:
            scheme.proposal_count = counts.get(scheme._origin, 0)

    # Which moves ------------------------------------------------------------------------------------------------------

    def _needs_approval(self, former, latter):
        """Whether a move from one category to another (an empty record: none) must be approved."""
        self.ensure_one()
        if former == latter:
            return False
        if self.approval == "all":
            return True
        # who comes in is no upgrade unless the scheme says so; who leaves goes below all of its categories
        ups = ("up", "new") if self.approve_first else ("up",)
        wanted = {"none": (), "upgrade": ups, "downgrade": ("down", "left")}
        return self.is_ranked and direction.of(former, latter) in wanted[self.approval]

    def _waiting(self, matrix):
        """The moves of a matrix that must be approved, as the engine wants them: pairs of category ids or None."""
        self.ensure_one()
        Category = self.env["customer.classification.category"]
        return tuple(
            (cell["from"], cell["to"])
            for cell in matrix
            if self._needs_approval(Category.browse(cell["from"] or ()), Category.browse(cell["to"] or ()))
        )

    def _ticking_conditions(self):
        """The conditions, as they stand in the evidence, whose figures change each day by themselves."""
        return [
            str(condition.id)
            for condition in self.rule_ids.condition_ids
            if catalogue.MEASURES[condition.measure].unit == "days"
        ]

    # Who decides ------------------------------------------------------------------------------------------------------

    def _approvers(self):
        """The users who decide on proposals of this scheme, in whosever name."""
        return self._named_approvers()

    def _named_approvers(self):
        """The users whom the scheme names to decide, else all managers."""
        self.ensure_one()
        users = self.sudo().approver_ids or self.env.ref(MANAGER).sudo().all_user_ids
        return users.filtered(
            lambda user: (
                user.active
                and not user.share
                and user.id != SUPERUSER_ID
                and (not self.company_id or self.company_id in user.company_ids)
            )
        )

    def _check_manager(self):
        """:raises AccessError: the user is no classification manager"""
        access.check_manager(self.env)

    def _check_approver(self):
        """:raises AccessError: the user does not decide on proposals of all these schemes"""
        for scheme in self if not self.env.su else ():
            if self.env.user in scheme._approvers():
                continue
            if not scheme.sudo().approver_ids:
                raise AccessError(self.env._("Only classification managers decide on proposals."))
            raise AccessError(
                self.env._(
                    "On proposals of “%(scheme)s” decide: %(users)s.",
                    scheme=scheme.name,
                    users=words.listed(self.env, scheme._approvers().mapped("name")),
                )
            )

    # How they hear of it ----------------------------------------------------------------------------------------------

    def _tell_approvers(self):
        """One activity per approver and scheme as long as proposals wait; it goes when none waits."""
        self.invalidate_recordset(["proposal_count"])
        activity_type = self.env.ref("customer_classification.mail_activity_type_proposals")
        waiting = [("scheme_id", "in", self.ids), ("state", "=", "proposed")]
        with_proposals = self.env["customer.classification.change"].sudo().search(waiting).scheme_id
        for scheme in self.sudo():
            told = scheme.activity_ids.filtered(lambda activity: activity.activity_type_id == activity_type)
            if scheme not in with_proposals:
                told.action_feedback()
                continue
            for user in scheme._approvers() - told.user_id:
                scheme.with_context(lang=user.lang).activity_schedule(
                    activity_type_id=activity_type.id, user_id=user.id
                )

    @api.model
    def _cron_digest(self):
        """Mail each approver, once, what was proposed since the last mail: one mail for all schemes and customers."""
        now = fields.Datetime.now()
        schemes = self.search([("approval", "!=", "none")]) | self.search([("manual_change", "=", "propose")])
        new = {scheme: scheme._new_proposals() for scheme in schemes}
        by_user = {}
        for scheme, changes in new.items():
            for user in scheme._approvers().filtered("email") if changes else ():
                by_user.setdefault(user, []).append((scheme, changes))
        for user, parts in by_user.items():
            self._mail_digest(user, parts)
        schemes.digest_at = now

    def _new_proposals(self):
        """The proposals that wait and that no mail told of yet."""
        self.ensure_one()
        domain = [("scheme_id", "=", self.id), ("state", "=", "proposed")]
        if self.digest_at:
            domain.append(("date", ">", self.digest_at))
        return self.env["customer.classification.change"].search(domain)

    @api.model
    def _mail_digest(self, user, parts):
        """Send one user, in their language, what waits for them; of customers only those whom they may see."""
        this = self.with_user(user).with_context(lang=user.lang, allowed_company_ids=user.company_ids.ids)
        env, shown, count = this.env, [], 0
        for scheme, changes in parts:
            visible = env["customer.classification.change"].search([("id", "in", changes.ids)])
            more = len(visible) - len(visible[:LISTED])
            count += len(visible)
            if visible:
                shown.append((scheme.with_env(env), visible[:LISTED], more and env._("and %s more.", more)))
        if not shown:
            return
        user._mail_about_classification(
            env,
            "customer_classification.proposals_digest",
            env._("%s proposed category moves wait for you", count),
            env._("proposals"),
            {"parts": shown, "url": f"{self.get_base_url()}/odoo/category-proposals"},
        )

    def action_open_proposals(self):
        """Open the proposals of the scheme on which the user may decide."""
        return self._action_open_related("action_proposals", domain=[("can_decide", "=", True)])
