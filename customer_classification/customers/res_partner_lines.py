from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

LINES, HEAD = "classification_assignment_ids", "main_category_id"


class CustomerClassificationAssignment(models.Model):
    """A line of the customer's form, filled in in any order."""

    _inherit = "customer.classification.assignment"

    @api.onchange("category_id")
    def _onchange_category_id(self):
        """The scheme follows the category."""
        if self.category_id and not self.scheme_id:
            self.scheme_id = self.category_id.scheme_id

    @api.onchange("scheme_id")
    def _onchange_scheme_id(self):
        """A category of another scheme goes, and that is said."""
        category, scheme = self.category_id, self.scheme_id
        if not category or not scheme or category.scheme_id == scheme:
            return None
        self.category_id = False
        return {
            "warning": {
                "title": self.env._("The category was emptied"),
                "message": self.env._(
                    "“%(category)s” is no category of “%(scheme)s”. Choose one of its own.",
                    category=category.display_name,
                    scheme=scheme.display_name,
                ),
                "type": "notification",
            }
        }


class ResPartner(models.Model):
    """The head of the customer's form and its lines say one thing, in whatever order they are filled in."""

    _inherit = "res.partner"

    def _chosen_moves(self):
        """{scheme: (category as stored, category as it stands in the form)} where the two differ."""
        self.ensure_one()
        former = {line.scheme_id: line.category_id for line in self._origin[LINES]}
        chosen = {line.scheme_id._origin: line.category_id._origin for line in self[LINES] if line.category_id}
        if self.main_scheme_id and self[HEAD]:
            chosen[self.main_scheme_id] = self[HEAD]._origin
        nothing = self[HEAD].browse()
        pairs = {scheme: (former.get(scheme, nothing), latter) for scheme, latter in chosen.items() if scheme}
        return {scheme: pair for scheme, pair in pairs.items() if pair[0] != pair[1]}

    @api.onchange(LINES)
    def _onchange_lines(self):
        """The head of the form follows the line of the main scheme."""
        line = self[LINES].filtered(lambda line: line.scheme_id == self.main_scheme_id and line.category_id)[-1:]
        if line:
            self[HEAD] = line.category_id

    @api.onchange(HEAD)
    def _onchange_main_category_id(self):
        """The line of the main scheme follows the head of the form."""
        lines = self[LINES].filtered(lambda line: line.scheme_id == self.main_scheme_id)
        if self[HEAD] and lines:
            lines.category_id = self[HEAD]
        elif lines:
            # a line that is stored goes when somebody removes it, not because the head was emptied
            self[LINES] -= lines.filtered(lambda line: not line._origin)

    # CRUD -------------------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._settled(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._settled(vals))

    @api.model
    def _settled(self, vals):
        """The values with lines that can be written, and with the main category in one place only.

        :raises ValidationError: a line has no category, or head and line name different ones
        """
        if not vals.get(LINES):
            return vals
        vals = {**vals, LINES: self._without_lost_lines(vals[LINES])}
        for scheme, category in self._categories_of_lines(vals[LINES]):
            if not category:
                raise ValidationError(
                    self.env._("Choose a category of “%s”, or remove the line.", scheme.name)
                    if scheme
                    else self.env._("A line of the page “Classification” has no category. Choose one, or remove it.")
                )
            if scheme == scheme._main_scheme() and HEAD in vals:
                head = category.browse(vals.pop(HEAD))
                if head and head != category:
                    raise ValidationError(
                        self.env._(
                            "The form names two categories of “%(scheme)s”: “%(head)s” and “%(line)s”. Choose one.",
                            scheme=scheme.name,
                            head=head.display_name,
                            line=category.display_name,
                        )
                    )
        return vals

    @api.model
    def _without_lost_lines(self, commands):
        """A line that somebody took away meanwhile is made anew by a choice that was made in it."""
        Assignment = self.env["customer.classification.assignment"]
        named = [command[1] for command in commands if command[0] in (Command.UPDATE, Command.DELETE)]
        there = set(Assignment.browse(named).exists().ids)
        kept = []
        for command in commands:
            if command[0] not in (Command.UPDATE, Command.DELETE) or command[1] in there:
                kept.append(command)
            elif command[0] == Command.UPDATE and command[2].get("category_id"):
                kept.append(Command.create(command[2]))
        return kept

    @api.model
    def _categories_of_lines(self, commands):
        """(scheme, category) that these commands choose; either may be empty."""
        Scheme = self.env["customer.classification.scheme"]
        Category = self.env["customer.classification.category"]
        Assignment = self.env["customer.classification.assignment"]
        for command in commands:
            values = command[2] if command[0] in (Command.CREATE, Command.UPDATE) else None
            if not values or (command[0] == Command.UPDATE and "category_id" not in values):
                continue
            if "category_code" in values:  # an import finds the category by it
                continue
            category = Category.browse(values.get("category_id") or ())
            scheme = Scheme.browse(values.get("scheme_id") or ()) or category.scheme_id
            if command[0] == Command.UPDATE:
                scheme = Assignment.browse(command[1]).scheme_id
            yield scheme, category
