from odoo import models


class ResUsers(models.Model):
    """People to whom the addon writes."""

    _inherit = "res.users"

    def _mail_about_classification(self, env, template, subject, about, values, **mail):
        """Mail this user something in Odoo's frame for mails.

        :param env: of the user, with their language and companies
        :param template: external id of the mail's content, which greets with ``greeting``
        :param about: what the mail is about, in a word
        :param values: of the template
        :param mail: more values of the mail
        """
        self.ensure_one()
        content = env["ir.qweb"]._render(template, {"greeting": env._("Hello %s,", self.name), **values})
        frame = {"company": self.company_id, "model_description": about, "record_name": subject, "lang": env.lang}
        body = env["mail.render.mixin"]._render_encapsulate("mail.mail_notification_light", content, add_context=frame)
        self.env["mail.mail"].sudo().create(
            {
                "subject": subject,
                "email_from": self.company_id.email_formatted or self.env.user.email_formatted,
                "email_to": self.email_formatted,
                "body_html": body,
                "auto_delete": True,
                **mail,
            }
        )
