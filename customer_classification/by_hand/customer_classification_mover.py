from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ..common import words


class CustomerClassificationMover(models.Model):
    """Who may move whom into or out of a category by hand: a line allows, and where there is one, others may not.

    The lines of a category count before those of the category above it, and those before the lines of the whole
    scheme. Where there are none, whoever may choose by hand may move.
    """

    _name = "customer.classification.mover"
    _description = "Who May Move Customers"
    _order = "scheme_id, category_id, id"

    scheme_id = fields.Many2one("customer.classification.scheme", required=True, index=True, ondelete="cascade")
    category_id = fields.Many2one(
        "customer.classification.category",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('scheme_id', '=', scheme_id)]",
        help="This category and those below it. Empty: all categories of the scheme that have no line of their own.",
    )
    direction = fields.Selection(
        selection=[("both", "Into and out of"), ("into", "Into"), ("out", "Out of")], default="both", required=True
    )
    group_id = fields.Many2one(
        "res.groups", string="Who", ondelete="cascade", help="The users of this group. Empty: whoever may choose."
    )
    whose = fields.Selection(
        selection=[("own", "Their own customers"), ("team", "Those of their sales team"), ("all", "All customers")],
        default="all",
        required=True,
        string="Whom",
        help="Own: whose salesperson they are. Team: whose salesperson belongs to one of their teams.",
    )

    @api.constrains("category_id", "scheme_id")
    def _check_category(self):
        for line in self.filtered("category_id"):
            if line.category_id.scheme_id != line.scheme_id:
                raise ValidationError(
                    self.env._("“%s” is a category of another scheme.", line.category_id.display_name)
                )

    def _holds_for_user(self):
        return not self.group_id or self.group_id.id in self.env.user._get_group_ids()

    def _customers(self):
        """Whom the user may move by this line."""
        if self.whose == "all":
            return Domain.TRUE
        own = Domain("user_id", "=", self.env.uid)
        if self.whose == "own":
            return own
        led = Domain("user_id.crm_team_ids.user_id", "=", self.env.uid)
        return own | led | Domain("user_id.crm_team_ids", "in", self.env.user.sudo().crm_team_ids.ids)

    def _in_words(self):
        whose = dict(self._fields["whose"]._description_selection(self.env))[self.whose]
        who = self.group_id.full_name or self.env._("everybody")
        return self.env._("%(who)s (%(whose)s)", who=who, whose=whose)


class CustomerClassificationScheme(models.Model):
    _inherit = "customer.classification.scheme"

    mover_ids = fields.One2many("customer.classification.mover", "scheme_id", string="Who May Move Customers")

    def _movers(self, category, direction):
        """The lines that say who may move customers into or out of ``category``; empty: whoever may choose."""
        lines = self.sudo().mover_ids.filtered(lambda line: line.direction in (direction, "both"))
        node = category.sudo()
        while node and not (found := lines.filtered(lambda line, node=node: line.category_id == node)):
            node = node.parent_id
        return found if node else lines.filtered(lambda line: not line.category_id)

    def _check_movers(self, former, latter, partners):
        """Raise where the user may not move one of these customers from ``former`` to ``latter`` (empty: none).

        :raises AccessError: names the customer, and who may
        """
        for category, direction, lines, stays in self._barred(former, latter, partners):
            raise AccessError(self._told_who_may(category, direction, lines, stays[0]))

    def _barred(self, former, latter, partners):
        """Whom of ``partners`` the user may not move from ``former`` to ``latter`` (empty: none), and who may.

        :return: a generator of (category, ``out`` or ``into``, the lines that say who may, customers)
        """
        self.ensure_one()
        if self.env.su or not self.sudo().mover_ids or self._by_hand() == "propose":
            return
        everybody = self.env["res.partner"].sudo().with_context(active_test=False)
        for category, direction in ((former, "out"), (latter, "into")):
            if lines := self._movers(category, direction) if category else ():
                allowed = Domain.OR(line._customers() for line in lines if line._holds_for_user())
                if stays := everybody.search(Domain("id", "in", partners.ids) & ~allowed):
                    yield category, direction, lines, stays

    def _told_who_may(self, category, direction, lines, partner):
        names = {
            "customer": partner.display_name,
            "category": category.display_name,
            "who": words.listed(self.env, [line._in_words() for line in lines]),
        }
        if direction == "into":
            return self.env._(
                "You may not move “%(customer)s” into “%(category)s”. Only these may: %(who)s. Ask one of them.",
                **names,
            )
        return self.env._(
            "You may not move “%(customer)s” out of “%(category)s”. Only these may: %(who)s. Ask one of them.", **names
        )


class CustomerClassificationAssignment(models.Model):
    """Choices by hand ask who may move whom."""

    _inherit = "customer.classification.assignment"

    def _before_choice(self, category, origin="manual", reason=None):
        if access_needed(origin):
            for (scheme, former), lines in self.grouped(lambda line: (line.scheme_id, line.category_id)).items():
                scheme._check_movers(former, category, lines.partner_id)
        return super()._before_choice(category, origin=origin, reason=reason)

    def _before_choice_of_new(self, vals_list):
        Category = self.env["customer.classification.category"]
        chosen = {}
        for vals in vals_list:
            if access_needed(vals.get("origin", "manual")):
                chosen.setdefault(vals["category_id"], []).append(vals["partner_id"])
        for category_id, partner_ids in chosen.items():
            category = Category.browse(category_id)
            category.scheme_id._check_movers(Category, category, self.env["res.partner"].browse(partner_ids))
        return super()._before_choice_of_new(vals_list)


def access_needed(origin):
    """Whether people choose so; what is merged or restored was chosen before."""
    return origin in ("manual", "import")
