from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..consequences import defaults
from ..moves import moves, trees


class CustomerClassificationAdjustment(models.TransientModel):
    """Doing what the preview of an adjustment shows, all of it or nothing."""

    _inherit = "customer.classification.adjustment"

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
        self._let_defaults_follow(children | category if self.operation == "move" else children)
        self._log_in_chatter(plan, before)
        return {"type": "ir.actions.act_window_close"}

    def _let_defaults_follow(self, categories):
        """Customers of categories that stand below another one now get what that one sets, and lose what the former
        one did; nobody of them moved, so nothing else lets their values follow."""
        if not categories or not defaults.exist(self.env, self.scheme_id.id):
            return
        categories._flush_for_defaults()
        for category in categories:
            defaults.follow(self.env, category._customer_rows(), self.env.uid, fields.Datetime.now())

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
        # rules were written, which asks for another activation; but they mean the same
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
        trees.reorganise(self.env, {former: latter or None for former, latter in targets.items()}, move)
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

    def _log_in_chatter(self, plan, before):
        """Tell in the scheme's chatter what was changed, old and new codes."""
        changed = [(before[number], code) for number, code in plan["codes"].items() if before[number] != code]
        label = dict(self._fields["operation"]._description_selection(self.env))[self.operation]
        self.scheme_id.message_post(
            body=self.env["ir.qweb"]._render(
                "customer_classification.adjustment_note",
                {"operation": label, "category": self.category_id.display_name, "codes": changed},
            )
        )
