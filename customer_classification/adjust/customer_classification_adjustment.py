from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..moves import moves
from ..schemes import codes

SHOWN = 100  # codes in the preview


class CustomerClassificationAdjustment(models.TransientModel):
    """Change the tree of a scheme that is in use: everything that points to its categories follows."""

    _name = "customer.classification.adjustment"
    _inherit = "customer.classification.references"
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
        "operation",
        "category_id",
        "new_code",
        "new_parent_id",
        "child_name",
        "target_category_id",
        "new_pattern",
        "method",
    )
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
            sentences.append(
                self.env._("%(count)s codes change; the first %(shown)s are shown.", count=len(changed), shown=SHOWN)
            )
        return {
            "sentences": sentences,
            "codes": [(category.code, plan["codes"][category.id], category.name) for category in changed[:SHOWN]],
        }

    def _sentences(self, plan):
        """What the preview says besides the codes."""
        target = plan["target_name"]
        if self.operation == "divide":
            name = self.category_id.display_name
            yield self.env._(
                "%(code)s %(name)s is added below “%(parent)s”.",
                code=plan["child_code"],
                name=self.child_name,
                parent=name,
            )
        moved = self._customers_in(plan["targets"])
        if moved and self.operation == "archive" and not self.target_category_id:
            yield self.env._("%s customers leave the scheme; their history says so.", moved)
        elif moved:
            yield self.env._(
                "%(count)s customers move to “%(target)s”; their history says so.", count=moved, target=target
            )
        elif customers := self._customers_in(plan["codes"]):
            yield self.env._("%s customers stay in their categories.", customers)
        else:
            yield self.env._("No customer is concerned.")
        used = self._used_by(plan["targets"])
        if names := [record.display_name for records in used.values() for record in records]:
            yield self.env._(
                "These lead to “%(target)s” from then on: %(names)s", target=target, names=self._shortened(names)
            )
        if plan["archived"]:
            yield self.env._("Archived: %s", self._shortened(plan["archived"].mapped("display_name")))

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
        child = category._create_below({"name": self.child_name, "code": plan["child_code"]})
        plan["targets"] = {former: latter or child.id for former, latter in plan["targets"].items()}

    def _redirect(self, targets):
        """Let customers and whatever leads to the categories follow; the rules mean the same as before."""
        in_force = self.scheme_id.filtered(lambda scheme: scheme.state == "active")
        for (_model, field), records in self._used_by(targets).items():
            for record in records:
                record[field] = targets[record[field].id]
        in_force.sudo().state = "active"
        self.env.flush_all()
        move = moves.Move(
            scheme_id=self.scheme_id.id,
            origin="manual",
            effective_date=self.scheme_id._today(),
            user_id=self.env.uid,
            now=fields.Datetime.now(),
            reason=self._reason(),
        )
        moves.reorganise(self.env, {former: latter or None for former, latter in targets.items()}, move)
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
