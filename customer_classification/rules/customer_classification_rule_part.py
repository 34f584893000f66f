from odoo import api, models


class CustomerClassificationRulePart(models.AbstractModel):
    """What a scheme decides by: who changes, adds or deletes it changes what the scheme does next."""

    _name = "customer.classification.rule.part"
    _description = "Part of the Rules of a Scheme"

    def _schemes_deciding_by(self):
        """The schemes whose decisions hang on these records."""
        return self.scheme_id

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._schemes_deciding_by()._mark_changed()
        return parts

    def write(self, vals):
        former = self._schemes_deciding_by()  # a part that goes to another scheme changes both
        result = super().write(vals)
        (former | self._schemes_deciding_by())._mark_changed()
        return result

    def unlink(self):
        schemes = self._schemes_deciding_by()
        result = super().unlink()
        schemes._mark_changed()
        return result
