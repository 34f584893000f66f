from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..engine import codes, moves

SHOWN = 100  # codes in the preview


class CustomerClassificationAdjustment(models.TransientModel):
    """Change the tree of a scheme that is in use: everything that points to its categories follows."""

    _name = "customer.classification.adjustment"
    _description = "Adjust Categories"

    operation = fields.Selection(
        selection=[
            ("recode", "Give another code"),
            ("move", "Move below another category"),
            ("merge", "Merge into another category"),
            ("divide", "Add a category below"),
            ("archive", "Archive"),
            ("pattern", "Change the code pattern of the scheme"),
        ],
        string="What",
        required=True,
        default="recode",
    )
    scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme",
        compute="_compute_scheme_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        ondelete="cascade",
    )
    leaf_only = fields.Boolean(related="scheme_id.leaf_only")
    category_id = fields.Many2one(
        comodel_name="customer.classification.category",
        domain="[('scheme_id', '=?', scheme_id)]",
        ondelete="cascade",
    )
    new_code = fields.Char(
        compute="_compute_new_code",
        store=True,
        readonly=False,
        help="The categories below get codes that begin with it.",
    )
    new_parent_id = fields.Many2one(
        comodel_name="customer.classification.category",
        domain="[('scheme_id', '=', scheme_id), ('id', '!=', category_id)]",
        ondelete="cascade",
        help="Empty: the top of the tree.",
    )
    child_name = fields.Char(string="Name of the New Category")
    target_category_id = fields.Many2one(
        comodel_name="customer.classification.category",
        string="Into",
        domain="[('scheme_id', '=', scheme_id), ('id', '!=', category_id)]",
        ondelete="cascade",
        help="Where the customers go, and where rules, mappings and defaults point from then on.",
    )
    new_pattern = fields.Char(string="New Code Pattern")
    new_example = fields.Char(compute="_compute_new_example")
    method = fields.Selection(
        selection=[("pad", "Keep the numbers, fill up with zeros"), ("renumber", "Number anew")],
        default="pad",
        required=True,
        string="Codes",
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    problem = fields.Text(compute="_compute_preview", help="Why this cannot be done.")

    # Computes ---------------------------------------------------------------------------------------------------------

    @api.depends("category_id")
    def _compute_scheme_id(self):
        for wizard in self:
            wizard.scheme_id = wizard.category_id.scheme_id or wizard.scheme_id

    @api.depends("category_id", "operation", "new_parent_id")
    def _compute_new_code(self):
        for wizard in self:
            category = wizard.category_id
            wizard.new_code = category.code
            if wizard.operation == "move" and category and wizard.new_parent_id != category.parent_id:
                try:
                    wizard.new_code = wizard._codes_below(wizard.new_parent_id)[category.id]
                except ValidationError:
                    wizard.new_code = False

    @api.depends("new_pattern")
    def _compute_new_example(self):
        for wizard in self:
            try:
                wizard.new_example = " → ".join(codes.example(wizard.new_pattern))
            except ValueError:
                wizard.new_example = False

    @api.depends(
        "operation", "category_id", "new_code", "new_parent_id", "child_name", "target_category_id", "new_pattern",
        "method",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_preview(self):
        for wizard in self:
            wizard.problem = wizard.preview = False
            if not wizard._is_complete():
                continue
            try:
                plan = wizard._plan()
            except (UserError, ValidationError) as error:
                wizard.problem = str(error)
            else:
                wizard.preview = self.env["ir.qweb"]._render(
                    "customer_classification.adjustment_preview", wizard._preview_values(plan)
                )

    def _is_complete(self):
        """Whether enough is filled in to say what would happen."""
        needed = {
            "recode": self.new_code,
            "merge": self.target_category_id,
            "divide": self.child_name,
            "pattern": self.scheme_id,
        }
        return bool(self.operation == "pattern" or self.category_id) and bool(needed.get(self.operation, True))

    def _preview_values(self, plan):
        categories = self.env["customer.classification.category"].browse(plan["codes"])
        changed = [category for category in categories if category.code != plan["codes"][category.id]]
        sentences = list(self._sentences(plan))
        if not changed and self.operation in ("recode", "move", "pattern"):
            sentences.append(self.env._("No code changes."))
        elif changed and len(changed) < len(categories):
            sentences.append(self.env._("%s categories keep their codes.", len(categories) - len(changed)))
        if len(changed) > SHOWN:
            sentences.append(self.env._("%(count)s codes change; the first %(shown)s are shown.",
                                        count=len(changed), shown=SHOWN))  # fmt: skip
        return {
            "sentences": sentences,
            "codes": [(category.code, plan["codes"][category.id], category.name) for category in changed[:SHOWN]],
        }

    def _sentences(self, plan):
        """What the preview says besides the codes."""
        target = plan["target_name"]
        if self.operation == "divide":
            name = self.category_id.display_name
            yield self.env._("%(code)s %(name)s is added below “%(parent)s”.",
                             code=plan["child_code"], name=self.child_name, parent=name)  # fmt: skip
        moved = self._customers_in(plan["targets"])
        if moved and self.operation == "archive" and not self.target_category_id:
            yield self.env._("%s customers leave the scheme; their history says so.", moved)
        elif moved:
            yield self.env._("%(count)s customers move to “%(target)s”; their history says so.",
                             count=moved, target=target)  # fmt: skip
        elif customers := self._customers_in(plan["codes"]):
            yield self.env._("%s customers stay in their categories.", customers)
        else:
            yield self.env._("No customer is concerned.")
        used = self._used_by(plan["targets"])
        if names := [record.display_name for records in used.values() for record in records]:
            yield self.env._("These lead to “%(target)s” from then on: %(names)s",
                             target=target, names=self._shortened(names))  # fmt: skip
        if plan["archived"]:
            yield self.env._("Archived: %s", self._shortened(plan["archived"].mapped("display_name")))

    # What would happen ------------------------------------------------------------------------------------------------

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
                    ", ".join(used),
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

    # Helpers of the plan ----------------------------------------------------------------------------------------------

    def _typed_code(self):
        vals = {"code": self.new_code}
        self.env["customer.classification.category"]._normalise_code(vals)
        return vals["code"] or ""

    @api.model
    def _shortened(self, names, limit=10):
        shown = ", ".join(names[:limit])
        return self.env._("%(names)s and %(count)s more", names=shown, count=len(names) - limit) if names[
            limit:] else shown  # fmt: skip

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
            return {**self._recoded(below - category, category, prefix=code, depth=parent.level + 1),
                    category.id: code}  # fmt: skip
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
        others = self.env["customer.classification.category"].with_context(active_test=False).search(
            [("scheme_id", "=", self.category_id.scheme_id.id), ("code", "in", list(new_codes.values())),
             ("id", "not in", list(new_codes))]
        )  # fmt: skip
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
            for model, field in self._leading_fields()
        }

    @api.model
    def _leading_fields(self):
        """The (model, field) pairs that lead customers into a category, and follow where its customers go."""
        return [
            ("customer.classification.rule", "category_id"),
            ("customer.classification.mapping", "category_id"),
            ("customer.classification.scheme", "default_category_id"),
        ]

    # Doing it ---------------------------------------------------------------------------------------------------------

    def action_apply(self):
        """Do what the preview shows, all of it or nothing.

        :raises ValidationError: it cannot be done, and why
        """
        self.ensure_one()
        if not self._is_complete():
            raise UserError(self.env._("Fill in first what shall happen."))
        plan = self._plan()
        category, scheme = self.category_id, self.scheme_id
        before = {c.id: c.code for c in self.env["customer.classification.category"].browse(plan["codes"])}
        merged = category if self.operation == "merge" else category.browse()
        children = merged.with_context(active_test=False).child_ids
        self._write_codes(plan["codes"])
        if self.operation == "pattern":
            scheme.code_pattern = self.new_pattern
        elif self.operation == "move":
            category.parent_id = self.new_parent_id
        elif self.operation == "divide":
            self._make_room(plan)
        children.parent_id = self.target_category_id
        if plan["targets"]:
            self._redirect(plan["targets"])
        plan["archived"].active = False
        self._note(plan, before)
        return {"type": "ir.actions.act_window_close"}

    def _make_room(self, plan):
        """Make the new category below one that holds customers, who go where the plan says."""
        category = self.category_id
        child = category.with_context(classification_emptied=True).create(
            {"name": self.child_name, "parent_id": category.id, "code": plan["child_code"]}
        )
        plan["targets"] = {former: latter or child.id for former, latter in plan["targets"].items()}

    def _redirect(self, targets):
        """Let customers and whatever leads to the categories follow."""
        for (_model, field), records in self._used_by(targets).items():
            for record in records:
                record.with_context(classification_same_meaning=True)[field] = targets[record[field].id]
        self.env.flush_all()
        stroke = moves.Stroke(
            scheme_id=self.scheme_id.id,
            origin="manual",
            effective_date=fields.Date.context_today(self),
            user_id=self.env.uid,
            now=fields.Datetime.now(),
            reason=self._reason(),
        )
        moves.reorganise(self.env, {former: latter or None for former, latter in targets.items()}, stroke)
        self.env["customer.classification.assignment"]._after_engine()

    def _reason(self):
        name = self.category_id.display_name
        return {
            "merge": self.env._("%s was merged into this category", name),
            "divide": self.env._("%s was divided", name),
            "archive": self.env._("%s was archived", name),
        }[self.operation]

    @api.model
    def _write_codes(self, new_codes):
        """Write all codes at once; on the way, each has one that nobody else can have."""
        if not new_codes:
            return
        Category = self.env["customer.classification.category"]
        Category.flush_model(["code"])
        self.env.cr.execute(
            SQL(
                "UPDATE customer_classification_category SET code = '~' || id WHERE id = ANY(%s)",
                list(new_codes),
            )
        )
        self.env.cr.execute(
            SQL(
                """UPDATE customer_classification_category category
                      SET code = new.code, write_uid = %s, write_date = %s
                     FROM (VALUES %s) AS new(id, code)
                    WHERE category.id = new.id""",
                self.env.uid,
                fields.Datetime.now(),
                SQL(", ").join(SQL("(%s, %s)", number, code) for number, code in new_codes.items()),
            )
        )
        Category.invalidate_model(["code", "display_name"])
        Category.browse(new_codes).modified(["code"])

    def _note(self, plan, before):
        """Tell in the scheme's chatter what was changed, old and new codes."""
        changed = [(before[number], code) for number, code in plan["codes"].items() if before[number] != code]
        label = dict(self._fields["operation"]._description_selection(self.env))[self.operation]
        self.scheme_id.message_post(
            body=self.env["ir.qweb"]._render(
                "customer_classification.adjustment_note",
                {"operation": label, "category": self.category_id.display_name, "codes": changed},
            )
        )
