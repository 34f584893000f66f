from datetime import timedelta

from odoo import api, models

from ..common import words

WARNINGS = (30, 7)  # days before a downgrade on which people are told


class CustomerClassificationOutlook(models.Model):
    """Telling people of customers who are about to be downgraded."""

    _inherit = "customer.classification.outlook"

    @api.model
    def _cron_warn(self):
        """Tell salespeople and the leaders of their teams of near downgrades; take back what is no longer true."""
        activity_type = self.env.ref("customer_classification.mail_activity_type_drop")
        today = self.env["customer.classification.scheme"]._today()
        for days in WARNINGS:
            rows = self.search(
                [
                    ("kind", "=", "drop"),
                    ("day", "<=", today + timedelta(days=days)),
                    ("user_id", "!=", False),
                    "|",
                    ("warned", "=", 0),
                    ("warned", ">", days),
                ]
            )
            self.env["mail.activity"].create([values for row in rows for values in row._activities(activity_type)])
            rows.sudo().warned = days
        told = self.env["mail.activity"].search([("activity_type_id", "=", activity_type.id)])
        lower = self.search([("kind", "=", "drop"), ("partner_id", "in", told.mapped("res_id"))]).partner_id
        told.filtered(lambda activity: activity.res_id not in lower.ids).action_feedback(
            feedback=self.env._("No longer about to be downgraded.")
        )

    def _activities(self, activity_type):
        """The values of the activities about this downgrade, for those who have none yet."""
        self.ensure_one()
        people = self.user_id | self.user_id.sale_team_id.user_id
        told = self.partner_id.activity_ids.filtered(lambda activity: activity.activity_type_id == activity_type)
        return [
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.partner_id.id,
                "activity_type_id": activity_type.id,
                "user_id": user.id,
                "date_deadline": self.day,
                "summary": self.with_context(lang=user.lang)._warning(),
            }
            for user in people - told.user_id
            if user.active
        ]

    def _warning(self):
        return self.env._(
            "%(scheme)s: downgraded from %(former)s to %(category)s on %(day)s if nothing happens",
            scheme=self.scheme_id.name,
            former=self.category_id.name,
            category=self.next_category_id.name,
            day=words.day(self.env, self.day),
        )
