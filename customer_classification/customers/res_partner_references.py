from odoo import models


class ResPartner(models.Model):
    """Customers are named by soft references, too.

    This stands here and not beside the other models that are: were partners extended before the assignments, their
    field of categories would make the table of the assignments, without its columns.
    """

    _name = "res.partner"
    _inherit = ["res.partner", "customer.classification.soft.references"]
