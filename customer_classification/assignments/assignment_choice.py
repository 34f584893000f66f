# The ways of the server go round create, write and unlink, which ask who chooses:
# pylint: disable=super-method-mismatch,method-required-super
from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError

SERVER_ONLY = {"origin", "rule_id", "since", "change_id"}  # what a move is, not what anybody wishes


class CustomerClassificationAssignment(models.Model):
    """The ORM's way into the table; the engine's is ``moves.moves``.

    ``create``, ``write`` and ``unlink`` are choices by hand, whoever calls them and with whatever context: they check
    the rights on the customer, ask the hooks ``_complete_choices``, ``_before_choice…`` and ``_check_in_place``, and
    leave a line in the history. What only code on the server may say is a value or parameter of ``_enter``, ``_move``
    and ``_leave``, which no client reaches; the hooks ``_set_aside``, ``_put_back`` and the changes'
    ``_carried_out`` follow both ways. Rooms that have their say extend a hook with ``super()``.
    """

    _inherit = "customer.classification.assignment"

    # By hand ----------------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Put customers into categories by hand, or propose to; what is only proposed gives no line.

        :raises AccessError: the user may not edit a customer or not choose in a scheme, or says too much
        :raises ValidationError: the customer or the category is missing, or they do not go together
        """
        for vals in vals_list:
            self._check_client_values(vals)
        return self._choose_new(vals_list)

    def write(self, vals):
        """Move customers by hand, or propose to; pin them, or tell their attributes.

        :raises AccessError: the user may not edit a customer or not choose in a scheme, or says too much
        :raises UserError: customer or scheme would be others
        """
        self._check_client_values(vals)
        return self._choose(vals)

    def unlink(self):
        """Take customers out of their schemes by hand, or propose to; the history keeps that they were in them.

        :raises AccessError: the user may not edit a customer or not choose in a scheme
        """
        self._check_partner_access(self.partner_id)
        nothing = self.env["customer.classification.category"]
        return self._before_choice(nothing)._leave()

    @api.model
    def _check_client_values(self, vals):
        """Where a move comes from and since when it holds is no client's to say."""
        if not isinstance(vals, dict):
            raise ValidationError(self.env._("“%s” is no assignment. Give a customer and a category.", vals))
        if not self.env.su and (names := sorted(SERVER_ONLY & vals.keys())):
            raise AccessError(
                self.env._(
                    "Nobody sets “%s” of a customer’s category: the server does when the customer moves. Leave it out.",
                    self._fields[names[0]]._description_string(self.env),
                )
            )

    def _choose_new(self, vals_list):
        """Put customers into categories by hand or import, or propose to, with the rights of the user."""
        vals_list = self.browse()._complete_choices([{**vals} for vals in vals_list])
        self._check_partner_access(self.env["res.partner"].browse(vals["partner_id"] for vals in vals_list))
        for name in ("scheme_id", "category_id"):
            self.env[self._fields[name].comodel_name].browse({vals[name] for vals in vals_list}).check_access("read")
        return self._enter(self._before_choice_of_new(vals_list))

    def _choose(self, vals):
        """Move customers by hand or import, or propose to, with the rights of the user."""
        [vals] = self._complete_choices([{**vals}])
        if {"partner_id", "scheme_id"} & vals.keys():
            raise UserError(self.env._("The customer and the scheme of a line stay. Remove the line and add another."))
        self._check_partner_access(self.partner_id)
        category = self.env["customer.classification.category"].browse(vals.get("category_id", ()))
        if "category_id" in vals and not category:
            raise UserError(self.env._("Remove the line to take the customer out of the scheme."))
        moving = self.filtered(lambda line: line.category_id != category) if category else self.browse()
        category.check_access("read")
        (self - moving)._write_in_place({name: vals[name] for name in vals.keys() - {"category_id", *SERVER_ONLY}})
        origin = vals.get("origin", "manual")
        moving._before_choice(category, origin=origin, reason=vals.get("pin_reason"))._move(vals)
        return True

    # Hooks ------------------------------------------------------------------------------------------------------------

    def _complete_choices(self, vals_list):
        """Return what choices mean besides what they say: of new lines (an empty record), or of the lines of ``self``.

        :raises ValidationError: a new line lacks its customer or its category
        """
        names = ["partner_id", "scheme_id", "category_id"]
        for vals in vals_list:
            for name in names:
                self._check_id(name, vals.get(name))
        if self:
            return vals_list
        defaults = self.default_get(names)
        vals_list = [{**defaults, **vals} for vals in vals_list]
        for vals in vals_list:
            if not vals.get("partner_id"):
                raise ValidationError(self.env._("The customer is missing. Choose whom you want to classify."))
            if not vals.get("category_id"):
                raise ValidationError(self.env._("The category is missing. Choose where the customer belongs."))
            category = self.env["customer.classification.category"].browse(vals["category_id"])
            vals["scheme_id"] = vals.get("scheme_id") or category.scheme_id.id
        return vals_list

    @api.model
    def _check_id(self, name, value):
        if value and (not isinstance(value, int) or isinstance(value, bool)):
            field = self._fields[name]._description_string(self.env)
            raise ValidationError(self.env._("“%(value)s” is no %(field)s. Give its id.", value=value, field=field))

    @api.model
    def _before_choice_of_new(self, vals_list):
        """Return those of the new lines that are made at once; what extends this sees to the others."""
        return vals_list

    def _before_choice(self, category, origin="manual", reason=None):
        """Return those of these lines that move into ``category`` (empty: out of the scheme) at once."""
        return self

    def _check_in_place(self, vals):
        """Raise where these values, which move nobody, may not be written by the user."""

    def _set_aside(self, vals_list):
        """Take out of the values what is not simply written, before the lines move; :meth:`_put_back` gets it.

        :param vals_list: one for each new line, or one for all lines of ``self``
        """
        return {}

    def _put_back(self, aside):
        """Write what :meth:`_set_aside` kept, now that the lines have moved and their changes are written."""

    # On the server ----------------------------------------------------------------------------------------------------

    @api.model
    def _enter(self, vals_list, reason=None):
        """Put customers into categories, whatever anybody may do by hand; the history says so.

        :param vals_list: may have ``origin``, ``rule_id`` and ``since`` too; else it is a choice by hand of today
        :param reason: for the history; without it, that of the pin
        """
        if not vals_list:
            return self.browse()
        vals_list = [{**self._made_by_hand(vals), **vals, "change_id": False} for vals in vals_list]
        aside = self._set_aside(vals_list)
        lines = super().create(vals_list)
        lines._log_moves({}, reason)
        lines._follow(aside)
        return lines

    def _move(self, vals, reason=None):
        """Move customers, whatever anybody may do by hand; the history says so.

        :param vals: may have ``origin``, ``rule_id`` and ``since`` too; else it is a choice by hand of today
        :param reason: for the history; without it, that of the pin
        """
        if not self:
            return
        vals = {**self._made_by_hand(vals), **vals}
        # what the history says they came from; the next lines overwrite it
        before = {line.id: line.category_id.id for line in self}
        aside = self._set_aside([vals])
        super().write(vals)
        self._log_moves(before, reason)
        self._follow(aside)

    def _leave(self, origin="manual", reason=None):
        """Take customers out of their schemes, whatever anybody may do by hand; the history says so."""
        if self:
            # while the lines are there to say from where
            changes = self._log_removals(origin, reason)
            super().unlink()
            changes._carried_out()
            self._after_assignment_change()
        return True

    def _drop(self):
        """Delete lines without a word in the history, where that of another customer tells what became of them."""
        result = super().unlink()
        self._after_assignment_change()
        return result

    def _write_in_place(self, vals):
        """Write by hand what moves nobody."""
        if self and vals:
            self._check_in_place(vals)
            self._write_plainly(vals)
            self._after_assignment_change()

    def _write_plainly(self, vals):
        """Write what is no move, or what belongs to one that is being written."""
        return super().write(vals)

    @api.model
    def _made_by_hand(self, vals):
        """What is true of a choice by hand of today."""
        scheme = self.env["customer.classification.category"].browse(vals["category_id"]).scheme_id
        return {"origin": "manual", "rule_id": False, "since": scheme._today()}

    def _follow(self, aside):
        """Let all that hangs on these lines follow them; their changes are written."""
        self._put_back(aside)
        self.change_id._carried_out()
        self._after_assignment_change()
