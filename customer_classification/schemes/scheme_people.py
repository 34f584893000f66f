from odoo import SUPERUSER_ID, models


class CustomerClassificationScheme(models.Model):
    """Telling the people who see to a scheme, and opening what belongs to it."""

    _inherit = "customer.classification.scheme"

    def _tell_managers(self, tell):
        """Give the managers of the scheme's companies an activity, unless they have the same one already.

        :param tell: gives (summary, note) in the language of an environment
        """
        self.ensure_one()
        group = self.env.ref("customer_classification.group_classification_manager").sudo()
        for user in group.all_user_ids.filtered(lambda u: not u.share and u.active and u.id != SUPERUSER_ID):
            if self.company_id and self.company_id not in user.company_ids:
                continue
            scheme = self.sudo().with_context(lang=user.lang)
            summary, note = tell(scheme.env)
            # a scheme that fails each night would fill their lists
            if (user, summary) not in [(activity.user_id, activity.summary) for activity in scheme.activity_ids]:
                scheme.activity_schedule("mail.mail_activity_data_warning", user_id=user.id, summary=summary, note=note)

    def _action_open_related(self, xml_id, domain=()):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(f"customer_classification.{xml_id}")
        return {
            **action,
            "domain": [("scheme_id", "=", self.id), *domain],
            "context": {"default_scheme_id": self.id},
        }
