from odoo import api, fields, models

from ..common import access
from . import filters


class CustomerClassificationGroup(models.Model):
    """A group whose filter cannot be evaluated any more has no customers, and its owner is told."""

    _name = "customer.classification.group"
    _inherit = ["customer.classification.group", "mail.thread", "mail.activity.mixin"]

    on_hold = fields.Char(
        readonly=True,
        copy=False,
        help="Why the filter cannot be evaluated, for example since a field went with its app. Nobody belongs to the "
        "group until the filter is corrected.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        access.refuse_values(self.browse(), vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """A new filter, which was tried before it is kept, ends the hold."""
        access.refuse_values(self, [vals])
        result = super().write(vals)
        if "domain" in vals:
            self._release()
        return result

    def _release(self):
        held = self.sudo().filtered("on_hold")
        held.on_hold = False
        held.activity_unlink(["mail.mail_activity_data_warning"])

    def _hold_where_broken(self):
        """Keep why filters cannot be evaluated any more, and tell who sees to the groups."""
        for group in self.sudo():
            try:
                filters.built(self.env, group.domain)
            except filters.Unusable as error:
                if not group.on_hold:
                    group._tell_of_hold()
                group.on_hold = str(error)
            else:
                group._release()

    def _tell_of_hold(self):
        user = self.user_id or self.create_uid
        this = self.with_context(lang=user.lang)
        this.activity_schedule(
            "mail.mail_activity_data_warning",
            user_id=user.id,
            summary=this.env._("The filter of “%s” cannot be evaluated any more: nobody belongs to it", self.name),
        )
