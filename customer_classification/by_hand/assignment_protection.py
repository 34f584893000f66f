from odoo import models
from odoo.exceptions import AccessError, ValidationError

from ..common import access, words
from .assignment_pinning import PIN

GONE = {"pinned": False, "pinned_until": False, "pin_reason": False, "pin_level": "user"}


class CustomerClassificationAssignment(models.Model):
    """Pins that only managers change, and the line that each pin leaves in the history when it goes.

    What a manager pins on purpose is protected; the pin that comes with any choice by hand is not.
    """

    _inherit = "customer.classification.assignment"

    def _before_choice(self, category, origin="manual", reason=None):
        """Who moves at once is not held by a manager's pin.

        :raises AccessError: they are, and the user is no manager
        """
        lines = super()._before_choice(category, origin=origin, reason=reason)
        lines._check_protected()
        return lines

    def _check_in_place(self, vals):
        """A manager's pin is changed by managers only, and nobody else makes one.

        :raises AccessError: the user is no manager
        :raises ValidationError: a manager removes one without saying why
        """
        super()._check_in_place(vals)
        if not (PIN | {"pin_level"}) & vals.keys():
            return
        self._check_protected()
        self._check_level(vals)
        if "pinned" in vals and not vals["pinned"] and not vals.get("pin_reason"):
            for line in self._protected():
                raise ValidationError(
                    self.env._("Say why the pin of “%s” is removed: enter the reason.", line.partner_id.display_name)
                )

    def _check_level(self, vals):
        if vals.get("pin_level") == "manager" and not access.is_manager(self.env):
            raise AccessError(self.env._("Only classification managers make pins that only managers change."))

    def _protected(self):
        """Those of these lines that a manager's pin holds today."""
        return self.sudo().filtered(lambda line: line.pin_level == "manager" and line.is_pinned).with_env(self.env)

    def _check_protected(self):
        """:raises AccessError: a manager's pin holds one of these customers, and the user is no manager"""
        if access.is_manager(self.env):
            return
        for line in self._protected():
            raise AccessError(
                self.env._(
                    "A manager pinned “%(customer)s” in “%(category)s” (%(reason)s). Ask a manager.",
                    customer=line.partner_id.display_name,
                    category=line.category_id.name,
                    reason=line.pin_reason or self.env._("no reason given"),
                )
            )

    # Both ways of writing ---------------------------------------------------------------------------------------------

    def _enter(self, vals_list, reason=None):
        for vals in vals_list:
            self._check_level(vals)
        return super()._enter([{**self._level_of(vals), **vals} for vals in vals_list], reason)

    def _move(self, vals, reason=None):
        self._check_level(vals)
        return super()._move({**self._level_of(vals), **vals}, reason)

    def _write_in_place(self, vals):
        """A pin that held and goes, or holds for another time, leaves a line in the history: by whom, and why."""
        if not PIN & vals.keys():
            return super()._write_in_place(vals)
        pinned = vals.get("pinned")
        held = {line: (line.pinned_until, line.pin_reason) for line in self if line.is_pinned}
        why, written = vals.get("pin_reason"), {**self._level_of(vals), **vals} if pinned else vals
        if "pinned" in vals and not pinned:
            self._check_in_place(vals)
            written = {**vals, **GONE}
            self._write_plainly(written)
            self._after_assignment_change()
        else:
            super()._write_in_place(written)
        for line, before in held.items():
            if not line.is_pinned:
                line._log_pin(self.env._("Pin removed: %s", why or self.env._("no reason given")))
            elif before != (line.pinned_until, line.pin_reason):
                line._log_pin(line._told_of_pin())

    def _level_of(self, vals):
        """Who changes the pin that is made with these values: what a manager pins on purpose, managers."""
        by_manager = vals.get("pinned") and not self.env.su and access.is_manager(self.env)
        return {"pin_level": "manager" if by_manager else "user"}

    def _told_of_pin(self):
        until = words.day(self.env, self.pinned_until) if self.pinned_until else self.env._("somebody removes it")
        return self.env._("Pin changed, holds until: %(until)s. %(reason)s", until=until, reason=self.pin_reason or "")

    def _log_pin(self, reason):
        """The line in the history of a pin: the customer stays where they have been since then."""
        self.env["customer.classification.change"].sudo().create(
            {
                **self._prepare_change(reason),
                "from_category_id": self.category_id.id,
                "origin": "manual",
                "rule_id": False,
            }
        )
