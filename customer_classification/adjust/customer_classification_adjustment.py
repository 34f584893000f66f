from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

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
