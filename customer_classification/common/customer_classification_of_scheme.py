from odoo import models


class CustomerClassificationOfScheme(models.AbstractModel):
    """Has figures that not everybody sees who sees the record, see :class:`OfScheme`."""

    _name = "customer.classification.of.scheme"
    _description = "Figures of a Scheme"

    def _fetch_query(self, query, fields):
        """Fetch what there is: what was read is shared with whoever sees it, and each sees their part of it."""
        return super(CustomerClassificationOfScheme, self.sudo())._fetch_query(query, fields).with_env(self.env)
