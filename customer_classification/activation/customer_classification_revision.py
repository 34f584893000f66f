from markupsafe import Markup

from odoo import api, fields, models


class CustomerClassificationRevision(models.Model):
    """The rules of a scheme as somebody activated them: who, when, what changed."""

    _name = "customer.classification.revision"
    _description = "Revision of Classification Rules"
    _order = "scheme_id, number desc"
    _rec_name = "number"

    scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme", required=True, index=True, ondelete="cascade", readonly=True
    )
    number = fields.Integer(required=True, readonly=True, aggregator=None, help="Counted from 1 in each scheme.")
    date = fields.Datetime(
        string="Activated on", required=True, readonly=True, default=fields.Datetime.now, help="When it was activated."
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Activated by",
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="set null",
    )
    rules = fields.Json(string="Snapshot", readonly=True, help="The rules, and all else on which decisions depend.")
    rules_html = fields.Html(compute="_compute_html", string="Rules", help="The rules in words.")
    changes_html = fields.Html(compute="_compute_html", string="What Changed", help="Against the revision before.")
    is_present = fields.Boolean(compute="_compute_is_present", help="The scheme decides by these rules at present.")

    _number_unique = models.Constraint("UNIQUE(scheme_id, number)", "Each revision of a scheme has its own number.")

    @api.depends("rules")
    @api.depends_context("lang")
    def _compute_html(self):
        all_of_them = self.search([("scheme_id", "in", self.scheme_id.ids)])
        by_number = {(revision.scheme_id, revision.number): revision for revision in all_of_them}
        for revision in self:
            scheme, lines = revision.scheme_id, revision._lines()
            former = by_number.get((scheme, revision.number - 1), self.browse())
            items = Markup().join(Markup("<li>%s</li>") % line for line in lines)
            revision.rules_html = Markup("<ul>%s</ul>") % items
            revision.changes_html = scheme._changed_lines(former._lines(), lines)

    def _lines(self):
        """The rules in words; none for no revision."""
        return self.scheme_id._revision_lines(self.rules) if self else []

    def _compute_is_present(self):
        for revision in self:
            revision.is_present = revision.rules == revision.scheme_id._revision_snapshot()

    @api.depends("scheme_id.name", "number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for revision in self:
            revision.display_name = self.env._(
                "%(scheme)s, revision %(number)s", scheme=revision.scheme_id.name, number=revision.number
            )

    def action_restore(self):
        """Put the rules back as they were; the scheme moves nobody by itself until somebody activates it again.

        :return: the action that opens the scheme
        :raises AccessError: the user may not edit the scheme
        :raises UserError: a category is gone, or the rules are like that already
        """
        self.ensure_one()
        self.scheme_id._restore(self)
        return self.scheme_id.get_formview_action()
