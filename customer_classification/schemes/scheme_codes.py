import unicodedata

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..common import words
from . import codes


class CustomerClassificationScheme(models.Model):
    """The code pattern of a scheme, and the codes that its categories have by it."""

    _inherit = "customer.classification.scheme"

    code_pattern = fields.Char(
        help="How many characters each level adds, for example 2-2-3. An A after the number also allows letters, "
        "for example 1A-2. Empty: codes are free.",
    )
    code_example = fields.Char(compute="_compute_code_example", help="What the codes of this pattern look like.")
    misfits = fields.Char(compute="_compute_code_example", help="The categories whose codes do not fit the pattern.")

    @api.depends("code_pattern")
    def _compute_code_example(self):
        for scheme in self:
            try:
                scheme.code_example = " → ".join(codes.example(self._clean_pattern(scheme.code_pattern)))
                misfits = scheme._misfits()
            except ValueError:
                scheme.code_example = scheme.misfits = False
            else:
                scheme.misfits = words.listed(self.env, misfits[:5].mapped("display_name"))

    @api.constrains("code_pattern")
    def _check_code_pattern(self):
        """Refuse what is no pattern; where categories do not fit it, offer to give them other codes."""
        for scheme in self:
            scheme._check_pattern(scheme.code_pattern)
            misfits = scheme._misfits()
            if not misfits:
                continue
            message = self.env._(
                "%(count)s categories have codes that do not fit the pattern %(pattern)s, for example %(categories)s.",
                count=len(misfits),
                pattern=scheme.code_pattern,
                categories=words.listed(self.env, misfits[:5].mapped("display_name")),
            )
            raise self._redirected(
                message,
                self.env._("Give them other codes …"),
                {
                    "default_operation": "pattern",
                    "default_scheme_id": scheme.id,
                    "default_new_pattern": scheme.code_pattern,
                },
            )

    def _check_pattern(self, pattern):
        """Raise ValidationError unless ``pattern`` is a code pattern."""
        try:
            codes.parse(self._clean_pattern(pattern))
        except ValueError as error:
            raise ValidationError(
                self.env._(
                    "“%(part)s” is no level of a code pattern. Write the number of characters of each level, "
                    "for example 2-2-3; an A after a number also allows letters, for example 1A-2.",
                    part=str(error),
                )
            ) from error

    def _misfits(self):
        """The categories, archived ones too, whose codes do not fit the pattern."""
        self.ensure_one()
        categories = self._origin.with_context(active_test=False).category_ids
        return categories.filtered(lambda category: not self._code_fits(category.code, category.parent_id))

    @api.model
    def _clean_pattern(self, pattern):
        return unicodedata.normalize("NFKC", pattern or "").replace(" ", "").upper()

    def _code_fits(self, code, parent):
        """Whether ``code`` is a code of this scheme below ``parent``."""
        try:
            self._check_code_fits(code, parent)
        except ValidationError:
            return False
        return True

    def _check_code_fits(self, code, parent):
        """Raise ValidationError, saying what to do, unless ``code`` fits the pattern below ``parent``."""
        levels = codes.parse(self._clean_pattern(self.code_pattern))
        if not levels:
            return
        depth, prefix = parent.level, parent.code or ""
        if depth >= len(levels):
            raise ValidationError(
                self.env._(
                    "The code pattern %(pattern)s has %(levels)s levels, and “%(parent)s” stands on the last one. "
                    "Choose a parent higher up, or add a level to the pattern.",
                    pattern=self.code_pattern,
                    levels=len(levels),
                    parent=parent.display_name,
                )
            )
        if not (code or "").startswith(prefix):
            raise ValidationError(
                self.env._(
                    "The code %(code)s does not begin with %(prefix)s, the code of its parent “%(parent)s”.",
                    code=code,
                    prefix=prefix,
                    parent=parent.name,
                )
            )
        if not parent and (above := codes.parent_of(code or "", self._clean_pattern(self.code_pattern))):
            raise ValidationError(
                self.env._(
                    "The code %(code)s stands below %(parent)s, and there is no category %(parent)s yet. Create that "
                    "first, or choose it as the parent.",
                    code=code,
                    parent=above,
                )
            )
        self._check_code_of_level(code or "", levels[depth], depth, prefix)

    def _check_code_of_level(self, code, level, depth, prefix):
        """Raise ValidationError unless what ``code`` adds to ``prefix`` fits ``level`` of the pattern."""
        part = code[len(prefix) :]
        if len(part) != level.length:
            raise ValidationError(
                self.env._(
                    "The code %(code)s has %(actual)s characters, but with the pattern %(pattern)s a code of level "
                    "%(level)s has %(expected)s, for example %(example)s.",
                    code=code,
                    actual=len(code),
                    pattern=self.code_pattern,
                    level=depth + 1,
                    expected=len(prefix) + level.length,
                    example=prefix + next(level.parts()),
                )
            )
        if not level.fits(part):
            raise ValidationError(
                self.env._("The code %(code)s may hold letters A-Z and digits only on this level.", code=code)
                if level.letters
                else self.env._("The code %(code)s may hold digits only on this level.", code=code)
            )

    def _next_code(self, parent, taken=()):
        """Return the next free code below ``parent``; empty when the level is full or codes have no rule.

        :param parent: the parent category, or an empty recordset for the top of the tree
        :param taken: codes that are given out but not saved yet
        """
        self.ensure_one()
        siblings = (
            self.env["customer.classification.category"]
            .sudo()
            .with_context(active_test=False)
            .search([("scheme_id", "=", self._origin.id), ("parent_id", "=", parent.id)])
        )
        used = {*siblings.mapped("code"), *taken}
        levels = codes.parse(self.code_pattern)
        prefix = parent.code or ""
        if levels and parent.level >= len(levels):
            return prefix
        level = levels[parent.level] if levels else codes.Level(2, letters=False)
        # all codes of a short level are few enough to be listed; those of a long one are not
        following = (
            [prefix + part for part in level.parts()] if level.length < 4 else self._codes_after(level, prefix, used)
        )
        # after the last one first: a number that was given up is not given out again while others are free
        last = max((following.index(code) for code in used if code in following), default=-1)
        free = [code for code in [*following[last + 1 :], *following] if code not in used]
        return free[0] if free else prefix

    @api.model
    def _codes_after(self, level, prefix, used):
        """The few codes worth proposing on a long level, where listing all of them would take too long."""
        numbers = [int(code[len(prefix) :]) for code in used if code[len(prefix) :].isdecimal()]
        following = max(numbers, default=0) + 1
        return [prefix + str(number).zfill(level.length) for number in range(following, following + 100)]

    def action_change_pattern(self):
        """Open the wizard that gives the categories codes of another pattern."""
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_adjustment")
        context = {
            "default_operation": "pattern",
            "default_scheme_id": self.id,
            "default_new_pattern": self.code_pattern,
        }
        return {**action, "context": context}
