from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..common import access, words
from ..moves import moves

SHOWN = 5  # customers that a sentence names


class CustomerClassificationAssign(models.TransientModel):
    """Choose the categories of many customers at once."""

    _name = "customer.classification.assign"
    _inherit = "customer.classification.references"
    _description = "Classify by Hand"

    partner_ids = fields.Many2many("res.partner", relation="classification_assign_partner", string="Customers")
    customer_count = fields.Integer(compute="_compute_customer_count", string="Customers Chosen")
    left_out = fields.Integer(help="Contacts that stand for the same company as another one chosen.")
    line_ids = fields.One2many("customer.classification.assign.line", "wizard_id", string="Schemes")
    reason = fields.Char(help="Stands in the history of each customer who moves, and at the pin.")

    @api.depends("partner_ids")
    def _compute_customer_count(self):
        for wizard in self:
            wizard.customer_count = len(wizard.partner_ids)

    @api.model
    def _start(self, partners):
        """Return a wizard for these customers; contacts stand for their companies.

        :raises AccessError: the user may not edit one of the customers
        :raises UserError: there are none, as where a list was read anew after they were chosen
        """
        customers = partners.commercial_partner_id
        if not customers:
            raise UserError(self.env._("Choose the customers first."))
        customers.check_access("write")
        schemes = self.env["customer.classification.scheme"].search(
            [("company_id", "in", [False, *self.env.companies.ids])]
        )
        return self.create(
            {
                "partner_ids": [fields.Command.set(customers.ids)],
                "left_out": len(partners) - len(customers),
                "line_ids": [fields.Command.create({"scheme_id": scheme.id}) for scheme in schemes],
            }
        )

    def action_apply(self):
        """Move the customers, or propose to, scheme by scheme; a constant number of statements for each.

        :return: the action that tells what was done
        """
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.choice != "keep")
        if not lines:
            raise UserError(self.env._("Choose a category for at least one scheme, or clear one."))
        self.partner_ids.check_access("write")
        self.env.flush_all()
        moved = [line._apply() for line in lines]
        self.env["customer.classification.assignment"]._after_engine()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": " ".join(moved),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }


class CustomerClassificationAssignLine(models.TransientModel):
    _name = "customer.classification.assign.line"
    _inherit = "customer.classification.references"
    _description = "Classify by Hand, One Scheme"
    _order = "id"

    wizard_id = fields.Many2one("customer.classification.assign", required=True, ondelete="cascade", index=True)
    scheme_id = fields.Many2one("customer.classification.scheme", required=True, readonly=True, ondelete="cascade")
    choice = fields.Selection(
        selection=[("keep", "Keep"), ("set", "Set"), ("clear", "Clear")],
        default="keep",
        required=True,
        compute="_compute_choice",
        store=True,
        readonly=False,
        help="Keep: nothing changes. Set: all go into the category. Clear: all leave the scheme.",
    )
    category_id = fields.Many2one(
        "customer.classification.category",
        ondelete="cascade",
        domain="[('scheme_id', '=', scheme_id), '|', ('is_leaf', '=', True), ('scheme_id.leaf_only', '=', False)]",
    )
    pinned = fields.Boolean(
        compute="_compute_pin", store=True, readonly=False, help="Rules leave these customers where they are."
    )
    pinned_until = fields.Date(compute="_compute_pin", store=True, readonly=False)
    change_count = fields.Integer(compute="_compute_change_count", string="Will Move")
    note = fields.Char(
        compute="_compute_change_count", help="Who stays and why, and what a user without the right to move may do."
    )
    is_refused = fields.Boolean(
        compute="_compute_change_count", help="The user may not move some of them, and so none of all."
    )

    @api.depends("category_id")
    def _compute_choice(self):
        for line in self:
            if line.category_id:
                line.choice = "set"
            elif line.choice == "set" or not line.choice:
                line.choice = "keep"

    @api.depends("choice", "scheme_id")
    def _compute_pin(self):
        for line in self:
            pin = line.scheme_id._pin_values() if line.choice == "set" else {}
            line.pinned = pin.get("pinned", False)
            line.pinned_until = pin.get("pinned_until", False)

    @api.depends("choice", "category_id", "wizard_id.partner_ids")
    def _compute_change_count(self):
        for line in self:
            refused = line._hint_on_who_is_refused()
            line.is_refused = bool(refused)
            line.note = words.stated(self.env, [refused, line._hint_on_rights(), line._hint_on_who_stays()])
            line.change_count = line._count_changes()

    def _hint_on_rights(self):
        try:
            proposes = self.scheme_id._by_hand() == "propose"
        except AccessError:
            return self.env._("Only managers choose here")
        if proposes:
            return self.env._("You propose, a manager decides")
        return self.scheme_id.approval != "none" and self.env._("What must be approved is proposed")

    def _hint_on_who_is_refused(self):
        """Whom the user may not move: a manager pinned them, or only others move them."""
        if self.choice == "keep" or (self.choice == "set" and not self.category_id):
            return ""
        category = self.category_id if self.choice == "set" else self.category_id.browse()
        try:
            if self.env.su or self.scheme_id._by_hand() == "propose":
                return ""
        except AccessError:
            return ""  # the hint on rights says so
        partners = self.wizard_id._origin.partner_ids
        lines = self._lines_of(partners)
        moving = lines.filtered(lambda line: line.category_id != category)
        pinned = self.env["res.partner"] if access.is_manager(self.env) else moving._protected().partner_id
        groups = [(former, same.partner_id) for former, same in moving.grouped("category_id").items()]
        if category:
            groups.append((category.browse(), partners - lines.partner_id))
        barred = self.env["res.partner"]
        for former, whom in groups:
            for *_who_may, found in self.scheme_id._barred(former, category, whom):
                barred |= found
        told = []
        if pinned:
            told.append(self.env._("A manager pinned them, leave them out: %s", self._names(pinned)))
        if barred:
            told.append(self.env._("Only others may move them, leave them out: %s", self._names(barred)))
        return words.stated(self.env, told)

    def _lines_of(self, partners):
        Assignment = self.env["customer.classification.assignment"].sudo()
        return Assignment.search([("partner_id", "in", partners.ids), ("scheme_id", "=", self.scheme_id.id)])

    def _names(self, partners):
        names = words.listed(self.env, partners[:SHOWN].mapped("display_name"))
        more = len(partners) - SHOWN
        return self.env._("%(names)s and %(count)s more", names=names, count=more) if more > 0 else names

    def _hint_on_who_stays(self):
        """Who stays, since they are there already, or in no category of the scheme at all."""
        partners = self.wizard_id._origin.partner_ids
        inside = [("partner_id", "in", partners.ids), ("scheme_id", "=", self.scheme_id.id)]
        Assignment = self.env["customer.classification.assignment"].sudo()
        if self.choice == "set" and self.category_id:
            stay = Assignment.search([*inside, ("category_id", "=", self.category_id.id)]).partner_id
            text = self.env._("There already: %s")
        elif self.choice == "clear":
            stay = partners - Assignment.search(inside).partner_id
            text = self.env._("In no category anyway: %s")
        else:
            return ""
        return text % self._names(stay) if stay else ""

    def _count_changes(self):
        """How many of the customers are elsewhere now."""
        self.ensure_one()
        if self.choice == "keep" or (self.choice == "set" and not self.category_id):
            return 0
        partners = self.wizard_id._origin.partner_ids
        inside = [("partner_id", "in", partners.ids), ("scheme_id", "=", self.scheme_id.id)]
        Assignment = self.env["customer.classification.assignment"].sudo()
        if self.choice == "clear":
            return Assignment.search_count(inside)
        return len(partners) - Assignment.search_count([*inside, ("category_id", "=", self.category_id.id)])

    def _begin(self, move, matrix):
        """Return the move of a batch that begins; what extends this keeps an entry of it.

        :param matrix: how many go from where to where, see :func:`moves.matrix`
        """
        return move

    def _finish(self, move, moved, proposed):
        """The batch is over; so many moved, and so many moves were proposed."""

    def _apply(self):
        """Move or propose; return a sentence that says so."""
        self.ensure_one()
        category, scheme = self.category_id, self.scheme_id
        if self.choice == "set":
            if not category:
                raise UserError(self.env._("Choose the category of “%s”, or keep what is there.", scheme.name))
            scheme._check_target(category)
            self.env["customer.classification.assignment"]._check_pin_date(self.pinned and self.pinned_until)
        target = category if self.choice == "set" else category.browse()
        partner_ids = self.wizard_id.partner_ids.ids
        move, count, proposed = scheme._move_many(
            dict.fromkeys(partner_ids, target.id or None),
            begin=self._begin,
            origin="manual",
            reason=self.wizard_id.reason or None,
            pinned=self.pinned,
            pinned_until=self.pinned_until or None,
            pin_level=self._pin_level(),
        )
        self._finish(move, count, proposed)
        if target and self.pinned:
            moves.pin(self.env, partner_ids, target.id, move)
        if target and scheme.gives_references:
            target.sudo()._give_references(self.wizard_id.partner_ids)
        if proposed:
            return self.env._(
                "%(scheme)s: %(count)s customers moved, %(proposed)s moves were proposed.",
                scheme=scheme.name,
                count=count,
                proposed=proposed,
            )
        return self.env._("%(scheme)s: %(count)s customers moved.", scheme=scheme.name, count=count)

    def _pin_level(self):
        """What a manager pins with a reason, only managers change."""
        on_purpose = self.wizard_id.reason and not self.env.su and access.is_manager(self.env)
        return "manager" if on_purpose else "user"
