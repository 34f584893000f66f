from odoo import api, models
from odoo.exceptions import ValidationError

from ..common import words
from ..schemes import codes


class CustomerClassificationAdjustment(models.TransientModel):
    """What an adjustment would do; nothing is written here."""

    _inherit = "customer.classification.adjustment"

    def _plan(self):
        """Return what is to be done.

        :return: ``codes`` {category id: code}, ``targets`` {category id: category id or False} for customers and
            whatever points there, ``target_name``, ``archived`` categories
        :raises ValidationError: it cannot be done, and why
        """
        self.ensure_one()
        self.scheme_id.check_access("write")
        (self.category_id | self.new_parent_id | self.target_category_id).check_access("write")
        plan = {"codes": {}, "targets": {}, "target_name": "", "archived": self.category_id.browse()}
        getattr(self, f"_plan_{self.operation}")(plan)
        return plan

    def _plan_recode(self, plan):
        category = self.category_id
        code = self._typed_code()
        category.scheme_id._check_code_fits(code, category.parent_id)
        plan["codes"] = {
            below.id: code + below.code[len(category.code) :] if below.code.startswith(category.code) else below.code
            for below in self._below(category)
        }
        self._check_free(plan["codes"])

    def _plan_move(self, plan):
        category, parent = self.category_id, self.new_parent_id
        if parent in self._below(category):
            raise ValidationError(self.env._("A category cannot stand below itself. Choose another parent category."))
        if parent and parent.scheme_id != category.scheme_id:
            raise ValidationError(self.env._("“%s” belongs to another scheme.", parent.display_name))
        self._check_takes_children(parent)
        plan["codes"] = self._codes_below(parent, self._typed_code() or None)
        self._check_free(plan["codes"])

    def _plan_merge(self, plan):
        category, target = self.category_id, self.target_category_id
        if target in self._below(category):
            raise ValidationError(
                self.env._("“%s” cannot be merged into itself or a category below it.", category.display_name)
            )
        children = category.with_context(active_test=False).child_ids
        if children:
            self._check_takes_children(target)
            taken = set(target.with_context(active_test=False).child_ids.mapped("code"))
            plan["codes"] = self._recoded(self._below(category) - category, target, taken=taken)
            self._check_free(plan["codes"])
        # where only the lowest level holds customers, a category with others below it has none to move
        if category.is_leaf or not category.scheme_id.leaf_only:
            category.scheme_id._check_target(target)
            plan["targets"] = {category.id: target.id}
        plan.update(target_name=target.display_name, archived=category)

    def _plan_divide(self, plan):
        category, scheme = self.category_id, self.category_id.scheme_id
        code = scheme._next_code(category)
        scheme._check_code_fits(code, category)
        plan["child_code"] = code
        if scheme.leaf_only and category.is_leaf:
            if self.target_category_id:
                scheme._check_target(self.target_category_id)
            # None stands for the new category, which has no number yet
            plan["targets"] = {category.id: self.target_category_id.id or None}
            plan["target_name"] = self.target_category_id.display_name or f"{code} {self.child_name}"

    def _plan_archive(self, plan):
        below = self._below(self.category_id)
        target = self.target_category_id
        if target in below:
            raise ValidationError(self.env._("“%s” is archived too. Choose another category.", target.display_name))
        if target:
            target.scheme_id._check_target(target)
        plan["targets"] = dict.fromkeys(below.ids, target.id)
        plan.update(target_name=target.display_name, archived=below.filtered("active"))
        used = [record.display_name for records in self._used_by(plan["targets"]).values() for record in records]
        if used and not target:
            raise ValidationError(
                self.env._(
                    "These still point to the category: %s. Choose a category for them and for the customers.",
                    words.listed(self.env, used),
                )
            )

    def _plan_pattern(self, plan):
        scheme = self.scheme_id
        scheme._check_pattern(self.new_pattern)
        categories = scheme.with_context(active_test=False).category_ids
        found, homeless = codes.recode(
            self._tree(self._parents_first(categories)), scheme._clean_pattern(self.new_pattern), method=self.method
        )
        if homeless:
            names = [category.display_name for category in categories.browse(homeless)]
            raise ValidationError(
                self.env._(
                    "The pattern %(pattern)s has no place for: %(categories)s. Number anew, make the level longer, or "
                    "add a level.",
                    pattern=self.new_pattern or "–",
                    categories=self._shortened(names),
                )
            )
        plan["codes"] = found

    def _typed_code(self):
        vals = {"code": self.new_code}
        self.env["customer.classification.category"]._normalise_code(vals)
        return vals["code"] or ""

    @api.model
    def _shortened(self, names, limit=10):
        shown = words.listed(self.env, names[:limit])
        return (
            self.env._("%(names)s and %(count)s more", names=shown, count=len(names) - limit)
            if names[limit:]
            else shown
        )

    @api.model
    def _below(self, category):
        """``category`` and the categories below it, archived ones too, parents first."""
        found = category.with_context(active_test=False).search([("id", "child_of", category.id)])
        return self._parents_first(found)

    @api.model
    def _parents_first(self, categories):
        return categories.sorted(lambda category: (category.level, category.sequence, category.code or "", category.id))

    @api.model
    def _tree(self, categories):
        return codes.tree((c.id, c.parent_id.id, c.code, c.parent_id.code or "") for c in categories)

    def _check_takes_children(self, parent):
        """Raise where ``parent`` holds customers and may then hold none."""
        if parent and parent.scheme_id.leaf_only and parent.is_leaf and self._customers_in(parent.ids):
            raise ValidationError(
                self.env._(
                    "“%s” holds customers, and in this scheme only the lowest level does. Add a category below it "
                    "first, which takes them.",
                    parent.display_name,
                )
            )

    def _codes_below(self, parent, code=None):
        """The codes of the category and of all below it, when they stand below ``parent``.

        :param code: the code that the category itself shall have; one that fits if None
        """
        category = self.category_id
        below = self._below(category)
        if code:
            category.scheme_id._check_code_fits(code, parent)
            return {**self._recoded(below - category, category, prefix=code, depth=parent.level + 1), category.id: code}
        siblings = category.with_context(active_test=False).search(
            [("scheme_id", "=", category.scheme_id.id), ("id", "not in", below.ids)]
        )
        return self._recoded(below, parent, taken=set(siblings.mapped("code")))

    def _recoded(self, categories, parent, *, prefix=None, depth=None, taken=()):
        """Codes for ``categories`` and those below them, as children of ``parent``."""
        found, homeless = codes.recode(
            self._tree(categories),
            self.category_id.scheme_id.code_pattern,
            depth=parent.level if depth is None else depth,
            prefix=(parent.code or "") if prefix is None else prefix,
            method="fit",
            taken=taken,
        )
        if homeless:
            names = [c.display_name for c in self.env["customer.classification.category"].browse(homeless)]
            raise ValidationError(
                self.env._(
                    "The code pattern %(pattern)s has no level, or no free code, for: %(categories)s.",
                    pattern=self.category_id.scheme_id.code_pattern,
                    categories=self._shortened(names),
                )
            )
        return found

    def _check_free(self, new_codes):
        """Raise where a new code is one of a category that keeps its own, or is given twice."""
        others = (
            self.env["customer.classification.category"]
            .with_context(active_test=False)
            .search(
                [
                    ("scheme_id", "=", self.category_id.scheme_id.id),
                    ("code", "in", list(new_codes.values())),
                    ("id", "not in", list(new_codes)),
                ]
            )
        )
        if others:
            raise ValidationError(
                self.env._(
                    "The code %(code)s already belongs to “%(category)s”. Choose another one.",
                    code=others[0].code,
                    category=others[0].name,
                )
            )

    @api.model
    def _customers_in(self, category_ids):
        return (
            self.env["customer.classification.assignment"]
            .sudo()
            .search_count([("category_id", "in", [number for number in category_ids if number])])
        )

    @api.model
    def _used_by(self, category_ids):
        """{(model, field): records} of rules, mappings and schemes that lead customers into these categories."""
        return {
            (model, field): self.env[model].with_context(active_test=False).search([(field, "in", list(category_ids))])
            for (model, field), role in self.env["customer.classification.category"]._references().items()
            if role == "leads"
        }
