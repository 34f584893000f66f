import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL
from odoo.tools.sql import column_exists


class CustomerClassificationRule(models.Model):
    """A rule with neither conditions nor a filter moves everybody: a manager says that they mean it."""

    _inherit = "customer.classification.rule"

    for_everybody = fields.Boolean(
        string="Holds for Everybody",
        compute="_compute_for_everybody",
        store=True,
        readonly=False,
        help="A rule without conditions and without a filter holds for all customers of the scheme. Say here that this "
        "is meant.",
    )

    @api.depends("condition_ids", "partner_domain")
    def _compute_for_everybody(self):
        """What was said of a rule without limits is not said of one that has some, or loses them again.

        Being stored, it is also what lets the loss of the last condition be noticed, whoever deletes it.
        """
        for rule in self:
            rule.for_everybody = rule.for_everybody and not rule._has_limits()

    @api.constrains("condition_ids", "partner_domain", "for_everybody")
    def _check_limits(self):
        for rule in self:
            if not rule._has_limits() and not rule.for_everybody:
                raise ValidationError(
                    self.env._(
                        "“%s” has no condition and no filter, so it would move all customers. Add a condition, or say "
                        "that the rule holds for everybody.",
                        rule.name,
                    )
                )

    def _has_limits(self):
        """Whether the rule, saved or not, asks anything of a customer."""
        self.ensure_one()
        if self.condition_ids:
            return True
        try:
            return bool(ast.literal_eval((self.partner_domain or "[]").strip() or "[]"))
        except (ValueError, SyntaxError):  # while it is being typed
            return True

    def _auto_init(self):
        is_new = not column_exists(self.env.cr, self._table, "for_everybody")
        result = super()._auto_init()
        if is_new:
            self._take_for_granted()
        return result

    def _take_for_granted(self):
        """Rules without limits that were there before anybody could say that they mean it keep what they do."""
        self.env.cr.execute(
            SQL(
                """UPDATE %(rule)s rule SET for_everybody = TRUE
                    WHERE COALESCE(TRIM(partner_domain), '') IN ('', '[]')
                      AND NOT EXISTS (SELECT FROM customer_classification_condition WHERE rule_id = rule.id)""",
                rule=SQL.identifier(self._table),
            )
        )
