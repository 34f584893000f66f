from odoo import fields, models
from odoo.exceptions import AccessError

from ..common import access


class CustomerClassificationScheme(models.Model):
    """What people may choose by hand in a scheme, and what is asked of them."""

    _inherit = "customer.classification.scheme"

    manual_change = fields.Selection(
        selection=[
            ("free", "Whoever may edit the customer"),
            ("propose", "Users propose, managers decide"),
            ("managers", "Managers only"),
        ],
        string="Choice by Hand",
        default="free",
        required=True,
        tracking=True,
        help="Who may choose the category of a customer by hand.",
    )
    ask_category = fields.Selection(
        selection=[("no", "Do not ask"), ("warn", "Remind"), ("required", "Require")],
        string="On New Customers",
        default="no",
        required=True,
        help="Whether the form of a new customer asks for a category of this scheme. "
        "Imports and other programs are never held up.",
    )
    gives_references = fields.Boolean(
        help="A customer without a reference who comes into a category by hand or import gets one from the code of "
        "the category, for example 0301-0007. It stays when the customer moves or the code changes.",
    )

    def _by_hand(self):
        """What the user may do by hand: ``move`` customers themselves, or only ``propose``.

        :raises AccessError: they may do neither
        """
        self.ensure_one()
        if self.manual_change == "free" or access.is_manager(self.env):
            return "move"
        if self.manual_change == "managers":
            raise AccessError(
                self.env._(
                    "Only classification managers choose categories of “%s” by hand. Ask one of them.", self.name
                )
            )
        return "propose"

    def _must_propose(self, former, latter):
        """Whether the user's move from ``former`` to ``latter`` (empty: none) waits for somebody else's decision.

        :raises AccessError: the user may neither move nor propose
        """
        self.ensure_one()
        return self._by_hand() == "propose" or self._needs_approval(former, latter)
